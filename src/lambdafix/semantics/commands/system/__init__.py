"""The commands of the operating system, and its package managers."""
