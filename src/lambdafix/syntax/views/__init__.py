"""Views: read an instruction's meaning, write it back, touch nothing else.

`X.of(instruction, escape)` reads, `put(instruction, view, escape)` writes with the smallest edits:
`X.of(put(i, v)) == v`, and `put(i, X.of(i)) is i`. Values have no quotes and keep their variables
(see quoting.py). What BuildKit refuses raises SyntaxFault. Source of the rules: moby/buildkit,
frontend/dockerfile/instructions/parse.go.
"""

from __future__ import annotations

from lambdafix.syntax.flags import Flags
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views.base import View, put
from lambdafix.syntax.views.commands import Cmd, Entrypoint, Healthcheck, Run, Shell
from lambdafix.syntax.views.files import Copy, Heredoc
from lambdafix.syntax.views.stages import From, Onbuild, stage_name
from lambdafix.syntax.views.values import (
    Arg,
    Env,
    Expose,
    Label,
    Maintainer,
    Stopsignal,
    User,
    Volume,
    Workdir,
)

__all__ = [
    "Arg",
    "Cmd",
    "Copy",
    "Entrypoint",
    "Env",
    "Expose",
    "Flags",
    "From",
    "Healthcheck",
    "Heredoc",
    "Label",
    "Maintainer",
    "Onbuild",
    "Run",
    "Shell",
    "Stopsignal",
    "User",
    "View",
    "Volume",
    "Workdir",
    "put",
    "stage_name",
    "view",
]

_VIEWS: tuple[type[View], ...] = (
    Arg, Cmd, Copy, Entrypoint, Env, Expose, From, Healthcheck, Label, Maintainer, Onbuild, Run,
    Shell, Stopsignal, User, Volume, Workdir,
)  # fmt: skip
_BY_KEYWORD = {keyword: kind for kind in _VIEWS for keyword in kind.KEYWORDS}


def view(instruction: Instruction, escape: str = "\\") -> View:
    """The view of any instruction, by its keyword."""
    return _BY_KEYWORD[instruction.keyword].of(instruction, escape)
