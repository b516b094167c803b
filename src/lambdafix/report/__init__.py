"""One result, many readers: a diff, a page for a person, JSON for a program."""
