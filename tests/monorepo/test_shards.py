"""Machines side by side: all files, none twice, and each always on the same machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.errors import LambdafixError
from lambdafix.monorepo.request import Request, shard_of
from lambdafix.monorepo.run import named
from tests.repository_support import commit, repository, write


def files(root: Path, shard: tuple[int, int]) -> set[str]:
    found = named([str(root)], Request(shard=shard), bytes)
    return {str(Path(item.path).relative_to(root)) for item in found}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    names = {f"fn{number}/Dockerfile": "FROM scratch\n" for number in range(60)}
    return repository(write(tmp_path / "repo", names))


def test_every_file_is_in_exactly_one_shard(root: Path) -> None:
    parts = [files(root, (part, 4)) for part in (1, 2, 3, 4)]
    assert sum(map(len, parts)) == 60
    assert set.union(*parts) == files(root, (1, 1))
    assert all(parts)


def test_a_file_keeps_its_shard_whatever_else_is_there(root: Path, tmp_path: Path) -> None:
    before = files(root, (2, 4))
    write(root, {"another/Dockerfile": "FROM scratch\n"})
    (root / "fn7" / "Dockerfile").unlink()
    commit(root, "other files")
    assert files(root, (2, 4)) - {"another/Dockerfile"} == before - {"fn7/Dockerfile"}
    elsewhere = root.rename(tmp_path / "another-clone")
    assert files(elsewhere, (2, 4)) - {"another/Dockerfile"} == before - {"fn7/Dockerfile"}


@pytest.mark.parametrize("word", ["0/2", "3/2", "2", "a/b", "1/0", "-1/2", "1/2/3", ""])
def test_a_word_that_is_no_part_is_named(word: str) -> None:
    with pytest.raises(LambdafixError, match="no part of a whole"):
        shard_of(word)


def test_a_part_is_read() -> None:
    assert shard_of("2/8") == (2, 8)
