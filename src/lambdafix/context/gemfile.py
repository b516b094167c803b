"""A Gemfile, which is a program in Ruby: whether it is one of plain lines that read no file.

Source: Bundler 2.6, gemfile(5).
"""

from __future__ import annotations

import re

_LINE = re.compile(
    r"""(?x)
    (?:source|ruby|group|groups|platforms?|install_if)\b\s*\(?\s*["':\[%~<>=.\d\w\s,-/]*\)?(\s+do)?
    | source\s+["']https?://[^"']*["'](\s+do)?
    | gem\b.*
    | git_source\(:\w+\)\s*(\{.*\}|do\s*\|\w+\|)
    | end
    """
)
_VERSION_FILE = re.compile(r"""ruby\s+file:\s*["']\.(?:ruby-version|tool-versions)["']""")
# What reads files, variables or other programs, runs code, or takes a gem from a directory.
_CODE = re.compile(r"\bpath\b|\bfile:|ENV|File|Dir|IO\b|`|%x|\beval|\$|;|\bif\b|\bunless\b|\bGem\b")
_INTERPOLATED = re.compile(r"#\{(?!repo|repo_name|name)")
_LOCAL = re.compile(r"""\bsource:?\s*\(?\s*["'](?!https?://)""")
_LOCAL_GIT = re.compile(r"""\bgit(:|['"]?\s*=>)\s*["'](?!https?://|git@|ssh://|git://)""")
_COMMENT = re.compile(r"(^|\s)#(?!\{).*")


def is_plain(text: str) -> bool:
    """Whether nothing but this file decides which gems are asked for."""
    lines = (_COMMENT.sub("", line).strip() for line in text.splitlines())
    return all(_VERSION_FILE.fullmatch(line) or _names_gems(line) for line in lines if line)


def _names_gems(line: str) -> bool:
    odd = (_CODE, _INTERPOLATED, _LOCAL, _LOCAL_GIT)
    return _LINE.fullmatch(line) is not None and not any(p.search(line) for p in odd)
