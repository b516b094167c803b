"""A golden case: one directory that holds a Dockerfile, its context and what has to come of it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from os.path import relpath
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import Allowance, Reason, Result, Safety, Settings, Verdict
from lambdafix.codemods import PIPELINE
from lambdafix.config import nearest
from lambdafix.context.history import History
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, Step, rewrite, then
from lambdafix.report.outcome import Change, Outcome
from lambdafix.semantics.stages import up_to, with_rest
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source

GOLDEN = Path(__file__).parents[1] / "golden"
AFTER, DIFF, REPORT, OPTIONS = "after.Dockerfile", "after.diff", "report.txt", "case.toml"
HISTORY = "history.txt"
OURS = frozenset({AFTER, DIFF, REPORT, OPTIONS, HISTORY})  # no part of the context
TODAY = date(2026, 11, 25)  # which base images are supported must not change under the cases


class Case(Struct, frozen=True, dict=True):
    """One situation; its name is its directory's."""

    directory: Path
    says: str
    dockerfile: str = "Dockerfile"
    context: str = "."
    unsafe: bool = False
    runtime: str | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()  # the stages that are deployed, if not the last one
    today: date = TODAY
    hazard: int = 0  # of the twenty in tests/test_hazards.py; 0: none of them
    twin: str = ""  # the case that differs by one word, and may be rewritten
    stays: tuple[str, ...] = ()  # the hazardous lines, where others may move
    verbose: bool = False  # the report has what only -v says
    build: bool = False  # an engine has to prove it: tests/engine
    events: tuple[str, ...] = ()  # what both images are asked; none: {}
    ignore_fields: tuple[str, ...] = ()  # of the answers
    touch: str = ""  # the file in which a line is changed, where the handler's is not known

    @classmethod
    def read(cls, directory: Path) -> Case:
        options = tomllib.loads((directory / OPTIONS).read_text())
        options["events"] = tuple(map(json.dumps, options.get("events", ())))
        for name in ("only", "skip", "stays", "targets", "ignore_fields"):
            options[name] = tuple(options.get(name, ()))
        return cls(directory, **options)

    @property
    def name(self) -> str:
        return self.directory.name

    @property
    def settings(self) -> Settings:
        return nearest(self.directory, self.directory).under(self._options)

    @property
    def _options(self) -> Settings:
        return Settings(
            allow=Safety.UNSAFE if self.unsafe else Safety.SAFE,
            only=frozenset(self.only),
            skip=frozenset(self.skip),
            runtime=self.runtime,
            targets=self.targets,
            today=self.today,
        )

    @cached_property
    def source(self) -> Source:
        path = self.directory / self.dockerfile
        return replace(Source.read(path), path=self.dockerfile)

    @cached_property
    def project(self) -> Project:
        """The context in memory, less the files that are about the case."""
        root = self.directory / self.context
        files = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and not (path.parent == self.directory and path.name in OURS)
        }
        name = Path(relpath(self.directory / self.dockerfile, root)).as_posix()
        return Project.of(files, name, self.history(files))

    def history(self, files: Iterable[str]) -> History | None:
        """The commits that `history.txt` tells, of a repository that has all files."""
        path = self.directory / HISTORY
        if not path.exists():
            return None
        return History.of(map(str.split, path.read_text().splitlines()), tracked=files)

    @cached_property
    def rewrite(self) -> Rewrite:
        return rewrite(self.source, self.project, self.settings)

    @property
    def before(self) -> bytes:
        return self.source.encoded(self.source.text)

    @property
    def after(self) -> bytes:
        return self.source.encoded(self.rewrite.text)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What changes, with the paths as they are in the case's directory."""
        made = [Change(self.dockerfile, self.before.decode(), self.after.decode())]
        for path, text in sorted(self.rewrite.edits.items()):
            made.append(Change(path, self.project.read(path), text))
        return tuple(change for change in made if change.diff)

    @property
    def diff(self) -> str:
        """What a dry run prints."""
        return "".join(change.diff for change in self.changes)

    @cached_property
    def outcome(self) -> Outcome:
        return Outcome(self.dockerfile, rewrite=self.rewrite, diff=self.diff, changes=self.changes)

    @cached_property
    def whole(self) -> Result:
        """The fold by hand: all steps as if they were one, with all that they may change."""
        result, seen, edits = Result(parse(self.source.text)), self.project, dict[str, str]()
        reasons, allowance = list[Reason](), list[Allowance]()
        for codemod in PIPELINE:
            if codemod.name in (s.codemod for s in self.rewrite.steps if _applied(s)):
                whole = result.dockerfile
                deployed = up_to(whole, self.settings.targets)
                result = codemod.transform(deployed, seen, self.settings)
                behind = with_rest(result.dockerfile, deployed, whole)
                result = replace(result, dockerfile=behind)
                edits |= result.edits
                seen = self.project.edited(edits)
                reasons += result.reasons
                allowance = [*then(allowance, result.allowance), *result.allowance]
        return Result(result.dockerfile, tuple(reasons), tuple(allowance), edits)

    def goldens(self) -> Mapping[str, bytes | None]:
        """What each file about the case has to hold; None: it is not there."""
        changed = self.rewrite.changed
        return {
            AFTER: self.after if changed else None,
            DIFF: self.diff.encode() if self.diff else None,
            REPORT: "".join(f"{line}\n" for line in report(self)).encode(),
        }

    def there(self) -> Mapping[str, bytes | None]:
        """What they hold."""
        paths = {name: self.directory / name for name in (AFTER, DIFF, REPORT)}
        return {n: p.read_bytes() if p.exists() else None for n, p in paths.items()}

    def approve(self) -> None:
        """Let what comes out be what has to come out."""
        for name, content in self.goldens().items():
            if content is None:
                (self.directory / name).unlink(missing_ok=True)
            else:
                (self.directory / name).write_bytes(content)


def _applied(step: Step) -> bool:
    return any(reason.verdict is Verdict.APPLIED for reason in step.reasons)


def report(case: Case) -> Iterator[str]:
    """Everything that was decided, in lines that read well in a diff."""
    yield f"exit code {case.outcome.exit_code(strict=False)}"
    if case.rewrite.left_alone:
        yield f"left alone: {case.rewrite.left_alone}"
    if case.rewrite.fault:
        yield f"fault: {case.rewrite.fault}"
    for step in case.rewrite.steps:
        if step.withdrawn:
            yield f"{step.codemod}: withdrawn: {step.withdrawn}"
        for reason in step.reasons:
            how = f"{reason.verdict.value}, {reason.safety.name.lower().replace('_', '-')}"
            yield f"{step.codemod}: line {reason.line}: {how}"
            yield f"    {reason.text}"
            if reason.hint:
                yield f"    hint: {reason.hint}"
        for note in step.notes if case.verbose else ():
            yield f"{step.codemod}: line {note.line}: note"
            yield f"    {note.text}"


CASES = tuple(Case.read(path.parent) for path in sorted(GOLDEN.glob(f"*/{OPTIONS}")))
