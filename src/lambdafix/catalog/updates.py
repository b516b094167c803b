"""Commands that bring a project's packages of Node up to date: npm update, yarn upgrade."""

from __future__ import annotations

from collections.abc import Collection

from lambdafix.catalog.loading import load


def updates(tool: str, verb: str) -> bool:
    """Whether npm, yarn or pnpm brings packages up to date by this word."""
    return verb in load("updates")[tool]["verbs"]


def keeps_ranges(tool: str, options: Collection[str], node: str) -> bool:
    """Whether such a command leaves the ranges of package.json as they are: with these options,
    and settings written as options, by the tool of this version of Node (empty: not known)."""
    entry = load("updates")[tool]
    if any(option in options for option in entry["keeps"]):
        return True
    least = entry.get("node", 0)
    known = not least or (node.isdecimal() and int(node) >= least)
    return known and entry["leaves"] != "ranges" and not any(o in options for o in entry["moves"])
