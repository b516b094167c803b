"""Who owns a file: CODEOWNERS as GitHub and GitLab read it.

GitHub takes the first of `.github/`, the root and `docs/`; patterns are those of .gitignore, the
last that fits wins, one without owners means nobody. GitLab takes the first of the root, `docs/`
and `.gitlab/`; a pattern without a leading slash fits anywhere, a directory is written with a slash
at its end, `!` takes a path out, and in each section the last that fits wins, its default owners
standing in where an entry has none: a file has the owners of all sections.
Sources: docs.github.com, "About code owners"; docs.gitlab.com, "Code Owners" and "CODEOWNERS
syntax", both read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from lambdafix.regex import regex

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_SECTION = regex(r"\^?\[([^\]\n]+)\](?:\[\d+\])?(?:\s+(.*))?")
_WORD = regex(r"(?:\\.|[^\s\\])+")


class Entry(NamedTuple):
    """A line: a pattern, its owners, and whether it takes paths out."""

    pattern: str
    owners: tuple[str, ...]
    excludes: bool = False


class Owners(Struct, frozen=True):
    """The entries of a file, section by section; GitHub knows one, without a name."""

    sections: tuple[tuple[Entry, ...], ...] = ()
    gitlab: bool = False

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of a file by its path from the repository's root; empty: nobody."""
        found: dict[str, None] = {}
        for entries in self.sections:
            last: tuple[str, ...] = ()
            for entry in entries:
                if _matcher(entry.pattern, self.gitlab).fullmatch(path):
                    last = () if entry.excludes else entry.owners
                    if entry.excludes:
                        break  # and no later entry of the section brings it back
            found |= dict.fromkeys(last)
        return tuple(found)


def read(content: Callable[[str], str | None], *, gitlab: bool) -> tuple[str, Owners]:
    """The CODEOWNERS in force and its place; `content` gives a file's text, None: there is none.

    `gitlab`: whether GitLab is what reads it, as far as that is known; a file in `.gitlab/`, or one
    with sections, says so itself.
    """
    places = (*PLACES[1:], PLACES[0]) if gitlab else PLACES
    for place in places:
        text = content(place)
        if text is not None:
            own = gitlab or place.startswith(".gitlab") or _has_sections(text)
            return place, parse(text, gitlab=own)
    return "", Owners()


def parse(text: str, *, gitlab: bool) -> Owners:
    """The entries of a text; a line that is none counts as a comment does."""
    sections: dict[str, list[Entry]] = {"": []}
    name, default = "", ()  # type: str, tuple[str, ...]
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        header = _SECTION.fullmatch(line) if gitlab else None
        if header:
            name, default = header[1].lower(), _owners(header[2] or "")
            sections.setdefault(name, [])
            continue
        words = [*_words(line)]
        excludes = gitlab and words[0].startswith("!")
        owners = tuple(words[1:]) or default
        sections[name].append(Entry(words[0].removeprefix("!" if gitlab else ""), owners, excludes))
    return Owners(tuple(tuple(entries) for entries in sections.values() if entries), gitlab)


def _has_sections(text: str) -> bool:
    lines = (line.strip() for line in text.splitlines())
    return any(_SECTION.fullmatch(line) for line in lines)


def _owners(text: str) -> tuple[str, ...]:
    return tuple(_words(text))


def _words(line: str) -> Iterator[str]:
    """Up to a comment; a blank of a path stands behind a backslash."""
    for match in _WORD.finditer(line):
        if match[0].startswith("#"):
            return
        yield match[0]


@lru_cache(maxsize=4096)
def _matcher(pattern: str, gitlab: bool) -> re.Pattern[str]:
    body = pattern.strip("/")
    anchored = pattern.startswith("/") or (not gitlab and "/" in body)
    start = "" if anchored or body.startswith("**/") else "(?:.*/)?"
    if pattern.endswith("/"):
        end = "/.+" if body else ".+"
    elif gitlab or pattern.endswith("/*"):
        end = ""
    else:
        end = "(?:/.*)?"  # what fits a directory fits all that is in it
    return re.compile(start + "".join(_translated(body)) + end, re.DOTALL)


def _translated(body: str) -> Iterator[str]:
    for token in re.findall(r"\*\*/|/\*\*$|\*\*|\*|\?|\\.|.", body, re.DOTALL):
        yield {
            "**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]",
        }.get(token) or re.escape(token[-1])  # fmt: skip
