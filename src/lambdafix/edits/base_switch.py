"""The stages of a file on an AWS base image: what aws-base-image changes, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from posixpath import basename

from lambdafix.catalog.client import is_emulator, recipe_packages
from lambdafix.catalog.commands import command_status, supplier
from lambdafix.catalog.packages import is_build_only
from lambdafix.catalog.runtimes import Runtime
from lambdafix.edits.install_words import (
    PREFIXES,
    asks_only_for_client,
    is_client,
    prefixes,
    values_of,
)
from lambdafix.edits.os_names import MANAGERS, in_dnf
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.semantics.commands.call import Unknown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Dockerfile, Edit, Instruction, Stage
from lambdafix.syntax.views import Arg, Cmd, Copy, Env, From, Run, User, put

_ROOT = "${LAMBDA_TASK_ROOT}"
# Words that only the old image understands; nothing here may be left.
_OLD = re.compile(
    r"/usr/local/(bin/(python|pip)[\w.]*|lib/python[\d.]*)|/usr/bin/python[\d.]*"
    r"|/etc/ssl/certs\b|/usr/(local/)?share/ca-certificates|/usr/lib/(x86_64|aarch64)-linux-gnu"
    r"|\b(virtualenv|venv|conda|pyenv)\b"
)

# python:${VERSION}-slim
_VERSION = re.compile(r"(?:[\w./-]+/)?python:(\$\{?\w+\}?)(?:-[\w.-]+)?")
# What the runtime in the AWS base image cannot do without.
_BASE_ENV = frozenset("LAMBDA_RUNTIME_DIR LAMBDA_TASK_ROOT LD_LIBRARY_PATH PATH PYTHONHOME".split())
# Directories that hold a Python and its scripts together with what was installed.
_SHARED = PREFIXES | {"/", "/usr/bin", "/usr/local/bin"}


class Obstacle(Exception):
    """The instruction and the words that keep the base from being switched."""

    def __init__(self, instruction: Instruction, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.instruction, self.why, self.hint = instruction, why, hint


@dataclass(slots=True)
class Switch:
    """A switch of some stages to `image`, and what it did, for the reasons and the allowance."""

    escape: str
    runtime: Runtime
    image: str
    root: str  # where the function lies now; `/` where nothing but its files moves
    stages: frozenset[str] = frozenset()  # names that a FROM may stand on
    switched: frozenset[str] = frozenset()  # those of them that change, with their numbers
    entry_script: str = ""  # the path of a script that only starts the client
    handler: str | None = None  # what CMD has to say, where it said more than that
    keeps_recipe: bool = False  # something else is compiled too
    called: frozenset[str] = frozenset()  # commands that the code runs
    renamed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    supplied: set[str] = field(default_factory=set)
    reworded: dict[str, str] = field(default_factory=dict)  # scripts, as they were -> as they are
    gone: list[Instruction] = field(default_factory=list)
    changed: list[tuple[Instruction, str]] = field(default_factory=list)

    def preamble(self, dockerfile: Dockerfile) -> Dockerfile:
        """The global ARGs, the function's directory among them."""
        items = tuple(
            self._argument(i) if isinstance(i, Instruction) and i.keyword == "ARG" else i
            for i in dockerfile.preamble
        )
        return replace(dockerfile, preamble=items)

    def stage(self, stage: Stage) -> Stage:
        """One stage on the new base. Raises Obstacle."""
        return stage.mapped(self._instruction)

    def _instruction(self, instruction: Instruction) -> Instruction | None:
        match instruction.keyword:
            case "FROM":
                view = From.of(instruction, self.escape)
                if view.image.lower() in self.stages:
                    return instruction
                return put(instruction, replace(view, image=self._image(view.image)), self.escape)
            case "ARG":
                return self._argument(instruction)
            case "ENV":
                return self._env(instruction)
            case "USER":
                self._owner(instruction, User.of(instruction, self.escape).user)
                return instruction
            case "RUN":
                return self._run(instruction)
            case "COPY" | "ADD":
                return self._copy(instruction)
            case "ENTRYPOINT":
                self.gone.append(instruction)
                return None
            case "CMD":
                return self._cmd(instruction)
            case _:
                return self._checked(self._moved(instruction, _ROOT))

    def _image(self, text: str) -> str:
        """The new base; a build argument that is the whole version stays."""
        variable = _VERSION.fullmatch(text)
        return f"{self.image.rpartition(':')[0]}:{variable[1]}" if variable else self.image

    def _argument(self, instruction: Instruction) -> Instruction:
        if all(default is None for _, default in Arg.of(instruction, self.escape).pairs):
            return instruction
        return self._moved(instruction, TASK_ROOT)

    def _env(self, instruction: Instruction) -> Instruction:
        for name, value in Env.of(instruction, self.escape).pairs:
            if name in _BASE_ENV and not re.search(rf"\$\{{?{name}\b", value):
                why = f"it replaces the {name} of the AWS base image"
                raise Obstacle(instruction, why, f"extend it: {name}=...:${name}")
            if PREFIXES & {part.rstrip("/") for part in value.split(":")} and name not in _BASE_ENV:
                why = f"{name} names {value}, where the AWS base image has no Python"
                raise Obstacle(instruction, why, "name the directory of packages itself")
        moved = self._moved(instruction, TASK_ROOT)
        if moved.body != instruction.body:
            self.changed.append((instruction, f"{self.root} becomes {TASK_ROOT}"))
        return self._checked(moved)

    def _cmd(self, instruction: Instruction) -> Instruction:
        view = Cmd.of(instruction, self.escape)
        if self.handler is None or view.argv == (self.handler,):
            return instruction
        self.changed.append((instruction, "CMD names the handler alone"))
        return put(instruction, replace(view, argv=(self.handler,), script=None), self.escape)

    def _copy(self, instruction: Instruction) -> Instruction | None:
        copy = Copy.of(instruction, self.escape)
        if copy.sources and all(is_emulator(s) for s in copy.sources):
            self.gone.append(instruction)
            return None
        if (
            self.entry_script
            and copy.sources
            and all(basename(s) == basename(self.entry_script) for s in copy.sources)
        ):
            self.gone.append(instruction)
            return None
        taken = {s.rstrip("/") or "/" for s in copy.sources} & _SHARED
        if copy.destination.rstrip("/") in PREFIXES:
            why = f"it fills {copy.destination}, where the AWS base image has no Python"
            raise Obstacle(instruction, why, "install with --target and copy that directory")
        if self._moves and any(re.search(_at(self.root), h.content) for h in copy.heredocs):
            raise Obstacle(instruction, f"its text names {self.root}")
        named = next((s for s in copy.sources if re.search(_at(self.root), s)), None)
        if self._moves and named and "from" not in copy.flags:
            why = f"{named} is a path of the build context and reads like one of the image"
            raise Obstacle(instruction, why, f"write {named.lstrip('/')}")
        if "from" in copy.flags and taken:
            why = f"it takes all of {min(taken)}, where the old image has its Python"
            raise Obstacle(instruction, why, "install with --target and copy that directory")
        self._owner(instruction, copy.flags.get("chown") or "")
        origin = (copy.flags.get("from") or "").lower()
        if not origin or origin not in self.switched:  # its sources do not lie in this image
            target = re.sub(_at(self.root), _ROOT, copy.destination) if self._moves else ""
            if not target:
                return self._checked(instruction)
            return put(instruction, replace(copy, destination=target), self.escape)
        moved = self._moved(instruction, _ROOT)
        lib = f"/usr/local/lib/python{self.runtime.tag}"
        moved = _replaced(moved, lib, f"/var/lang/lib/python{self.runtime.tag}")
        return self._checked(moved)

    # --- RUN

    def _run(self, instruction: Instruction) -> Instruction | None:
        line = start = RunLine.of(instruction, self.escape)
        if line is None or start is None:
            why = "its commands cannot be read one by one"
            raise Obstacle(instruction, why, "write it as commands joined by &&")
        new = self._without_client(line)
        if new is None:
            self.gone.append(instruction)
            return None
        line = RunLine.of(new, self.escape) or line
        if any(c.name in MANAGERS for c in line.script.commands):
            found = in_dnf(line, self._needless())
            if isinstance(found, Unknown):
                raise Obstacle(instruction, f"`{found.word}`: {found.why}")
            self.renamed |= found.names
            self.dropped |= found.dropped
            if found.instruction is None:
                self.gone.append(instruction)
                return None
            new = found.instruction
            self.changed.append(
                (instruction, "OS packages have the names and the manager of Amazon Linux 2023")
            )
            line = RunLine.of(new, self.escape) or line
        prefix = next((w for c in line.script.commands for w in prefixes(c)), None)
        if prefix:
            why = f"it installs into {prefix}, where the AWS base image has no Python"
            raise Obstacle(instruction, why, "install with --target and copy that directory")
        mounts = Run.of(instruction, self.escape).flags.all("mount")
        if self._moves and any(re.search(_at(self.root), m) for m in mounts):
            raise Obstacle(instruction, f"a mount names {self.root}")
        self._supplies(line.script.commands)
        self._can_run(instruction, line.script.commands)
        final = self._checked(self._moved(new, _ROOT))
        again = RunLine.of(final, self.escape)
        if again:
            self.reworded[start.script.text] = again.script.text
        return final

    def _needless(self) -> frozenset[str]:
        """Packages of the client's recipe; what can serve another install stays."""
        recipe = recipe_packages() - self.called
        if not self.keeps_recipe:
            return recipe
        return frozenset(n for n in recipe if is_build_only(n) is False)

    def _without_client(self, line: RunLine) -> Instruction | None:
        """The RUN less the client and the emulator; None where nothing else is in it."""
        instruction, commands = line.instruction, line.script.commands
        doomed = [c for c in commands if self._is_about_client(c) or asks_only_for_client(c)]
        if doomed and all(c in doomed or c.name == "set" for c in commands):
            return None
        if doomed:
            without = line.without(doomed)
            again = RunLine.of(without, self.escape) if without else None
            if again is None:
                why = "what installs or starts the client cannot be parted from the rest"
                raise Obstacle(instruction, why)
            line = again
        words = {
            word: ""
            for command in line.script.commands
            if "install" in values_of(command)
            for word in command.words
            if is_client(word.value or word.raw)
        }
        if doomed or words:
            self.changed.append((instruction, "the runtime interface client is in the base image"))
        return line.words(words) if words else line.instruction

    def _is_about_client(self, command: Command) -> bool:
        """`chmod +x` of the emulator or the entry script, a download of the emulator."""
        if command.name not in ("chmod", "curl", "wget", "mkdir"):
            return False
        targets = [v for v in values_of(command)[1:] if "/" in v and not v.startswith("-")]
        return bool(targets) and all(is_emulator(t) or self._is_script(t) for t in targets)

    def _is_script(self, path: str) -> bool:
        return bool(self.entry_script) and basename(path) == basename(self.entry_script)

    def _supplies(self, commands: Iterable[Command]) -> None:
        for command in commands:
            if command.name in ("dnf", "microdnf") and "install" in values_of(command):
                self.supplied |= set(values_of(command))

    def _can_run(self, instruction: Instruction, commands: Iterable[Command]) -> None:
        for command in commands:
            name = command.name
            if not command.words or name is None:
                continue
            if name in ("chown", "chgrp"):
                words = [v for v in values_of(command)[1:] if not v.startswith("-")]
                self._owner(instruction, words[0] if words else "")
            if not self.answers_to(name):
                brought = supplier("AL2023", name)
                hint = f"dnf install -y {brought}" if brought else ""
                raise Obstacle(instruction, f"`{name}` is not in the AWS base image", hint)

    def answers_to(self, command: str) -> bool:
        """Whether the new base has a command, or a package that is installed brings it."""
        status = command_status("AL2023", command, "python", self.runtime.tag)
        brought = supplier("AL2023", command)
        return (
            status == "present"
            or (brought is not None and brought in self.supplied)
            or (command in ("pip", "pip3", "dnf", "poetry", "pipenv", "uv"))
        )

    # --- paths

    def _moved(self, instruction: Instruction, root: str) -> Instruction:
        if instruction.body.lstrip().startswith("["):
            root = TASK_ROOT  # nothing is expanded in the JSON form of a RUN
        return _replaced(instruction, self.root, root) if self._moves else instruction

    @property
    def _moves(self) -> bool:
        return self.root not in (TASK_ROOT, "/")

    def _owner(self, instruction: Instruction, owner: str) -> None:
        """Users and groups by name are those of the old image."""
        if any(not re.fullmatch(r"\d*|root", part) for part in owner.split(":")):
            hint = "Lambda runs every function as a user of its own: leave owners away"
            raise Obstacle(instruction, f"the AWS base image has no `{owner}`", hint)

    def _checked(self, instruction: Instruction) -> Instruction:
        found = _OLD.search(instruction.body)
        if found:
            raise Obstacle(instruction, f"`{found[0]}` means another place in the AWS base image")
        return instruction


def _replaced(instruction: Instruction, path: str, by: str) -> Instruction:
    """An instruction with every literal mention of a directory replaced."""
    pattern = re.compile(_at(path))
    return instruction.edited(
        *(Edit(m.start(), m.end(), by) for m in pattern.finditer(instruction.body))
    )


def _at(path: str) -> str:
    """A pattern for every mention of a directory as a whole."""
    return rf"(?<![\w.$}}/-]){re.escape(path)}(?![\w.-])"


def is_version(text: str) -> bool:
    """Whether an image text is `python:${VERSION}`, perhaps with a variant."""
    return _VERSION.fullmatch(text) is not None
