"""A RUN of another package manager in the words of dnf on Amazon Linux 2023.

Which commands and options there are, and what each package is called, the catalog tells, with
sources; what it does not hold is refused. So is what another command of the RUN would still need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from lambdafix.catalog.managers import (
    option,
    refused,
    refused_verb,
    topic,
    unheard,
    valued,
    verb,
)
from lambdafix.catalog.packages import Manager, conflict, package, translate
from lambdafix.edits.run_edits import RunLine
from lambdafix.regex import regex
from lambdafix.semantics.commands.call import Unknown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.shell_words import ShellWord
from lambdafix.syntax.tree import Instruction

MANAGERS: Mapping[str, Manager] = {"apt-get": "apt", "apt": "apt", "apk": "apk", "yum": "yum"}
_EXTRAS = "amazon-linux-extras"
FOREIGN = frozenset({*MANAGERS, _EXTRAS})  # the commands that no image on Amazon Linux 2023 has
_LISTS = ("/var/lib/apt/lists", "/var/cache/apt", "/var/cache/apk", "/var/cache/yum")
_CLEANS = frozenset({"clean", "autoclean", "autoremove", "cache"})
_UNTOLD = "name it as dnf knows it, or tell of it in a table of your own (`packages`, see README)"
_FILE = regex(r"://|\.(rpm|deb|apk)$|^\.{0,2}/|[*?]")
# name-version-release of Amazon Linux 2 or Enterprise Linux 7, and an architecture behind a name
_PINNED = regex(r"(?P<name>.+?)-[^-]+-[^-]+\.(?:amzn[12]|el[67])[^-]*")
_VERSION = regex(r"\d+(?:\.\d+)*$")
_ARCH = regex(r"(?P<name>.+)\.(?:x86_64|aarch64|noarch)")


class Dnf(Struct, frozen=True):
    """The instruction in dnf's words; None where nothing is left to do.

    `names` says what each package name became, `dropped` why one is not installed.
    """

    instruction: Instruction | None
    names: Mapping[str, tuple[str, ...]]
    dropped: Mapping[str, str]


class _Command(Struct):
    """One command's new words; `gone`: it has nothing to do any more."""

    words: dict[ShellWord, str] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    gone: bool = False
    cleans: bool = False


def in_dnf(line: RunLine, drop: Mapping[str, str] = {}) -> Dnf | Unknown:
    """Translate every command of a package manager in a RUN; `drop`: names to leave out, and why.

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


def _translated(command: Command, drop: Mapping[str, str]) -> _Command | Unknown:
    values = command.values
    manager = MANAGERS.get(command.name or "")
    if command.name == _EXTRAS:
        return _extras(command)
    if manager is None:
        return _beside(command, values)
    said = next((v for v in values[1:] if not v.startswith("-")), "")
    new = verb(manager, said)
    if new is None:
        return Unknown(f"{command.name} {said}", refused_verb(said))
    if not new or (new == "clean all" and "all" not in values):
        return _Command(gone=True, cleans=said in _CLEANS)  # it cleans all or nothing
    return _worded(command, manager, said, new, drop)


def _beside(command: Command, values: Sequence[str]) -> _Command | Unknown:
    """A command of no package manager: kept, unless it removes lists or has no counterpart."""
    why = refused(command.name or "")
    if why:
        return Unknown(command.name or "", why)
    if command.name == "rpm" and any(v.endswith(".rpm") for v in values):
        return Unknown("rpm", refused_verb("localinstall"))
    paths = [v for v in values[1:] if not v.startswith("-")]
    lists = command.name == "rm" and bool(paths) and all(p.startswith(_LISTS) for p in paths)
    return _Command(gone=lists, cleans=lists)


def _extras(command: Command) -> _Command | Unknown:
    """`amazon-linux-extras install TOPIC` installs; `enable TOPIC` only makes packages known."""
    words = [w for w in command.words[1:] if not (w.value or w.raw).startswith("-")]
    said = words[0].value if words else ""
    if said not in ("install", "enable"):
        return Unknown(f"{_EXTRAS} {said}".rstrip(), "Amazon Linux 2023 has no extras")
    out = _Command({command.words[0]: "dnf", words[0]: "install -y"}, gone=said == "enable")
    out.words |= {w: "" for w in command.words[1:] if w not in words}
    for word in words[1:]:
        name = word.value or word.raw
        found = topic(name)
        if found is None or not found.names or not found.seen.proves:
            why = found.why if found else "no source says what this extra is on AL2023"
            return Unknown(name, why)
        if out.gone:
            out.names[f"extras-list:{name}"] = ()
            out.dropped |= _other_version(name, found.names)
            continue
        out.words[word] = " ".join(found.names)
        out.names[f"extras:{name}"] = found.names
        out.dropped |= _other_version(name, found.names)
    return out


def _other_version(topic: str, names: Sequence[str]) -> dict[str, str]:
    """What is said where an extra has another version: postgresql14, and postgresql15."""
    asked = _VERSION.findall(topic)
    other = next((n for n in names if _VERSION.search(n) and _VERSION.findall(n) != asked), "")
    return {topic: f"Amazon Linux 2023 has {other} in its place"} if asked and other else {}


def _worded(
    command: Command, manager: Manager, said: str, new: str, drop: Mapping[str, str]
) -> _Command | Unknown:
    """A command with its options and names in dnf's words."""
    out = _Command({command.words[0]: "dnf"})
    for name, word in command.assignments:
        if name == "DEBIAN_FRONTEND":  # it is for apt's questions
            start = word.start - len(name) - 1
            out.words[ShellWord(f"{name}={word.raw}", start, None)] = ""
    kept, named, value_of = list[str](), False, ""
    for word in command.words[1:]:
        value = word.value or word.raw
        if value_of:
            if value_of in unheard(manager):
                out.words[word], out.names[value] = "", ()
            value_of = ""  # the value of the option before it
        elif value == said and word not in out.words and not kept and not named:
            out.words[word], said = new, ""
        elif value.startswith("-"):
            found = option(manager, value)
            if found is None:
                return Unknown(value, "the dnf of the base image knows no such option")
            if found != value:
                out.words[word] = found
            value_of = value if found in valued() or value in unheard(manager) else ""
        elif new in ("clean all", "makecache"):
            out.words[word] = ""  # makecache fast: it knows no parts
        else:
            named = True
            names = _names(value, manager, drop, out)
            if isinstance(names, Unknown):
                return names
            fresh = [n for n in names if n not in kept]
            out.words[word] = " ".join(fresh)
            kept += fresh
    whole = not named and not new.startswith("install")  # an upgrade of everything
    return out if kept or whole else _Command(names=out.names, dropped=out.dropped, gone=True)


def _names(
    value: str, manager: Manager, drop: Mapping[str, str], out: _Command
) -> tuple[str, ...] | Unknown:
    """The packages for one word; a version (`name=1.2`, `name-1.2-3.amzn2`) never carries over."""
    if _FILE.search(value):
        return Unknown(value, refused_verb("localinstall"))
    bare = _bare(value, manager)
    if bare in drop:
        out.dropped[bare] = drop[bare]
        out.names[value] = ()
        return ()
    found = translate(bare, manager)
    if found.kind == "spal-only":
        return Unknown(value, f"{found.why}: {from_spal(found.names)}")
    if found.kind == "unknown" or not found.seen.proves:
        hint = "" if found.source else _UNTOLD
        return Unknown(value, found.why or "its name on Amazon Linux 2023 is not known", hint)
    beaten = next((n for n in found.names if conflict(n)), "")
    if beaten:
        return Unknown(value, *conflicting(beaten))
    if found.kind == "dropped":
        out.dropped[bare] = found.why
    out.names[value] = found.names
    return found.names


def from_spal(names: Sequence[str]) -> str:
    """The words that install supplementary packages."""
    return f"dnf install -y spal-release && dnf install -y {' '.join(names)}"


def conflicting(name: str) -> tuple[str, str]:
    """Why a package cannot be installed beside what the image has, and what to do."""
    there = conflict(name)
    return f"it conflicts with {there}, which the image has", f"dnf swap -y {there} {name}"


def _bare(value: str, manager: Manager) -> str:
    bare = value.partition("=")[0]
    if manager != "yum" or package(bare):
        return bare
    for pattern in (_PINNED, _ARCH):
        match = pattern.fullmatch(bare)
        bare = match["name"] if match else bare
    return bare


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
    cleaned = any(c.name == "dnf" and "clean" in c.values for c in changed.script.commands)
    if installs and not cleaned and any(one.cleans for one in new):
        return changed.appended(installs[-1], "&& dnf clean all")
    return changed.instruction


def _installs(command: Command) -> bool:
    return "install" in command.values
