"""Commands that run the command behind them: env, sudo, time, timeout, exec, xargs.

Sources: POSIX.1-2024 (`env`, `nice`, `nohup`, `time`, `xargs`, `command`), GNU coreutils 9.4,
findutils 4.9, sudo 1.9 (as root it runs the command as root, with a reset environment).
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from lambdafix.regex import regex
from lambdafix.semantics import commands
from lambdafix.semantics.areas import EVERYTHING
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown, options
from lambdafix.semantics.commands.system import builtins
from lambdafix.semantics.commands.system.paths import program
from lambdafix.semantics.shell_state import computed

# command -> flags, options with a value, and how many words stand before the command
_PREFIXES = {
    "command": ("-p", "", 0),
    "builtin": ("", "", 0),
    "env": ("-i --ignore-environment", "-u --unset", 0),
    "exec": ("", "", 0),
    "ionice": ("-t", "-c -n", 0),
    "nice": ("", "-n --adjustment", 0),
    "nohup": ("", "", 0),
    "stdbuf": ("", "-i -o -e", 0),
    "sudo": ("-E -H -n -S --preserve-env", "", 0),
    "time": ("-p -v", "", 0),
    "timeout": ("--preserve-status --foreground -v", "-s --signal -k --kill-after", 1),
}
_XARGS = (
    "-0 --null -r --no-run-if-empty -t --verbose -x --exit",
    "-n --max-args -P --max-procs -L --max-lines -I --replace -d --delimiter -s -E",
)
_ASSIGNED = regex(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_ANY = "/*"  # stands for a file that only the running command knows


def read(call: Call) -> Trace | Unknown:
    name = call.argv[0]
    if name == "xargs":
        return _xargs(call)
    if name == "command" and call.argv[1:2] in (("-v",), ("-V",)):
        return builtins.read(replace(call, argv=("type", *call.argv[2:])))
    flags, valued, before = _PREFIXES[name]
    if name == "time" and len(call.argv) == 1:
        return Trace()
    at = _options_end(call.argv, valued.split())
    words = options(call.argv[1:at], flags, valued)
    if isinstance(words, Unknown):
        return words
    rest, own = call.argv[at + before :], dict[str, str]()
    while name in ("env", "sudo") and rest and (match := _ASSIGNED.fullmatch(rest[0])):
        own[match[1]], rest = match[2], rest[1:]
    if not rest:
        return Trace(variables=("*",) if name == "env" else ())  # it prints them
    if words.flags & {"-i", "--ignore-environment"} or words.operands or words.all("-u", "--unset"):
        return Unknown(name, "the environment of what it runs is not known")
    odd = next((n for n, v in own.items() if computed(v)), None)
    if odd:
        return Unknown(odd, "its value is not known")
    scope = replace(call.scope, env={**call.scope.env, **own}) if own else call.scope
    found = commands.read(replace(call, argv=rest, scope=scope))
    if isinstance(found, Unknown):
        return found
    if name == "sudo" and (found.install or found.manifests):
        # it resets the environment, PATH included, on which an installer depends
        return Unknown(f"sudo {rest[0]}", "the environment of what it runs is not known")
    found = replace(found, reads=(*program(rest[0]), *found.reads))
    if not own:
        return found
    said = tuple(sorted(own.items()))
    deposits = tuple(replace(d, semantic=(*d.semantic, said)) for d in found.deposits)
    return replace(found, deposits=deposits)


def _options_end(argv: tuple[str, ...], valued: list[str]) -> int:
    """Where the options of the command itself end: at its first operand."""
    at = 1
    while at < len(argv) and argv[at].startswith("-"):
        if argv[at] == "--":
            return at + 1
        at += 2 if argv[at] in valued else 1
    return min(at, len(argv))


def _xargs(call: Call) -> Trace | Unknown:
    """A command over names that are not seen: if it is known, it may change anything by them."""
    at = _options_end(call.argv, _XARGS[1].split())
    words = options(call.argv[1:at], *_XARGS)
    if isinstance(words, Unknown):
        return words
    rest = call.argv[at:] or ("echo",)
    mark = words.last("-I", "--replace")
    argv = tuple(_ANY if mark and mark in w else w for w in rest) if mark else (*rest, _ANY)
    found = commands.read(replace(call, argv=argv))
    if isinstance(found, Unknown):
        return found
    if found.install or found.packages or found.manifests:
        return Unknown(f"xargs {rest[0]}", "what it installs is not known")
    reads = (*program(rest[0]), EVERYTHING)
    if not found.writes:
        return replace(found, reads=reads)
    made = Deposit((EVERYTHING,), call.argv, " ".join(call.argv))
    return replace(found, reads=reads, writes=(EVERYTHING,), deposits=(made,))
