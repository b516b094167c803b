"""A compiled program of a function on AWS's base image for programs, `provided`."""
