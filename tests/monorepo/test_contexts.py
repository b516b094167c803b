from __future__ import annotations

import os
from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Builder, Place, Purpose, Use
from lambdafix.monorepo.contexts import context_of, sources, tree_of


def tree(root: Path, *names: str) -> None:
    (root / ".git").mkdir()
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")


def found(root: Path, dockerfile: str, *copied: str) -> str:
    text = "FROM a\n" + "".join(f"COPY {source} /x/\n" for source in copied)
    return context_of(root / dockerfile, text).directory.relative_to(root).as_posix()


def test_the_context_is_the_dockerfiles_own_directory(tmp_path: Path) -> None:
    tree(tmp_path, "fn/Dockerfile", "fn/app.py", "app.py")
    assert found(tmp_path, "fn/Dockerfile", "app.py") == "fn"


def test_the_context_is_the_nearest_parent_that_holds_every_source(tmp_path: Path) -> None:
    tree(tmp_path, "src/fn/Dockerfile", "src/fn/app.py", "src/shared/a.py", "src/fn/fn/app.py")
    assert found(tmp_path, "src/fn/Dockerfile", "fn/app.py", "shared") == "src"
    assert found(tmp_path, "src/fn/Dockerfile", "src/shared/*.py") == "."


def test_a_source_that_is_nowhere_does_not_matter(tmp_path: Path) -> None:
    tree(tmp_path, "fn/Dockerfile", "fn/app.py")
    assert found(tmp_path, "fn/Dockerfile", "dist/model.bin") == "fn"
    assert found(tmp_path, "fn/Dockerfile", "dist/model.bin", "fn/app.py") == "."


def test_a_file_that_copies_nothing_by_name_has_its_own_directory(tmp_path: Path) -> None:
    tree(tmp_path, "fn/Dockerfile")
    assert found(tmp_path, "fn/Dockerfile", ".") == "fn"
    assert found(tmp_path, "fn/Dockerfile") == "fn"


def test_only_sources_of_the_context_count() -> None:
    text = (
        "FROM a AS b\nCOPY ./a.py b.py /x/\nADD https://a.example/c.tar /x/\n"
        'COPY ["d d.py", "/x/"]\nCOPY ${E} /x/\nCOPY --from=b /f /x/\nCOPY <<G /x/\nh\nG\n'
    )
    assert sources(text) == {"./a.py", "b.py", "d d.py"}


def test_the_search_ends_at_the_work_tree(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("")
    (tmp_path / "repository").mkdir()
    tree(tmp_path / "repository", "fn/Dockerfile")
    assert found(tmp_path, "repository/fn/Dockerfile", "app.py") == "repository/fn"


def test_without_git_the_tree_is_the_current_directory_or_the_files_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fn").mkdir()
    monkeypatch.chdir(tmp_path)
    assert tree_of(Path("fn/Dockerfile")) == tmp_path
    monkeypatch.chdir(tmp_path / "fn")
    assert tree_of(tmp_path / "Dockerfile") == tmp_path


def use(root: Path, context: str, function: str = "", line: int = 1) -> Use:
    purpose = Purpose.FUNCTION if function else Purpose.IMAGE
    directory = os.path.normpath(root / context)
    place = Place(str(root / "template.yaml"), line)
    return Use(str(root / "fn/Dockerfile"), directory, Builder.SAM, place, purpose, function)


def test_what_the_infrastructure_says_counts_where_everything_is_there(tmp_path: Path) -> None:
    tree(tmp_path, "fn/Dockerfile", "fn/app.py", "app.py")
    text = "FROM a\nCOPY app.py /x/\n"
    context = context_of(tmp_path / "fn/Dockerfile", text, [use(tmp_path, ".", "A")])
    assert context[:3] == (tmp_path, use(tmp_path, ".", "A"), ())


def test_a_context_that_lacks_what_is_copied_is_named_and_not_taken(tmp_path: Path) -> None:
    tree(tmp_path, "fn/Dockerfile", "fn/app.py")
    text = "FROM a\nCOPY app.py /x/\n"
    context = context_of(tmp_path / "fn/Dockerfile", text, [use(tmp_path, ".", "A")])
    assert context[:3] == (tmp_path / "fn", None, (use(tmp_path, ".", "A"),))


def test_a_functions_build_counts_more_than_an_images(tmp_path: Path) -> None:
    tree(tmp_path, "fn/Dockerfile", "fn/app.py", "app.py")
    text = "FROM a\nCOPY app.py /x/\n"
    image, function = use(tmp_path, "fn"), use(tmp_path, ".", "A")
    context = context_of(tmp_path / "fn/Dockerfile", text, [image, function])
    assert context[:3] == (tmp_path, function, (image,))


def test_of_two_contexts_that_disagree_the_one_with_the_handler_counts(tmp_path: Path) -> None:
    tree(tmp_path, "fn/Dockerfile", "fn/app.py", "x")
    text = 'FROM a\nCOPY . /x/\nCMD ["app.handler"]\n'
    uses = [use(tmp_path, ".", "A"), use(tmp_path, "fn", "B")]
    assert context_of(tmp_path / "fn/Dockerfile", text, uses)[:3] == (
        tmp_path / "fn",
        uses[1],
        (uses[0],),
    )


def test_contexts_that_cannot_be_told_apart_leave_it_to_the_copies(tmp_path: Path) -> None:
    tree(tmp_path, "a/fn/Dockerfile", "a/fn/app.py", "a/app.py", "app.py")
    text = "FROM a\nCOPY app.py /x/\n"
    uses = [use(tmp_path, ".", "A"), use(tmp_path, "a", "B")]
    context = context_of(tmp_path / "a/fn/Dockerfile", text, uses)
    assert context[:3] == (tmp_path / "a/fn", None, tuple(uses))


def test_the_word_of_the_infrastructure_stands_against_a_guess_at_the_handler(
    tmp_path: Path,
) -> None:
    tree(tmp_path, "fn/Dockerfile", "fn/app.py", "x")
    text = 'FROM a\nCOPY . /x/\nCMD ["app.handler"]\n'
    context = context_of(tmp_path / "fn/Dockerfile", text, [use(tmp_path, ".", "A")])
    assert context.directory == tmp_path
