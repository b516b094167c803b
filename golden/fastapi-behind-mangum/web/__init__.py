"""A greeting over HTTP."""
