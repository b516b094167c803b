"""Physical lines, as BuildKit's scanner cuts them.

Source of the rules: moby/buildkit, frontend/dockerfile/parser/parser.go.
"""

from __future__ import annotations

# What Go's unicode.IsSpace takes for a blank; str.isspace also takes U+001C to U+001F.
BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def split_lines(text: str) -> list[str]:
    """The lines of a text that ends in a newline, each with its own; only LF ends a line."""
    return [line + "\n" for line in text.split("\n")[:-1]]


def split_newline(line: str) -> tuple[str, str]:
    """A line as content and newline; a newline is LF with every CR before it."""
    content = line.rstrip("\r\n")
    return content, line[len(content) :]


def split_indent(content: str) -> tuple[str, str]:
    """The leading blanks, and the rest."""
    rest = content.lstrip(BLANKS)
    return content[: len(content) - len(rest)], rest


def is_blank(line: str) -> bool:
    return not line.strip(BLANKS)


def is_comment(line: str) -> bool:
    """Blanks may stand before the `#`, also inside a continuation."""
    return line.lstrip(BLANKS).startswith("#")


def split_continuation(content: str, escape: str) -> tuple[str, str] | None:
    """What stands before a continuation, and the continuation; None where the line ends for good.

    A continuation is one escape character with nothing but spaces and tabs behind it. After
    another escape character it is none, however many there are.
    """
    bare = content.rstrip(" \t")
    if not bare.endswith(escape) or bare.endswith(escape * 2):
        return None
    return bare[:-1], content[len(bare) - 1 :]
