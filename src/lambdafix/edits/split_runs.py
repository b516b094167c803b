"""What a RUN is on both sides of a split: which of its commands install, and what is left of it."""

from __future__ import annotations

import re
from posixpath import basename

from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.image import cached
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.splitting.plan import No
from lambdafix.semantics.splitting.split import INSTALLERS
from lambdafix.syntax.shell import Command
from lambdafix.syntax.shell_words import ShellWord
from lambdafix.syntax.tree import Instruction

_REMOVE = frozenset({"remove", "erase", "purge", "autoremove", "del"})


def is_install(command: Command) -> bool:
    """Whether a command installs with pip or uv, and more than the installers themselves."""
    values = command.values
    if "install" not in values:
        return False
    tools = [basename(v) for v in values[: values.index("install")] if not v.startswith("-")]
    if not any(re.match(r"(pip|uv)\b|pip\d", t) for t in tools):
        return False
    asked = [v for v in values[values.index("install") + 1 :] if not v.startswith("-")]
    names = {re.split(r"[^\w.-]", v)[0].lower() for v in asked}
    return not names or not names <= INSTALLERS


def asks_pip(command: Command) -> bool:
    """Whether pip is asked about what is installed: check, freeze, list, show."""
    words = command.values
    return any(w.startswith("pip") for w in words[:4]) and bool(
        {"check", "freeze", "inspect", "list", "show", "uninstall"} & set(words)
    )


def without_packages(
    step: Step, behind: dict[str, tuple[str, ...]], escape: str
) -> Instruction | No | None:
    """The RUN less the packages that stay behind; None where only a clean-up would be left."""
    line = RunLine.of(step.instruction, escape)
    if line is None:
        return No(step, "its packages cannot be parted")
    return _less(line, step, behind)


def without_installs(
    step: Step, behind: dict[str, tuple[str, ...]], escape: str
) -> Instruction | No | None:
    """The RUN less its pip commands too: the OS packages that the function needs."""
    line = RunLine.of(step.instruction, escape)
    without = line.without(filter(is_install, line.script.commands)) if line else None
    rest = RunLine.of(without, escape) if without else None
    if rest is None:
        return No(step, "its installs and its OS packages cannot be parted")
    return _less(rest, step, behind)


def _less(line: RunLine, step: Step, behind: dict[str, tuple[str, ...]]) -> Instruction | No | None:
    """The RUN with run-time halves for the packages that stay behind."""
    halves = list(dict.fromkeys(h for half in behind.values() for h in half))
    changes, empty = dict[ShellWord, str](), list[int]()
    for at, command in enumerate(line.script.commands):
        gone = [w for w in command.words if w.value in behind]
        names = {n for p in step.effect.packages for n in p.names}
        stay = {w.value for w in command.words} & names - behind.keys()
        if gone and not stay and not halves:
            empty.append(at)
        elif gone:
            new = [h for h in halves if h not in stay]
            changes |= dict.fromkeys(gone, "") | {gone[0]: " ".join(new)}
            halves = []
    left = [c for at, c in enumerate(line.script.commands) if at not in empty]
    if step.effect.installs and any(_REMOVE & set(c.values[:3]) for c in left):
        return No(step, "it removes OS packages again that the function may need")
    if all(map(_only_cleans, left)):
        return None
    again = RunLine.of(line.words(changes), step.at.escape)
    if again is None or not empty:
        return again.instruction if again else No(step, "its packages cannot be parted")
    doomed = [again.script.commands[at] for at in empty]
    return again.without(doomed) or No(step, "its packages cannot be parted")


def _only_cleans(command: Command) -> bool:
    """Whether a command only clears caches, so that without an install it has nothing to do."""
    values = [w.value or "" for w in command.words]
    paths = [v for v in values[1:] if not v.startswith("-")]
    return "clean" in values[1:3] or (values[0] == "rm" and all(map(cached, paths)))
