"""A stage in two: the build stage and the final one, as a plan of semantics.splitting says."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from msgspec.structs import replace

from lambdafix.edits import fragments, kept_copies
from lambdafix.edits.run_edits import RunLine
from lambdafix.edits.split_runs import asks_pip, is_install, without_installs, without_packages
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.simulate import Built
from lambdafix.semantics.splitting.plan import FRESH, No, Plan
from lambdafix.semantics.stages import free_name
from lambdafix.syntax.tree import Dialect, Dockerfile, Gap, Instruction, Item, Kind, Stage, tidy
from lambdafix.syntax.views import From, put


class StageSplit:
    """The file with a build stage before the last one, made as a plan says."""

    def __init__(self, dockerfile: Dockerfile, built: Built, plan: Plan) -> None:
        self.before, self.plan, self.built = dockerfile, plan, built
        self.dialect: Dialect = dockerfile.dialect
        self.stage = dockerfile.stages[-1]
        self.index = {id(s.instruction): i for i, s in enumerate(built.steps)}
        self.name = free_name(dockerfile, "build", "build-deps")

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
        install = next(filter(is_install, commands), None)
        if install is None:
            return No(self.built.steps[at], "which of its commands installs cannot be told")
        others = [c for c in commands if c is not install and asks_pip(c)]
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
        parted = without_installs if at in self.plan.installs else without_packages
        rest = parted(step, behind, self.dialect.escape)
        if isinstance(rest, No):
            return rest
        return self._bare([rest] if rest else [], at)

    def _bare(self, instructions: list[Instruction], at: int) -> list[Instruction]:
        """Without their comments, where the build stage has them."""
        if at not in self.plan.build:
            return instructions
        return [replace(instruction, trivia=()) for instruction in instructions]


def _touches(gap: Gap) -> bool:
    """Whether comments stand right below what is before them."""
    return bool(gap.comments) and gap.tokens[0].kind is not Kind.BLANK


def _written(path: str) -> str:
    """The task root by its variable, as AWS writes it."""
    if path == TASK_ROOT or path.startswith(f"{TASK_ROOT}/"):
        return "${LAMBDA_TASK_ROOT}" + path[len(TASK_ROOT) :]
    return path
