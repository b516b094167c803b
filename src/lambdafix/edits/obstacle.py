"""What keeps a base image from being switched."""

from __future__ import annotations

from lambdafix.syntax.tree import Instruction


class Obstacle(Exception):
    """The instruction and the words that keep the base from being switched."""

    def __init__(self, instruction: Instruction, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.instruction, self.why, self.hint = instruction, why, hint
