"""Users and groups of the old image, which the AWS base image does not know."""

from __future__ import annotations

from lambdafix.edits.lambda_user import WHY, is_plain
from lambdafix.edits.obstacle import Obstacle
from lambdafix.syntax.tree import Instruction


def check_owner(instruction: Instruction, owner: str) -> None:
    """Raises Obstacle for a user or a group by its name; numbers and root are in every image."""
    if not is_plain(owner):
        hint = f"leave owners out: {WHY}"
        raise Obstacle(instruction, f"the AWS base image has no `{owner}`", hint)
