"""What is made of a group: a branch's name, a commit's message and files, a description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from lambdafix.monorepo.branches import Repository
from lambdafix.monorepo.groups import Group, from_top, slugs
from lambdafix.report.migration import body, message


class Piece(NamedTuple):
    """One branch to be; `files` are paths from the top of the repository with their contents."""

    slug: str
    branch: str
    message: str
    body: str
    files: Mapping[str, bytes]


def pieces(groups: Sequence[Group], repository: Repository, prefix: str) -> Iterator[Piece]:
    """The pieces of groups; their words call files from the top of the repository."""
    base = repository.branch or repository.head[:12]
    for group, slug in zip(groups, slugs(groups), strict=True):
        outcomes = [replace(o, path=from_top(repository.top, o.path)) for o in group.outcomes]
        branch = f"{prefix}{slug}"
        said = message(group.name, outcomes)
        yield Piece(slug, branch, said, body(group.name, outcomes, branch, base), group.files)
