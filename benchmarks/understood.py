"""How much of the RUN lines of real Lambda Dockerfiles is understood, and which words make walls.

    python benchmarks/understood.py DIRECTORY... [--apart WORD]... > docs/results/understood.md

A RUN counts as understood when every command in it is known: what it reads and what it leaves.
Each distinct Dockerfile counts once; each is read in the build context in which it stands. Files
with WORD in their path are counted apart: images that test a runtime client, say, are no functions.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lambdafix.codemod import Settings
from lambdafix.context.project import Project
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import context_of
from lambdafix.monorepo.discover import dockerfiles
from lambdafix.semantics.lambda_image import LambdaImage, recognise
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source
from lambdafix.syntax.tree import Dockerfile

# What the text of a Dockerfile says that is about Lambda though it stands on another image.
_CLIENTS = (
    "aws-lambda-ric",
    "awslambdaric",
    "aws_lambda_ric",
    "aws-lambda-rie",
    "lambda-adapter",
    "lambda-runtime",
    "lambda_runtime",
)
_FUNCTIONS = ("only Python functions are rewritten", "Lambda Web Adapter")


class Line(NamedTuple):
    """A RUN, and the word that makes it a wall; empty where it is understood whole."""

    file: Path
    word: str
    why: str


def is_function(dockerfile: Dockerfile, project: Project) -> bool:
    """Whether this is the image of a Lambda function, in whatever language."""
    found = recognise(dockerfile, project, Settings())
    if isinstance(found, LambdaImage) or any(words in found for words in _FUNCTIONS):
        return True
    return any(c in dockerfile.text.lower() for c in _CLIENTS)


def lines_of(paths: Iterator[Path]) -> Iterator[Line]:
    seen = set[bytes]()
    for path in paths:
        content = path.read_bytes()
        if content in seen:
            continue
        seen.add(content)
        try:
            source = Source.read(path)
            dockerfile = parse(source.text)
            project = Project.at(context_of(path, source.text).directory, path)
            if is_function(dockerfile, project):
                yield from _runs(dockerfile, project, path)
        except LambdafixError:
            continue  # a template, or no Dockerfile at all


def _runs(dockerfile: Dockerfile, project: Project, path: Path) -> Iterator[Line]:
    for built in simulate(dockerfile, project):
        for step in built.steps:
            if step.instruction.keyword == "RUN":
                wall = step.effect.wall
                yield Line(path, wall.word if wall else "", wall.why if wall else "")


def table(title: str, lines: list[Line]) -> None:
    walls = [line for line in lines if line.word]
    files = {line.file for line in lines}
    whole = len(files) - len({line.file for line in walls})
    share = 1 - len(walls) / max(1, len(lines))
    print(
        f"## {title}\n\n{len(lines)} RUN lines of {len(files)} files, {len(lines) - len(walls)} of"
    )
    print(f"them understood whole: {share:.1%}. In {whole} files every RUN is understood.\n")
    print("| lines | word | why |\n|---:|---|---|")
    for (word, why), count in Counter((w.word, w.why) for w in walls).most_common():
        print(f"| {count} | `{word.replace('|', '&#124;')}` | {why} |")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--apart", action="append", default=[])
    words = parser.parse_args()
    lines = list(lines_of(p for d in words.directories for p in dockerfiles(d)))
    apart = [line for line in lines if any(a in str(line.file) for a in words.apart)]
    print("# What is understood of real RUN lines\n")
    print(f"`python benchmarks/understood.py DIRECTORY... {_said(words.apart)}`\n")
    table("Functions", [line for line in lines if line not in apart])
    if apart:
        table(f"Apart: {', '.join(words.apart)}", apart)


def _said(apart: list[str]) -> str:
    return " ".join(f"--apart {word}" for word in apart)


if __name__ == "__main__":
    main()
