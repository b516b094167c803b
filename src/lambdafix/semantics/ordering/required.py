"""What installs read of the files that were copied before them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lambdafix.semantics.areas import EVERYTHING, Area, below
from lambdafix.semantics.effects import Effect
from lambdafix.semantics.simulate import Step

# How what a command has fetched is made: its first words.
_FETCHING = frozenset({"aws", "curl", "git", "go get", "node -g", "rustup", "wget"})
_TOOLS = frozenset({("cargo", "install"), ("dotnet", "tool"), ("gem", "install")})


def installs(step: Step) -> bool:
    """Whether a step installs packages of a language, or fetches them from their manifests."""
    fetched = step.effect.manifests and not builds(step)
    return step.instruction.keyword == "RUN" and bool(step.effect.installs or fetched)


def builds(step: Step) -> bool:
    """Whether a step compiles or bundles the source."""
    return any(deposit.output for deposit in step.effect.deposits)


def spares(step: Step) -> bool:
    """Whether a step installs, and an edit of a source above which it stands leaves it as it is."""
    return installs(step) and not step.effect.bound


def fetches(step: Step) -> bool:
    """Whether a step brings something by its name or address, whatever the build context holds."""
    made = [d.semantic for d in step.effect.deposits]
    known = (s[0] in _FETCHING or s[:2] in _TOOLS for s in made)
    return step.instruction.keyword == "RUN" and step.effect.wall is None and any(known)


def looked_at(step: Step) -> list[Area]:
    """Where an install looks for files besides its manifests: not in the places that it fills, nor
    in all of the project, which then is what it installs."""
    effect = step.effect
    if not installs(step) or any(i.source for i in effect.installs):
        return []
    own = frozenset(effect.writes)
    return [
        area
        for area in effect.reads
        if area.names is None
        and area not in own
        and (area.path in effect.trees or not _holds_manifest(area, effect))
        and area != EVERYTHING
    ]


def _holds_manifest(area: Area, effect: Effect) -> bool:
    return area.deep and any(below(m, area.path) for m in effect.manifests)


def required(files: Collection[str], later: Iterable[Step]) -> list[str]:
    """Of these paths of the image those that installs behind them read: manifests first."""
    named: dict[str, None] = {}
    single, deep = set[str](), set[str]()
    for step in filter(installs, later):
        named |= dict.fromkeys(step.effect.manifests)
        for area in looked_at(step):
            (deep if area.deep else single).add(area.path)
    whole = tuple(f"{path}/" for path in deep)
    looked = (p for p in files if p in single or p in deep or p.startswith(whole))
    return list(dict.fromkeys((*(m for m in named if m in files), *looked)))
