"""A RUN on the new base image: less the client's recipe, with the packages of Amazon Linux."""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import basename

from msgspec import Struct, field

from lambdafix.catalog.client import besides_recipe, inits, is_emulator, recipe_packages
from lambdafix.catalog.commands import command_status, supplier
from lambdafix.edits.install_words import (
    asks_only_for_client,
    installing,
    is_client,
    prefixes,
)
from lambdafix.edits.lambda_user import WHY, MadeUsers, how_to_have
from lambdafix.edits.moved_places import ROOT, MovedPlaces, at
from lambdafix.edits.obstacle import Obstacle
from lambdafix.edits.os_names import FOREIGN, in_dnf
from lambdafix.edits.owners import check_owner
from lambdafix.edits.run_edits import RunLine
from lambdafix.semantics.commands.call import Unknown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Run


class SwitchedRuns(MovedPlaces, Struct):
    """RUNs that are switched, and what was done, for the reasons and the allowance."""

    entry_script: str = ""  # the path of a script that only starts the client
    keeps_recipe: bool = False  # something else is compiled too
    installed: frozenset[str] = frozenset()  # OS packages by the names that the file has for them
    called: frozenset[str] = frozenset()  # commands that the code runs
    users: MadeUsers = MadeUsers()  # of the last stage, that can go
    renamed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    supplied: set[str] = field(default_factory=set)
    reworded: dict[str, str] = field(default_factory=dict)  # scripts, as they were -> as they are
    gone: list[Instruction] = field(default_factory=list)
    changed: list[tuple[Instruction, str]] = field(default_factory=list)

    def _run(self, instruction: Instruction) -> Instruction | None:
        line = start = RunLine.of(instruction, self.escape)
        if line is None or start is None:
            why = "its commands cannot be read one by one"
            raise Obstacle(instruction, why, "write it as commands joined by &&")
        if self.users.makes_any(line):
            self.changed.append((instruction, f"users are left out: {WHY}"))
            line = self.users.without(line)
            if line is None:
                return None
        new = self._without_client(line)
        if new is None:
            self.gone.append(instruction)
            return None
        line = RunLine.of(new, self.escape) or line
        if any(c.name in FOREIGN for c in line.script.commands):
            found = in_dnf(line, self._needless())
            if isinstance(found, Unknown):
                raise Obstacle(instruction, f"`{found.word}`: {found.why}", found.hint)
            self.renamed |= found.names
            self.dropped |= found.dropped
            if found.instruction is None:
                self.gone.append(instruction)
                return None
            new = found.instruction
            self.changed.append(
                (instruction, "OS packages have the names and the manager of Amazon Linux 2023")
            )
            line = RunLine.of(new, self.escape) or line
        prefix = next((w for c in line.script.commands for w in prefixes(c)), None)
        if prefix:
            why = f"it installs into {prefix}, where the AWS base image has no {self.language.name}"
            raise Obstacle(instruction, why, "install with --target and copy that directory")
        mounts = Run.of(instruction, self.escape).flags.all("mount")
        if self._moves and any(re.search(at(self.root), m) for m in mounts):
            raise Obstacle(instruction, f"a mount names {self.root}")
        self._supplies(line.script.commands)
        self._can_run(instruction, line.script.commands)
        final = self._checked(self._moved(new, ROOT))
        again = RunLine.of(final, self.escape)
        if again:
            self.reworded[start.script.text] = again.script.text
        return final

    def _needless(self) -> dict[str, str]:
        """Packages of the client's recipe, where the file follows it; what compiles something else
        as well, or is run, stays. And what starts the function in place of the base image."""
        found = dict.fromkeys(inits(), "the base image starts the function itself")
        recipe = recipe_packages(self.language.family)
        if recipe & self.installed:
            compiling = frozenset() if self.keeps_recipe else recipe
            names = compiling | besides_recipe(self.language.family)
            found |= dict.fromkeys(names, "only the runtime interface client was built with it")
        return {name: why for name, why in found.items() if name not in self.called}

    def _without_client(self, line: RunLine) -> Instruction | None:
        """The RUN less the client and the emulator; None where nothing else is in it."""
        instruction, commands = line.instruction, line.script.commands
        family = self.language.family
        doomed = [
            c for c in commands if self._is_about_client(c) or asks_only_for_client(c, family)
        ]
        if doomed and all(c in doomed or c.name == "set" for c in commands):
            return None
        if doomed:
            without = line.without(doomed)
            again = RunLine.of(without, self.escape) if without else None
            if again is None:
                why = "what installs or starts the client cannot be parted from the rest"
                raise Obstacle(instruction, why)
            line = again
        words = {
            word: ""
            for command in line.script.commands
            if installing(command, family)
            for word in command.words
            if is_client(word.value or word.raw, family)
        }
        if doomed or words:
            self.changed.append((instruction, "the runtime interface client is in the base image"))
        return line.words(words) if words else line.instruction

    def _is_about_client(self, command: Command) -> bool:
        """`chmod +x` of the emulator or the entry script, a download of the emulator."""
        if command.name not in ("chmod", "curl", "wget", "mkdir"):
            return False
        targets = [v for v in command.values[1:] if "/" in v and not v.startswith("-")]
        return bool(targets) and all(is_emulator(t) or self._is_script(t) for t in targets)

    def _is_script(self, path: str) -> bool:
        return bool(self.entry_script) and basename(path) == basename(self.entry_script)

    def _supplies(self, commands: Iterable[Command]) -> None:
        for command in commands:
            if command.name in ("dnf", "microdnf") and "install" in command.values:
                self.supplied |= set(command.values)

    def _can_run(self, instruction: Instruction, commands: Iterable[Command]) -> None:
        for command in commands:
            name = command.name
            if not command.words or name is None:
                continue
            if name in ("chown", "chgrp"):
                words = [v for v in command.values[1:] if not v.startswith("-")]
                check_owner(instruction, words[0] if words else "")
            if not self.answers_to(name):
                why = f"`{name}` is not in the AWS base image"
                raise Obstacle(instruction, why, how_to_have(name))

    def answers_to(self, command: str) -> bool:
        """Whether the new base has a command, or a package that is installed brings it."""
        status = command_status("AL2023", command, self.language.family, self.runtime.tag)
        brought = supplier("AL2023", command)
        return (
            status == "present"
            or (brought is not None and brought in self.supplied)
            or command in self.language.tools
        )
