"""Users that an image makes for the function, which Lambda runs as a user of its own.

Source: AWS docs images-create, "Requirements" (a default Linux user with least privileges, who has
to be able to read all files), read 2026-11-26; their older page on container image settings: Lambda
supports ENTRYPOINT, CMD, WORKDIR and ENV, and ignores all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from lambdafix.catalog.commands import supplier
from lambdafix.codemod import Allowance, Dropped
from lambdafix.context.project import Project
from lambdafix.edits.obstacle import Obstacle
from lambdafix.edits.run_edits import RunLine
from lambdafix.regex import regex
from lambdafix.semantics.code import code_of
from lambdafix.semantics.commands import reader_of
from lambdafix.semantics.commands.system.accounts import HOMELESS, MAKING, names_made
from lambdafix.semantics.mentions import has_no_suffix
from lambdafix.semantics.simulate import Built, Step
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import User

WHY = "Lambda runs every function as a user of its own"
_NO_NAME = regex(r"\d*|root")
# Calls that look users up, give a file to one or turn into one, and the files that list them.
_ASKS = regex(
    r"\b(get(pw|gr)(nam|uid|gid|all|ent)|set(re|res|e)?[ug]id|(init|set)groups|user\.Lookup\w*)\b"
    r"|\bl?chown(Sync)?\(|/etc/(passwd|group)\b"
)
_CODE = tuple(".py .js .mjs .cjs .ts .mts .cts .go .rb .php .pl .sh .bash".split())
# Commands that look users up, or turn into one.
_ASKING = frozenset("getent groups gosu id runuser setpriv su su-exec sudo whoami".split())
_CALLED = regex(rf"(?<![\w.-])({'|'.join(sorted(_ASKING))})(?![\w.=-])|/etc/(passwd|group)\b")
_FILE = rf"\.({'|'.join(end[1:] for end in _CODE)})\b"


class MadeUsers(Struct, frozen=True):
    """The users and groups that can go from the last stage, and the USERs that name one of them or
    one of the old image; nothing but the image's own settings would tell."""

    names: frozenset[str] = frozenset()
    goes: bool = False  # USER too: nothing is run behind it

    def makes_any(self, line: RunLine) -> bool:
        return any(map(self._makes, line.script.commands))

    def without(self, line: RunLine) -> RunLine | None:
        """A RUN less the users that it makes; None where that is all it does. Raises Obstacle."""
        made = [c for c in line.script.commands if self._makes(c)]
        if all(c in made or c.name == "set" for c in line.script.commands):
            return None
        rest = line.without(made)
        again = line.again(rest) if rest else None
        if again is None:
            raise Obstacle(line.instruction, "what makes users cannot be parted from the rest", WHY)
        return again

    def _makes(self, command: Command) -> bool:
        return bool(self.names) and command.name in MAKING

    def is_needless(self, instruction: Instruction, escape: str) -> bool:
        """Whether a USER only says who runs the function."""
        return self.goes and not is_plain(User.of(instruction, escape).user)

    def allowed(self) -> Iterator[Allowance]:
        if self.goes:
            yield Dropped("USER", WHY)
        for name in sorted(self.names):
            yield from (Dropped(place, WHY) for place in (*HOMELESS, f"/home/{name}"))


def is_plain(owner: str) -> bool:
    """Whether an owner is known in every image: root, or a number."""
    return all(_NO_NAME.fullmatch(part) for part in owner.split(":"))


def how_to_have(command: str) -> str:
    """What brings a command that the AWS base image has not, or why it is needless."""
    if reader_of(command) == "system.accounts":
        return f"leave users and groups out: {WHY}"
    brought = supplier("AL2023", command)
    return f"dnf install -y {brought}" if brought else ""


def made_users(built: Built, project: Project, escape: str) -> MadeUsers:
    """What of the last stage is only about who runs the function."""
    users = [n for n, s in enumerate(built.steps) if s.instruction.keyword == "USER"]
    behind = built.steps[users[0] :] if users else ()
    goes = bool(users) and not any(s.instruction.keyword == "RUN" for s in behind)
    sources = _sources(built, project)
    if code_of(built.image, project).called & _ASKING or any(map(_ASKS.search, sources)):
        return MadeUsers()
    names = _made(built, escape)
    if names and ((users and not goes) or _otherwise_named(names, built, escape, sources)):
        return MadeUsers(goes=goes)
    return MadeUsers(names, goes)


def _made(built: Built, escape: str) -> frozenset[str]:
    """The users and groups that are made; none where that is not all that is done about users."""
    found = set[str]()
    for command in _commands(built, escape):
        if reader_of(command.name or "") != "system.accounts":
            continue
        names = names_made(tuple(command.values)) if command.name in MAKING else None
        if names is None or command.redirects:
            return frozenset()
        found |= names
    return frozenset(found)


def _otherwise_named(
    names: frozenset[str], built: Built, escape: str, sources: tuple[str, ...]
) -> bool:
    """Whether a step but USER, or a source, may need one of the users or its home."""
    listed = "|".join(map(re.escape, sorted(names)))
    said = re.compile(rf"(?:^|[=:\s'\"~])(?:{listed})(?=$|[:\s'\"])|/home/(?:{listed})\b")
    # `-oapp` and `\napp` name it, `/app` and `app.py` do not.
    in_run = re.compile(rf"((?<![\w/])|-\w*?|\\\w|/(home|mail)/)({listed})(?![\w-]|{_FILE})")
    in_source = re.compile(rf"(/home/|~|\b(user|group)\w*[\"']?\s*[=:]\s*[\"'])({listed})\b")
    runs = [text for step in built.steps for text in _rest_of_run(step, escape)]
    others = [
        s.instruction.body for s in built.steps if s.instruction.keyword not in ("RUN", "USER")
    ]
    return (
        any(said.search(text) for text in (*runs, *others))
        or any(in_run.search(text) or _CALLED.search(text) for text in runs)
        or any(map(_ASKS.search, others))
        or any(map(in_source.search, sources))
    )


def _rest_of_run(step: Step, escape: str) -> Iterator[str]:
    """What a RUN does besides making users, as it is written and as words; all of a RUN that is
    not read command by command."""
    line = _line(step, escape)
    if line is None and step.instruction.keyword == "RUN":
        yield step.instruction.text
    for command in line.script.commands if line else ():
        assert line
        if command.name not in MAKING:
            yield line.script.text[command.start : command.stop]
            yield " ".join(command.values)


def _sources(built: Built, project: Project) -> tuple[str, ...]:
    paths = {c for c in built.image.context.values() if c.endswith(_CODE) or has_no_suffix(c)}
    return tuple(project.read(path) or "" for path in sorted(paths))


def _commands(built: Built, escape: str) -> Iterator[Command]:
    for step in built.steps:
        line = _line(step, escape)
        yield from line.script.commands if line else ()


def _line(step: Step, escape: str) -> RunLine | None:
    return RunLine.of(step.instruction, escape)
