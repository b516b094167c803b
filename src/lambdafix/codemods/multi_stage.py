"""Dependencies are installed in a build stage; the final stage copies only what they left.

```diff
-FROM public.ecr.aws/lambda/python:3.12
+FROM public.ecr.aws/lambda/python:3.12 AS build
 RUN dnf install -y gcc && dnf clean all
 COPY requirements.txt ./
-RUN pip install -r requirements.txt
+RUN pip install -r requirements.txt --target /deps
+
+FROM public.ecr.aws/lambda/python:3.12
+RUN dnf install -y libgomp && dnf clean all
+COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
 COPY app.py ./
 CMD ["app.handler"]
```

Why: compilers, headers, the caches of package managers and build arguments stay behind, and the
layer of the dependencies holds nothing else. Both stages stand on the same base image, so that
compiled modules find the libraries that they were built with.

Refuses: an install behind a RUN that is not understood, or behind USER; two plain installs; poetry
and pipenv, which install beside themselves; a virtual environment, as of `uv sync`, and a Python
that is not the base image's own; packages with the name of a module of Python; an
install whose commands or whose place something still names, or under a condition; a plain install
beside an extension or an exec wrapper, or beside code that would see that packages lie elsewhere.

For Node the same with npm, yarn and pnpm: node_modules comes over, package.json stays with the
function, which reads it, and lock files, package managers and caches stay behind. Where tsc, `nest
build`, esbuild or webpack make the function in the same stage, all up to the last step that
installs, builds or prunes goes to the build stage, and what they left comes over: the sources of
TypeScript and the settings of tools at the project's root stay behind, unless the start, a source
or a variable names them or may do so, a source lists a directory, or a package reads them when it
runs. A build by a program, by settings of webpack that do more than put data together, among its
own sources, beside packages of the project itself or as another user stays where it is, and so do
packages that a build argument chooses.

A server behind the Lambda Web Adapter stays in its stage. Stages in name only, each of which goes
on from the one before, and stages that the last one does not need are named, and never taken out.

Safety: SAFE. The final image is the same by provenance, less what stays behind; a package that only
a build needs is known from the catalog, and its run-time half stays (libgomp of gcc, libpq of
libpq-devel). UNSAFE for a plain install where another copy of a module may then be found first, and
for a bundle without the packages that it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.catalog.commands import command_status
from lambdafix.codemod import (
    Allowance,
    Codemod,
    Order,
    Parted,
    Reason,
    Result,
    Safety,
    Settings,
    Verdict,
)
from lambdafix.context.project import Project
from lambdafix.edits.sinking import Sunk, sunk
from lambdafix.edits.split_reasons import allowance_of, apart, applied, main_step
from lambdafix.edits.stage_split import StageSplit
from lambdafix.edits.still_needed import still_needed, unknown_command
from lambdafix.semantics.code import Code, code_of
from lambdafix.semantics.difference import difference
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import adapter_of
from lambdafix.semantics.ordering.arguments import choice
from lambdafix.semantics.simulate import Built, simulate
from lambdafix.semantics.splitting.compiled import compiled
from lambdafix.semantics.splitting.plan import No, Plan
from lambdafix.semantics.splitting.split import plan
from lambdafix.semantics.stages import aliases, in_name_only, unused
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import From

_FIRST = "dependencies-first"  # a codemod: what it could not part before there is a build stage


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    result = _split(dockerfile, project, settings)
    return replace(result, reasons=(*result.reasons, *_idle_stages(dockerfile)))


def _idle_stages(dockerfile: Dockerfile) -> Iterator[Reason]:
    """Stages that make the image no smaller."""
    names = aliases(dockerfile)
    for number in unused(dockerfile):
        line = dockerfile.stages[number].instructions[0].line
        name = f"`{names[number]}`" if names[number] else f"number {number}"
        text = (
            f"the last stage takes nothing from the stage {name}: only the classic builder makes it"
        )
        hint = "keep it if something builds it with --target"
        yield Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, text, hint)
    if in_name_only(dockerfile):
        line = dockerfile.stages[-1].instructions[0].line
        text = "every stage goes on from the one before, so that the image holds all of them"
        hint = "begin the last one with the base image, and copy what the function needs into it"
        yield Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, text, hint)


def _split(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    built = simulate(dockerfile, project)[-1]
    image = built.image.base
    stands_alone = built.steps and not _on_a_stage(dockerfile)
    if not stands_alone or image.aws is None or adapter_of(dockerfile):
        return Result(dockerfile)
    keeper = next((i for i in dockerfile.stages[-1].instructions if kept(i)), None)
    if keeper:
        text = f"`{shown(keeper)}` is kept as it is, and with it the stage"
        return Result(dockerfile, (Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, keeper.line, text),))
    code = code_of(built.image, project)
    whole = bool(code.unseen or unknown_command(built, code))
    site = _Site(dockerfile, project, settings, built, code)
    words = "keeps what is built in the final stage"
    of_build = site.split(
        partial(compiled, built, project, code, settings.handlers, whole=whole), words
    )
    if of_build is not None and of_build.dockerfile is not dockerfile:
        return of_build
    installs = partial(plan, built, project, code, whole=whole)
    of_install = site.split(installs, "keeps the file in one stage")
    if of_build is None or of_install is None:
        return of_install or of_build or Result(dockerfile)
    parted = of_install.dockerfile is not dockerfile
    reasons = (*of_build.reasons, *(of_install.reasons if parted else ()))
    return replace(of_install, reasons=reasons)


class _Site(Struct, frozen=True):
    """The file, its last stage as it is built, and what its sources may run."""

    dockerfile: Dockerfile
    project: Project
    settings: Settings
    built: Built
    code: Code

    def split(self, planned: Callable[..., Plan | No | None], words: str) -> Result | None:
        """What becomes of a plan, which is made anew for less where it is only likely to be right;
        None where there is none. `words`: what a refusal says of the step in the way."""
        found = planned()
        if found is None:
            return None
        if isinstance(found, Plan) and found.doubt:
            return self._doubted(found, planned(sure=True), words)
        return self._made(found, words)

    def _doubted(self, found: Plan, exact: Plan | No | None, words: str) -> Result:
        if self.settings.allow is not Safety.SAFE or not isinstance(exact, Plan):
            made = self._made(found, words)
            again = isinstance(exact, Plan) and found.spared and made.dockerfile is self.dockerfile
            return self._made(exact, words) if again else made
        made = self._made(exact, words)
        if not found.spared or made.dockerfile is self.dockerfile:
            return made
        line = main_step(self.built, found).instruction.line
        text = f"{found.spared} could stay behind, too: {found.doubt}"
        reason = Reason(Verdict.WITHHELD, Safety.UNSAFE, line, text)
        return replace(made, reasons=(*made.reasons, reason))

    def _made(self, found: Plan | No | None, words: str) -> Result:
        assert found is not None
        if isinstance(found, No):
            return self._refused(found, words)
        if no := _not_built(self.built):
            return self._refused(no, words)
        step = main_step(self.built, found)
        chosen = choice(self.dockerfile, self.project, len(self.dockerfile.stages) - 1)
        if chosen:
            why = f"the build argument {chosen.argument} chooses what is installed"
            return self._refused(No(chosen.install, why), words)
        split = StageSplit(self.dockerfile, self.built, found)
        obstacle = still_needed(self.built, found, self.code, self.project)
        after = obstacle or split.dockerfile()
        if isinstance(after, No):
            return self._refused(after, words)
        allowance = tuple(allowance_of(self.built, found))
        differs = difference(self.dockerfile, after, self.project, allowance)
        if differs:
            return self._refused(No(step, f"with a build stage of its own, {differs}"), words)
        safety = Safety.UNSAFE if found.doubt else Safety.SAFE
        if safety < self.settings.allow:
            text = f"`{shown(step.instruction)}` could run in a build stage: {found.doubt}"
            reason = Reason(Verdict.WITHHELD, safety, step.instruction.line, text)
            return Result(self.dockerfile, (reason,))
        more = self._parted(after, allowance)
        after, allowance = more.dockerfile, (*allowance, *more.new)
        there = simulate(after, self.project)[-1].image.files
        left = [p for p in found.manifests if p not in there]
        reason = applied(self.built, found, split.name, safety, left)
        return Result(
            after, (reason, *(apart(n) for n in more.new if isinstance(n, Parted))), allowance
        )

    def _parted(self, after: Dockerfile, allowance: tuple[Allowance, ...]) -> Sunk:
        """With the installs of the build stage in RUNs of their own, where that lets source stand
        below: in the final image the layer of such a RUN would be larger than before."""
        found = sunk(after, self.project, self.settings, len(after.stages) - 2)
        asked = self.settings.order is Order.STABILITY and not (
            self.settings.only or _FIRST in self.settings.skip
        )
        if not asked or not any(isinstance(new, Parted) for new in found.new):
            return Sunk(after)
        allowance = (*allowance, *found.new)
        differs = difference(self.dockerfile, found.dockerfile, self.project, allowance)
        return Sunk(after) if differs else found

    def _refused(self, no: No, words: str) -> Result:
        line = no.step.instruction.line
        text = f"`{shown(no.step.instruction)}` {words}: {no.why}"
        return Result(self.dockerfile, (Reason(Verdict.REFUSED, Safety.SAFE, line, text, no.hint),))


def _not_built(built: Built) -> No | None:
    """A step that ends the build as the file stands: the base image has not its package manager."""
    aws = built.image.base.aws
    os = aws.runtime.os if aws and aws.runtime else ""
    for step in built.steps if os else ():
        for packages in step.effect.packages:
            if command_status(os, packages.manager) == "absent":
                why = f"the base image has no `{packages.manager}`, so the file cannot be built"
                return No(step, why, "mend this first: install with dnf")
    return None


def _on_a_stage(dockerfile: Dockerfile) -> bool:
    escape = dockerfile.dialect.escape
    views = [From.of(s.instructions[0], escape) for s in dockerfile.stages]
    return views[-1].image.lower() in {(v.alias or "").lower() for v in views[:-1]}


CODEMOD = Codemod(transform)
