"""Lines of a Dockerfile whose result depends on the day of the build, as advice.

Sources: Docker documentation, "Building best practices" (apt-get: update and install in one RUN)
and "Build cache invalidation" (a RUN is looked up by its text, not by what it would bring today).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import basename

from lambdafix.catalog.builds import package_managers
from lambdafix.catalog.stamps import RENEWED, is_cache_buster
from lambdafix.catalog.updates import updates
from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.regex import regex
from lambdafix.semantics.keep import kept
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.words import shown
from lambdafix.syntax import shell
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Arg, Env, Run

_DEBIAN = frozenset({"apk", "apt", "apt-get"})  # what they install depends on lists in the image
_FEDORA = frozenset({"dnf", "microdnf", "yum"})
_UPGRADES = frozenset({"dist-upgrade", "full-upgrade", "upgrade"})
_PROGRAMS = regex(r"apk|apt|apt-get|dnf|microdnf|yum|npm|pnpm|yarn|pip[\d.]*")
_INSTALLERS = frozenset({"pip", "pipenv", "poetry", "setuptools", "uv", "wheel"})
_WORTH_READING = regex(r"\b(p?npm|update|upgrade|dist-upgrade|full-upgrade)\b|\s-\w*U")


def of_the_day(steps: Sequence[Step]) -> Iterator[Reason]:
    """At most one piece of advice for a line, and one for a name."""
    told: set[str] = set()
    for step in steps:
        if kept(step.instruction):
            continue
        match step.instruction.keyword:
            case "ARG" | "ENV":
                kind = Arg if step.instruction.keyword == "ARG" else Env
                pairs = kind.of(step.instruction, step.at.escape).pairs
                found = [n for n, _ in pairs if is_cache_buster(n) and n not in told]
                told |= set(found)
                if found:
                    yield _renews(step.instruction, f"{step.instruction.keyword} {found[0]}")
            case "ADD" if RENEWED in step.effect.sets:
                yield _renews(step.instruction, shown(step.instruction))
            case "RUN":
                yield from _run(step)


def _renews(instruction: Instruction, name: str) -> Reason:
    text = f"`{name}` is there to make anew what stands behind it: nothing passes it"
    hint = "versions that are written down need no such line: a new one makes its own layer anew"
    return _advice(instruction, text, hint)


def _run(step: Step) -> Iterator[Reason]:
    if not _WORTH_READING.search(step.instruction.body):
        return
    lines = list(_lines(step))
    own = (line for line in lines if line[0] in _DEBIAN | _FEDORA)
    installs = any({"install", "add", *_UPGRADES} & {*line[1:]} for line in own)
    said = (
        _system(line, installs=installs) or _installer(line) or _project(line) for line in lines
    )
    found = next(filter(None, said), None)
    if found:
        yield _advice(step.instruction, *found)


def _lines(step: Step) -> Iterator[list[str]]:
    """The words of every command, from the program on; none of a RUN that cannot be read."""
    run = Run.of(step.instruction, step.at.escape)
    read = shell.read(run.script) if run.script and not run.heredocs else None
    waiting = list(read.parts) if isinstance(read, shell.Script) else []
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, shell.Compound):
            waiting = [*(p for body in part.bodies for p in body), *waiting]
            continue
        words = part.values
        at = next((i for i, w in enumerate(words) if _PROGRAMS.fullmatch(basename(w))), None)
        if at is not None:
            yield [basename(words[at]), *words[at + 1 :]]


def _system(words: Sequence[str], *, installs: bool) -> tuple[str, str] | None:
    """What to say of the packages of the operating system."""
    program, *rest = words
    if program not in _DEBIAN | _FEDORA:
        return None
    operands = [w for w in rest if not w.startswith("-")]
    known = _UPGRADES | {"update"}
    command = next((w for w in operands if w in known), "")
    if command in _UPGRADES or (command == "update" and program in _FEDORA):
        if operands[operands.index(command) + 1 :]:
            return None
        return (
            f"`{program} {command}` brings what is new on the day when its layer is made",
            "take a newer tag of the base image, which has the updates, and leave it out",
        )
    if command and not installs:
        return (
            f"`{program} {command}` has a layer of its own: installs behind it read old lists",
            "put it into the RUN that installs, right before the install",
        )
    return None


def _installer(words: Sequence[str]) -> tuple[str, str] | None:
    """What to say of an installer that is brought up to date without a version."""
    program, *rest = words
    options = {w for w in rest if w.startswith("-")}
    command, *names = [w for w in rest if not w.startswith("-")] or [""]
    if program == "npm":
        own = {"npm", "npm@latest"}.issuperset(names) and bool(options & {"-g", "--global"})
        newest = own and command in ("add", "i", "install", "update", "upgrade")
    else:
        asked = any(re.fullmatch(r"--upgrade|-[a-zA-Z]*U", o) for o in options)
        newest = asked and command == "install" and _INSTALLERS.issuperset(names)
    if not newest or not names or program in _DEBIAN | _FEDORA:
        return None
    brought = sorted(n.removesuffix("@latest") for n in names)
    own = brought in (["npm"], ["pip"])
    return (
        f"the version of {' and '.join(brought)} depends on the day when this layer is made",
        f"write it down{', or leave the line out: the base image has one' if own else ''}",
    )


def _project(words: Sequence[str]) -> tuple[str, str] | None:
    """What to say of a project's packages that are brought up to date."""
    program, *rest = words
    command = next((w for w in rest if not w.startswith("-")), "")
    everywhere = {"-g", "--global"} & {*rest}
    known = program in package_managers("nodejs")
    if not known or everywhere or not updates(program, command):
        return None
    return (
        f"`{program} {command}` brings what is new on the day when its layer is made",
        "run it beside the lock file, keep that in the repository, and install from it here",
    )


def _advice(instruction: Instruction, text: str, hint: str) -> Reason:
    return Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, instruction.line, text, hint)
