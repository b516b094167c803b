"""What the sources of a Go program say against another image around it."""

from __future__ import annotations

from posixpath import basename

from lambdafix.catalog.commands import command_status
from lambdafix.catalog.packages import commands_of
from lambdafix.context import go_source
from lambdafix.context.project import Project
from lambdafix.semantics.go_program import LIBRARY, GoProgram
from lambdafix.semantics.simulate import Built

_FIRST = (1, 18)  # of aws-lambda-go: the first that serves `provided` and images of one's own
# Images that hold no time zones, and those that are there alone.
_NO_ZONES = frozenset({"scratch"})


def obstacle(
    program: GoProgram, last: Built, project: Project, *, moves: bool, behind: bool
) -> tuple[str, str] | None:
    """Why the program may not do on the new image what it did, and a hint.

    `moves`: the directory that it starts in changes; `behind`: the stage that it is compiled in,
    with all that lies there, stays behind.
    """
    version = program.version_of(LIBRARY)
    number = tuple(int(p) for p in version.lstrip("v").split(".")[:2] if p.isdigit())
    if number and number < _FIRST:
        why = f"go.mod requires aws-lambda-go {version}, which only the old runtime go1.x starts"
        return why, "require v1.18.0 or newer"
    for source, text in program.texts(project):
        found = _of_source(source, text, program, last, project, moves=moves, behind=behind)
        if found:
            return found
    return None


def _of_source(
    source: str,
    text: str,
    program: GoProgram,
    last: Built,
    project: Project,
    *,
    moves: bool,
    behind: bool,
) -> tuple[str, str] | None:
    opens = go_source.opens(text)
    if opens and behind:
        return f"{source} calls {opens}, and which files it opens is not known", "copy them by name"
    if opens and moves:
        why = f"{source} calls {opens}, and the directory that the program starts in would change"
        return why, "set WORKDIR in the last stage"
    embeds = any("time/tzdata" in go_source.imports(t) for _, t in program.texts(project))
    zones = go_source.loads_time_zones(text) and not embeds
    if zones and _has_zones(last) and "tzdata" not in last.image.packages:
        why = f"{source} loads time zones, which AWS's base image has not"
        return why, 'import _ "time/tzdata", or install tzdata in the last stage'
    brought = commands_of(sorted(last.image.packages))
    for command in sorted(filter(None, go_source.spawned(text))):
        name = basename(command)
        if command in last.image.files or name in brought:
            continue
        if last.image.base.text != "scratch" and command_status("AL2023", name) != "present":
            return f"{source} runs `{command}`, which AWS's base image may not have", ""
    if None in go_source.spawned(text) and last.image.base.text != "scratch":
        return f"{source} may start a command that its text does not name", ""
    return None


def _has_zones(last: Built) -> bool:
    """Whether the old image brings the time zones by itself."""
    base = last.image.base
    alpine = base.text.rpartition("/")[2].startswith("alpine") or (
        base.language is not None and base.language.os == "alpine" and base.family != "go"
    )
    return base.text not in _NO_ZONES and not alpine
