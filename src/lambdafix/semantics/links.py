"""Paths through symbolic links: where they lead, so that two names of one place meet.

Source: POSIX.1-2024, 4.16 Pathname Resolution; BuildKit follows links in a COPY's destination as
the kernel does. Links are known of the base image (its /bin is /usr/bin), of `ln -s` and of what
COPY brings; what an archive or an installer links is not seen, and lies where they write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import dirname

from msgspec.structs import replace

from lambdafix.semantics.areas import Area, below, join, meet
from lambdafix.semantics.commands.call import Deposit
from lambdafix.semantics.effects import Effect

_MOST = 40  # as Linux: more in one path is a loop


def resolved(path: str, links: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Where a path leads, its last part not followed, and the links on the way."""
    crossed: list[str] = []
    todo, here = path.strip("/").split("/")[::-1], ""
    while todo:
        child = join(here or "/", todo.pop())
        target = links.get(child)
        if target is None or not todo or len(crossed) == _MOST:
            here = child
            continue
        crossed.append(child)
        todo += join(dirname(child), target).strip("/").split("/")[::-1]
        here = ""
    return here or "/", tuple(crossed)


def through_links(effect: Effect, links: Mapping[str, str], fixed: Mapping[str, str]) -> Effect:
    """The effect with every path where it really lies; the links on the way are read, but for
    those that are `fixed`, because the base image has them."""
    inside = tuple(f"{link}/" for link in links)
    crossed = any(p in links or p.startswith(inside) for p in _paths(effect))
    if not crossed and not _above(effect, links):
        return effect
    walk = _Through(links)
    files = {}
    odd: list[Deposit] = []
    for path, file in effect.files.items():
        real = walk.path(path)
        if real in links:  # whether the link or what it leads to is replaced is not known
            areas = walk.areas([Area(real)])
            odd.append(Deposit(areas, ("through a link", *file), f"{path}, which is a link"))
        else:
            files[real] = file
    deposits = (replace(d, areas=walk.areas(d.areas, d)) for d in effect.deposits)
    carried = (replace(m, areas=walk.areas(m.areas)) for m in effect.carried)
    done = replace(
        effect,
        writes=walk.areas(effect.writes),
        again=walk.areas(effect.again),
        files=files,
        needs=frozenset(map(walk.path, effect.needs)),
        directories=frozenset(map(walk.path, effect.directories)),
        searches=walk.areas(effect.searches),
        deposits=(*deposits, *odd),
        carried=tuple(carried),
        links={walk.path(p): t for p, t in effect.links.items()},
    )
    reads = walk.areas(effect.reads)
    ways = (Area(link) for link in walk.crossed if link not in fixed)
    return replace(done, reads=tuple(dict.fromkeys((*reads, *ways))))


def _paths(effect: Effect) -> list[str]:
    areas = (*effect.reads, *effect.writes, *effect.again, *effect.searches)
    left = (*(d.areas for d in effect.deposits), *(m.areas for m in effect.carried))
    made = (a for some in left for a in some)
    named = (*effect.files, *effect.links, *effect.needs, *effect.directories)
    return [*(a.path for a in (*areas, *made)), *named]


def _above(effect: Effect, links: Mapping[str, str]) -> bool:
    """Whether a whole directory is read or written that holds a link to another place."""
    areas = {*effect.reads, *effect.writes}
    wide = tuple(f"{a.path}/" for a in areas if a.deep and a.path != "/")
    return any(f"{link}/".startswith(wide) for link in links)


def _inside(link: str, area: Area) -> bool:
    """Whether a link lies in a deep area: an install leaves its names alone."""
    return below(link, area.path) and bool(meet((area,), (Area(link),)))


class _Through:
    """One walk over an effect; `crossed` are the links that it met."""

    def __init__(self, links: Mapping[str, str]) -> None:
        self.links = links
        self.crossed: dict[str, None] = {}
        self.known: dict[str, str] = {}

    def path(self, path: str) -> str:
        if path not in self.known:
            self.known[path], crossed = resolved(path, self.links)
            self.crossed |= dict.fromkeys(crossed)
        return self.known[path]

    def areas(self, areas: Iterable[Area], made: Deposit | None = None) -> tuple[Area, ...]:
        """Each area where it lies, with what its last part or a link inside of it leads to."""
        found: dict[Area, None] = {}
        for area in areas:
            real = self.path(area.path)
            here = area if real == area.path else replace(area, path=real)
            found[here] = None
            if made and made.semantic[0] == "link":
                continue  # the link itself
            deep = here.deep and real != "/"
            for link, target in self.links.items():
                if link == real or (deep and _inside(link, here)):
                    there = self.path(join(dirname(link), target))
                    found[replace(area, path=there)] = None
        return tuple(found)
