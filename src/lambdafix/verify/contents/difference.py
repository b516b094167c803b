"""One place where two images are not alike."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Part(Enum):
    """What of an image differs."""

    CONTRACT = "contract"  # CMD, ENTRYPOINT, ENV, WORKDIR, USER, LABEL
    PACKAGE = "package"
    FILE = "file"
    LIBRARY = "library"


class Difference(Struct, frozen=True):
    """`what` names the thing, `before` and `after` what it is ("" where it is not there).

    `counts` is False for what has to be said but is no fault of the rewrite: it was so before, or
    two builds of one file differ in it. `why` says then which.
    """

    part: Part
    what: str
    before: str
    after: str
    counts: bool = True
    why: str = ""

    def __str__(self) -> str:
        words = f"{self.part.value} {self.what}: {self.before or 'none'} -> {self.after or 'none'}"
        return f"{words} ({self.why})" if self.why else words
