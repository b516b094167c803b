"""What is true of the files around the Dockerfile; read on demand, once, only through Project."""
