"""A branch with one commit on top of HEAD, made beside the user's work tree and index.

Only git's plumbing: blobs, an index of its own in a temporary directory, a tree, a commit, a new
reference. What is checked out, staged or changed stays as it is; no hook runs; nothing is pushed;
no reference that is there is moved. Contents go through the filters of `git add` (newlines).
Source: git-scm.com, git-hash-object, git-update-index, git-commit-tree, git-update-ref of git 2.39.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lambdafix.context.git import NoGit, ask
from lambdafix.errors import LambdafixError

_NOT_THERE = ""  # for update-ref: the reference must be new
# Who the user says to be for this run; git is asked without its other variables.
_IDENTITY = tuple(
    f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL", "DATE")
)


class Repository:
    """A repository with its HEAD as the base of new branches; raises LambdafixError if it has no
    work tree, no commit or nobody who commits."""

    def __init__(self, directory: Path) -> None:
        self._at = directory
        try:
            bare = self._ask("rev-parse", "--is-bare-repository")
        except NoGit as error:
            raise LambdafixError(f"{directory}: {error.message}", error.hint) from error
        if bare == "true":
            raise LambdafixError(
                f"{directory}: a bare repository has no files to look at",
                "`git worktree add DIR` gives it some; run lambdafix there.",
            )
        self.top = Path(self._ask("rev-parse", "--show-toplevel"))
        self.head = self._ask("rev-parse", "HEAD")
        self.shallow = self._ask("rev-parse", "--is-shallow-repository") == "true"
        try:
            self.branch = self._ask("symbolic-ref", "--quiet", "--short", "HEAD")
        except NoGit:
            self.branch = ""  # HEAD is detached

    def check_identity(self) -> None:
        """Raises LambdafixError if git does not know who commits, or would have to guess."""
        try:
            for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
                self._ask("-c", "user.useConfigOnly=true", "var", who)
        except NoGit as error:
            raise LambdafixError(
                "git does not know who commits",
                "`git config user.name NAME` and `git config user.email EMAIL` say it.",
            ) from error

    def text(self, path: str) -> str | None:
        """A file of HEAD, or None."""
        try:
            content = ask(self.top, "cat-file", "blob", f"{self.head}:{path}", literal=False)
        except NoGit:
            return None
        return content.decode("utf-8", "replace")

    def existing(self, branch: str) -> str:
        """The commit that a branch points at, or nothing."""
        try:
            return self._ask("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")
        except NoGit:
            return ""

    def make(self, branch: str, files: Mapping[str, bytes], message: str) -> str:
        """The new branch's commit: HEAD with these files, by their paths from the top; raises
        LambdafixError where the branch is there with anything else."""
        with self._index() as index:
            self._ask("read-tree", self.head, extra=index)
            entries = b"".join(self._entry(path, content) for path, content in files.items())
            self._ask("update-index", "-z", "--index-info", given=entries, extra=index)
            tree = self._ask("write-tree", extra=index)
        there = self.existing(branch)
        if there:
            if self._ask("rev-parse", f"{there}^{{tree}}", f"{there}^@").split() == [
                tree,
                self.head,
            ]:
                return there  # made by a run before this one
            raise LambdafixError(
                f"the branch {branch} is there already, with something else in it",
                f"`git branch -D {branch}` removes it; --prefix makes others.",
            )
        words = ("commit-tree", tree, "-p", self.head, "-F", "-")
        commit = self._ask(*words, given=message.encode("utf-8", "replace"))
        try:
            self._ask(
                "update-ref", "-m", "lambdafix migrate", f"refs/heads/{branch}", commit, _NOT_THERE
            )
        except NoGit as error:
            raise LambdafixError(f"no branch {branch}: {error.message}", error.hint) from error
        return commit

    def _entry(self, path: str, content: bytes) -> bytes:
        """A line for `update-index --index-info`; the mode is that which the file has in HEAD."""
        listed = self._ask("ls-tree", self.head, "--", path)
        mode = listed.split(" ")[0] if listed else "100644"
        words = ("hash-object", "-w", "--stdin", "--path", path)
        blob = self._ask(*words, given=content)
        return f"{mode} {blob}\t".encode() + os.fsencode(path) + b"\0"

    @contextmanager
    def _index(self) -> Iterator[Mapping[str, str]]:
        with TemporaryDirectory(prefix="lambdafix-") as directory:
            yield {"GIT_INDEX_FILE": os.path.join(directory, "index")}

    def _ask(self, *words: str, given: bytes = b"", extra: Mapping[str, str] | None = None) -> str:
        at = getattr(self, "top", self._at)
        known = {name: os.environ[name] for name in _IDENTITY if name in os.environ}
        literal = words[0] == "ls-tree"
        said = ask(at, *words, given=given, literal=literal, extra={**known, **(extra or {})})
        return os.fsdecode(said).rstrip("\n")
