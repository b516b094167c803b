"""Many files: finding them, and rewriting them side by side."""
