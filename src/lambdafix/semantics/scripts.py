"""What a shell script does: its commands one after the other, with the state that they change.

Source: POSIX.1-2024, Shell Command Language. What may or may not run counts as if it did, and what
it leaves is also made of what lay there before. A directory that is changed only perhaps, and a
program whose name the shell computes, cannot be followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from posixpath import basename

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, below
from lambdafix.semantics.commands import read as read_command
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown
from lambdafix.semantics.commands.compiled.wrappers import is_wrapper
from lambdafix.semantics.script_parts import assigned, chains, lists_variables, made_of
from lambdafix.semantics.shell_state import SETS, ShellState, variables_in
from lambdafix.syntax.shell import (
    Command,
    Compound,
    Part,
    Redirect,
    ShellWord,
    Unreadable,
)
from lambdafix.syntax.shell import read as read_shell

SHELLS = frozenset({"ash", "bash", "dash", "sh"})

_SHEBANG = regex(r"#!\s*(/usr)?/bin/(env\s+)?(ash|bash|dash|sh)\b")
_QUIET = frozenset({":", "exit", "hash", "return", "set", "shift", "shopt", "ulimit"})
_OF_THE_SHELL = frozenset({".", "deactivate", "source"})
_SHELL_FLAG = regex(r"[-+][euvx]+|-o|pipefail")
_GLOB = regex(r"[*?\[]")
_ASSIGNS = regex(r"\$\{\w+:?=")
_EXPORTS_ALL = regex(r"-[a-z]*a[a-z]*|allexport")
START_UP = ("BASH_ENV", "ENV")  # files that a shell reads before its script
_MOST_ROUNDS = 50  # words of a `for` that are followed one by one
_DEEPEST = 5  # scripts that call each other


def traces_of(script: str, call: Call) -> list[Trace] | Unknown:
    """What a script for `sh` does, or the word of it that is not understood."""
    walk = _Walk(ShellState(call))
    try:
        walk.run(script)
    except _Wall as wall:
        return wall.unknown
    return walk.traces


def traces_of_argv(call: Call) -> list[Trace] | Unknown:
    """What one command does that no shell has expanded, as in the JSON form of RUN."""
    walk = _Walk(ShellState(call))
    try:
        walk.words(call.argv, call)
    except _Wall as wall:
        return wall.unknown
    return walk.traces


def is_shell_script(text: str) -> bool:
    """Whether a shell runs a file with this text: it names no other interpreter."""
    return not text.startswith("#!") or bool(_SHEBANG.match(text))


class _Wall(Exception):
    def __init__(self, word: str, why: str) -> None:
        super().__init__(why)
        self.unknown = Unknown(word, why)


class _Walk(Struct):
    """One walk through a script; `maybe` is the word that decides whether the commands run."""

    state: ShellState
    traces: list[Trace] = field(default_factory=list)
    maybe: str = ""
    text: str = ""  # of the script
    depth: int = 0

    def run(self, script: str) -> None:
        read = read_shell(script)
        if isinstance(read, Unreadable):
            raise _Wall(read.word, read.why)
        before, self.text = self.text, script
        self.run_all(read.parts)
        self.text = before

    def run_all(self, parts: Sequence[Part]) -> None:
        for chain in chains(parts):
            self.may_stay(chain)
            for at, pipeline in enumerate(chain):
                joined = pipeline[0].connector
                skipped = joined == "&&" and any(p[0].connector == "||" for p in chain[at:])
                if joined == "||" or skipped:
                    with self.perhaps("||"):
                        self.pipeline(pipeline)
                else:
                    self.pipeline(pipeline)

    def may_stay(self, chain: Sequence[Sequence[Part]]) -> None:
        """`cd x || true`: whether the directory is there decides where the rest runs."""
        for one, other in pairwise(chain):
            enters = isinstance(one[0], Command) and one[0].name == "cd"
            ends = isinstance(other[0], Command) and other[0].name in ("exit", "return")
            if enters and other[0].connector == "||" and not ends:
                raise _Wall("cd", "whether it works is not known")

    def pipeline(self, parts: Sequence[Part]) -> None:
        if len(parts) == 1:
            self.part(parts[0])
            return
        written: tuple[str, ...] = ()
        for part in parts:
            start = len(self.traces)
            with self.apart():
                self.part(part)
            if written:
                self.traces[start:] = [made_of(t, ("|", *written)) for t in self.traces[start:]]
            written = (*written, self.text[part.start : part.stop])

    def part(self, part: Part) -> None:
        if isinstance(part, Command):
            self.command(part)
        else:
            self.compound(part)

    @contextmanager
    def perhaps(self, word: str) -> Iterator[None]:
        """Commands that may run or not."""
        before, maybe = self.state, self.maybe
        self.maybe = maybe or word
        yield
        self.maybe = maybe
        if self.state.call.cwd != before.call.cwd:
            raise _Wall("cd", "whether it runs is not known")
        self.state = before.perhaps(self.state)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Commands in a shell of its own: what they change in its state is lost."""
        before = self.state
        yield
        self.state = before.among_files_of(self.state)

    # Compound commands

    def compound(self, part: Compound) -> None:
        start, whole = len(self.traces), self.text[part.start : part.stop]
        match part.kind:
            case "(":
                with self.apart():
                    self.run_all(part.bodies[0])
            case "{" | "!":
                self.run_all(part.bodies[0])
            case "for":
                self.loop(part)
            case _:
                self.branches(part)
        if part.kind not in ("(", "{"):
            self.traces[start:] = [made_of(t, (whole,)) for t in self.traces[start:]]
        for redirect in part.redirects:
            self.redirect(redirect, (part.kind, whole))

    def branches(self, part: Compound) -> None:
        """`if`, `while` and `case`: of all lists but an `if`'s first, it is not known which run."""
        for word in part.words:
            self.value(word)
        if part.kind == "while":
            self.forget(part.bodies)
        for at, body in enumerate(part.bodies):
            if at == 0 and part.kind == "if":
                self.run_all(body)
                continue
            with self.perhaps(part.kind):
                self.run_all(body)

    def loop(self, part: Compound) -> None:
        rounds = [text for word in part.words for text in self.split(word)]
        if not part.words or len(rounds) > _MOST_ROUNDS:
            raise _Wall("for", "the words that it loops over are not known")
        self.forget(part.bodies)
        for text in rounds:
            # a glob stands for the files it finds: every command takes it for all of the directory
            self.state = self.state.assigned(part.variable, text)
            with self.perhaps("for"):
                self.run_all(part.bodies[0])
        self.state = self.state.assigned(part.variable, None)

    def forget(self, bodies: Iterable[Sequence[Part]]) -> None:
        """What a loop's body may have changed when it runs once more."""
        for name in assigned(bodies):
            self.state = self.state.assigned(name, None)

    # Simple commands

    def command(self, command: Command) -> None:
        own = {name: self.assigned(word) for name, word in command.assignments}
        if "IFS" in own and not command.words:
            raise _Wall("IFS", "how the shell then parts words is not followed")
        words = tuple(text for word in command.words for text in self.split(word))
        if words:
            self.words(words, self.state.running(own, words))
        elif not command.words:
            for name, value in own.items():
                self.state = self.state.assigned(name, value)
        for redirect in command.redirects:
            self.redirect(redirect, words)

    def words(self, words: tuple[str, ...], call: Call) -> None:
        """One command by its words, the shell's own commands first."""
        first, rest = words[0], words[1:]
        if lists_variables(first, rest):
            self.keep(Trace(variables=("*",)))
        if first == "cd":
            self.change_directory(rest)
        elif first in SETS or first == "unset":
            self.state = self.state.declared(first, rest)
        elif first == "read":
            for name in rest:
                self.state = self.state.assigned(name, None)
        elif first == "set" and any(map(_EXPORTS_ALL.fullmatch, rest)):
            raise _Wall("set -a", "it exports every variable")
        elif first in _QUIET:
            return
        elif basename(first) in SHELLS:
            self.shell(call)
        elif first in (".", "source") and (path := self.script_at(rest)):
            self.nested(path)
        elif "/" in first and not is_wrapper(call) and (path := self.script_at(words)):
            with self.apart():
                self.nested(path)
        else:
            read = read_command(self.seen_by(call))
            program = "" if first in _OF_THE_SHELL else first
            self.keep(read if isinstance(read, Unknown) else replace(read, program=program))
            if isinstance(read, Trace):
                for name, value in read.env.items():
                    self.state = self.state.assigned(name, value).exported(name)

    def seen_by(self, call: Call) -> Call:
        """The call with what the commands before it have left."""
        made = (d for t in self.traces for d in t.deposits if d.semantic[0] != "os")
        left = [a for d in made for a in d.areas]
        return replace(
            call,
            made=call.made | {a.path for a in left if not a.deep},
            filled=(*call.filled, *(a for a in left if a.deep)),
        )

    def keep(self, read: Trace | Unknown) -> None:
        if isinstance(read, Unknown):
            raise _Wall(read.word, read.why)
        maybe = read.maybe or self.maybe
        if maybe and any(d.semantic[0] == "link" for d in read.deposits):
            raise _Wall("ln", "whether it makes the link is not known")
        if any(below(a.path, "/proc") for a in read.reads):  # /proc/self/environ
            read = replace(read, variables=(*read.variables, "*"))
        self.traces.append(replace(read, maybe=maybe))
        if read.writes and not all(d.modes for d in read.deposits):
            self.state = self.state.written(read.writes)

    def change_directory(self, words: tuple[str, ...]) -> None:
        names = [w for w in words if not w.startswith("-")]
        target = self.state.call.path(names[0] if names else self.state.value("HOME") or "$HOME")
        if target is None or words == ("-",):
            raise _Wall("cd", "the directory it names is not known")
        self.keep(Trace(needs=(target,)))
        self.state = self.state.inside(target)

    # Scripts inside of scripts

    def shell(self, call: Call) -> None:
        words = list(call.argv[1:])
        while words and _SHELL_FLAG.fullmatch(words[0]):
            words.pop(0)
        inline = len(words) > 1 and re.fullmatch(r"-[euvx]*c", words[0])
        path = self.script_at(words)
        if not path and (not inline or "$(" in words[1] or "`" in words[1]):
            raise _Wall(" ".join(call.argv[:2]), "the script that it runs is not known")
        with self.apart():
            lost = {n: None for n, v in self.state.own.items() if v is None}
            self.state = ShellState(call, lost)  # what is not exported, it does not see
            self.nested(path) if path else self.deeper(words[1])

    def script_at(self, words: Sequence[str]) -> str | None:
        """The first word as the path of a shell script that was copied from the build context."""
        call = self.state.call
        path = call.path(words[0]) if words else None
        text = call.project.read(call.files[path]) if path and path in call.files else None
        return path if text is not None and is_shell_script(text) else None

    def nested(self, path: str) -> None:
        self.keep(Trace(reads=(Area(path),)))
        call = self.state.call
        try:
            self.deeper(call.project.read(call.files[path]) or "")
        except _Wall as wall:
            raise _Wall(wall.unknown.word, f"{wall.unknown.why}, in {basename(path)}") from wall

    def deeper(self, script: str) -> None:
        if self.depth == _DEEPEST:
            raise _Wall(script[:40], "too many scripts call each other")
        self.depth += 1
        self.run(script)
        self.keep(Trace(variables=tuple(sorted(variables_in(script)))))
        self.depth -= 1

    # Words

    def assigned(self, word: ShellWord) -> str | None:
        """The value of an assignment; None where the old value counts too."""
        text = self.value(word)
        return text if word.value is not None or "$" in word.raw or "`" in word.raw else None

    def value(self, word: ShellWord) -> str:
        """A word with its variables replaced; what only the shell computes stays as written."""
        if _ASSIGNS.search(word.raw):
            raise _Wall(word.raw, "the shell sets a variable while it reads the word")
        for inner in word.inner:
            with self.apart():
                self.deeper(inner)
        text = word.raw.replace('"', "") if word.value is None else word.value
        return self.state.names.expand(text)

    def split(self, word: ShellWord) -> tuple[str, ...]:
        """The words that the shell makes of one: it splits what stands outside of quotes, and
        lists a directory for a glob, which stays as it is here."""
        text = self.value(word)
        fixed = _GLOB.split(text)[0] if word.globs else text
        if fixed != text:
            directory = fixed.rpartition("/")[0] or ("/" if fixed.startswith("/") else ".")
            path = self.state.call.path(directory)
            if path is None:
                raise _Wall(word.raw, "the directory that it lists is not known")
            self.keep(Trace(reads=(Area(path, deep=True),)))
        quoted = any(c in word.raw for c in "\"'")
        return (text,) if quoted or word.inner or not word.variables else tuple(text.split())

    def redirect(self, redirect: Redirect, words: tuple[str, ...]) -> None:
        target = redirect.target
        if target is None:
            return
        if redirect.operator.endswith("&") and re.fullmatch(r"\d+-?|-", target.raw):
            return  # 2>&1
        if "<<" in redirect.operator:
            self.here_document(redirect.operator, target)
            return
        path = self.state.call.path(self.value(target))
        if path is None:
            raise _Wall(target.raw, "the file it names is not known")
        if path.startswith("/dev/"):
            return
        area = (Area(path),)
        if redirect.operator.startswith("<"):
            self.keep(Trace(reads=area))
            return
        label = f"{path} of {words[0]}" if words else path
        reads = area if ">>" in redirect.operator else ()
        self.keep(Trace(reads, area, (Deposit(area, (">", *words), label),)))

    def here_document(self, operator: str, target: ShellWord) -> None:
        if target.value is None and set("`(") & set(target.raw):
            raise _Wall(operator, "what its here-document runs is not known")
        if self.traces:
            text = self.state.names.expand(target.raw)
            self.traces[-1] = made_of(self.traces[-1], ("<<", text))
