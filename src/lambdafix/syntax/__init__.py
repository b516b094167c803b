"""Text to tree and back, nothing lost: what a Dockerfile says, not what it means."""
