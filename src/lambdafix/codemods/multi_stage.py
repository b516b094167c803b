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
and pipenv, which install beside themselves; packages with the name of a module of Python; an
install whose commands or whose place something still names.

Safety: SAFE. The final image is the same by provenance, less what stays behind; a package that only
a build needs is known from the catalog, and its run-time half stays (libgomp of gcc, libpq of
libpq-devel). UNSAFE for a plain install where another copy of a module may then be found first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import basename

from lambdafix.catalog.commands import command_status
from lambdafix.catalog.distributions import scripts
from lambdafix.catalog.packages import commands_of
from lambdafix.codemod import (
    Allowance,
    Codemod,
    Dropped,
    LeftBehind,
    Moved,
    Reason,
    Result,
    Safety,
    Settings,
    Supplied,
    Verdict,
)
from lambdafix.codemods import fragments
from lambdafix.codemods.run_edits import RunLine
from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, below, meet
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.image import cached
from lambdafix.semantics.keep import kept
from lambdafix.semantics.mentions import Code, code_of, mentioned
from lambdafix.semantics.simulate import Built, Step, difference, simulate
from lambdafix.semantics.split import (
    FRESH,
    INSTALLERS,
    No,
    Plan,
    plan,
    under_copied,
)
from lambdafix.semantics.words import shown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.shell_words import ShellWord
from lambdafix.syntax.tree import Dialect, Dockerfile, Gap, Instruction, Item, Stage, tidy
from lambdafix.syntax.views import From, put


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    built = simulate(dockerfile, project)[-1]
    image = built.image.base
    stands_alone = built.steps and not _on_a_stage(dockerfile)
    if not stands_alone or image.aws is None:
        return Result(dockerfile)
    keeper = next((i for i in dockerfile.stages[-1].instructions if kept(i)), None)
    if keeper:
        text = f"`{shown(keeper)}` is kept as it is, and with it the stage"
        return Result(dockerfile, (Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, keeper.line, text),))
    code = code_of(built.image, project)
    whole = bool(_unknown_command(built, code))
    found = plan(built, code, whole=whole)
    if isinstance(found, Plan) and found.doubt and settings.allow is Safety.SAFE:
        exact = plan(built, code, whole=whole, sure=True)
        found = exact if isinstance(exact, Plan) else found
    if found is None:
        return Result(dockerfile)
    if isinstance(found, No):
        return _refused(dockerfile, found)
    obstacle = _still_named(built, found, code, project)
    if obstacle:
        return _refused(dockerfile, obstacle)
    split = _Split(dockerfile, built, found)
    after = split.dockerfile()
    if isinstance(after, No):
        return _refused(dockerfile, after)
    allowance = tuple(_allowance(built, found))
    differs = difference(dockerfile, after, project, allowance)
    if differs:
        step = built.steps[found.installs[-1]]
        return _refused(dockerfile, No(step, f"with a build stage of its own, {differs}"))
    safety = Safety.UNSAFE if found.doubt else Safety.SAFE
    if safety < settings.allow:
        step = built.steps[found.installs[-1]]
        text = f"`{shown(step.instruction)}` could run in a build stage: {found.doubt}"
        reason = Reason(Verdict.WITHHELD, safety, step.instruction.line, text)
        return Result(dockerfile, (reason,))
    return Result(after, (_applied(built, found, split.name, safety),), allowance)


def _on_a_stage(dockerfile: Dockerfile) -> bool:
    escape = dockerfile.dialect.escape
    views = [From.of(s.instructions[0], escape) for s in dockerfile.stages]
    return views[-1].image.lower() in {(v.alias or "").lower() for v in views[:-1]}


# --- the two stages ------------------------------------------------------------------------------


class _Split:
    """The file with a build stage before the last one, made as a plan says."""

    def __init__(self, dockerfile: Dockerfile, built: Built, plan: Plan) -> None:
        self.before, self.plan, self.built = dockerfile, plan, built
        self.dialect: Dialect = dockerfile.dialect
        self.stage = dockerfile.stages[-1]
        self.index = {id(s.instruction): i for i, s in enumerate(built.steps)}
        self.name = self._free_name()

    def dockerfile(self) -> Dockerfile | No:
        build, final = [*self._heads()[0]], [*self._heads()[1]]
        behind_first = self.stage.items[self._first_at() + 1 :]
        for item in behind_first:
            at = self.index.get(id(item), -1)
            if isinstance(item, Gap):
                final.append(item)
                if not item.comments and len(build) > 2:
                    build.append(item)
                continue
            if at in self.plan.build:
                moved = self._in_build(item, at)
                if isinstance(moved, No):
                    return moved
                build.append(moved)
            if at == self.plan.installs[-1]:
                final += self._copies(item.line)
            if at in self.plan.final:
                new = self._in_final(item, at)
                if isinstance(new, No):
                    return new
                final += [new] if new else []
        while isinstance(build[-1], Gap):
            build.pop()
        stages = (*self.before.stages[:-1], Stage(tidy(build)), Stage(tidy(final)))
        return replace(self.before, stages=stages).settled()

    def _first_at(self) -> int:
        return next(i for i, item in enumerate(self.stage.items) if isinstance(item, Instruction))

    def _heads(self) -> tuple[list[Item], list[Item]]:
        """FROM of both stages: what stands above the author's stays at the top."""
        at, escape = self._first_at(), self.dialect.escape
        first = self.stage.items[at]
        assert isinstance(first, Instruction)
        view = From.of(first, escape)
        build = put(first, replace(view, alias=self.name), escape)
        build = fragments.cased(build, first)
        return [*self.stage.items[:at], build], [
            fragments.gap(self.dialect),
            replace(first, trivia=()),
        ]

    def _in_build(self, instruction: Instruction, at: int) -> Instruction | No:
        if at != self.plan.retarget:
            return instruction
        line = RunLine.of(instruction, self.dialect.escape)
        if line is None:
            return No(
                self.built.steps[at], "a RUN in JSON form is not edited", "write it for the shell"
            )
        install = next(filter(_installs, line.script.commands))
        return line.appended(install, f"--target {FRESH}")

    def _copies(self, line: int) -> Iterator[Instruction]:
        for source, target in self.plan.copies:
            values = {
                "stage": self.name,
                "source": _written(source),
                "destination": _written(target),
            }
            new = fragments.render("copy_out", self.dialect, **values)
            yield fragments.cased(replace(new, line=line), self.stage.instructions[0])

    def _in_final(self, instruction: Instruction, at: int) -> Instruction | No | None:
        behind = self.plan.behind.get(at, {})
        step = self.built.steps[at]
        if at in self.plan.installs:
            return _without_installs(step, behind, self.dialect.escape)
        return _without_packages(step, behind, self.dialect.escape) if behind else instruction

    def _free_name(self) -> str:
        escape = self.dialect.escape
        taken = {
            (From.of(s.instructions[0], escape).alias or "").lower() for s in self.before.stages
        }
        return next(
            n
            for n in ("build", "build-deps", *(f"build-{i}" for i in range(2, 99)))
            if n not in taken
        )


def _installs(command: Command) -> bool:
    """Whether a command installs with pip or uv, and more than the installers themselves."""
    values = [w.value or w.raw for w in command.words]
    tools = [basename(v) for v in values[:3] if not v.startswith("-")]
    if "install" not in values or not any(re.match(r"(pip|uv)\b|pip\d", t) for t in tools):
        return False
    asked = [v for v in values[values.index("install") + 1 :] if not v.startswith("-")]
    names = {re.split(r"[^\w.-]", v)[0].lower() for v in asked}
    return not names or not names <= INSTALLERS


def _written(path: str) -> str:
    """The task root by its variable, as AWS writes it."""
    if path == TASK_ROOT or path.startswith(f"{TASK_ROOT}/"):
        return "${LAMBDA_TASK_ROOT}" + path[len(TASK_ROOT) :]
    return path


def _without_packages(
    step: Step, behind: dict[str, tuple[str, ...]], escape: str
) -> Instruction | No | None:
    """The RUN less the packages that stay behind; None where only a clean-up would be left."""
    line = RunLine.of(step.instruction, escape)
    if line is None:
        return No(step, "its packages cannot be parted")
    return _less(line, step, behind)


def _without_installs(
    step: Step, behind: dict[str, tuple[str, ...]], escape: str
) -> Instruction | No | None:
    """The RUN less its pip commands too: the OS packages that the function needs."""
    line = RunLine.of(step.instruction, escape)
    without = line.without(filter(_installs, line.script.commands)) if line else None
    rest = RunLine.of(without, escape) if without else None
    if rest is None:
        return No(step, "its installs and its OS packages cannot be parted")
    return _less(rest, step, behind)


def _less(line: RunLine, step: Step, behind: dict[str, tuple[str, ...]]) -> Instruction | No | None:
    """The RUN with run-time halves for the packages that stay behind."""
    halves = list(dict.fromkeys(h for half in behind.values() for h in half))
    changes, empty = dict[ShellWord, str](), list[int]()
    for at, command in enumerate(line.script.commands):
        gone = [w for w in command.words if w.value in behind]
        names = {n for p in step.effect.packages for n in p.names}
        stay = {w.value for w in command.words} & names - behind.keys()
        if gone and not stay and not halves:
            empty.append(at)
        elif gone:
            new = [h for h in halves if h not in stay]
            changes |= dict.fromkeys(gone, "") | {gone[0]: " ".join(new)}
            halves = []
    left = [c for at, c in enumerate(line.script.commands) if at not in empty]
    if all(map(_only_cleans, left)):
        return None
    again = RunLine.of(line.words(changes), step.at.escape)
    if again is None or not empty:
        return again.instruction if again else No(step, "its packages cannot be parted")
    doomed = [again.script.commands[at] for at in empty]
    return again.without(doomed) or No(step, "its packages cannot be parted")


def _only_cleans(command: Command) -> bool:
    """Whether a command only clears caches, so that without an install it has nothing to do."""
    values = [w.value or "" for w in command.words]
    paths = [v for v in values[1:] if not v.startswith("-")]
    return "clean" in values[1:3] or (values[0] == "rm" and all(map(cached, paths)))


# --- what may change, and what to say ------------------------------------------------------------


def _allowance(built: Built, plan: Plan) -> Iterator[Allowance]:
    python = built.image.base.python
    if plan.retarget is not None and python:
        yield Moved(python.site_packages, TASK_ROOT)
        yield Moved(FRESH, TASK_ROOT)
        yield Dropped(f"{TASK_ROOT}/bin", "console scripts that nothing names")
    if (plan.retarget is not None or plan.stays) and python:
        yield Dropped(python.scripts, "console scripts that nothing names")
    for behind in plan.behind.values():
        for name, halves in behind.items():
            yield LeftBehind(name, "only a build needs it")
            yield from (Supplied(half, f"the run-time half of {name}") for half in halves)
    for path in plan.manifests:
        if not under_copied(path, plan):
            yield LeftBehind(path, "only the install reads it")
    for path in plan.tools:
        yield LeftBehind(path, "an installer")
    for name in plan.installers:
        yield LeftBehind(name, "an installer")


def _still_named(built: Built, plan: Plan, code: Code, project: Project) -> No | None:
    """Something in the final stage or in the code that names what would be moved or left behind."""
    final = [built.steps[i] for i in sorted(plan.final - set(plan.installs))]
    paths = [p for p in plan.manifests if not under_copied(p, plan)]
    for path in (*paths, *plan.tools):
        where = mentioned(path.rpartition("/")[2], final, built.image, project)
        if where:
            return No(
                built.steps[plan.installs[-1]], f"{where} names {path}, which would stay behind"
            )
    taken = _needs_what_is_gone(built, plan)
    if taken:
        return taken
    python = built.image.base.python
    if python is None or not (plan.retarget is not None or plan.stays):
        return None
    last = built.steps[plan.installs[-1]]
    called = _unknown_command(built, code) or _named_script(built, code)
    if code.unseen:
        why = f"{code.unseen} puts a command together, and an install may have brought it"
        return No(last, why)
    if called:
        why = f"the function runs `{called}`, which an install may bring and no PATH would find"
        return No(built.steps[plan.installs[-1]], why)
    places = (python.scripts,) if plan.stays else ("site-packages", python.scripts)
    for place in places:
        where = mentioned(place, final, built.image, project)
        if where:
            return No(
                built.steps[plan.installs[-1]],
                f"{where} names {place}, which the packages would leave",
            )
    return None


def _needs_what_is_gone(built: Built, plan: Plan) -> No | None:
    """A step of the final stage that reads or writes where something lies no more."""
    python, last = built.image.base.python, plan.installs[-1]
    moved = (Area(python.site_packages, deep=True),) if plan.retarget is not None and python else ()
    left = {p for p in plan.manifests if not under_copied(p, plan)}
    others = built.image.files.keys() - left
    for i in sorted(plan.final - set(plan.installs)):
        step = built.steps[i]
        touched = (*step.effect.reads, *step.effect.writes)
        if i > last and meet(touched, moved):
            return No(step, "it touches the place that the packages would leave")
        for area in touched if step.instruction.keyword == "RUN" else ():
            gone = any(below(p, area.path) for p in left)
            made = area.path in built.image.base.directories
            if gone and not made and not any(below(p, area.path) for p in others):
                return No(step, f"it needs {area.path}, which only the build stage would have")
    return None


def _named_script(built: Built, code: Code) -> str:
    """A console script of what is installed that the code or a shell script of the image names."""
    installs = (i for s in built.steps for i in s.effect.installs)
    required = {d for i in installs for d in i.distributions or ()}
    known = {s for d in required for s in scripts(d) or ()}
    guessed = {d for d in required if scripts(d) is None}
    return min((known & (code.words | code.literals)) | (guessed & code.words), default="")


def _unknown_command(built: Built, code: Code) -> str:
    """A command that the code runs and that nothing known brings: perhaps a script of a package."""
    base = built.image.base
    version = base.python.version if base.python else ""
    system = base.aws.runtime.os if base.aws and base.aws.runtime else ""
    brought = commands_of([n for s in built.steps for p in s.effect.packages for n in p.names])
    areas = (a.path for m in built.image.made for a in m.areas)
    files = {basename(p) for p in (*built.image.files, *areas)}
    for command in sorted(code.commands - brought):
        name = basename(command)
        if command_status(system, name, "python", version) != "present" and name not in files:
            return name
    return ""


def _applied(built: Built, plan: Plan, name: str, safety: Safety) -> Reason:
    install = built.steps[plan.installs[-1]].instruction
    behind = [n for some in plan.behind.values() for n in some]
    tools = [path.rpartition("/")[2] for path in plan.tools]
    gone = plan.build - plan.final
    arguments = [
        n
        for i in gone
        if built.steps[i].instruction.keyword == "ARG"
        for n in built.steps[i].effect.sets
    ]
    left = ", ".join(
        (*dict.fromkeys(behind), *sorted(plan.installers), *tools, *sorted(arguments), "caches")
    )
    text = f"`{shown(install)}` runs in the stage `{name}`; what only it needs stays there: {left}"
    text += _no_longer_used(built, plan)
    return Reason(Verdict.APPLIED, safety, install.line, text)


def _no_longer_used(built: Built, plan: Plan) -> str:
    """What a plain install left to the base image, and `--target` brings in its newest version."""
    python = built.image.base.python
    if plan.retarget is None or python is None:
        return ""
    installs = built.steps[plan.retarget].effect.installs
    own = sorted({n for i in installs for n in i.unpinned} & python.libraries)
    if not own:
        return ""
    return f"; {', '.join(own)} then comes in its newest version, not from the base image"


def _refused(dockerfile: Dockerfile, no: No) -> Result:
    line = no.step.instruction.line
    text = f"`{shown(no.step.instruction)}` keeps the file in one stage: {no.why}"
    return Result(dockerfile, (Reason(Verdict.REFUSED, Safety.SAFE, line, text, no.hint),))


CODEMOD = Codemod(transform)
