"""What keeps a step behind another, as words for the author of the file."""

from __future__ import annotations

from lambdafix.semantics.areas import EVERYTHING, Area, below, meet
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.keep import kept
from lambdafix.semantics.ordering.passing import exposed
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.words import shown


def held_by(first: Step, second: Step) -> str:
    """Why the second stays behind the first: `reads package.json, which `COPY . .` brings`."""
    one, other = first.effect, second.effect
    name = f"`{shown(first.instruction)}`"
    if kept(first.instruction) or kept(second.instruction):
        return "`# lambdafix: keep` holds its place"
    for effect in (one, other):
        if effect.wall:
            return f"`{effect.wall.word}` is not understood ({effect.wall.why})"
    if met := meet((*other.reads, *other.searches), one.writes):
        if EVERYTHING in met and EVERYTHING in other.reads:
            return f"may read any file, so also what {name} brings"
        return _met(met) or f"reads {_place(first, met)}, which {name} brings"
    if met := meet((*one.reads, *one.searches), other.writes):
        return _met(met) or f"overwrites {_place(second, met)}, which {name} reads"
    if met := meet((*one.writes, *one.again), (*other.writes, *other.again)):
        if EVERYTHING in met:
            return f"may write anywhere, or {name} may"
        return _met(met) or f"writes to {_narrower(met)}, as {name} does"
    if made := one.makes & other.needs:
        return f"needs the directory {min(made)}, which {name} makes"
    if named := [n for n in sorted(one.sets) if other.reads_variable(n) or n in other.sets]:
        return f"reads {named[0]}, which {name} sets"
    if state := one.changes & other.state:
        return f"depends on {min(state)}, which {name} sets"
    if state := one.state & other.changes:
        return f"sets {min(state)}, on which {name} depends"
    if host := next(exposed(first, second), None):
        return f"installs {host.context}, and one in somebody's build context would replace it"
    return conflict(one, other)


def _met(met: tuple[Area, Area]) -> str:
    """Where an install and a file meet, only the name of what is installed says why."""
    file, install = met if met[0].names is None else met[::-1]
    if install.names is None or file.names is not None or not below(file.path, install.path):
        return ""
    return "" if file.path == install.path else f"may install {file.path}"


def _place(writer: Step, met: tuple[Area, Area]) -> str:
    """What is read, by its name in the build context where it comes from there unchanged."""
    path = _narrower(met)
    _, context = writer.effect.files.get(path, ("", None))
    return context or path


def _narrower(met: tuple[Area, Area]) -> str:
    one, other = met
    return str(one if below(one.path, other.path) else other)
