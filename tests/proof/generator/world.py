"""What lies in the stage that is being written, about: enough to name things that are there."""

from __future__ import annotations

from collections.abc import Callable
from posixpath import dirname, normpath

from msgspec import Struct, field
from msgspec.structs import replace

from tests.proof.generator.case import Files
from tests.proof.generator.choice import Chooser

NOTHING = ""  # of an operation that has nothing to do here


class World(Struct):
    """A stage as far as its lines are written; `root` is where the function lies."""

    context: Files
    kind: str  # aws, slim, node
    workdir: str
    root: str
    files: set[str] = field(default_factory=set)
    dirs: set[str] = field(default_factory=lambda: {"/opt"})
    env: dict[str, str] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    installed: bool = False
    sourced: bool = False  # a build argument names a directory of the context
    uv: bool = False
    stages: dict[str, World] = field(default_factory=dict)

    def stood_on(self) -> World:
        """A stage that stands on this one."""
        return replace(
            self, files=set(self.files), dirs=set(self.dirs), env=dict(self.env), sourced=False,
            packages=set(self.packages),
        )  # fmt: skip

    @property
    def aws(self) -> bool:
        return self.kind == "aws"

    # --- the image

    def absolute(self, path: str) -> str:
        for name, value in {"LAMBDA_TASK_ROOT": "/var/task", **self.env}.items():
            path = path.replace(f"${{{name}}}", value).replace(f"${name}", value)
        return normpath(path if path.startswith("/") else f"{self.workdir}/{path}")

    def add(self, path: str) -> None:
        self.files.add(path)
        self.add_dir(dirname(path))

    def add_dir(self, path: str) -> None:
        while path not in ("/", ""):
            self.dirs.add(path)
            path = dirname(path)

    def remove(self, path: str) -> None:
        self.files = {f for f in self.files if f != path and not f.startswith(f"{path}/")}
        self.dirs = {d for d in self.dirs if d != path and not d.startswith(f"{path}/")}

    def copied(self, source: str, target: str) -> None:
        """Note what a COPY of one source brings; a final slash of the target counts."""
        there = self.absolute(target)
        into = target.endswith(("/", ".")) or there in self.dirs
        for path in self.seen():
            if path == source:
                self.add(f"{there}/{source.rpartition('/')[2]}" if into else there)
            elif source == "." or path.startswith(f"{source}/"):
                self.add(f"{there}/{path if source == '.' else path[len(source) + 1 :]}")

    # --- the context

    def seen(self) -> list[str]:
        """The files that .dockerignore lets through."""
        rules = str(self.context.get(".dockerignore", "")).split()
        return [p for p in self.context if not any(_hides(rule, p) for rule in rules)]

    def sources(self) -> list[str]:
        """Files and directories at the top of the context."""
        return sorted({p.split("/")[0] for p in self.seen()} - {".dockerignore"})

    def is_directory(self, source: str) -> bool:
        return any(p.startswith(f"{source}/") for p in self.seen())

    def manifests(self) -> list[str]:
        return [p for p in self.seen() if p.endswith(".txt") and p != "conf.txt"]


def _hides(rule: str, path: str) -> bool:
    if rule.startswith("*"):
        deep = rule.startswith("**/") or "/" not in path
        return deep and path.endswith(rule.rpartition("*")[2])
    return path == rule or path.startswith(f"{rule}/")


Operation = Callable[[Chooser, World], str]
