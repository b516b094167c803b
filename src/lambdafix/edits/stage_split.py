"""A stage in two: the build stage and the final one, as a plan of semantics.split says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.edits import fragments, kept_copies
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.image import cached
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.splitting.plan import FRESH, No, Plan
from lambdafix.semantics.splitting.split import INSTALLERS
from lambdafix.semantics.stages import free_name
from lambdafix.syntax.shell import Command
from lambdafix.syntax.shell_words import ShellWord
from lambdafix.syntax.tree import Dialect, Dockerfile, Gap, Instruction, Item, Kind, Stage, tidy
from lambdafix.syntax.views import From, put


class StageSplit:
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
        last: Item = self.stage.items[self._first_at()]
        for item in behind_first:
            at, before, last = self.index.get(id(item), -1), self.index.get(id(last), -1), item
            if isinstance(item, Gap) and _touches(item) and before in self.plan.installs:
                build.append(item)  # what the author says right below the install is about it
                continue
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
                final += new
        while isinstance(build[-1], Gap) and not build[-1].comments:
            build.pop()
        final = final[1:] if isinstance(build[-1], Gap) else final  # one blank line is enough
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
                self.built.steps[at],
                "its commands are not edited one by one",
                "write the install as one command in a RUN for the shell",
            )
        commands = line.script.commands
        install = next(filter(_installs, commands), None)
        if install is None:
            return No(self.built.steps[at], "which of its commands installs cannot be told")
        others = [c for c in commands if c is not install and _asks_pip(c)]
        following = commands[commands.index(install) + 1 :]
        if install.connector == "||" or (following and following[0].connector == "||"):
            return No(self.built.steps[at], "whether the install runs, or may fail, is not known")
        if others:
            why = f"`{' '.join(others[0].values)}` looks where the packages would not be"
            return No(self.built.steps[at], why)
        return line.appended(install, f"--target {FRESH}")

    def _copies(self, line: int) -> Iterator[Instruction]:
        brought = [("copy_out", source, target) for source, target in self.plan.copies]
        brought += [("copy_file_out", path, dirname(path)) for path in self.plan.files]
        for template, source, target in brought:
            values = {
                "stage": self.name,
                "source": _written(source),
                "destination": _written(target).rstrip("/"),
            }
            new = fragments.render(template, self.dialect, **values)
            yield fragments.cased(replace(new, line=line), self.stage.instructions[0])

    def _in_final(self, instruction: Instruction, at: int) -> list[Instruction] | No:
        behind = self.plan.behind.get(at, {})
        step = self.built.steps[at]
        if at in self.plan.parts:
            return self._bare(kept_copies.only(step, self.plan.parts[at]), at)
        if at not in self.plan.installs and not behind:
            return [instruction]
        parted = _without_installs if at in self.plan.installs else _without_packages
        rest = parted(step, behind, self.dialect.escape)
        if isinstance(rest, No):
            return rest
        return self._bare([rest] if rest else [], at)

    def _bare(self, instructions: list[Instruction], at: int) -> list[Instruction]:
        """Without their comments, where the build stage has them."""
        if at not in self.plan.build:
            return instructions
        return [replace(instruction, trivia=()) for instruction in instructions]

    def _free_name(self) -> str:
        return free_name(self.before, "build", "build-deps")


def _touches(gap: Gap) -> bool:
    """Whether comments stand right below what is before them."""
    return bool(gap.comments) and gap.tokens[0].kind is not Kind.BLANK


_REMOVE = frozenset({"remove", "erase", "purge", "autoremove", "del"})


def _installs(command: Command) -> bool:
    """Whether a command installs with pip or uv, and more than the installers themselves."""
    values = command.values
    if "install" not in values:
        return False
    tools = [basename(v) for v in values[: values.index("install")] if not v.startswith("-")]
    if not any(re.match(r"(pip|uv)\b|pip\d", t) for t in tools):
        return False
    asked = [v for v in values[values.index("install") + 1 :] if not v.startswith("-")]
    names = {re.split(r"[^\w.-]", v)[0].lower() for v in asked}
    return not names or not names <= INSTALLERS


def _asks_pip(command: Command) -> bool:
    """Whether pip is asked about what is installed: check, freeze, list, show."""
    words = command.values
    return any(w.startswith("pip") for w in words[:4]) and bool(
        {"check", "freeze", "inspect", "list", "show", "uninstall"} & set(words)
    )


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
    if step.effect.installs and any(_REMOVE & set(c.values[:3]) for c in left):
        return No(step, "it removes OS packages again that the function may need")
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
