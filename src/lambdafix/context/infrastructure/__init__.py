"""Which functions use which Dockerfile, read from the infrastructure that a tree holds.

One file a format; `formats.py` is the list of them. Nothing is run and nothing is guessed: what
hangs on a value that is not in the files is an `Unresolved` with its file and line.
"""
