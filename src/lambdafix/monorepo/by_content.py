"""A build context whose files are what is in them, so that those of two contexts can be equal."""

from __future__ import annotations

import hashlib

from msgspec import Struct

from lambdafix.context.not_checked_out import NotCheckedOut
from lambdafix.context.project import Project


class ByContent(Project, Struct, frozen=True):
    """In a rewrite a file is its path; between functions it is its bytes."""

    def provenance(self, path: str) -> str:
        """The SHA-256 of a file's bytes; of what cannot be read, its path, which equals no file of
        another context."""
        try:
            content = self.read_bytes(path)
        except NotCheckedOut:
            content = None
        if content is None:
            return f"{self.storage!r}:{path}"
        return f"sha256:{hashlib.sha256(content).hexdigest()}"
