"""The paths in the value of a variable, as the programs that read it find them."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.regex import regex
from lambdafix.semantics.commands.call import Call

# A path of its own or behind an option: `/a`, `-I/a`, `--sysroot=/a`, `/a:/b`
_ABSOLUTE = regex(
    r"(?<![\w./])(?:-(?:[A-Z]|include|imacros|iquote|isystem|idirafter|isysroot))?(/[\w./@+-]+)"
)


def paths_in(value: str) -> list[str]:
    """The absolute paths in a value, also those behind an option of a compiler."""
    return _ABSOLUTE.findall(value)


def directories_in(call: Call, value: str) -> Iterator[str]:
    """The directories of a list; an empty one is the working directory."""
    yield from filter(None, (call.path(entry or ".") for entry in value.split(":")))
