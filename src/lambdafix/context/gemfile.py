"""A Gemfile, which is a program in Ruby: whether it is one of plain lines that read no file.

Source: Bundler 2.6, gemfile(5), and of its lock bundle-install(1), "THE GEMFILE.LOCK".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambdafix.regex import regex

_LINE = regex(
    r"""(?x)
    (?:source|ruby|group|groups|platforms?|install_if)\b\s*\(?\s*["':\[%~<>=.\d\w\s,-/]*\)?(\s+do)?
    | source\s+["']https?://[^"']*["'](\s+do)?
    | gem\b.*
    | git_source\(:\w+\)\s*(\{.*\}|do\s*\|\w+\|)
    | end
    """
)
_VERSION_FILE = regex(r"""ruby\s+file:\s*["']\.(?:ruby-version|tool-versions)["']""")
# What reads files, variables or other programs, runs code, or takes a gem from a directory.
_CODE = regex(r"\bpath\b|\bfile:|ENV|File|Dir|IO\b|`|%x|\beval|\$|;|\bif\b|\bunless\b|\bGem\b")
_INTERPOLATED = regex(r"#\{(?!repo|repo_name|name)")
_LOCAL = regex(r"""\bsource:?\s*\(?\s*["'](?!https?://)""")
_LOCAL_GIT = regex(r"""\bgit(:|['"]?\s*=>)\s*["'](?!https?://|git@|ssh://|git://)""")
_PLAIN = regex(r"""["']([^"']*)["']""")
_FETCHED = regex(r"""\b(?:git|github|gist|bitbucket|source)(?::|['"]?\s*=>)""")
_LOCKED = regex(r"  (?P<name>[^\s(!]+)(?: \((?P<asked>.*)\))?(?P<mark>!?)")
_COMMENT = regex(r"(^|\s)#(?!\{).*")


def is_plain(text: str) -> bool:
    """Whether nothing but this file decides which gems are asked for."""
    lines = (_COMMENT.sub("", line).strip() for line in text.splitlines())
    return all(_VERSION_FILE.fullmatch(line) or _names_gems(line) for line in lines if line)


def agrees(gemfile: str, lock: str) -> bool:
    """Whether a lock was made for a plain Gemfile, so that an install takes its versions as they
    are: its DEPENDENCIES are the gems that the Gemfile names, with the same requirements."""
    return dict(_gems(gemfile)) == dict(_dependencies(lock))


def _gems(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for line in (_COMMENT.sub("", line).strip() for line in text.splitlines()):
        if line.startswith("gem"):
            words = re.split(r"\s*,\s*", line.removeprefix("gem").strip(" ()"))
            plain = [m[1] for w in words if (m := _PLAIN.fullmatch(w))]
            # options come behind; one that git fetches has a `!` in the lock
            name, *asked = plain or [line]
            mark = {"!"} if _FETCHED.search(line) else set()
            yield name, frozenset((*map(_requirement, asked), *mark))


def _requirement(text: str) -> str:
    return text if re.match(r"[<>=~!]", text) else f"= {text}"


def _dependencies(lock: str) -> Iterator[tuple[str, frozenset[str]]]:
    section = lock.partition("\nDEPENDENCIES\n")[2].partition("\n\n")[0]
    for line in section.splitlines():
        match = _LOCKED.fullmatch(line)
        if match:
            asked = (match["asked"] or "").split(", ")
            yield match["name"], frozenset((*filter(None, asked), *match["mark"]))


def _names_gems(line: str) -> bool:
    odd = (_CODE, _INTERPOLATED, _LOCAL, _LOCAL_GIT)
    return _LINE.fullmatch(line) is not None and not any(p.search(line) for p in odd)
