"""The copy of a build context that both builds are made from."""

from __future__ import annotations

from pathlib import Path

from lambdafix.context.project import Project
from lambdafix.verify.staged import Side, stage


def staged(tmp_path: Path, edits: dict[str, str] | None = None) -> Side:
    root = tmp_path / "context"
    (root / "src").mkdir(parents=True)
    (root / "empty").mkdir()
    (root / ".git").mkdir()
    (root / ".git" / "HEAD").write_text("x")
    (root / "src" / "app.py").write_text("pass\n")
    (root / "src" / "run.sh").write_text("true\n")
    (root / "src" / "run.sh").chmod(0o750)
    (root / "link").symlink_to("src/app.py")
    (root / "secret.env").write_text("x")
    (root / ".dockerignore").write_text("*.env\n")
    project = Project.at(root, root / "Dockerfile")
    return stage("after", "FROM a\r\n", project, root, tmp_path / "staged", edits or {})


def test_what_the_ignore_file_lets_through_is_there_with_its_modes_and_links(
    tmp_path: Path,
) -> None:
    side = staged(tmp_path)
    context = side.context
    assert (context / "src" / "run.sh").stat().st_mode & 0o777 == 0o750
    assert (context / "link").readlink() == Path("src/app.py")
    assert (context / "empty").is_dir()
    assert (context / ".git" / "HEAD").read_text() == "x"
    assert not (context / "secret.env").exists()
    assert side.dockerfile.read_bytes() == b"FROM a\r\n"
    assert side.ignore.name == f"{side.dockerfile.name}.dockerignore"
    assert side.ignore.read_text() == "*.env\n"


def test_files_that_a_rewrite_brings_along_are_in_force(tmp_path: Path) -> None:
    side = staged(tmp_path, {".dockerignore": "*.env\n*.md\n", "src/app.py": "other\n"})
    assert side.ignore.read_text() == "*.env\n*.md\n"
    assert (side.context / "src" / "app.py").read_text() == "other\n"
    assert (tmp_path / "context" / "src" / "app.py").read_text() == "pass\n"


def test_a_line_is_changed_in_the_copy_and_not_in_the_users_file(tmp_path: Path) -> None:
    side = staged(tmp_path)
    side.touch("src/app.py")
    changed = (side.context / "src" / "app.py").read_text()
    assert changed.startswith("pass\n\n# One line more")
    assert (tmp_path / "context" / "src" / "app.py").read_text() == "pass\n"
    side.touch("src/app.py")
    first, second = (side.context / "src" / "app.py").read_text().split("\n\n")[1:]
    assert first != second.strip(), "a build cache may know the line of an earlier run"
