"""What commands read because a variable of the environment names it."""
