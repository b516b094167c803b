"""Users and groups of the old image, which the AWS base image does not know."""

from __future__ import annotations

import re

from lambdafix.edits.obstacle import Obstacle
from lambdafix.syntax.tree import Instruction


def check_owner(instruction: Instruction, owner: str) -> None:
    """Raises Obstacle for a user or a group by its name; numbers and root are in every image."""
    if any(not re.fullmatch(r"\d*|root", part) for part in owner.split(":")):
        hint = "Lambda runs every function as a user of its own: leave owners away"
        raise Obstacle(instruction, f"the AWS base image has no `{owner}`", hint)
