"""Which changes go together."""

from __future__ import annotations

from pathlib import Path

from lambdafix.monorepo.groups import Group, grouped, slugs
from lambdafix.pipeline import Rewrite
from lambdafix.report.outcome import Outcome
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source

OLD, NEW = "FROM old\nCMD a\n", "FROM new\nCMD a\n"


def outcome(root: Path, path: str, context: str = "", **edits: str) -> Outcome:
    """A rewrite in a context of its own, or in one that it shares."""
    source = Source.of(OLD, path)
    rewrite = Rewrite(source, parse(NEW), edits={f".{name}": text for name, text in edits.items()})
    at = root / (context or Path(path).parent)
    return Outcome(str(root / path), rewrite=rewrite, diff="x", context=at)


def first_part(root: Path, path: str) -> str:
    return Path(path).relative_to(root).parts[0]


def names(root: Path, *outcomes: Outcome) -> list[tuple[str, list[str]]]:
    groups = grouped(outcomes, lambda o: first_part(root, o.path), root)
    return [(group.name, sorted(group.files)) for group in groups]


def test_files_with_the_same_owner_are_one_group(tmp_path: Path) -> None:
    files = [outcome(tmp_path, path) for path in ("b/x/Dockerfile", "a/Dockerfile", "b/Dockerfile")]
    assert names(tmp_path, *files) == [
        ("a", ["a/Dockerfile"]),
        ("b", ["b/Dockerfile", "b/x/Dockerfile"]),
    ]


def test_groups_that_write_the_same_ignore_file_are_one(tmp_path: Path) -> None:
    files = [
        outcome(tmp_path, "a/Dockerfile", ".", dockerignore="1\n"),
        outcome(tmp_path, "b/Dockerfile", ".", dockerignore="1\n2\n"),
        outcome(tmp_path, "c/Dockerfile"),
        outcome(tmp_path, "a/other.Dockerfile"),
    ]
    assert names(tmp_path, *files) == [
        ("a, b", [".dockerignore", "a/Dockerfile", "a/other.Dockerfile", "b/Dockerfile"]),
        ("c", ["c/Dockerfile"]),
    ]
    [group, _] = grouped(files, lambda o: first_part(tmp_path, o.path), tmp_path)
    assert group.files[".dockerignore"] == b"1\n2\n"


def test_what_was_worked_out_under_a_new_ignore_file_goes_with_it(tmp_path: Path) -> None:
    files = [
        outcome(tmp_path, "a/Dockerfile", ".", dockerignore="1\n"),
        outcome(tmp_path, "b/Dockerfile", "."),
    ]
    assert names(tmp_path, *files) == [("a, b", [".dockerignore", "a/Dockerfile", "b/Dockerfile"])]


def test_three_groups_that_are_joined_one_after_the_other_are_one(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    files = [
        outcome(tmp_path, "a/Dockerfile", ".", dockerignore="1\n"),
        outcome(tmp_path, "b/Dockerfile", "b", dockerignore="2\n"),
        outcome(tmp_path, "c/Dockerfile", "b", dockerignore="2\n3\n"),
        outcome(tmp_path, "c/x.Dockerfile", ".", dockerignore="1\n4\n"),
        outcome(tmp_path, "a/y.Dockerfile"),
    ]
    [(name, paths)] = names(tmp_path, *files)
    assert name == "a, b, c"
    assert len(paths) == 7


def test_a_branch_has_a_name_that_is_its_own() -> None:
    found = slugs([Group([name]) for name in ("@org/Team A", "@a", "a", "b, c", "...", "x" * 90)])
    assert found[0] == "org-team-a"
    assert found[3:5] == ["b-c", "all"]
    assert found[1].startswith("a-")
    assert len(set(found)) == 6
    assert max(map(len, found)) < 80
