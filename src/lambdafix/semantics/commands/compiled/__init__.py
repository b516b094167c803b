"""The tools of languages that are compiled: what a fetch needs, and what a build may do."""
