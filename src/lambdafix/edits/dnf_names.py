"""What the dnf of the AWS base image cannot install, where a RUN asks for it in dnf's own words.

A name that no table holds is let be: the repositories have many more.
"""

from __future__ import annotations

from lambdafix.catalog.managers import refused_verb
from lambdafix.catalog.packages import conflict, translate
from lambdafix.edits.os_names import Dnf, conflicting, from_spal
from lambdafix.edits.run_edits import RunLine
from lambdafix.regex import regex
from lambdafix.semantics.commands.call import Unknown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.shell_words import ShellWord

_DNF = frozenset({"dnf", "microdnf"})
# More repositories than the base image has, or another dnf: what there is then is not known.
SET_UP = regex(
    r"spal-release|epel|yum\.repos\.d|\.repo\b|--(enable)?repo|config-manager|--allowerasing"
    r"|\bswap\b|\brpm\s+-|\binstall\b[^&;\n]*\s(dnf|yum)\b|--installroot"
)


def installable(line: RunLine) -> Dnf | Unknown | None:
    """The RUN less what is there already and would conflict; Unknown where a name cannot be had;
    None where there is nothing to say."""
    doomed, gone, dropped = list[ShellWord](), list[Command](), dict[str, str]()
    for command in line.script.commands:
        if command.name not in _DNF:
            continue
        if "groupinstall" in command.values or {"group", "install"} <= set(command.values):
            return Unknown(f"{command.name} groupinstall", refused_verb("groupinstall"))
        names = _names(command)
        for word in names:
            name = word.value or word.raw
            found = translate(name, "dnf")
            if found.kind == "dropped" and conflict(name):
                doomed.append(word)
                dropped[name] = found.why
            elif conflict(name):
                return Unknown(name, *conflicting(name))
            elif found.kind == "spal-only":
                return Unknown(name, found.why, from_spal(found.names))
            elif found.kind == "unknown" and found.source:
                return Unknown(name, found.why)
        if names and all(word in doomed for word in names):
            gone.append(command)
    if not doomed:
        return None
    return _without(line, doomed, gone, dropped)


def _names(command: Command) -> list[ShellWord]:
    """The packages that a command installs."""
    if "install" not in command.values:
        return []
    words = [w for w in command.words[1:] if not (w.value or w.raw).startswith("-")]
    return [w for w in words if w.value != "install"]


def _without(
    line: RunLine, doomed: list[ShellWord], gone: list[Command], dropped: dict[str, str]
) -> Dnf | Unknown:
    names = dict.fromkeys(dropped, ())
    if all(c in gone for c in line.script.commands):
        return Dnf(None, names, dropped)
    changed = line.again(line.words(dict.fromkeys(doomed, "")))
    numbers = [i for i, c in enumerate(line.script.commands) if c in gone]
    if changed and numbers:
        without = changed.without([changed.script.commands[i] for i in numbers])
        changed = line.again(without) if without else None
    if changed is None:
        return Unknown(min(dropped), "its command cannot be parted from the others")
    return Dnf(changed.instruction, names, dropped)
