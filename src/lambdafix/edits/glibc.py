"""Versions of glibc: what is linked with one runs with the same or a newer one."""

from __future__ import annotations


def is_newer(version: str, than: str) -> bool:
    """Whether glibc 2.36, say, is newer than 2.34."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
