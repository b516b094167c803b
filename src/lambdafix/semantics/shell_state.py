"""What a shell remembers between two commands: its directory and its variables.

Source: POSIX.1-2024, Shell Command Language, 2.5 Parameters and Variables, 2.12 Shell Execution
Environment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.semantics.areas import Area, paths_met
from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.scope import Scope

# `export A=1` and the like: words that set variables.
# Variables that the shell gives values of its own; it may give others by the same rules.
_OF_THE_SHELL = """BASH BASHPID BASH_VERSION COLUMNS EUID GROUPS HOSTNAME HOSTTYPE LINENO LINES
MACHTYPE OLDPWD OPTARG OPTIND OSTYPE PPID RANDOM SECONDS SHLVL UID""".split()
SETS = frozenset({"declare", "export", "local", "readonly", "typeset"})


class ShellState(Struct, frozen=True):
    """`call` holds the directory and the environment that a command gets; `own` are the shell's
    variables that are not exported. The value of one that cannot be known is None."""

    call: Call
    own: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def names(self) -> Scope:
        """The variables as the shell itself sees them."""
        given = {**dict.fromkeys(_OF_THE_SHELL), "PWD": self.call.cwd}
        return _with(self.call.scope, {**given, **self.own})

    def value(self, name: str) -> str | None:
        return self.names.value(name)

    def inside(self, directory: str) -> ShellState:
        return replace(self, call=replace(self.call, cwd=directory))

    def assigned(self, name: str, value: str | None) -> ShellState:
        """After `name=value`; a variable of the environment is handed on with its new value."""
        known = None if value is None or computed(value) else value
        written = {**self.call.written, name: value or ""}
        new = replace(self, own={**self.own, name: known}, call=replace(self.call, written=written))
        scope = self.call.scope
        return new.exported(name) if name in scope.env or name in scope.args else new

    def exported(self, *names: str) -> ShellState:
        values = {name: self.value(name) for name in names}
        return replace(self, call=replace(self.call, scope=_with(self.call.scope, values)))

    def declared(self, command: str, words: tuple[str, ...]) -> ShellState:
        """After export, unset and their like."""
        state = self
        for word in words:
            name, equals, value = word.partition("=")
            if word.startswith("-"):
                continue
            if equals or command == "unset":
                state = state.assigned(name, value)
            if command == "export":
                state = state.exported(name)
        return state

    def written(self, areas: tuple[Area, ...]) -> ShellState:
        """After a command that writes: a file is no longer what the build context has."""
        call = self.call
        gone = set(paths_met(call.files, areas))
        files = {p: c for p, c in call.files.items() if p not in gone} if gone else call.files
        present = call.present.union(a.path for a in areas if not a.deep)
        return replace(self, call=replace(call, files=files, present=present))

    def among_files_of(self, other: ShellState) -> ShellState:
        """This state, with the files as another shell has left them."""
        seen = replace(self.call, files=other.call.files, present=other.call.present)
        return replace(self, call=seen)

    def running(self, own: Mapping[str, str | None], argv: tuple[str, ...]) -> Call:
        """The call of a command with variables before it: `A=1 command`."""
        known = {n: None if v is None or computed(v) else v for n, v in own.items()}
        written = {**self.call.written, **{n: v or "" for n, v in own.items()}}
        scope = _with(self.call.scope, known)
        return replace(self.call, argv=argv, scope=scope, written=written)

    def perhaps(self, other: ShellState) -> ShellState:
        """This state, or the other: nobody knows a variable in which they differ."""
        ours, theirs = self.names, other.names
        names = {*ours.env, *theirs.env, *ours.args, *theirs.args}
        state = replace(self, call=replace(self.call, files=other.call.files))
        for name in names:
            if ours.value(name) != theirs.value(name):
                state = state.assigned(name, None)
        return state


def computed(value: str) -> bool:
    """Whether only a running shell knows what a word is worth."""
    return "$" in value or "`" in value


def variables_in(text: str) -> frozenset[str]:
    """Every variable that a script names, in whatever expansion; `*` where one names another."""
    named = frozenset(re.findall(r"\$\{?[#!]?([A-Za-z_]\w*)", text))
    return named | {"*"} if "${!" in text else named


def _with(scope: Scope, values: Mapping[str, str | None]) -> Scope:
    known = {n: v for n, v in values.items() if v is not None}
    lost = {n: None for n, v in values.items() if v is None}
    env = {n: v for n, v in scope.env.items() if n not in lost}
    args = {n: v for n, v in scope.args.items() if n not in known}
    return replace(scope, env={**env, **known}, args={**args, **lost})
