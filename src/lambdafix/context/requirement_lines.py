"""A requirements file as pip's reader splits it: logical lines, each a requirement or options.

Source: pip documentation 25.3, "Requirements File Format", and pip's req_file.py.
"""

from __future__ import annotations

import codecs
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from lambdafix.regex import regex

_COMMENT = regex(r"(^|\s+)#.*$")
_CODING = regex(r"#.*coding[:=]\s*([-\w.]+)")
_MARKS = (  # the longer mark first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ALIASES = {
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-i": "--index-url",
    "--pypi-url": "--index-url",
    "-f": "--find-links",
    "-C": "--config-settings",
    "--config-setting": "--config-settings",
}
_FLAGS = frozenset({"--no-index", "--prefer-binary", "--require-hashes", "--pre"})
_VALUED = frozenset(
    {
        "--requirement", "--constraint", "--editable", "--index-url", "--extra-index-url",
        "--find-links", "--no-binary", "--only-binary", "--trusted-host", "--use-feature",
        "--hash", "--config-settings", "--global-option", "--install-option",
    }
)  # fmt: skip


class Option(NamedTuple):
    """A pip option by its long name; `value` is empty for a flag."""

    name: str
    value: str = ""


class Line(NamedTuple):
    """A logical line: the requirement (empty if there is none) and the options behind it."""

    number: int
    text: str
    requirement: str
    options: tuple[Option, ...] | None  # None: pip would not know one of them


def decode(content: bytes) -> str | None:
    """A requirements file's text: a byte order mark, a coding line, else UTF-8; None if neither."""
    try:
        for mark, encoding in _MARKS:
            if content.startswith(mark):
                return content[len(mark) :].decode(encoding)
        head = b"\n".join(content.split(b"\n")[:2]).decode("latin-1")
        named = next((m for line in head.split("\n") if (m := _CODING.match(line))), None)
        return content.decode(named[1] if named else "utf-8")
    except (UnicodeDecodeError, LookupError):
        return None


def lines(text: str) -> Iterator[Line]:
    """The logical lines that are neither blank nor a comment."""
    for number, joined in _joined(text):
        bare = _COMMENT.sub("", joined).strip()
        if bare:
            yield read(bare, number)


def read(text: str, number: int = 1) -> Line:
    """One logical line: all up to the first word with a dash is the requirement."""
    words = text.split(" ")
    cut = next((i for i, word in enumerate(words) if word.startswith("-")), len(words))
    options = tuple(_options(" ".join(words[cut:])))
    known = tuple(o for o in options if o is not None)
    return Line(number, text, " ".join(words[:cut]).strip(), known if known == options else None)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Physical lines put together where a backslash ends one; a comment line ends it too."""
    start, parts = 1, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        start = start if parts else number
        is_comment = line.lstrip().startswith("#")
        if line.endswith("\\") and not _COMMENT.search(line):
            parts.append(line.strip("\\"))
            continue
        yield start, "".join((*parts, " " + line if is_comment else line))
        parts = []
    if parts:
        yield start, "".join(parts)


def _options(text: str) -> Iterator[Option | None]:
    try:
        words = iter(shlex.split(text))
    except ValueError:
        yield None
        return
    for word in words:
        if word.startswith("--"):
            name, given, value = word.partition("=")
        else:
            name, value = word[:2], word[2:]
            given = value
        name = _ALIASES.get(name, name)
        if name in _FLAGS and not given:
            yield Option(name)
        elif name in _VALUED:
            found = value if given else next(words, None)
            yield Option(name, found) if found is not None else None
        else:
            yield None
