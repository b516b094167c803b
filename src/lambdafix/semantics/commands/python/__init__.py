"""The tools of Python: where packages come from, where they land, and with which interpreter."""
