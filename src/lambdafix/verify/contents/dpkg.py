"""Packages of Debian (`dpkg/status`, and one file each in distroless images) and of Alpine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambdafix.regex import regex

_WORD = regex(r"[^\s,|(:<>=~]+")


def is_dpkg(path: str) -> bool:
    start = "/var/lib/dpkg/status"
    return path == start or (path.startswith(f"{start}.d/") and not path.endswith(".md5sums"))


def is_apk(path: str) -> bool:
    return path in ("/lib/apk/db/installed", "/usr/lib/apk/db/installed")


def read_dpkg(content: bytes) -> Iterator[tuple[str, str, frozenset[str], frozenset[str]]]:
    """Name, version, what it needs and what it gives, of each installed package."""
    for fields in _paragraphs(content):
        if "Package" in fields and fields.get("Status", " installed").endswith(" installed"):
            needs = ",".join(
                fields.get(key, "") for key in ("Depends", "Pre-Depends", "Recommends")
            )
            gives = {fields["Package"], *_names(fields.get("Provides", ""))}
            yield fields["Package"], fields.get("Version", ""), _names(needs), frozenset(gives)


def read_apk(content: bytes) -> Iterator[tuple[str, str, frozenset[str], frozenset[str]]]:
    """The same of Alpine's database."""
    for fields in _paragraphs(content):
        if "P" in fields:
            needs = frozenset(re.split(r"[<>=~]", word)[0] for word in fields.get("D", "").split())
            gives = {re.split(r"[<>=~]", word)[0] for word in fields.get("p", "").split()}
            yield fields["P"], fields.get("V", ""), needs, frozenset({fields["P"], *gives})


def _names(text: str) -> frozenset[str]:
    """`a (>= 1) | b, c:any` names a, b and c."""
    words = (_WORD.match(part.strip()) for part in re.split(r"[,|]", text))
    return frozenset(word[0] for word in words if word)


def _paragraphs(content: bytes) -> Iterator[dict[str, str]]:
    for paragraph in content.decode("utf-8", "replace").split("\n\n"):
        pairs = (line.partition(":") for line in paragraph.splitlines() if line[:1].strip())
        yield {name: value.strip() for name, _, value in pairs}
