"""A copy of a build context and of both Dockerfiles, so that the user's own files are only read.

The context is linked where the disk allows it, else copied. The Dockerfiles lie outside of it, each
with its ignore file beside it under the name that BuildKit looks for.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from lambdafix.context.project import Project
from lambdafix.errors import LambdafixError

# How a comment begins, by the suffix of the file.
_COMMENT = {
    **dict.fromkeys((".py", ".rb"), "#"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".go", ".java", ".cs"), "//"),
}


class Side(Struct, frozen=True):
    """One of the two: its Dockerfile, the ignore file in force for it, its context."""

    name: str
    dockerfile: Path
    ignore: Path
    context: Path

    def rewritten(self, text: str) -> Side:
        """The same, with another text in the place of its Dockerfile's."""
        self.dockerfile.write_text(text, encoding="utf-8", newline="")
        return self

    def touch(self, path: str) -> None:
        """One more line in a file of the context; raises LambdafixError."""
        target = self.context / path
        try:
            content = target.read_bytes()
            mode = target.stat().st_mode
            target.unlink()  # it may be a link to the user's own file
            target.write_bytes(content + _line(target.suffix))
            target.chmod(mode)
        except OSError as error:
            raise LambdafixError(
                f"{path}: {error.strerror}", "--touch names another file"
            ) from error


def _line(suffix: str) -> bytes:
    """A comment that no build has seen: of one that a cache knows nothing would be built anew."""
    if suffix not in _COMMENT:
        return b"\n"
    return f"\n{_COMMENT[suffix]} One line more, by lambdafix verify: {uuid.uuid4()}\n".encode()


def stage(
    name: str, text: str, project: Project, root: Path, where: Path, edits: Mapping[str, str]
) -> Side:
    """The side `name` in the directory `where`; raises LambdafixError.

    `root` is where the files of `project` lie, `text` the Dockerfile's, `edits` are files that it
    brings along.
    """
    side = Side(
        name,
        where / f"{name}.Dockerfile",
        where / f"{name}.Dockerfile.dockerignore",
        where / f"{name}-context",
    )
    seen = project.edited(edits)
    try:
        _copy(project, root, side.context)
        for path, content in edits.items():
            target = side.context / path
            target.unlink(missing_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8", newline="")
        # Always there, so that nothing in the context decides.
        in_force = seen.storage.content(seen.ignore_file) if seen.ignore_file else b""
        side.ignore.write_bytes(in_force or b"")
    except OSError as error:
        raise LambdafixError(
            f"the build context cannot be copied: {error}", "Is there room in the TMPDIR?"
        ) from error
    return side.rewritten(text)


def _copy(project: Project, root: Path, target: Path) -> None:
    """Everything that the ignore file lets through; the engine applies it again."""
    target.mkdir(parents=True)
    files = project.files()
    if project.truncated:
        raise LambdafixError(
            f"{root}: too many files for a build context", "--context names another, or ignore some"
        )
    for path in (*files, *(f"{directory}/" for directory in project.empty("."))):
        _directories(path.rpartition("/")[0], root, target)
        if path.endswith("/"):
            continue
        source, copy = root / path, target / path
        if source.is_dir() and not source.is_symlink():  # .git, which the project does not open
            shutil.copytree(source, copy, symlinks=True)
        elif source.is_symlink():
            copy.symlink_to(os.readlink(source))
        else:
            _link(source, copy)


def _directories(path: str, root: Path, target: Path) -> None:
    """The directories down to a path, with the modes that they have."""
    if path and not (target / path).exists():
        _directories(path.rpartition("/")[0], root, target)
        (target / path).mkdir()
        shutil.copystat(root / path, target / path)


def _link(source: Path, copy: Path) -> None:
    try:
        os.link(source, copy)
    except OSError:  # another disk, or a file of somebody else
        shutil.copy2(source, copy)
