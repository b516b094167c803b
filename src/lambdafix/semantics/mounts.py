"""What `RUN --mount=...` puts in the way of the image while a RUN runs.

Source: docs.docker.com/reference/dockerfile, "RUN --mount", read 2026-11-25. A mount hides what the
image has in its place, and nothing that is written to it stays. What a cache holds only saves time
(an axiom).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import basename, relpath

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.context.globs import in_context
from lambdafix.semantics.areas import EVERYTHING, Area, below, join, meet
from lambdafix.semantics.commands.call import Deposit, Unknown
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.image import Image
from lambdafix.syntax.views import Run

_EMPTY = frozenset({"cache", "ssh", "tmpfs"})
# Where pip and uv keep settings, such as the directory that packages land in.
_SETTINGS = tuple(
    Area(path, deep=True)
    for path in "/etc/pip.conf /etc/xdg /etc/uv /root/.config /root/.pip /usr/pip.conf".split()
)


class Mounts(Struct, frozen=True):
    """What is hidden, and `held`, an image of what lies there instead."""

    held: Image
    targets: Mapping[str, str] = field(default_factory=dict)  # path -> the flag that hides it
    secrets: Mapping[str, str] = field(default_factory=dict)  # path -> its id
    missing: str = ""
    bound: str = ""  # the flag that binds the whole build context

    def files(self, image: Image) -> Mapping[str, str]:
        """Path in the image -> unchanged file of the context, as the RUN sees it."""
        if not self.targets:
            return image.context
        return {p: c for p, c in image.context.items() if not self.hide(p)} | self.held.context

    def present(self, image: Image) -> frozenset[str]:
        """Every path that the RUN sees as one file."""
        if not self.targets:
            return image.single_paths()
        shown = (p for p in image.single_paths() if not self.hide(p))
        return frozenset((*shown, *self.held.single_paths()))

    def hide(self, path: str) -> bool:
        return any(below(path, target) for target in self.targets)

    def seen_by(self, effect: Effect) -> Effect:
        """The effect on the image itself; what is read of the mounts is what it is made of."""
        if not self.targets:
            return effect
        held = self.held.read_keys(effect.reads)
        seen = (p for p in self.secrets if meet((Area(p),), effect.reads))
        held |= frozenset(f"the secret {self.secrets[p]}" for p in seen)
        deposits = []
        for made in effect.deposits:
            areas = self._outside(made.areas)
            plain = made.semantic[0] in ("os", "mkdir", "link") or not held
            semantic = made.semantic if plain else ("mounted", held, *made.semantic)
            if areas:
                deposits.append(replace(made, areas=areas, semantic=semantic))
        unsure = self._unsure(effect)
        elsewhere = (EVERYTHING,) if unsure else ()
        return replace(
            effect,
            installs=tuple(i for i in effect.installs if not self.hide(i.place)),
            # what a mount holds is not in the image: a layer of its own would hold nothing
            fetches=tuple(f for f in effect.fetches if len(self._outside(f.into)) == len(f.into)),
            unsure=effect.unsure or unsure,
            reads=self._outside(effect.reads),
            writes=(*elsewhere, *self._outside(effect.writes)),
            deposits=tuple(deposits),
            missing=effect.missing or self.missing,
            bound=self.bound,
        )

    def _unsure(self, effect: Effect) -> Unknown | None:
        """What keeps an install from leaving its packages in the place that its words say."""
        for target, flag in self.targets.items():
            if any(below(i.place, target) for i in effect.installs):
                return Unknown(flag, "hides what it installs, so that nothing stays")
            plain = any(i.plain for i in effect.installs)
            if (
                plain
                and _Words.of(flag).kind == "bind"
                and meet(_SETTINGS, [Area(target, deep=True)])
            ):
                return Unknown(flag, "may say where packages land")
        return None

    def _outside(self, areas: Iterable[Area]) -> tuple[Area, ...]:
        return tuple(a for a in areas if not self.hide(a.path))


def mounts_of(run: Run, at: Moment) -> Mounts | Unknown:
    """The mounts of a RUN, or the one whose place or content is not known."""
    held = Image(at.image.base, at.image.lens)
    targets: dict[str, str] = {}
    secrets: dict[str, str] = {}
    missing, bound = "", ""
    for text in run.flags.all("mount"):
        words = _Words.of(text)
        path = at.scope.path(words.target) if words.target else None
        if path is None or "$" in text:  # not every version of BuildKit replaces variables here
            return Unknown(f"--mount={text}", "where it lies or what it holds is not known")
        if path == "/":
            return Unknown(f"--mount={text}", "it hides all of the image")
        targets[path] = f"--mount={text}"
        if words.kind == "bind":
            missing = _bind(held, words, path, at) or missing
            bound = bound or (targets[path] if words.is_all_of_the_context else "")
        elif words.kind == "secret":
            secrets[path] = words.id
        elif words.kind not in _EMPTY:
            return Unknown(f"--mount={text}", "this kind of mount is not known")
    return Mounts(held, targets, secrets, missing, bound)


class _Words(Struct):
    """The parts of one `--mount=`."""

    kind: str = "bind"
    target: str = ""
    source: str = "."
    origin: str = ""
    id: str = ""
    known: dict[str, str] = field(default_factory=dict)

    @property
    def is_all_of_the_context(self) -> bool:
        return self.kind == "bind" and not self.origin and in_context(self.source) == "."

    @classmethod
    def of(cls, text: str) -> _Words:
        pairs = (part.partition("=")[::2] for part in text.removeprefix("--mount=").split(","))
        known = {name.strip().lower(): value.strip("\"'") for name, value in pairs}
        kind = known.get("type", "bind")
        target = next((known[n] for n in ("target", "dst", "destination") if n in known), "")
        source = next((known[n] for n in ("source", "src") if n in known), "/")
        if kind == "secret":
            name = known.get("id") or basename(source)
            return cls(kind, target or f"/run/secrets/{name}", source, "", name)
        if kind == "ssh":
            return cls(kind, target or "/run/buildkit")
        return cls(kind, target, source, known.get("from", "").lower(), known.get("id", ""))


def _bind(held: Image, words: _Words, path: str, at: Moment) -> str:
    """Put what is bound into `held`; what is missing of it, as words."""
    if words.origin in at.stages:
        _from_stage(held, at.stages[words.origin], join("/", words.source), path)
        return ""
    if words.origin:
        area = (Area(path, deep=True),)
        held.leave(Deposit(area, ("image", words.origin, words.source), words.origin), ())
        return ""
    found = at.project.match(words.source)
    if not found or at.project.truncated:
        held.leave(Deposit((Area(path, deep=True),), ("context", words.source), path), ())
        return f"{words.source} is not in the build context"
    for match in found:
        if not at.project.is_dir(match):
            held.put(path, at.project.provenance(match), match)
        for file in at.project.under(match):
            held.put(join(path, relpath(file, match)), at.project.provenance(file), file)
    return ""


def _from_stage(held: Image, stage: Image, source: str, path: str) -> None:
    files, made, exact = stage.selection(source)
    for file, provenance in files.items():
        there = path if file == source else join(path, relpath(file, source))
        held.put(there, provenance, stage.context.get(file))
    for deposit in made:
        held.add(replace(deposit, areas=(Area(path, deep=True),)))
    if not exact or not (files or made):
        semantic = ("stage", stage.base.text, source)
        held.leave(Deposit((Area(path, deep=True),), semantic, path), ())
