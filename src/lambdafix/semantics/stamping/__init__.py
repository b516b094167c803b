"""What of a build changes with every release, and how far down it may go."""
