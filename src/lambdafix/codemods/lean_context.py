"""What an install makes is not in the build context.

```diff
 FROM public.ecr.aws/lambda/nodejs:22
 COPY . .
 RUN npm ci
 CMD ["index.handler"]
--- .dockerignore
+++ .dockerignore
+.dockerignore
+node_modules
```

Why: whoever runs `npm ci` beside the Dockerfile has a node_modules there, made for another machine.
`COPY . .` takes it along, and behind an install it would replace what was installed. Hidden by
.dockerignore it never gets into an image, so that the source can stand behind the install.

Refuses: nothing by itself. It is silent where the ignore file gets into an image in which a step
may read it, and where dependencies-first could not move the source all the same.

Safety: SAFE where nothing of the name lies in the build context, nor another Dockerfile. UNSAFE
where one may share the ignore file, where git ignores that file, or where the build context holds
what would be hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.catalog.host import made_by_installs
from lambdafix.codemod import (
    Allowance,
    Codemod,
    Dropped,
    Reason,
    Result,
    Safety,
    Settings,
    Verdict,
)
from lambdafix.context.globs import in_context
from lambdafix.context.project import Project
from lambdafix.edits.sinking import sunk
from lambdafix.semantics.difference import difference
from lambdafix.semantics.ordering.changes import selection, sources_of
from lambdafix.semantics.ordering.passing import Exposed, exposed, may_swap
from lambdafix.semantics.ordering.required import installs
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile

_USUAL = ".dockerignore"
_SPECIAL = frozenset("*?[]\\!# \t")  # of a pattern: a name with one of them is not written


class _Host(Struct, frozen=True):
    """A path of the build context to hide, and the COPY and the RUN that it stands between."""

    exposed: Exposed
    copy: Step
    run: Step


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    wanted = {
        each.exposed.context: each
        for number in range(len(dockerfile.stages))
        for each in _wanted(dockerfile, project, settings, number)
    }
    if not wanted:
        return Result(dockerfile)
    name = project.ignore_file or _USUAL
    if not project.ignore_file and project.exists(_USUAL):
        could = (_reason(e, f"cannot be hidden by {name}: it is no file") for e in wanted.values())
        hint = "Docker reads no ignore file there: give what has the name another one"
        refused = (replace(r, verdict=Verdict.REFUSED, hint=hint) for r in could)
        return Result(dockerfile, tuple(refused))
    there = next((path for path in wanted if project.exists(path)), "")
    own = project.ignore_file not in (None, _USUAL)
    other = "" if own else settings.beside or project.shares_ignore_file
    ignored = project.ignored_by_git([name])
    doubt = f"{other} may share the file" if other else ""
    doubt = "git ignores that file, so a clone is built without it" if ignored else doubt
    doubt = f"the build context holds {there} now" if there else doubt
    safety = Safety.UNSAFE if doubt else Safety.SAFE
    if safety < settings.allow:
        could = (_reason(e, f"could be hidden by {name}, but {doubt}") for e in wanted.values())
        withheld = (replace(r, verdict=Verdict.WITHHELD, safety=safety) for r in could)
        return Result(dockerfile, tuple(withheld))
    edits = {name: _with(project.ignore_text, wanted)}
    there_now = (each for each in wanted.values() if project.exists(each.exposed.context))
    allowance = (*_remade(there_now), *_copies_of(name, dockerfile, project))
    if difference(dockerfile, dockerfile, project, allowance, project.edited(edits)):
        return Result(dockerfile)  # a step reads the ignore file, or lists where it lies
    reasons = tuple(_reason(e, f"is hidden by {name}", safety) for e in wanted.values())
    return Result(dockerfile, reasons, allowance, edits)


def _wanted(
    dockerfile: Dockerfile, project: Project, settings: Settings, number: int
) -> tuple[_Host, ...]:
    """What keeps COPYs of a stage above installs, if hiding it lets one of them pass."""
    found: dict[str, _Host] = {}
    before = now = sunk(dockerfile, project, settings, number)
    while True:
        hosts = (host for steps in (*now.stuck, *now.kept_out) for host in _between(steps))
        new = [h for h in hosts if h.exposed.context not in found]
        if not new:
            break
        found |= {h.exposed.context: h for h in new}
        name = project.ignore_file or _USUAL
        hidden = project.edited({name: _with(project.ignore_text, found)})
        now = sunk(dockerfile, hidden, settings, number)
    plain = not any(_SPECIAL & set(path) for path in found)
    moves = now.dockerfile != before.dockerfile
    taken = any(_is_taken(dockerfile, project, path, number) for path in found)
    return tuple(found.values()) if plain and moves and not taken else ()


def _is_taken(dockerfile: Dockerfile, project: Project, path: str, number: int) -> bool:
    """Whether anything but COPYs of the whole directory in that stage takes the path: another stage
    may need what the build context has, and a name that is hidden ends the build."""
    for at, built in enumerate(simulate(dockerfile, project)):
        for step in built.steps:
            for source in sources_of(step):
                selects = selection(source)
                whole = selects is None or selects(path)
                inside = in_context(source).startswith(f"{path}/") or in_context(source) == path
                if inside or (whole and at != number):
                    return True
    return False


def _between(steps: tuple[Step, ...]) -> Iterator[_Host]:
    copy = steps[0]
    for step in steps[1:]:
        if not may_swap(copy, step):
            hosts = (_Host(each, copy, step) for each in exposed(copy, step) if installs(step))
            yield from (host for host in hosts if made_by_installs(host.exposed.context))
            return


def _with(text: str, names: dict[str, _Host]) -> str:
    """An ignore file with these names as its last lines, in its own line ends; a new one hides
    itself, so that nothing new gets into the image."""
    newline = "\r\n" if "\r\n" in text else "\n"
    start = f"{text}{newline}" if text and not text.endswith("\n") else text
    lines = names if text else (_USUAL, *names)
    return start + "".join(f"{line}{newline}" for line in lines)


def _copies_of(name: str, dockerfile: Dockerfile, project: Project) -> Iterator[Allowance]:
    """The ignore file where it gets into images: nothing reads it there."""
    images = (built.image for built in simulate(dockerfile, project))
    paths = {path for image in images for path, file in image.context.items() if file == name}
    yield from (Dropped(path, "nothing reads an ignore file in an image") for path in sorted(paths))


def _remade(hosts: Iterator[_Host]) -> Iterator[Allowance]:
    for each in hosts:
        yield Dropped(each.exposed.place, f"`{shown(each.run.instruction)}` makes it anew")


def _reason(host: _Host, what: str, safety: Safety = Safety.SAFE) -> Reason:
    copy, run = shown(host.copy.instruction), shown(host.run.instruction)
    text = (
        f"{host.exposed.context} {what}: `{run}` makes it, and one that somebody has in the build "
        f"context would replace it as soon as `{copy}` stands below"
    )
    return Reason(Verdict.APPLIED, safety, host.copy.instruction.line, text)


CODEMOD = Codemod(transform)
