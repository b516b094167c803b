""".npmrc and .yarnrc: settings, one a line.

Sources: npm 11 documentation, ".npmrc" (`name = value`, `;` and `#` begin a comment); Yarn 1
documentation, ".yarnrc" (`name value`, both may be quoted; names may begin with `--`).
"""

from __future__ import annotations

from collections.abc import Mapping

from lambdafix.regex import regex

_YARN = regex(r'"?(?:--)?(?P<name>[^\s"]+)"?\s+"?(?P<value>[^"]*)"?\s*$')


def npmrc(text: str) -> Mapping[str, str]:
    """The settings of an .npmrc by their names; a list (`name[] = value`) keeps its last value."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if name and not name.startswith((";", "#", "[")):
            key = name.strip().strip("\"'").removesuffix("[]")
            found[key] = value.strip().strip("\"'") if equals else "true"
    return found


def yarnrc(text: str) -> Mapping[str, str]:
    """The settings of a .yarnrc of Yarn 1."""
    lines = (line.strip() for line in text.splitlines())
    matches = (_YARN.match(line) for line in lines if line and not line.startswith("#"))
    return {m["name"]: m["value"] for m in matches if m}
