"""What can go wrong in a way that the user can mend: a message, a hint, and the exit code."""

from __future__ import annotations


class LambdafixError(Exception):
    """An error for the user: `message` says what is wrong and where, `hint` what to do next."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SyntaxFault(LambdafixError):
    """The text is not a Dockerfile that can be read; `line` is where (1 is the first)."""

    def __init__(self, message: str, line: int, hint: str = "") -> None:
        super().__init__(message, hint)
        self.line = line


class UnreadableFile(LambdafixError):
    """The file cannot be opened, decoded or written."""


class UnreadableImage(LambdafixError):
    """The file is no image archive, or one that is broken, cut or hostile; what it says of itself
    may be in the message, so only what can be printed is."""

    def __init__(self, message: str, hint: str = "") -> None:
        shown = (c if c.isprintable() else ascii(c)[1:-1] for c in message)
        super().__init__("".join(shown), hint)
