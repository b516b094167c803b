"""What owners want of files is held against what becomes of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks.wanted.__main__ import WISHES
from benchmarks.wanted.scoring import Scored, Wish, kind, page, scored, wishes
from lambdafix.syntax.parser import parse

AWS = "FROM public.ecr.aws/lambda/nodejs:22\n"
CMD = 'CMD ["index.handler"]\n'
PACKAGE = '{"dependencies": {"ms": "2.1.3"}}'
MS = '"node_modules/ms": {"version": "2.1.3"}'
LOCK = f'{{"lockfileVersion": 3, "packages": {{"": {PACKAGE}, {MS}}}}}\n'
CONTEXT = {
    "index.js": "exports.handler = async () => 1;\n",
    "package.json": PACKAGE,
    "package-lock.json": LOCK,
    ".dockerignore": "node_modules\n",
}
BEFORE = f"{AWS}COPY index.js package.json package-lock.json ./\nRUN npm ci\n{CMD}"


def clone(directory: Path) -> Path:
    """A repository whose last commit puts its Dockerfile in order, and one that is no function."""
    root = directory / "owner+name"
    root.mkdir()
    for name, text in {**CONTEXT, "Dockerfile": BEFORE, "web.Dockerfile": "FROM nginx\n"}.items():
        (root / name).write_text(text)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    (root / "Dockerfile").write_text(f"{AWS}COPY index.js ./\n{CMD}")
    git(root, "commit", "-qam", "second")
    return directory


def git(root: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)


def wish(wanted: str, path: str = "Dockerfile", commit: str = "") -> Wish:
    return Wish("owner/name", path, wanted, "as it is", commit)


def test_files_are_scored_as_they_are_and_as_they_were(tmp_path: Path) -> None:
    wanted = [wish("leave"), wish("move", commit="HEAD^"), wish("leave", "web.Dockerfile")]
    found = list(scored(wanted, clone(tmp_path)))
    assert [s.got for s in found] == ["leave", "move", "leave"]
    assert all(s.right and not s.failed for s in found)
    assert "+RUN npm ci" not in found[0].diff
    assert "AS build" in found[1].diff


def test_a_miss_is_told_with_the_reason_that_was_given(tmp_path: Path) -> None:
    found = list(scored([wish("reorder", commit="HEAD^"), wish("move")], clone(tmp_path)))
    text = "\n".join(page(found))
    assert "0 of 2 as wanted" in text
    assert "| reorder | 1 | 0 |" in text
    assert "at HEAD^: move for reorder: 2: dependencies-first: applied:" in text


def test_a_file_that_is_not_there_is_no_success(tmp_path: Path) -> None:
    found = list(scored([wish("leave", "lost.Dockerfile")], clone(tmp_path)))
    assert [(s.failed, s.right) for s in found] == [(True, False)]


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        ("FROM a AS b\nRUN y\nRUN x\n", "reorder"),
        ("FROM --platform=linux/arm64 a AS b\nRUN x\nRUN y\n", "reorder"),
        ("# said\nFROM c AS b\nRUN x\nRUN y\n", "move"),
        ("FROM a AS b\nRUN x\nFROM a\nRUN y\n", "move"),
    ],
)
def test_other_images_and_stages_are_a_move(after: str, kinds: str) -> None:
    assert kind(parse("FROM a AS b\nRUN x\nRUN y\n"), parse(after)) == kinds


def test_every_wish_is_of_a_known_kind_and_says_why(tmp_path: Path) -> None:
    found = wishes(WISHES)
    assert len({(w.repository, w.path, w.commit) for w in found}) == len(found)
    assert all(w.why for w in found)
    other = tmp_path / "other.toml"
    other.write_text('[[file]]\nrepository = "a/b"\npath = "c"\nwanted = "more"\nwhy = "d"\n')
    with pytest.raises(ValueError, match="wanted is one of"):
        wishes(other)


def test_a_page_without_misses_says_so() -> None:
    assert "None." in list(page([Scored(wish("leave"), "leave", "", "")]))
