// its commands for workspaces
