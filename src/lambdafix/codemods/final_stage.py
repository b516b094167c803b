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

Why: a stage cannot copy from itself, by its name or by its number, so the file builds with no
builder. The FROM of the final stage got lost, as in a sample that AWS printed in 2021.

For every language: a program of Go goes to the base image for programs; a stage that stands on an
AWS base image gets a second one of the same. Until that is settled, nothing else changes.

Refuses: where the language of the stage has no AWS base image of its version, where a RUN stands
behind the COPY, where another stage than the last one copies from itself, and where a RUN mounts
its own stage.

Safety: UNSAFE. Which base image was meant is a guess.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from lambdafix.catalog.images import base_image_beside
from lambdafix.catalog.runtimes import find
from lambdafix.codemod import Codemod, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits.lost_stage import (
    allowed,
    brought_along,
    how_started,
    obstacle,
    parted,
    program_of,
)
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import copies_from_itself
from lambdafix.semantics.simulate import Built, simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile, Stage
from lambdafix.syntax.views import From


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    lost = copies_from_itself(dockerfile)
    if lost is None:
        return Result(dockerfile)
    stages = simulate(dockerfile, project)
    built = next(b for b in stages if any(s.instruction is lost for s in b.steps))
    text = f"`{shown(lost)}` stands in the stage `{built.name}` itself, which no builder builds"
    if lost.keyword == "RUN":
        text = f"`{shown(lost)}` mounts the stage `{built.name}` itself, which no builder builds"
    if lost.keyword == "RUN" or built is not stages[-1]:
        hint = "within a stage RUN cp copies; else name the stage that has what it takes"
        return Result(dockerfile, (Reason(Verdict.REFUSED, Safety.SAFE, lost.line, text, hint),))
    text = f"{text}: the FROM of a final stage is missing"
    image = _meant(dockerfile, built, settings.today or datetime.now(UTC).date())
    keeps = any(kept(i) for i in dockerfile.stages[-1].instructions)
    why = "" if image is None else obstacle(dockerfile, built, lost, image)
    if image is None or keeps or why:
        hint = f"write {f'FROM {image}' if image else 'the FROM of the deployed stage'} above it"
        text = f"{text}; {why}" if why else text
        return Result(dockerfile, (Reason(Verdict.REFUSED, Safety.SAFE, lost.line, text, hint),))
    brought = brought_along(built, lost, dockerfile.dialect.escape)
    if settings.allow is Safety.SAFE:
        hint = f"write FROM {image} above it"
        reason = Reason(Verdict.WITHHELD, Safety.UNSAFE, lost.line, f"{text}{brought}", hint)
        return Result(dockerfile, (reason,))
    program = program_of(built, lost, dockerfile)
    text = f"{text}; what follows stands on {image} now{brought}"
    said = [Reason(Verdict.APPLIED, Safety.UNSAFE, lost.line, text)]
    if program:
        said.append(Reason(Verdict.APPLIED, Safety.UNSAFE, lost.line, how_started(program, built)))
    after = parted(dockerfile, lost, image, program)
    return Result(after, tuple(said), tuple(allowed(built, image, lost)))


def _meant(dockerfile: Dockerfile, built: Built, day: date) -> str | None:
    """The image of the final stage: AWS's of the language, or for programs; where something in the
    stage is made for the image that it stands on, that."""
    base, stage = built.image.base, dockerfile.stages[-1]
    text = From.of(stage.instructions[0], dockerfile.dialect.escape).image
    if _compiles_go(stage) or base.family == "go":
        runtime = find("provided", "al2023")
    elif base.aws or (base.known and any(i.keyword == "ENTRYPOINT" for i in stage.instructions)):
        return text if "$" in text else base.text
    else:
        runtime = find(base.family, base.version)
    known = runtime is not None and runtime.supported(day)
    return base_image_beside(runtime, base.text) if runtime and known else None


def _compiles_go(stage: Stage) -> bool:
    runs = (" ".join(i.body.split()) for i in stage.instructions if i.keyword == "RUN")
    return any(words in run for run in runs for words in ("go build", "go install"))


CODEMOD = Codemod(transform)
