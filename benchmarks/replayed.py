"""What rewrites would have saved over the history of real repositories.

    python benchmarks/replayed.py [--unsafe] DIRECTORY... > docs/results/replay.md

Each directory is a clone of a repository with its history. Every Dockerfile in it that is rewritten
is played over the last 500 commits of its build context, as it is and as rewritten.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, median

from lambdafix.monorepo.replay import named, replay
from lambdafix.monorepo.request import Request, settings_of
from lambdafix.report.replay import share
from lambdafix.report.replayed import ASSUMED, Pair, Replayed, total
from lambdafix.report.table import amount
from lambdafix.report.words import general
from lambdafix.verify.replay import Cost

COMMITS = 500
WORSE = -0.01  # a share saved below this is a file that got worse

Found = tuple[str, Replayed]  # the file as seen from beside its repository


def played(directories: Sequence[Path], unsafe: bool) -> Iterator[Found]:
    request = Request(settings_of(unsafe=unsafe, only=(), skip=(), runtime=None))
    for directory in directories:
        files = named([str(directory)], request)
        for file in replay(files, request, COMMITS, lambda _: None):
            path = Path(file.path).resolve()
            yield path.relative_to(directory.resolve().parent).as_posix(), file


def pushed(file: Replayed) -> Pair:
    before, after = file.costs or (Cost(), Cost())
    return Pair(before.pushed_bytes, after.pushed_bytes)


def runs(file: Replayed) -> Pair:
    before, after = file.costs or (Cost(), Cost())
    return Pair(before.runs, after.runs)


def page(found: Sequence[Found], words: str) -> Iterator[str]:
    costly = [(path, file) for path, file in found if pushed(file).before]
    yield "# What rewrites would have saved\n"
    yield f"`python benchmarks/replayed.py {words}`, the last {COMMITS} commits of each context.\n"
    yield from counts(found)
    if not costly:
        return
    yield ""
    yield from figures([file for _, file in costly])
    yield "\n## Files\n"
    yield "| file | commits | RUN again | | pushed | | saved |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for path, file in sorted(costly, key=lambda f: pushed(f[1]).saved, reverse=True):
        yield row(path, file)
    yield "\n## Files that got worse by more than 1 %\n"
    worse = [f"- {path}: {share(pushed(f).saved)}" for path, f in costly if pushed(f).saved < WORSE]
    yield from worse or ["None."]
    yield "\n## What is assumed\n"
    yield from (f"- {assumed}" for assumed in ASSUMED)


def counts(found: Sequence[Found]) -> Iterator[str]:
    """How many files were played, and why the others were not."""
    idle = Counter(general(f.idle) for _, f in found if f.idle)
    messages = (f.failure.message for _, f in found if f.failure)
    failed = Counter(general(m) if m.startswith("no ") else "cannot be read" for m in messages)
    number = sum(f.costs is not None for _, f in found)
    still = sum(f.costs is not None and not pushed(f).before for _, f in found)
    yield f"- {len(found)} Dockerfiles, {number} of them rewritten and with a history to play;"
    yield f"  of these, {still} took in nothing that changed."
    for why, times in (idle + failed).most_common():
        yield f"- {times} not played: {why}"


def figures(files: Sequence[Replayed]) -> Iterator[str]:
    saved = [pushed(f).saved for f in files]
    again = [runs(f).saved for f in files if runs(f).before]
    before, after = total(files)
    yield "| saved | median | mean | all files together |"
    yield "|---|---:|---:|---:|"
    whole = Pair(before.pushed_bytes, after.pushed_bytes)
    yield f"| bytes pushed | {median(saved):.1%} | {mean(saved):.1%} | {whole.saved:.1%} |"
    if again:
        whole = Pair(before.runs, after.runs)
        name = "RUN lines that ran again"
        yield f"| {name} | {median(again):.1%} | {mean(again):.1%} | {whole.saved:.1%} |"
        yield "\nA RUN that a rewrite parts in two counts twice."


def row(path: str, file: Replayed) -> str:
    bytes_, again = pushed(file), runs(file)
    commits = len(file.history.commits) if file.history else 0
    cells = (path, commits, *again, *map(amount, bytes_), share(bytes_.saved))
    return f"| {' | '.join(map(str, cells))} |"


def main(words: list[str]) -> None:
    unsafe = "--unsafe" in words
    directories = [Path(word) for word in words if word != "--unsafe"]
    shown = "--unsafe DIRECTORY..." if unsafe else "DIRECTORY..."
    print("\n".join(page(list(played(directories, unsafe)), shown)))


if __name__ == "__main__":
    main(sys.argv[1:])
