"""The events of a verification: JSON on the command line, or in a file."""

from __future__ import annotations

import json
from pathlib import Path

from lambdafix.errors import LambdafixError


def event_of(word: str) -> bytes:
    """The event that a word holds or names; raises LambdafixError."""
    text = word
    if not word.lstrip().startswith(("{", "[", '"')):
        try:
            text = Path(word).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            if _is_json(word):  # a number, true, null
                return word.encode()
            raise LambdafixError(
                f"--event {word}: neither JSON nor a file that can be read",
                """JSON begins with {, [ or ": --event '{"name": "ada"}'""",
            ) from error
    if not _is_json(text):
        raise LambdafixError(f"--event {word}: not JSON", "Lambda takes no other events.")
    return text.encode()


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
