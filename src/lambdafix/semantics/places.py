"""Where many things lie, so that what may meet an area is found without a look at each of them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from lambdafix.semantics.areas import Area, directories_above


class Places(Struct):
    """The numbers of things by the paths at which they lie."""

    at: dict[str, tuple[int, ...]] = field(default_factory=dict)
    above: set[str] = field(default_factory=set)  # every directory above one of the paths

    def copy(self) -> Places:
        return Places(dict(self.at), set(self.above))

    def add(self, number: int, areas: Iterable[Area]) -> None:
        for path in {a.path for a in areas}:
            self.at[path] = (*self.at.get(path, ()), number)
            self.above.update(directories_above(path))

    def near(self, areas: Iterable[Area]) -> list[int]:
        """In order, all that lie at, above or below one of these areas: no other can meet one."""
        found = set[int]()
        for path in {a.path for a in areas}:
            for there in (path, *directories_above(path)):
                found.update(self.at.get(there, ()))
            if path in self.above:
                inside = f"{path.rstrip('/')}/"
                below = (numbers for p, numbers in self.at.items() if p.startswith(inside))
                found.update(number for numbers in below for number in numbers)
        return sorted(found)
