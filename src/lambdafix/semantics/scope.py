"""What a name is worth at a line: ENV and ARG, working directory, user and shell of a stage."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import join
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Arg, Env, Shell, User, Workdir

# Where programs are looked for in an image that sets no PATH.
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NAME = regex(
    r"\\\$|\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)"
    r"(?:(?P<op>:?[-+])(?P<word>[^{}]*))?\}|(?P<odd>\{))"
)


class Scope(Struct, frozen=True):
    """The state in which an instruction runs.

    `args` maps a declared build argument to its default, or None where it has none; defaults are
    taken as the value (an axiom). `complete`: the base image's own ENV is known, so that a name
    that is nowhere set is empty; else it is unknown. `workdir` is None where it is unknown.
    """

    env: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str | None] = field(default_factory=dict)
    complete: bool = False
    workdir: str | None = None
    user: str = ""
    shell: tuple[str, ...] = ()

    def value(self, name: str) -> str | None:
        """The value of a name; None where it cannot be known."""
        if name in self.env:
            return self.env[name]
        if name in self.args:
            return self.args[name]
        if name == "HOME":  # the builder sets it from the user's entry in /etc/passwd
            return "/root" if self.user in ("", "0", "root") else None
        return "" if self.complete else None

    def expand(self, text: str) -> str:
        """`text` with variables replaced; those that cannot be known stay as `${NAME}`."""
        return _NAME.sub(self._expanded, text)

    def _expanded(self, match: re.Match[str]) -> str:
        name = match["plain"] or match["braced"]
        if not name:  # a dollar that was quoted, or an expansion that is not known
            return "$" if match[0] == "\\$" else match[0]
        value = self.value(name)
        if match["op"] is None:
            return f"${{{name}}}" if value is None else value
        declared = name in self.env or self.args.get(name) is not None
        if not declared and not (self.complete or name in self.args):
            return match[0]
        is_set = declared and (bool(value) or not match["op"].startswith(":"))
        if match["op"].endswith("-"):
            return (value or "") if is_set else match["word"]
        return match["word"] if is_set else ""

    def path(self, text: str) -> str | None:
        """The absolute path that `text` names from the working directory; None if unknown."""
        expanded = self.expand(text)
        if "$" in expanded:
            return None
        if expanded.startswith("/"):
            return join("/", expanded)
        return None if self.workdir is None else join(self.workdir, expanded or ".")

    def after(
        self, instruction: Instruction, escape: str, global_args: Mapping[str, str | None]
    ) -> Scope:
        """The state behind an instruction; only ARG, ENV, SHELL, USER and WORKDIR change it."""
        match instruction.keyword:
            case "ENV":
                pairs = Env.of(instruction, escape).pairs
                # all values of one ENV see the state before it
                return replace(self, env={**self.env, **{k: self.expand(v) for k, v in pairs}})
            case "ARG":
                return replace(
                    self, args={**self.args, **self._declared(instruction, escape, global_args)}
                )
            case "WORKDIR":
                text = Workdir.of(instruction, escape).path
                # an empty WORKDIR (an undefined variable) keeps the current one
                return self if not self.expand(text) else replace(self, workdir=self.path(text))
            case "USER":
                return replace(self, user=self.expand(User.of(instruction, escape).user))
            case "SHELL":
                return replace(self, shell=Shell.of(instruction, escape).argv)
            case _:
                return self

    def _declared(
        self, instruction: Instruction, escape: str, global_args: Mapping[str, str | None]
    ) -> dict[str, str | None]:
        declared: dict[str, str | None] = {}
        for name, default in Arg.of(instruction, escape).pairs:
            if default is None:
                declared[name] = global_args.get(name, self.args.get(name))
            else:
                expanded = self.expand(default)
                declared[name] = None if "$" in expanded else expanded
        return declared


def names_in(text: str) -> frozenset[str]:
    """Every variable that a text names, in whatever expansion: `${X%.*}` too."""
    return frozenset(re.findall(r"(?<!\\)\$\{?([A-Za-z_]\w*)", text))
