"""Image references: registry, repository, tag and digest.

Source of the rules: distribution/reference, `normalize.go` and the grammar in `reference.go`.
"""

from __future__ import annotations

import re
from typing import Self

from msgspec import Struct

from lambdafix.alike import Alike
from lambdafix.regex import regex

_HUB = "docker.io"
_ALIASES = ("index.docker.io",)  # the client's own; others are other hosts
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = regex(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_REGISTRY = regex(r"(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d+)?")
# a variable that could not be expanded may stand in a tag: the image is known all the same
_TAG = regex(r"(?:\w|\$\{[^{}]*\}|\$\w+)(?:[\w.-]|\$\{[^{}]*\}|\$\w+)*", re.ASCII)
_DIGEST = regex(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}")
_PARTS = regex(r"(?P<name>[^@]*?)(?::(?P<tag>[^/@]*|\$\{.*))?(?:@(?P<digest>.*))?", re.DOTALL)


class ImageReference(Alike, Struct, frozen=True, eq=False):
    """An image as named in FROM or `--from=`, with Docker Hub's short forms written out.

    So `python`, `library/python` and `docker.io/library/python` are equal; `str()` gives the
    text as it was. `tag` and `digest` are empty where they are not written.
    """

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""
    spelling: str = ""  # registry and repository as written; takes no part in equality

    def _alike(self) -> tuple[object, ...]:
        return self.registry, self.repository, self.tag, self.digest

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The reference that a text is, or None for what no image can be called."""
        match = _PARTS.fullmatch(text)
        if match is None:
            return None
        registry, repository = _split(match["name"])
        tag, digest = match["tag"], match["digest"]
        if (
            not _REGISTRY.fullmatch(registry)
            or not _REPOSITORY.fullmatch(repository)
            or (tag is not None and not _TAG.fullmatch(tag))
            or (digest is not None and not _DIGEST.fullmatch(digest))
        ):
            return None
        return cls(registry, repository, tag or "", digest or "", match["name"])

    @property
    def name(self) -> str:
        """The last part of the repository: `aws-lambda-python`."""
        return self.repository.rpartition("/")[2]

    def __str__(self) -> str:
        whole = (self.registry, self.repository)
        name = self.spelling if _split(self.spelling) == whole else "/".join(whole)
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{name}{tag}{digest}"


def _split(name: str) -> tuple[str, str]:
    """A first part with a dot or a port, or `localhost`, or capitals, is a registry."""
    first, slash, rest = name.partition("/")
    is_host = any(c in first for c in ".:") or first == "localhost" or first != first.lower()
    if not slash or not is_host:
        first, rest = _HUB, name
    if first in _ALIASES:
        first = _HUB
    return first, f"library/{rest}" if first == _HUB and "/" not in rest else rest
