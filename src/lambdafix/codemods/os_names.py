"""A RUN of another package manager in the words of dnf on Amazon Linux 2023.

Sources: dnf 4.14 command reference; amazonlinux/amazon-linux-2023 issues 595 (weak dependencies)
and 416 (curl). Names come from the catalog only; a name that it does not hold is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lambdafix.catalog.packages import Manager, translate
from lambdafix.codemods.run_edits import RunLine
from lambdafix.syntax.shell import Command, ShellWord
from lambdafix.syntax.tree import Instruction

_MANAGERS: dict[str, Manager] = {"apt-get": "apt", "apt": "apt", "apk": "apk", "yum": "yum"}
_OPTIONS = {
    "--no-install-recommends": "--setopt=install_weak_deps=0",
    "--no-install-suggests": "",
    "--no-cache": "",
    "--fix-missing": "",
    "--allow-unauthenticated": "",
    "-qq": "-q",
    "--yes": "-y",
    "--assume-yes": "-y",
}
_LISTS = ("/var/lib/apt/lists", "/var/cache/apt", "/var/cache/apk", "/var/cache/yum")


@dataclass(slots=True)
class Dnf:
    """The instruction in dnf's words (None: nothing is left), or the word in the way."""

    instruction: Instruction | None = None
    names: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # each name as it was -> as it is
    dropped: dict[str, str] = field(default_factory=dict)  # name -> why it is not installed
    word: str = ""
    why: str = ""


def in_dnf(line: RunLine, drop: Iterable[str] = ()) -> Dnf:
    """Translate every command of a package manager in a RUN; `drop` are names to leave out."""
    out, changes, doomed = Dnf(), dict[ShellWord, str](), list[Command]()
    for command in line.script.commands:
        manager = _MANAGERS.get(command.name or "")
        if manager is not None:
            _one(command, manager, frozenset(drop), out, changes, doomed)
        elif command.name == "rm" and _only_lists(command):
            doomed.append(command)
        if out.word:
            return out
    cleans = any(c.name == "rm" or "clean" in _values(c) for c in doomed)
    return _written(line, out, changes, doomed, cleans=cleans)


def _values(command: Command) -> tuple[str, ...]:
    return tuple(w.value or w.raw for w in command.words)


def _only_lists(command: Command) -> bool:
    paths = [v for v in _values(command)[1:] if not v.startswith("-")]
    return bool(paths) and all(p.startswith(_LISTS) for p in paths)


def _one(
    command: Command,
    manager: Manager,
    drop: frozenset[str],
    out: Dnf,
    changes: dict[ShellWord, str],
    doomed: list[Command],
) -> None:
    verb = next((v for v in _values(command)[1:] if not v.startswith("-")), "")
    if verb in ("update", "clean", "autoclean", "autoremove", "makecache") and manager != "yum":
        doomed.append(command)
        return
    changes[command.words[0]] = "dnf"
    if verb in ("add", "install"):
        _install(command, manager, drop, out, changes, doomed)
    elif verb not in ("update", "upgrade", "clean", "remove", "erase", "makecache"):
        out.word, out.why = f"{command.name} {verb}", "dnf has no such command"


def _install(
    command: Command,
    manager: Manager,
    drop: frozenset[str],
    out: Dnf,
    changes: dict[ShellWord, str],
    doomed: list[Command],
) -> None:
    assumed = manager == "apk"
    kept: list[str] = []
    for word in command.words[1:]:
        value = word.value or word.raw
        if value in ("install", "add"):
            changes[word] = "install -y" if manager == "apk" else "install"
        elif value.startswith("-"):
            if manager != "yum" and value in _OPTIONS:
                changes[word] = _OPTIONS[value]
            elif value.startswith(("-t", "--virtual")):
                out.word, out.why = value, "dnf has no such option"
                return
            assumed = assumed or "y" in value.lstrip("-")
        else:
            names = _names(value, manager, drop, out)
            if out.word:
                return
            fresh = [n for n in names if n not in kept]
            changes[word] = " ".join(fresh)
            kept += fresh
    if not kept:
        for word in command.words:
            changes.pop(word, None)
        doomed.append(command)


def _names(value: str, manager: Manager, drop: frozenset[str], out: Dnf) -> tuple[str, ...]:
    bare = value.partition("=")[0]
    if bare in drop:
        out.dropped[bare] = "only the runtime interface client was built with it"
        out.names[value] = ()
        return ()
    found = translate(bare, manager)
    if found.kind in ("unknown", "spal-only") or not found.seen.proves:
        out.word, out.why = value, found.why or "its name on Amazon Linux 2023 is not known"
        return ()
    if found.kind == "dropped":
        out.dropped[bare] = found.why
    out.names[value] = found.names
    return found.names


def _written(
    line: RunLine,
    out: Dnf,
    changes: dict[ShellWord, str],
    doomed: list[Command],
    *,
    cleans: bool,
) -> Dnf:
    left = [c for c in line.script.commands if c not in doomed]
    if not left:
        return out
    if any(c.name == "set" for c in left) and len(left) == 1:
        return out
    instruction: Instruction | None = line.words(changes)
    again = RunLine.of(instruction, "\\") if instruction else None
    if again is None:
        out.word, out.why = line.instruction.body.split()[0], "its commands cannot be parted"
        return out
    keep = {line.script.commands.index(c) for c in left}
    gone = [c for i, c in enumerate(again.script.commands) if i not in keep]
    if gone:
        instruction = again.without(gone)
        again = RunLine.of(instruction, "\\") if instruction else None
    if again is None:
        out.word, out.why = line.instruction.body.split()[0], "its commands cannot be parted"
        return out
    installs = [c for c in again.script.commands if c.name == "dnf" and "install" in _values(c)]
    if cleans and installs:
        last = installs[-1]
        instruction = again.appended(last, "&& dnf clean all")
    out.instruction = instruction
    return out
