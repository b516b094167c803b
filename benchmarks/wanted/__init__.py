"""What owners would want of Dockerfiles, and how often they get it."""
