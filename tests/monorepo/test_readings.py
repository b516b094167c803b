from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context import functions
from lambdafix.context.functions import Infrastructure
from lambdafix.monorepo import readings
from lambdafix.monorepo.readings import Readings


def test_a_tree_is_listed_and_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").touch()
    reads: list[Path] = []
    read = functions.read

    def counted(top: Path, files: list[str]) -> Infrastructure:
        reads.append(top)
        return read(top, files)

    monkeypatch.setattr(functions, "read", counted)
    known = Readings()
    assert known.dockerfiles(tmp_path) == [tmp_path / "a/Dockerfile", tmp_path / "b/Dockerfile"]
    assert known.dockerfiles(tmp_path / "b") == [tmp_path / "b/Dockerfile"]
    assert known.of(tmp_path / "a/Dockerfile") == ()
    assert reads == [tmp_path]


def test_a_tree_without_end_is_not_read_but_still_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "MOST_FILES", 3)
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    for name in ("Dockerfile", "a", "b", "c"):
        (tmp_path / "app" / name).touch()
    (tmp_path / "build.sh").write_text("docker build app\n")
    known = Readings()
    assert known.of(tmp_path / "app/Dockerfile") == ()
    [note] = known.tree(tmp_path).unresolved
    assert note.text == "more than 3 files: what they say of functions is not read"
    assert known.dockerfiles(tmp_path) == [tmp_path / "app/Dockerfile"]
