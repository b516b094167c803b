"""What an image promises to whoever runs it: its settings, before and after."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.verify.archive.model import ImageConfig
from lambdafix.verify.contents.difference import Difference, Part
from lambdafix.verify.contents.expected import Expected


def differing(
    before: ImageConfig, after: ImageConfig, expected: Expected, inherited: frozenset[str]
) -> Iterator[Difference]:
    """Settings that are not alike. `inherited` are variables that come from either base image:
    where the base is another, they are its own business."""
    moved = expected.moved_text
    settings = (
        ("CMD", _words(before.cmd, expected), _words(after.cmd)),
        ("ENTRYPOINT", _words(before.entrypoint, expected), _words(after.entrypoint)),
        ("WORKDIR", moved(before.workdir), after.workdir),
        ("USER", before.user, after.user),
        *(
            (f"ENV {name}", moved(before.env.get(name, "")), after.env.get(name, ""))
            for name in sorted(before.env.keys() | after.env.keys())
            if not (expected.rebased and name in inherited)
        ),
        *(
            (f"LABEL {name}", before.labels.get(name, ""), after.labels.get(name, ""))
            for name in sorted(before.labels.keys() | after.labels.keys())
            if not (expected.rebased and name in inherited)
        ),
    )
    for what, old, new in settings:
        if old != new and what not in expected.dropped:
            yield Difference(Part.CONTRACT, what, old, new)


def _words(words: tuple[str, ...] | None, expected: Expected | None = None) -> str:
    if words is None:
        return ""
    return " ".join(expected.moved_text(word) if expected else word for word in words)
