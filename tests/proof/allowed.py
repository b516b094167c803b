"""Do two builds leave the same, but for what a step was allowed to change?

A reading of the allowances of its own, from what codemod.py says that they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import (
    Allowance,
    Dropped,
    LeftBehind,
    Moved,
    Rebased,
    Renamed,
    Supplied,
)
from tests.proof.bases import base_named
from tests.proof.stage import Stage
from tests.proof.tree import Entry

# "Nothing reads the caches of package managers later, nor /tmp": semantics/axioms.py.
UNREAD = """/root/.cache /var/cache /var/lib/apt/lists /var/lib/dnf /var/lib/yum /tmp /var/tmp
/var/log /root/.npm""".split()
PACKAGES = "/usr/share/os"  # where a stand-in leaves one file for each OS package
# Libraries that a function may be linked to.
RUN_TIME = frozenset({"libgomp", "libpq", "libgomp1", "libpq5"})


def difference(before: list[Stage], after: list[Stage], allowance: Iterable[Allowance] = ()) -> str:
    """The first difference that was not allowed, as words; empty if there is none."""
    exact, allowed = _Allowed(()), _Allowed(tuple(allowance))
    for stage in before:
        last = stage is before[-1]
        if stage.failed or not (last or stage.named):
            continue
        other = after[-1] if last else next((s for s in after if s.name == stage.name), None)
        if other is None:
            return f"the stage {stage.name} is gone"
        if other.failed:
            return f"the stage {stage.name} fails: {other.failed}"
        # what a step may change it need not change: most stages are as they were
        found = next(exact.differences(stage, other), "")
        found = found and next(allowed.differences(stage, other), "")
        if found:
            return f"in the stage {stage.name}: {found}"
    return ""


def below(path: str, directory: str) -> bool:
    return path == directory or directory == "/" or path.startswith(f"{directory}/")


class _Side(Struct, frozen=True):
    """What a build added to its base image, in the places where it may be compared."""

    added: Mapping[str, Entry]
    gone: frozenset[str]
    whole: Mapping[str, Entry]
    packages: frozenset[str]
    required: frozenset[str]
    clash: str = ""


class _Allowed:
    def __init__(self, allowance: tuple[Allowance, ...]) -> None:
        self.moves = [(a.before, a.after) for a in allowance if isinstance(a, Moved)]
        self.images = {a.before: a.after for a in allowance if isinstance(a, Rebased)}
        self.dropped = {a.what for a in allowance if isinstance(a, Dropped)}
        self.behind = {a.what for a in allowance if isinstance(a, LeftBehind)}
        self.supplied = {a.what for a in allowance if isinstance(a, Supplied)}
        self.renamed = {a.before: a.after for a in allowance if isinstance(a, Renamed)}
        self.other_packages = bool(self.images or self.renamed)

    def differences(self, before: Stage, after: Stage) -> Iterator[str]:
        yield from self._config(before, after)
        old, new = self._side(before), self._side(after)
        yield from self._packages(old, new)
        if new.clash and not old.clash:
            yield new.clash
        if old.clash:
            yield old.clash
        for path in sorted(old.added.keys() | new.added.keys()):
            if self._free(path):
                continue
            one, other = old.added.get(path), new.added.get(path)
            if one == other:
                continue
            if one is None and other is not None:
                if old.whole.get(path) != other and not self._only_allowed(path, other, new, old):
                    yield f"{path} was not there before"
            elif other is None and one is not None:
                stays = path not in new.gone and new.whole.get(path) == one
                left = any(below(path, w) for w in self.behind if w.startswith("/"))
                if not stays and not left and not self._only_allowed(path, one, old, new):
                    base = new.whole.get(path)
                    yield (
                        f"{path} was {_shown(one)} and is {_shown(base)}"
                        if base
                        else (f"{path} is missing")
                    )
            elif one is not None and other is not None:
                yield f"{path} was {_shown(one)} and is {_shown(other)}"
        for path in sorted(old.gone ^ new.gone):
            if not self._free(path) and path not in old.added and path not in new.added:
                yield f"{path} of the base image {'is there' if path in old.gone else 'is gone'}"

    def _only_allowed(self, path: str, entry: Entry, one: _Side, other: _Side) -> bool:
        """Whether a directory is on one side alone because all that lies in it may be."""
        if entry.kind != "d":
            return False
        inside = [p for p in one.added if p != path and below(p, path)]
        behind = [w for w in self.behind if w.startswith("/") and below(w, path) and w != path]
        return bool(inside or behind) and all(
            self._free(p)
            or any(below(p, w) for w in behind)
            or (one.added[p].kind == "d" and self._only_allowed(p, one.added[p], one, other))
            for p in inside
        )

    # --- what is compared

    def _side(self, stage: Stage) -> _Side:
        base, tree = stage.base, stage.tree
        names = {basename(p): e for p, e in tree.items() if dirname(p) == PACKAGES}
        words = {n: e.content.decode().split() for n, e in names.items()}
        required = frozenset(n for n, w in words.items() if w[-1:] == ["required"])
        owned = {w for some in words.values() for w in some}
        dists = set(self._distributions(tree))
        added, clash = dict[str, Entry](), ""
        for path, entry in tree.items():
            if base.get(path) == entry or self._unread(path):
                continue
            if dirname(path) == PACKAGES or path in owned or any(below(path, d) for d in dists):
                continue
            place = self._place(path)
            moved = replace(entry, content=self._text(entry.content))
            if place in added and added[place] != moved and entry.kind != "d":
                clash = clash or f"{path} and another file have one place, {place}"
            added[place] = moved
        gone = frozenset(
            p
            for p in base.keys() - tree.keys()
            if self._place(p) == p and not any(below(p, d) for d in dists)
        )
        whole = {self._place(p): replace(e, content=self._text(e.content)) for p, e in tree.items()}
        return _Side(added, gone, whole, frozenset(names) - required, required, clash)

    def _distributions(self, tree: Mapping[str, Entry]) -> Iterator[str]:
        """The paths of Python distributions that may be missing."""
        for path, entry in tree.items():
            found = re.fullmatch(r"(.*)/([\w-]+)-[\d.]+\.dist-info/RECORD", path)
            if found and found[2] in self.dropped | self.behind:
                yield dirname(path)
                yield f"{found[1]}/bin/{found[2]}"
                yield from (f"{found[1]}/{top}" for top in entry.content.decode().split())
        for name in self.dropped | self.behind:
            if "/" not in name:
                yield from (
                    p for p in tree if re.fullmatch(rf"/(usr/local|var/lang)/bin/{name}", p)
                )

    def _unread(self, path: str) -> bool:
        return any(below(path, cache) for cache in UNREAD)

    def _free(self, path: str) -> bool:
        """Whether a path does not count on either side."""
        return any(
            below(path, place)
            for what in self.dropped
            if what.startswith("/")
            for place in (what, self._place(what))
        )

    def _place(self, path: str) -> str:
        for old, new in self.moves:
            if below(path, old):
                return new + (path if old == "/" else path[len(old) :])
        return path

    def _text(self, content: bytes) -> bytes:
        if not self.moves:
            return content
        text = content.decode("utf-8", "surrogateescape")
        for old, new in self.moves:
            text = re.sub(rf"(?<![\w./-]){re.escape(old)}(?![\w.-])", new, text)
        return text.encode("utf-8", "surrogateescape")

    # --- configuration and OS packages

    def _config(self, before: Stage, after: Stage) -> Iterator[str]:
        old, new = self._settings(before), self._settings(after)
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name) and name not in self.dropped:
                yield f"{name} was {old.get(name)!r} and is {new.get(name)!r}"

    def _settings(self, stage: Stage) -> dict[str, object]:
        out = dict[str, object](stage.config)
        out["image"] = self.images.get(str(out.get("image")), out.get("image"))
        base = base_named(str(stage.config["image"])) if self.images else None
        own = base.env.items() if base else ()  # another base image says other things of itself
        out |= {f"ENV {n}": v for n, v in stage.env.items() if (n, v) not in own}
        if base and (out["ENTRYPOINT"], out["CMD"]) == (base.entrypoint, base.cmd):
            del out["ENTRYPOINT"], out["CMD"]
        out |= {"WORKDIR": stage.workdir, "USER": stage.user}
        return {n: self._moved(v) for n, v in out.items()}

    def _moved(self, value: object) -> object:
        if isinstance(value, tuple):
            return tuple(self._moved(v) for v in value)
        return self._text(value.encode()).decode() if isinstance(value, str) else value

    def _packages(self, old: _Side, new: _Side) -> Iterator[str]:
        wanted = {n for name in old.packages for n in self.renamed.get(name, (name,))}
        out = self.dropped | self.behind | {
            n for name in self.dropped | self.behind for n in self.renamed.get(name, ())
        }  # fmt: skip
        missing = wanted - new.packages - out
        extra = new.packages - wanted - self.supplied - out
        if missing:
            yield f"the OS package {min(missing)} is missing"
        if extra:
            yield f"the OS package {min(extra)} was not there before"
        if not self.other_packages:
            here = new.packages | new.required
            linked = old.required & RUN_TIME - here
            if linked:
                yield f"{min(linked)}, which an OS package brought, is missing"


def _shown(entry: Entry) -> str:
    kind = {"f": "a file", "d": "a directory", "l": "a link to"}[entry.kind]
    content = entry.content.decode(errors="replace")
    return f"{kind} {oct(entry.mode)} {content[:60]!r}"
