"""Which differences between two images the steps of a rewrite declared beforehand."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from lambdafix.codemod import (
    Allowance,
    Dropped,
    LeftBehind,
    Moved,
    Pruned,
    Rebased,
    Renamed,
    Supplied,
)


class Expected(Struct, frozen=True):
    """What may differ.

    `moves`: directory before, directory after; the longest that fits counts. `rebased`: the base
    image is another, so what comes from the bases is not compared; how many layers they have is
    `base_layers` (before, after). `dropped`: `ENTRYPOINT`, `ENV NAME`, a package, a path. `behind`:
    OS packages and paths that only the build needs; what an OS package among them brought with it
    may go, too. `supplied`: OS packages that may be new. `prunes`: packages of Node that npm noted
    as needed for development alone may be missing.
    """

    moves: tuple[tuple[str, str], ...] = ()
    rebased: bool = False
    base_layers: tuple[int, int] = (0, 0)
    dropped: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    supplied: frozenset[str] = frozenset()
    prunes: bool = False

    @classmethod
    def of(cls, allowed: Iterable[Allowance], base_layers: tuple[int, int] = (0, 0)) -> Expected:
        """What the steps of a rewrite may change."""
        allowed = tuple(allowed)
        behind = {a.what for a in allowed if isinstance(a, LeftBehind)}
        behind |= {a.before for a in allowed if isinstance(a, Renamed)}
        supplied = {a.what for a in allowed if isinstance(a, Supplied)}
        supplied |= {name for a in allowed if isinstance(a, Renamed) for name in a.after}
        return cls(
            moves=tuple((a.before, a.after) for a in allowed if isinstance(a, Moved)),
            rebased=any(isinstance(a, Rebased) for a in allowed),
            base_layers=base_layers,
            dropped=frozenset(a.what for a in allowed if isinstance(a, Dropped)),
            behind=frozenset(behind),
            supplied=frozenset(supplied),
            prunes=any(isinstance(a, Pruned) for a in allowed),
        )

    def moved(self, path: str) -> str:
        """Where a path of the image before lies after."""
        fitting = [m for m in self.moves if path == m[0] or path.startswith(m[0].rstrip("/") + "/")]
        if not fitting:
            return path
        old, new = max(fitting, key=lambda move: len(move[0]))
        return (new.rstrip("/") + path[len(old.rstrip("/")) :]) or "/"

    def moved_text(self, text: str) -> str:
        """A value, with the directories in it where they lie after: `/app/bin:/bin`."""
        return ":".join(map(self.moved, text.split(":"))) if self.moves else text

    def lets_go(self, path: str) -> bool:
        """Whether a path may be missing after."""
        return _is_below(path, self.dropped | self.behind)

    def lets_come(self, path: str) -> bool:
        """Whether a path may be new: what is dropped does not count on either side."""
        return _is_below(path, self.dropped)

    def drops(self, before: str, after: str) -> bool:
        """Whether what a file holds does not count, by its path before or after."""
        return _is_below(before, self.dropped) or _is_below(after, self.dropped)


def _is_below(path: str, places: frozenset[str]) -> bool:
    """Whether a path is one of these places, or lies below one; other words are no places."""
    while path:
        if path in places or f"{path}/" in places:
            return True
        path = path.rpartition("/")[0]
    return False
