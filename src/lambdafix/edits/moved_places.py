"""Words of an instruction that name places of the old image, or the function's directory."""

from __future__ import annotations

import re

from msgspec import Struct

from lambdafix.catalog.runtimes import Runtime
from lambdafix.edits.lambda_user import WHY, is_plain
from lambdafix.edits.languages.language import Language
from lambdafix.edits.obstacle import Obstacle
from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.syntax.tree import Edit, Instruction

ROOT = "${LAMBDA_TASK_ROOT}"


class MovedPlaces(Struct):
    """The function lies in `root` now and will lie in the task root; `/`: its files alone move."""

    escape: str
    language: Language
    runtime: Runtime
    root: str

    def _moved(self, instruction: Instruction, root: str) -> Instruction:
        if instruction.body.lstrip().startswith("["):
            root = TASK_ROOT  # nothing is expanded in the JSON form of a RUN
        return replaced(instruction, self.root, root) if self._moves else instruction

    @property
    def _moves(self) -> bool:
        return self.root not in (TASK_ROOT, "/")

    def _owner(self, instruction: Instruction, owner: str) -> None:
        """Users and groups by name are those of the old image."""
        if not is_plain(owner):
            hint = f"leave owners out: {WHY}"
            raise Obstacle(instruction, f"the AWS base image has no `{owner}`", hint)

    def _checked(self, instruction: Instruction) -> Instruction:
        found = self.language.old_words().search(instruction.body)
        if found:
            raise Obstacle(instruction, f"`{found[0]}` means another place in the AWS base image")
        return instruction


def replaced(instruction: Instruction, path: str, by: str) -> Instruction:
    """An instruction with every literal mention of a directory replaced."""
    pattern = re.compile(at(path))
    return instruction.edited(
        *(Edit(m.start(), m.end(), by) for m in pattern.finditer(instruction.body))
    )


def at(path: str) -> str:
    """A pattern for every mention of a directory as a whole."""
    return rf"(?<![\w.$}}/-]){re.escape(path)}(?![\w.-])"
