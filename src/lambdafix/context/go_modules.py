"""go.mod, go.sum and go.work: what a module requires, what lies beside it, what is summed.

Source: Go Modules Reference of Go 1.24, "go.mod files", "go.sum files" and "go.work files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from lambdafix.regex import regex

_BLOCK = regex(r"(\w+)\s*\($")
_MAJOR = regex(r"v\d+")
_COMMENT = regex(r"(^|\s)//.*")


class GoModule(Struct, frozen=True):
    """A go.mod or a go.work: `beside` are the directories it names, as written."""

    name: str
    version: tuple[int, ...]  # of the language; empty where it is not said
    requires: frozenset[tuple[str, str]]
    beside: tuple[str, ...]

    @property
    def program(self) -> str:
        """What `go build` calls the program at the root of the module; empty if that is unclear."""
        parts = self.name.split("/")
        if len(parts) > 1 and _MAJOR.fullmatch(parts[-1]):
            parts.pop()
        return parts[-1]

    def settled(self, sums: str) -> bool:
        """Whether go.sum holds all sums of what is required, and the file is of a version whose
        commands leave both files alone then (1.16 and later)."""
        there = {tuple(line.split()[:2]) for line in sums.splitlines()}
        return self.version >= (1, 16) and all(
            (path, version) in there and (path, f"{version}/go.mod") in there
            for path, version in self.requires
        )


def read_go_module(text: str) -> GoModule:
    """The directives of a go.mod or a go.work."""
    name, version = "", tuple[int, ...]()
    requires, beside = set[tuple[str, str]](), list[str]()
    replaced = dict[tuple[str, ...], tuple[str, str]]()
    for verb, *words in _directives(text):
        match verb, words:
            case "module", [path, *_]:
                name = path
            case "go", [number, *_]:
                version = tuple(int(n) for n in re.findall(r"\d+", number)[:2])
            case "require", [path, number, *_]:
                requires.add((path, number))
            case "use", [path, *_]:
                beside.append(path)
            case "replace", _ if "=>" in words:
                at = words.index("=>")
                old, new = words[:at], words[at + 1 :]
                if len(new) == 1:
                    beside.append(new[0])
                if old and new:
                    replaced[tuple(old)] = (new[0], new[1] if len(new) > 1 else "")
    summed = {replaced.get(r) or replaced.get(r[:1]) or r for r in requires}
    return GoModule(name, version, frozenset(s for s in summed if s[1]), tuple(beside))


def _directives(text: str) -> Iterator[list[str]]:
    """Each directive as its words; those of a block get the block's verb in front."""
    verb = ""
    for line in text.splitlines():
        bare = _COMMENT.sub("", line).strip()
        opened = _BLOCK.fullmatch(bare)
        if opened:
            verb = opened[1]
        elif bare == ")":
            verb = ""
        elif bare:
            words = [w.strip('"`') for w in bare.split()]
            yield [verb, *words] if verb else words
