"""What an owner wants of a Dockerfile, beside what lambdafix makes of it."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from lambdafix.codemod import Verdict
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import named, run
from lambdafix.report.outcome import Outcome
from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Dockerfile, Stage
from lambdafix.syntax.views import From

KINDS = ("move", "reorder", "leave")


class Wish(NamedTuple):
    """One file of a repository, and what its owner wants: one of KINDS."""

    repository: str
    path: str
    wanted: str
    why: str
    commit: str = ""  # empty: as HEAD has it

    @property
    def name(self) -> str:
        at = f" at {self.commit[:7]}" if self.commit else ""
        return f"{self.repository}/{self.path}{at}"


class Scored(NamedTuple):
    """What became of a wish."""

    wish: Wish
    got: str  # one of KINDS, or why there is nothing
    notes: str  # each reason on a line of its own
    diff: str
    failed: bool = False  # the file is not there, or could not be read

    @property
    def right(self) -> bool:
        return self.got == self.wish.wanted


def wishes(path: Path) -> list[Wish]:
    """The wishes of a file; raises ValueError for one that asks for no known kind."""
    found = [Wish(**entry) for entry in tomllib.loads(path.read_text())["file"]]
    for wish in found:
        if wish.wanted not in KINDS:
            raise ValueError(f"{wish.name}: wanted is one of {', '.join(KINDS)}")
    return found


def scored(wanted: Iterable[Wish], clones: Path) -> Iterator[Scored]:
    """Each wish with what became of it; `clones` holds OWNER+NAME for each repository."""
    for wish in wanted:
        with _tree(wish, clones) as tree:
            path = tree / wish.path
            if not path.is_file():
                yield Scored(wish, "no such file", "", "", failed=True)
                continue
            request = Request(jobs=1, root=tree)
            outcome = next(iter(run(named([str(path)], request, bytes), request)))
            yield _scored(wish, outcome)


@contextmanager
def _tree(wish: Wish, clones: Path) -> Iterator[Path]:
    clone = clones / wish.repository.replace("/", "+")
    if not wish.commit:
        yield clone
        return
    with TemporaryDirectory() as directory:
        at = Path(directory, clone.name)
        _git("clone", "--quiet", "--shared", "--no-checkout", str(clone), str(at))
        commit = _git("-C", str(clone), "rev-parse", wish.commit)
        _git("-C", str(at), "checkout", "--quiet", "--detach", commit)
        yield at


def _git(*words: str) -> str:
    """What git prints; nothing where it fails: then the file is not there."""
    found = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return found.stdout.strip()


def _scored(wish: Wish, outcome: Outcome) -> Scored:
    if outcome.failure or outcome.rewrite is None:
        message = outcome.failure.message if outcome.failure else ""
        return Scored(wish, "leave", f"{message}\n", "", failed=wish.wanted != "leave")
    rewrite = outcome.rewrite
    notes = [f"left alone: {rewrite.left_alone}"] if rewrite.left_alone else []
    for codemod, reason in rewrite.reasons:
        notes.append(f"{reason.line}: {codemod}: {reason.verdict.value}: {reason.text}")
    got = kind(parse(rewrite.source.text), rewrite.result) if rewrite.changed else "leave"
    return Scored(wish, got, "".join(f"{n}\n" for n in notes), outcome.diff)


def kind(before: Dockerfile, after: Dockerfile) -> str:
    """Whether stages or their images are other ones: a move; else a reorder."""
    images = ([_image(s, d.dialect.escape) for s in d.stages] for d in (before, after))
    first, second = images
    return "reorder" if first == second else "move"


def _image(stage: Stage, escape: str) -> str:
    return From.of(stage.instructions[0], escape).image


# --- the page -------------------------------------------------------------------------------------


def page(found: Sequence[Scored]) -> Iterator[str]:
    """Markdown: the score, and every miss with the reason that was given."""
    right = sum(s.right for s in found)
    yield "# What owners want, and what they get\n"
    yield f"`python -m benchmarks.wanted DIRECTORY`: {right} of {len(found)} as wanted.\n"
    yield "| wanted | files | as wanted |"
    yield "|---|---:|---:|"
    for wanted in KINDS:
        of = [s for s in found if s.wish.wanted == wanted]
        yield f"| {wanted} | {len(of)} | {sum(s.right for s in of)} |"
    yield "\n## Misses\n"
    misses = [s for s in found if not s.right]
    yield from ([_miss(s) for s in misses] or ["None."])
    yield "\n## As wanted\n"
    yield from (f"- {s.wish.name}: {s.got}. {s.wish.why}" for s in found if s.right)


def _miss(missed: Scored) -> str:
    said = f": {_said(missed.notes)}" if missed.notes else ""
    return f"- {missed.wish.name}: {missed.got} for {missed.wish.wanted}{said}"


def _said(notes: str) -> str:
    """The first refusal, else the first thing said at all."""
    lines = notes.splitlines()
    refused = f": {Verdict.REFUSED.value}: "
    return next((n for n in lines if refused in n), lines[0])
