"""The stages of a file on an AWS base image: what aws-base-image changes, line by line."""

from __future__ import annotations

import re
from posixpath import basename

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.catalog.client import is_emulator
from lambdafix.edits.install_words import PREFIXES
from lambdafix.edits.lambda_user import WHY
from lambdafix.edits.moved_places import ROOT, at, replaced
from lambdafix.edits.obstacle import Obstacle
from lambdafix.edits.owners import check_owner
from lambdafix.edits.switched_runs import SwitchedRuns
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.syntax.tree import Dockerfile, Instruction, Stage
from lambdafix.syntax.views import Arg, Cmd, Copy, Env, From, User, put, stage_name

# What the runtime in the AWS base image cannot do without.
_BASE_ENV = frozenset("LAMBDA_RUNTIME_DIR LAMBDA_TASK_ROOT LD_LIBRARY_PATH PATH PYTHONHOME".split())
# Directories that hold an interpreter and its scripts together with what was installed.
_SHARED = PREFIXES | {"/", "/usr/bin", "/usr/local/bin"}


class Switch(SwitchedRuns, Struct):
    """A switch of some stages to `image`."""

    image: str = ""
    stages: frozenset[str] = frozenset()  # names that a FROM may stand on
    switched: frozenset[str] = frozenset()  # those of them that change, with their numbers
    handler: str | None = None  # what CMD has to say, where it said more than that

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

    def stands_on_a_stage(self, start: Instruction) -> bool:
        return From.of(start, self.escape).image.lower() in self.stages

    def _instruction(self, instruction: Instruction) -> Instruction | None:
        match instruction.keyword:
            case "FROM":
                if self.stands_on_a_stage(instruction):
                    return instruction
                view = From.of(instruction, self.escape)
                return put(instruction, replace(view, image=self._image(view.image)), self.escape)
            case "ARG":
                return self._argument(instruction)
            case "ENV":
                return self._env(instruction)
            case "USER" if self.users.is_needless(instruction, self.escape):
                self.changed.append((instruction, f"left out: {WHY}"))
                return None
            case "USER":
                check_owner(instruction, User.of(instruction, self.escape).user)
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
                return self._checked(self._moved(instruction, ROOT))

    def _image(self, text: str) -> str:
        """The new base; a build argument that is the whole version stays."""
        variable = self.language.version_argument(text)
        return f"{self.image.rpartition(':')[0]}:{variable}" if variable else self.image

    def _argument(self, instruction: Instruction) -> Instruction:
        if all(default is None for _, default in Arg.of(instruction, self.escape).pairs):
            return instruction
        return self._moved(instruction, TASK_ROOT)

    def _env(self, instruction: Instruction) -> Instruction:
        for name, value in Env.of(instruction, self.escape).pairs:
            if name in _BASE_ENV and not re.search(rf"\$\{{?{name}\b", value):
                why = f"it replaces the {name} of the AWS base image"
                raise Obstacle(instruction, why, f"extend it: {name}=...:${name}")
            if name == self.language.search:
                why = f"{name} replaces the one by which the runtime finds what it brings"
                raise Obstacle(instruction, why, f"leave {name} away")
            if PREFIXES & {part.rstrip("/") for part in value.split(":")} and name not in _BASE_ENV:
                why = f"{name} names {value}, where the AWS base image has no {self.language.name}"
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
            why = (
                f"it fills {copy.destination}, where the AWS base image has no {self.language.name}"
            )
            raise Obstacle(instruction, why, "install with --target and copy that directory")
        if self._moves and any(re.search(at(self.root), h.content) for h in copy.heredocs):
            raise Obstacle(instruction, f"its text names {self.root}")
        named = next((s for s in copy.sources if re.search(at(self.root), s)), None)
        if self._moves and named and "from" not in copy.flags:
            why = f"{named} is a path of the build context and reads like one of the image"
            raise Obstacle(instruction, why, f"write {named.lstrip('/')}")
        if "from" in copy.flags and taken:
            why = f"it takes all of {min(taken)}, where the old image has its {self.language.name}"
            raise Obstacle(instruction, why, "install with --target and copy that directory")
        check_owner(instruction, copy.flags.get("chown") or "")
        origin = stage_name(copy.flags.get("from") or "")
        if not origin or origin not in self.switched:  # its sources do not lie in this image
            target = re.sub(at(self.root), ROOT, copy.destination) if self._moves else ""
            if not target:
                return self._checked(instruction)
            return put(instruction, replace(copy, destination=target), self.escape)
        moved = self._moved(instruction, ROOT)
        for old, new in self.language.places(self.runtime.tag).moved:
            moved = replaced(moved, old, new) if "/lib/" in old else moved
        return self._checked(moved)
