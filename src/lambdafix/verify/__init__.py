"""What a rewrite is worth, held against what really happens."""
