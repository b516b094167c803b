"""The questions that a switch of the base image asks of a language."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from lambdafix.catalog.client import client_distribution
from lambdafix.catalog.contracts import Places, places
from lambdafix.context.project import Project
from lambdafix.semantics.commands.call import Install
from lambdafix.semantics.simulate import Built, Step

# Places that every Debian image has and Amazon Linux has not.
_DEBIAN = (
    r"/etc/ssl/certs\b|/usr/(local/)?share/ca-certificates|/usr/lib/(x86_64|aarch64)-linux-gnu"
)


class Concern(Struct, frozen=True):
    """The stages that are switched, for a language to look into: of all that are built, those with
    these numbers; the last one is the function's.

    `root` is the directory that the function lies in, `handler` what CMD says, None if nothing.
    """

    built: tuple[Built, ...]
    numbers: frozenset[int]
    project: Project
    root: str
    handler: str | None

    @property
    def function(self) -> Built:
        return self.built[-1]

    @property
    def stages(self) -> tuple[Built, ...]:
        return tuple(self.built[number] for number in sorted(self.numbers))

    @property
    def installs(self) -> tuple[Install, ...]:
        return tuple(i for b in self.stages for s in b.steps for i in s.effect.installs)


class Finding(Struct, frozen=True):
    """Why the base image cannot be switched; the step that says so, None where a file does."""

    why: str
    hint: str = ""
    step: Step | None = None


class Language(Struct, frozen=True):
    """`name` is for people. `old` are words that only the old image understands. `tools` are
    commands that an AWS base image has, or gets by the language's own package manager. `search`
    names the variable by which the runtime of the base image finds modules: empty where a function
    may set it.

    `compiles`: an install besides the client's may call a compiler. `obstacle` says what keeps a
    function from running on the base image; `doubt` why it is only likely to run there;
    `older_libc` what may not exist for an older C library.
    """

    family: str
    name: str
    old: str
    tools: frozenset[str]
    compiles: Callable[[Concern], bool]
    obstacle: Callable[[Concern], Finding | None]
    doubt: Callable[[Concern], str]
    older_libc: Callable[[Concern], str]
    search: str = ""

    @property
    def client(self) -> str:
        return client_distribution(self.family)

    def places(self, version: str) -> Places:
        found = places(self.family, version)
        assert found is not None, f"no places for {self.family}"
        return found

    def image_of(self, version: str) -> str:
        """The official image of a version: python:3.13."""
        return f"{self.places(version).repository}:{version}"

    def old_words(self) -> re.Pattern[str]:
        return re.compile(f"{self.old}|{_DEBIAN}")

    def version_argument(self, text: str) -> str | None:
        """The build argument in `python:${VERSION}-slim`; None where it is no such text."""
        repository = re.escape(self.places("").repository)
        match = re.fullmatch(rf"(?:[\w./-]+/)?{repository}:(\$\{{?\w+\}}?)(?:-[\w.-]+)?", text)
        return match[1] if match else None

    def only_client(self, install: Install) -> bool:
        """Whether an install asks for the client and nothing else."""
        names = install.distributions
        return not install.manifests and names is not None and names <= {self.client}
