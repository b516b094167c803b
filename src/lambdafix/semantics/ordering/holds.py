"""What keeps a step behind another, as words for the author of the file.

Where two steps meet in a file that one of them names, that file is said. Where they meet only
because a step may read a whole directory, that is said, and not the first file that lies in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from lambdafix.catalog.host import made_by_installs
from lambdafix.semantics.areas import EVERYTHING, Area, below, meet
from lambdafix.semantics.effects import Effect, conflict, may_make
from lambdafix.semantics.keep import kept
from lambdafix.semantics.ordering.passing import awaited, exposed
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.words import shown

_STATE = {
    "SHELL": "runs in the shell that {} sets",
    "USER": "depends on the user that {} sets",
    "WORKDIR": "starts from the directory that {} sets",
}


def held_by(first: Step, second: Step) -> str:
    """Why the second stays behind the first: `reads package.json, which `COPY . .` brings`."""
    if kept(first.instruction) or kept(second.instruction):
        return "`# lambdafix: keep` holds its place"
    found = chain(_walls(first, second), _paths(first, second), _values(first, second))
    return next(found, "") or conflict(first.effect, second.effect)


def _walls(first: Step, second: Step) -> Iterator[str]:
    for step, where in ((second, ""), (first, f" in {_name(first)}")):
        if wall := step.effect.wall:
            yield f"`{wall.word}`{where} is not understood ({wall.why})"


def _paths(first: Step, second: Step) -> Iterator[str]:
    one, other, name = first.effect, second.effect, _name(first)
    if met := _telling(other.reads, first):
        yield _installed(met) or _read(met[0], first)
    if met := _telling(other.searches, first):
        yield f"may run {met[0]}, which {name} may bring"
    if met := _telling((*one.reads, *one.searches), second):
        path = _in_context(second, met[1])
        if installed := _installed(met):
            yield installed
        elif _wide(met[0]):
            yield f"writes {path}, and {name} may read what lies below {met[0]}"
        else:
            yield f"overwrites {path}, which {name} reads"
    if needed := sorted(other.needs & one.makes):
        yield f"needs the directory {needed[0]}, which {name} makes"
    if needed := sorted(d for d in other.needs if may_make(one, d)):
        yield f"needs the directory {needed[0]}, which {name} may make"
    if needed := sorted(d for d in one.needs if d in other.makes or may_make(other, d)):
        yield f"may make the directory {needed[0]}, which {name} needs as it is"
    if met := meet((*other.writes, *other.again), (*one.writes, *one.again)):
        if EVERYTHING in met:
            yield f"may write anywhere, or {name} may"
        also = f"as {name} does" if met[0].path == met[1].path else f"and {name} to {met[1]}"
        yield _installed(met) or f"writes to {met[0]}, {also}"
    if met := meet(map(Area, one.directories), _touched(other)):
        yield f"reads or writes {met[1]}, and {name} brings the directory {met[0]}"
    if met := meet(map(Area, other.directories), _touched(one)):
        yield f"brings the directory {met[0]}, and {name} reads or writes {met[1]}"


def _values(first: Step, second: Step) -> Iterator[str]:
    one, other, name = first.effect, second.effect, _name(first)
    for variable in sorted(one.sets):
        if variable in other.sets:
            yield f"sets {variable}, as {name} does"
        elif other.reads_variable(variable):
            yield f"{_reads(other)} {variable}, which {name} sets"
    for variable in sorted(v for v in other.sets if one.reads_variable(v)):
        yield f"sets {variable}, which {name} {_reads(one)}"
    for state in sorted(one.changes & (other.state | other.changes)):
        yield _STATE[state].format(name)
    for state in sorted(one.state & other.changes):
        yield f"sets {state}, on which {name} depends"
    for host in awaited(first, second):
        yield (
            f"looks for {host.context}, which git ignores: it is not here now, and may be in "
            f"another build context"
        )
    for host in exposed(first, second):
        verb = "installs" if made_by_installs(host.context) else "makes or removes"
        yield f"{verb} {host.context}, and one in somebody's build context would replace it"


def _installed(met: tuple[Area, Area]) -> str:
    """Where an install and a file meet, only the name of what is installed says why."""
    file, install = met if met[0].names is None else met[::-1]
    if install.names is None or file.names is not None or not below(file.path, install.path):
        return ""
    return "" if file.path == install.path else f"may install {file.path}"


def _telling(reads: Sequence[Area], writer: Step) -> tuple[Area, Area] | None:
    """Of all places where a reader meets a writer the one that says most: a file that is read by
    its name before a directory that is read whole, and so with what is written."""
    writes = sorted(writer.effect.writes, key=_wide)
    return meet((a for a in reads if not _wide(a)), writes) or meet(filter(_wide, reads), writes)


def _read(read: Area, first: Step) -> str:
    name = _name(first)
    if read == EVERYTHING:
        return f"may read any file, so also what {name} {_left(first)}"
    if _wide(read):
        return f"may read what lies below {read}, where {name} {_left(first)} files"
    return f"reads {_in_context(first, read)}, which {name} {_left(first)}"


def _left(step: Step) -> str:
    return "writes" if step.instruction.keyword == "RUN" else "brings"


def _in_context(writer: Step, area: Area) -> str:
    """A path by its name in the build context, where it comes from there unchanged."""
    _, context = writer.effect.files.get(area.path, ("", None))
    return context or area.path


def _wide(area: Area) -> bool:
    return area.deep or area.names is not None


def _touched(effect: Effect) -> tuple[Area, ...]:
    return (*effect.reads, *effect.searches, *effect.writes, *effect.again)


def _reads(effect: Effect) -> str:
    return "may read" if not {"*", "?*"}.isdisjoint(effect.variables) else "reads"


def _name(step: Step) -> str:
    return f"`{shown(step.instruction)}`"
