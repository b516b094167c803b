"""The command that a stage on an AWS base image calls first of those that are certainly not there.

Certainly: the image has it not, and nothing before it in the stage may have brought it.
"""

from __future__ import annotations

from lambdafix.catalog.commands import command_status
from lambdafix.edits.os_names import FOREIGN
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.areas import below
from lambdafix.semantics.bases import Base
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax.tree import Instruction

# Commands that bring no other one.
_PLAIN = frozenset("set cd echo printf test [ : true mkdir rm touch chmod chown".split())
_SEARCHED = "/bin /opt /root /sbin /usr /var/lang".split()  # where commands may lie


def missing_command(built: Built, base: Base, escape: str) -> tuple[Instruction, str] | None:
    """The RUN and the command; None where none is certain to be missing."""
    version = (base.aws and base.aws.version) or ""
    for step in built.steps:
        line = RunLine.of(step.instruction, escape)
        for command in line.script.commands if line else ():
            name = command.name or ""
            status = command_status("AL2023", name, base.family, version)
            if status == "absent" and name not in FOREIGN:
                return step.instruction, name
            if name not in _PLAIN:
                break
        if _may_bring(step):
            return None
    return None


def _may_bring(step: Step) -> bool:
    """Whether there may be more commands behind a step than before it."""
    effect = step.effect
    writes = (
        a.path for a in effect.writes if a.path == "/" or any(below(a.path, d) for d in _SEARCHED)
    )
    return effect.wall is not None or bool(effect.packages) or any(writes)
