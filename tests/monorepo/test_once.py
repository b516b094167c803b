"""Equal content in equal context is worked out once, and in no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.codemod import Order, Settings
from lambdafix.context.project import Project
from lambdafix.monorepo.once import Once
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source
from tests.repository_support import commit, function, repository, write


class Counted:
    """The pipeline, and how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, source: Source, project: Project, settings: Settings) -> Rewrite:
        self.calls += 1
        return rewrite(source, project, settings)


def both(root: Path, second: Settings = Settings()) -> tuple[int, Rewrite, Rewrite]:
    """How often the two functions of a tree were worked out, and what came of each."""
    once, work = Once(), Counted()

    def of(name: str, settings: Settings) -> Rewrite:
        path = root / name / "Dockerfile"
        return once.rewrite(work, Source.read(path), root / name, path, settings)

    first, other = of("a", Settings()), of("b", second)
    assert once.taken_over == 2 - work.calls
    return work.calls, first, other


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, {**function("a"), **function("b")})


def test_two_equal_functions_are_worked_out_once_and_each_keeps_its_name(root: Path) -> None:
    calls, first, other = both(root)
    assert calls == 1
    assert first.changed
    assert other.text == first.text
    assert other.source.path == str(root / "b" / "Dockerfile")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.py", "import subprocess\n\ndef handler(event, context):\n    return 1\n"),
        ("requirements.txt", "-r more.txt\n"),
        (".dockerignore", "*.txt\n"),
        ("requests/__init__.py", ""),
        ("other.Dockerfile", "FROM scratch\n"),
    ],
)
def test_a_function_whose_files_answer_otherwise_is_worked_out_itself(
    root: Path, name: str, text: str
) -> None:
    write(root / "b", {name: text})
    calls, _, other = both(root)
    path = root / "b" / "Dockerfile"
    assert calls == 2
    assert other == rewrite(Source.read(path), Project.at(root / "b", path))


def test_a_file_that_nothing_asks_for_makes_no_difference(root: Path) -> None:
    for name in "ab":
        write(root / name, {"data/notes.md": f"of {name}\n"})
    calls, _, _ = both(root)
    assert calls == 1


def test_other_settings_are_another_rewrite(root: Path) -> None:
    calls, _, _ = both(root, Settings(order=Order.COST))
    assert calls == 2


def test_one_byte_of_the_dockerfile_is_another_rewrite(root: Path) -> None:
    path = root / "b" / "Dockerfile"
    path.write_text(path.read_text() + "\n")
    calls, _, _ = both(root)
    assert calls == 2


def test_another_history_is_another_rewrite(tmp_path: Path) -> None:
    text = "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nCOPY lib/ ./lib/\n"
    text += 'CMD ["app.handler"]\n'
    root = write(tmp_path, {**function("a", text), **function("b", text)})
    write(root, {"a/lib/x.py": "", "b/lib/x.py": ""})
    repository(root)
    write(root, {"b/app.py": function("b")["b/app.py"]})
    (root / "b" / "lib" / "x.py").write_text("1\n")
    commit(root, "second")
    (root / "b" / "lib" / "x.py").write_text("")
    commit(root, "third")
    once, work = Once(), Counted()
    for name in "ab":
        path = root / name / "Dockerfile"
        once.rewrite(work, Source.read(path), root / name, path, Settings())
    assert work.calls == 2


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    once, work = Once(), Counted()
    for number in range(100):
        name = f"f{number}"
        write(tmp_path, function(name, f"FROM scratch\nLABEL n={number}\n"))
        path = tmp_path / name / "Dockerfile"
        once.rewrite(work, Source.read(path), tmp_path / name, path, Settings())
    assert work.calls == 100
    assert sum(map(len, once._known.values())) == 64
