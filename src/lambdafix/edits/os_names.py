"""A RUN of another package manager in the words of dnf on Amazon Linux 2023.

Sources: dnf 4.14 command reference; amazonlinux/amazon-linux-2023 issues 595 (weak dependencies)
and 416 (curl). Names come from the catalog only; a name that it does not hold is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdafix.catalog.packages import Manager, translate
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.commands.call import Unknown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.shell_words import ShellWord
from lambdafix.syntax.tree import Instruction

MANAGERS: Mapping[str, Manager] = {"apt-get": "apt", "apt": "apt", "apk": "apk", "yum": "yum"}
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
# What dnf does without being asked, or what only clears caches.
_NEEDLESS = frozenset({"update", "clean", "autoclean", "autoremove"})
_SAME_IN_YUM = frozenset("clean erase makecache remove update upgrade".split())
_LISTS = ("/var/lib/apt/lists", "/var/cache/apt", "/var/cache/apk", "/var/cache/yum")


@dataclass(frozen=True, slots=True)
class Dnf:
    """The instruction in dnf's words; None where nothing is left to do.

    `names` says what each package name became, `dropped` why one is not installed.
    """

    instruction: Instruction | None
    names: Mapping[str, tuple[str, ...]]
    dropped: Mapping[str, str]


@dataclass(slots=True)
class _Command:
    """One command's new words; `gone`: it has nothing to do any more."""

    words: dict[ShellWord, str] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    gone: bool = False
    cleans: bool = False


def in_dnf(line: RunLine, drop: frozenset[str] = frozenset()) -> Dnf | Unknown:
    """Translate every command of a package manager in a RUN; `drop` are names to leave out.

    Unknown names the word that dnf, or the catalog, does not know.
    """
    found = [_translated(command, drop) for command in line.script.commands]
    new: list[_Command] = []
    for one in found:
        if isinstance(one, Unknown):
            return one
        new.append(one)
    names = {k: v for one in new for k, v in one.names.items()}
    dropped = {k: v for one in new for k, v in one.dropped.items()}
    left = [c for c, one in zip(line.script.commands, new, strict=True) if not one.gone]
    if all(c.name == "set" for c in left):
        return Dnf(None, names, dropped)
    instruction = _written(line, new)
    if instruction is None:
        return Unknown(line.script.commands[0].name or "RUN", "its commands cannot be parted")
    return Dnf(instruction, names, dropped)


def _translated(command: Command, drop: frozenset[str]) -> _Command | Unknown:
    values = _values(command)
    manager = MANAGERS.get(command.name or "")
    if manager is None:
        paths = [v for v in values[1:] if not v.startswith("-")]
        lists = command.name == "rm" and bool(paths) and all(p.startswith(_LISTS) for p in paths)
        return _Command(gone=lists, cleans=lists)
    verb = next((v for v in values[1:] if not v.startswith("-")), "")
    if verb in _NEEDLESS and manager != "yum":
        return _Command(gone=True, cleans=verb != "update")
    if verb in ("add", "install"):
        return _install(command, manager, drop)
    if manager == "yum" and verb in _SAME_IN_YUM:
        return _Command({command.words[0]: "dnf"})
    return Unknown(f"{command.name} {verb}", "it is not translated to dnf")


def _install(command: Command, manager: Manager, drop: frozenset[str]) -> _Command | Unknown:
    out = _Command({command.words[0]: "dnf"})
    kept: list[str] = []
    for word in command.words[1:]:
        value = word.value or word.raw
        if value in ("add", "install"):
            out.words[word] = "install -y" if manager == "apk" else "install"
        elif value.startswith("-") and manager == "yum":
            continue
        elif value.startswith(("-t", "--virtual")):
            return Unknown(value, "dnf has no such option")
        elif value.startswith("-"):
            out.words[word] = _OPTIONS.get(value, value)
        else:
            names = _names(value, manager, drop, out)
            if isinstance(names, Unknown):
                return names
            fresh = [n for n in names if n not in kept]
            out.words[word] = " ".join(fresh)
            kept += fresh
    return out if kept else _Command(names=out.names, dropped=out.dropped, gone=True)


def _names(
    value: str, manager: Manager, drop: frozenset[str], out: _Command
) -> tuple[str, ...] | Unknown:
    """The packages for one word; a version pin (`name=1.2`) never carries over."""
    bare = value.partition("=")[0]
    if bare in drop:
        out.dropped[bare] = "only the runtime interface client was built with it"
        out.names[value] = ()
        return ()
    found = translate(bare, manager)
    if found.kind in ("unknown", "spal-only") or not found.seen.proves:
        return Unknown(value, found.why or "its name on Amazon Linux 2023 is not known")
    if found.kind == "dropped":
        out.dropped[bare] = found.why
    out.names[value] = found.names
    return found.names


def _written(line: RunLine, new: list[_Command]) -> Instruction | None:
    """The RUN with the new words, less what has nothing to do; None where that cannot be."""
    changed = line.again(line.words({w: text for one in new for w, text in one.words.items()}))
    gone = [i for i, one in enumerate(new) if one.gone]
    if changed and gone:
        without = changed.without([changed.script.commands[i] for i in gone])
        changed = line.again(without) if without else None
    if changed is None:
        return None
    installs = [c for c in changed.script.commands if c.name == "dnf" and _installs(c)]
    cleaned = any(c.name == "dnf" and "clean" in _values(c) for c in changed.script.commands)
    if installs and not cleaned and any(one.cleans for one in new):
        return changed.appended(installs[-1], "&& dnf clean all")
    return changed.instruction


def _installs(command: Command) -> bool:
    return "install" in _values(command)


def _values(command: Command) -> list[str]:
    return [w.value or w.raw for w in command.words]
