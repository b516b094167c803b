"""The last stage of a compiled function, line by line, on AWS's base image for programs."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.catalog.client import is_emulator
from lambdafix.catalog.commands import command_status
from lambdafix.edits.lambda_user import WHY, MadeUsers, how_to_have
from lambdafix.edits.obstacle import Obstacle
from lambdafix.edits.os_names import FOREIGN, in_dnf
from lambdafix.edits.owners import check_owner
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.areas import below
from lambdafix.semantics.commands.call import Unknown
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax.shell import Command, ShellWord
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Copy, Env, From, User, put

_BASE_ENV = frozenset("LAMBDA_RUNTIME_DIR LAMBDA_TASK_ROOT LD_LIBRARY_PATH".split())
# Directories of the base image that a file of another image would change.
_SYSTEM = tuple("/bin /etc /lib /lib64 /sbin /usr/bin /usr/lib /usr/lib64 /usr/sbin".split())
_HARMLESS = tuple("/etc/ssl /etc/pki /etc/localtime /etc/timezone".split())
_PLACE = "${LAMBDA_RUNTIME_DIR}/bootstrap"


class ProgramStage(Struct):
    """The last stage on `image`; what was done is noted for the reasons and the allowance.

    `copied` is the COPY that shall bring the program to the place where the entry point of the base
    image looks for it; None: the program stays where it lies, at `program`. `script` is the path of
    an entry script that the base image's own stands in for, empty where there is none.
    """

    escape: str
    image: str
    built: Built
    program: str = ""
    script: str = ""
    copied: Instruction | None = None
    users: MadeUsers = MadeUsers()
    renamed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reworded: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    gone: list[Instruction] = field(default_factory=list)
    changed: list[tuple[Instruction, str]] = field(default_factory=list)

    def instruction(self, instruction: Instruction) -> Instruction | None:
        """One instruction as it has to be; None where it goes. Raises Obstacle."""
        match instruction.keyword:
            case "FROM":
                view = From.of(instruction, self.escape)
                return put(instruction, replace(view, image=self.image), self.escape)
            case "ENV":
                for name, _ in Env.of(instruction, self.escape).pairs:
                    if name in _BASE_ENV:
                        why = f"it replaces the {name} of the AWS base image"
                        raise Obstacle(instruction, why)
            case "USER" if self.users.is_needless(instruction, self.escape):
                self.changed.append((instruction, f"left out: {WHY}"))
                return None
            case "USER":
                check_owner(instruction, User.of(instruction, self.escape).user)
            case "RUN":
                return self._run(instruction)
            case "COPY" | "ADD":
                return self._copy(instruction)
        return instruction

    def _copy(self, instruction: Instruction) -> Instruction | None:
        copy = Copy.of(instruction, self.escape)
        step = self._step(instruction)
        alone = bool(self.script) and step is not None and step.effect.files.keys() == {self.script}
        if alone or (copy.sources and all(is_emulator(s) for s in copy.sources)):
            self.gone.append(instruction)
            return None
        check_owner(instruction, copy.flags.get("chown") or "")
        if instruction is self.copied:
            return put(instruction, replace(copy, destination=_PLACE), self.escape)
        for area in step.effect.writes if step else ():
            harmless = any(below(area.path, place) for place in _HARMLESS)
            if any(below(area.path, place) for place in _SYSTEM) and not harmless:
                why = f"{area} is a file of the AWS base image, too"
                raise Obstacle(instruction, why)
            if area.path == "/" and area.deep and area.names is None:
                raise Obstacle(instruction, "it may replace any file of the AWS base image")
        return instruction

    def _step(self, instruction: Instruction) -> Step | None:
        return next((s for s in self.built.steps if s.instruction is instruction), None)

    def _run(self, instruction: Instruction) -> Instruction | None:
        line = start = RunLine.of(instruction, self.escape)
        if line is None or start is None:
            raise Obstacle(instruction, "its commands cannot be read one by one")
        if self.users.makes_any(line):
            self.changed.append((instruction, f"users are left out: {WHY}"))
            line = self.users.without(line)
            if line is None:
                return None
        new = self._without_emulator(line)
        if new is None:
            self.gone.append(instruction)
            return None
        line = RunLine.of(new, self.escape) or line
        if any(c.name in FOREIGN for c in line.script.commands):
            found = in_dnf(line)
            if isinstance(found, Unknown):
                raise Obstacle(instruction, f"`{found.word}`: {found.why}", found.hint)
            self.renamed |= found.names
            self.dropped |= found.dropped
            new = found.instruction
            if new is None:
                self.gone.append(instruction)
                return None
            why = "OS packages have the names and the manager of Amazon Linux 2023"
            self.changed.append((instruction, why))
            line = RunLine.of(new, self.escape) or line
        for command in line.script.commands:
            name = command.name or ""
            if name in ("chown", "chgrp"):
                words = [v for v in command.values[1:] if not v.startswith("-")]
                check_owner(instruction, words[0] if words else "")
            if command_status("AL2023", name) != "present" and name != "dnf":
                why = f"`{name}` is not in the AWS base image"
                raise Obstacle(instruction, why, how_to_have(name))
        self.reworded[start.script.text] = line.script.text
        return new

    def _without_emulator(self, line: RunLine) -> Instruction | None:
        """The RUN less what is about the emulator and the entry script; None where that is all. The
        mode of a program is set where that lies then."""
        commands = line.script.commands
        doomed = [c for c in commands if self._goes(c) and all(map(self._is_served, targets_of(c)))]
        if doomed and len(doomed) == len(commands):
            return None
        rest = line.without(doomed) if doomed else line.instruction
        again = RunLine.of(rest, self.escape) if rest else None
        if again is None:
            why = "what is about the emulator cannot be parted from the rest"
            raise Obstacle(line.instruction, why)
        words = [w for c in again.script.commands if c.name == "chmod" for w in targets_of(c)]
        if any(map(self._is_served, words)):
            why = "it sets the mode of the emulator, or what starts it, and of another file in one"
            raise Obstacle(line.instruction, why, "give each a RUN of its own")
        placed = {w: _PLACE for w in words if self.copied and self._path(w) == self.program}
        new = again.words(placed) if placed else again.instruction
        if new.body != line.instruction.body:
            moved = "the program lies elsewhere" if placed else ""
            self.changed.append((line.instruction, moved or "the base image has the emulator"))
        return new

    def _goes(self, command: Command) -> bool:
        return command.name in ("chmod", "curl", "wget") and bool(targets_of(command))

    def _is_served(self, word: ShellWord) -> bool:
        """Whether a word names what the base image has one of: the emulator, what chooses it."""
        return is_emulator(word.value or word.raw) or (
            bool(self.script) and self._path(word) == self.script
        )

    def _path(self, word: ShellWord) -> str | None:
        return self.built.scope.path(word.value or word.raw)


def targets_of(command: Command) -> list[ShellWord]:
    """What a command gives a mode, or fetches and where to."""
    words = [w for w in command.words[1:] if not (w.value or w.raw).startswith("-")]
    return words[1:] if command.name == "chmod" else [w for w in words if "/" in (w.value or "")]
