"""What a stage copies from itself stands in a final stage of its own.

```diff
 FROM golang:1.22 AS build-image
 WORKDIR /src
 COPY . ./
 RUN go build -o ../bin/hello
+
+FROM public.ecr.aws/lambda/provided:al2023
 COPY --from=build-image /bin/ /var/task/
+ENTRYPOINT ["/var/task/hello"]
 CMD ["hello"]
```

Why: a stage cannot copy from itself, so the file builds with no builder. The FROM of the final
stage got lost, as in a sample that AWS printed in 2021.

Refuses: where the language of the stage has no AWS base image of its version.

Safety: UNSAFE. Which base image was meant is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from msgspec.structs import replace

from lambdafix.catalog.images import base_image_beside
from lambdafix.catalog.runtimes import find
from lambdafix.codemod import (
    Allowance,
    Codemod,
    Dropped,
    LeftBehind,
    Reason,
    Rebased,
    Result,
    Safety,
    Settings,
    Verdict,
)
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.semantics.areas import join
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import copies_from_itself
from lambdafix.semantics.simulate import Built, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile, Gap, Instruction, Item, Stage, tidy
from lambdafix.syntax.views import Cmd, Copy, From, put


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    lost = copies_from_itself(dockerfile)
    if lost is None:
        return Result(dockerfile)
    built = simulate(dockerfile, project)[-1]
    day = settings.today or datetime.now(UTC).date()
    image = _meant(built, day)
    name = built.name
    text = (
        f"`{shown(lost)}` stands in the stage `{name}` itself: the FROM of a final stage is missing"
    )
    if image is None or any(kept(i) for i in dockerfile.stages[-1].instructions):
        hint = "write the FROM of the stage that is deployed above it"
        reason = Reason(Verdict.REFUSED, Safety.SAFE, lost.line, text, hint)
        return Result(dockerfile, (reason,))
    if settings.allow is Safety.SAFE:
        hint = f"write FROM {image} above it"
        reason = Reason(Verdict.WITHHELD, Safety.UNSAFE, lost.line, text, hint)
        return Result(dockerfile, (reason,))
    text = f"{text}; that stage stands on {image} now"
    reason = Reason(Verdict.APPLIED, Safety.UNSAFE, lost.line, text)
    after = _parted(dockerfile, built, lost, image)
    return Result(after, (reason,), tuple(_allowed(built, image, lost)))


def _meant(built: Built, day: date) -> str | None:
    """The base image of the final stage: the language's, or the one for programs."""
    base = built.image.base
    if base.family == "go":
        runtime = find("provided", "al2023")
    else:
        runtime = find(base.family, (base.language.version if base.language else None) or "")
    known = runtime is not None and runtime.supported(day)
    return base_image_beside(runtime, base.text) if runtime and known else None


def _parted(dockerfile: Dockerfile, built: Built, lost: Instruction, image: str) -> Dockerfile:
    dialect, stage = dockerfile.dialect, dockerfile.stages[-1]
    first = stage.instructions[0]
    at = stage.items.index(lost)
    view = replace(From.of(first, dialect.escape), image=image, alias=None)
    start = replace(put(first, view, dialect.escape), trivia=(), line=lost.line)
    before: list[Item] = list(stage.items[:at])
    blank = bool(before) and isinstance(before[-1], Gap)
    while isinstance(before[-1], Gap) and not before[-1].comments:
        before.pop()
    final: list[Item] = [fragments.gap(dialect), start]
    final += [fragments.gap(dialect)] if blank else []
    program = _program(built, lost, dockerfile)
    for item in stage.items[at:]:
        if program and isinstance(item, Instruction) and item.keyword == "CMD":
            entry = fragments.instruction(f'ENTRYPOINT ["{program}"]', dialect, item.line)
            final.append(fragments.cased(entry, first))
        final.append(item)
    stages = (*dockerfile.stages[:-1], Stage(tidy(before)), Stage(tidy(final)))
    return replace(dockerfile, stages=stages).settled()


def _program(built: Built, lost: Instruction, dockerfile: Dockerfile) -> str:
    """The program that CMD names, where nothing else starts it: the base image for programs would
    look for it in another place."""
    escape, stage = dockerfile.dialect.escape, dockerfile.stages[-1]
    cmd = next((i for i in stage.instructions if i.keyword == "CMD"), None)
    argv = Cmd.of(cmd, escape).argv if cmd else None
    entered = any(i.keyword == "ENTRYPOINT" for i in stage.instructions)
    if built.image.base.family != "go" or entered or not argv or len(argv) != 1:
        return ""
    step = next(s for s in built.steps if s.instruction is lost)
    target = step.at.scope.path(Copy.of(lost, escape).destination) or "/var/task"
    return join(target, argv[0])


def _allowed(built: Built, image: str, lost: Instruction) -> Iterator[Allowance]:
    """Nothing was ever built of the file as it was."""
    yield Rebased(built.image.base.text, image)
    step = next(s for s in built.steps if s.instruction is lost)
    brought = {a.path for a in step.effect.writes}
    yield from (Dropped(path, "the COPY was none") for path in sorted(brought))
    seen = built.image
    for path in sorted({*seen.files, *(a.path for m in seen.made for a in m.areas)} - brought):
        yield LeftBehind(path, "only the build reads it")
    yield from (LeftBehind(p, "only the build needs it") for p in sorted(seen.packages))
    for name in sorted(seen.config):
        yield Dropped(name, "it is that of the build stage, or of the base image")
    yield from (Dropped(n, "") for n in ("CMD", "ENTRYPOINT", "WORKDIR"))


CODEMOD = Codemod(transform)
