"""The user's own registries that hold images of others: mirrors and pull-through caches.

Which image a text means, and how one that is meant is written, is asked in many places of a run and
settled once for it, so it stands in a context variable; the run sets it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Mirrors = tuple[tuple[str, str], ...]  # a prefix of the user's, and what it stands for

_mirrors: ContextVar[Mirrors] = ContextVar("_mirrors", default=())


@contextmanager
def mirrored(mirrors: Mirrors) -> Iterator[None]:
    """Within it, images below these prefixes are those that they stand for."""
    token = _mirrors.set(tuple(sorted(mirrors, key=lambda m: -len(m[0]))))  # the longest first
    try:
        yield
    finally:
        _mirrors.reset(token)


def original(text: str) -> str:
    """The image that a mirror holds by this text; the text itself where it names no mirror."""
    for prefix, stands_for in _mirrors.get():
        if text.startswith(f"{prefix}/"):
            return f"{stands_for}{text[len(prefix) :]}"
    return text


def is_mirrored(text: str) -> bool:
    """Whether a text names an image of a mirror."""
    return original(text) != text


def through_mirror(image: str) -> str:
    """How the user gets an image: by a mirror of its registry, if one is named."""
    for prefix, stands_for in _mirrors.get():
        if image.startswith(f"{stands_for}/"):
            return f"{prefix}{image[len(stands_for) :]}"
    return image
