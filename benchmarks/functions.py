"""Whether `lambdafix functions` says of real repositories what a person reads in them.

    python -m benchmarks.functions DIRECTORY > docs/results/functions.md

`benchmarks/wanted/functions.toml` was written by hand before the program was asked. DIRECTORY holds
clones of its repositories, each called OWNER+NAME; one that is not there is named and left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

WANTED = Path(__file__).parent / "wanted" / "functions.toml"
OURS = (sys.executable, "-m", "lambdafix", "functions", "--format", "json")
FIELDS = (
    "dockerfile", "context", "function", "handler", "architecture", "target", "infrastructure",
    "left_alone",
)  # fmt: skip

Image = Mapping[str, Any]


class Answer(NamedTuple):
    """One field of one image: what a person reads, and what the program says."""

    image: Image
    field: str
    wanted: str
    told: str


def told_of(repository: Path) -> dict[str, Image]:
    """What the program says of a repository, by the path of each Dockerfile."""
    done = subprocess.run(OURS, cwd=repository, capture_output=True, check=False)
    return {file["path"]: file for file in json.loads(done.stdout)["dockerfiles"]}


def answers(image: Image, files: Mapping[str, Image]) -> Iterator[Answer]:
    """What is asked of one image; of one that is not found only that."""
    file = files.get(image["dockerfile"])
    found = _answered(image, file) if file else {}
    for field in FIELDS if file else FIELDS[:1]:
        wanted = _word(image.get(field, ""))
        if field == "function" and not wanted:
            continue  # a build that names no function
        if field == "handler" and image.get("left_alone"):
            continue
        yield Answer(image, field, wanted, _word(found.get(field, "")))


def _word(value: object) -> str:
    return "" if value is False else str(value).lower() if value is True else str(value)


def _answered(image: Image, file: Image) -> Image:
    """The fields as told: of the function of that name, of a build that is said there, of any."""
    where, name = image.get("infrastructure", ""), image.get("function", "")
    among: Iterable[Callable[[Image], bool]] = (
        lambda use: use["function"] == name and use["path"] == where,
        lambda use: use["path"] == where,
        lambda use: True,
    )
    uses = file["uses"]
    use: Image = next((use for fits in among for use in uses if fits(use)), {})
    return {
        "dockerfile": file["path"],
        "context": file["context"],
        "function": use.get("function", ""),
        "handler": " ".join(use.get("command", ())) or file["handler"],
        "architecture": use.get("architecture", ""),
        "target": use.get("target", ""),
        "infrastructure": use.get("path", ""),
        "left_alone": bool(file["left_alone"]),
    }


def page(directory: Path, images: Iterable[Image]) -> Iterator[str]:
    """The page, line by line."""
    by_repository: dict[str, list[Image]] = {}
    for image in images:
        by_repository.setdefault(image["repository"], []).append(image)
    found: list[Answer] = []
    absent: list[str] = []
    for name, wanted in by_repository.items():
        repository = directory / name.replace("/", "+")
        if not repository.is_dir():
            absent.append(name)
            continue
        files = told_of(repository)
        found += [answer for image in wanted for answer in answers(image, files)]
    yield "# What `lambdafix functions` says of real repositories\n"
    yield "`python -m benchmarks.functions DIRECTORY`. What each repository says was read by hand,"
    yield "before the program was asked: `benchmarks/wanted/functions.toml`.\n"
    yield from _counts("field", found, lambda answer: answer.field)
    yield from _counts("said by", found, lambda answer: answer.image["kind"])
    yield from _counts("repository", found, lambda answer: answer.image["repository"])
    wrong = [answer for answer in found if answer.told != answer.wanted]
    if wrong:
        yield "| Dockerfile | field | wanted | told |\n|---|---|---|---|"
    for answer in wrong:
        path = f"{answer.image['repository']}: {answer.image['dockerfile']}"
        yield f"| {path} | {answer.field} | {answer.wanted or '-'} | {answer.told or '-'} |"
    if absent:
        yield f"\nNot there, and left out: {', '.join(absent)}."


def _counts(title: str, found: list[Answer], group: Callable[[Answer], str]) -> Iterator[str]:
    asked = Counter(map(group, found))
    right = Counter(group(answer) for answer in found if answer.told == answer.wanted)
    images = {key: len({id(a.image) for a in found if group(a) == key}) for key in asked}
    yield f"| {title} | images | answers | right |\n|---|---:|---:|---:|"
    for key in asked:
        yield f"| {key} | {images[key]} | {asked[key]} | {right[key]} |"
    yield f"| all | {len({id(a.image) for a in found})} | {asked.total()} | {right.total()} |\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    words = parser.parse_args()
    images = tomllib.loads(WANTED.read_text())["image"]
    print("\n".join(page(words.directory, images)))


if __name__ == "__main__":
    main()
