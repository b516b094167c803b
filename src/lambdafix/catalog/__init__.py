"""What is true of the world: data with a source and a date, never code."""
