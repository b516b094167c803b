"""A part of a repository that is not on the disk is there, and nothing is known of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix import Rewrite, rewrite
from lambdafix.codemod import Settings, Verdict
from lambdafix.context import git as asked
from lambdafix.context.not_checked_out import NotCheckedOut
from lambdafix.context.project import Project
from lambdafix.monorepo.once import Once
from lambdafix.pipeline import rewrite as work
from lambdafix.syntax.source import Source
from tests.repository_support import HANDLER, commit, git, repository, write

FLAT = """\
FROM public.ecr.aws/lambda/python:3.13
COPY . .
RUN pip install -r requirements.txt -t .
CMD ["app.handler"]
"""
FILES = {
    "Dockerfile": FLAT,
    "app.py": HANDLER,
    "requirements.txt": "pyyaml==6.0.3\n",
    ".dockerignore": ".git\n",
    "yaml/__init__.py": "",
    "docs/guide/index.md": "a guide\n",
}


def sparse(directory: Path, files: dict[str, str], *kept: str) -> Path:
    """A repository of which only the files at the top and these directories are on the disk."""
    repository(write(directory, files))
    git(directory, "sparse-checkout", "set", "--cone", *kept)
    return directory


def of(directory: Path, name: str = "Dockerfile") -> Rewrite:
    path = directory / name
    return rewrite(Source.read(path), Project.at(directory, path))


def refusals(found: Rewrite) -> list[str]:
    return [r.text for _, r in found.reasons if r.verdict is Verdict.REFUSED]


def test_what_a_sparse_checkout_leaves_out_is_listed(tmp_path: Path) -> None:
    whole = repository(write(tmp_path / "whole", FILES))
    part = sparse(tmp_path / "part", FILES)
    assert not (part / "yaml").exists()
    assert Project.at(part).files() == Project.at(whole).files()
    assert Project.at(part).is_dir("docs/guide")
    assert not Project.at(part).exists("docs/other")


def test_what_it_holds_is_not_known(tmp_path: Path) -> None:
    project = Project.at(sparse(tmp_path, FILES))
    with pytest.raises(NotCheckedOut, match=r"yaml/__init__\.py"):
        project.read("yaml/__init__.py")
    assert project.read("app.py") == HANDLER


def test_a_sparse_context_below_its_repository(tmp_path: Path) -> None:
    files = {f"fn/{name}": text for name, text in FILES.items()}
    project = Project.at(sparse(tmp_path, files, "fn/docs") / "fn")
    assert project.exists("yaml/__init__.py")
    assert project.read("docs/guide/index.md") == "a guide\n"


def test_a_module_that_is_not_checked_out_hides_a_package_all_the_same(tmp_path: Path) -> None:
    """Else a partial clone would get what a whole one is refused."""
    whole, part = repository(write(tmp_path / "whole", FILES)), sparse(tmp_path / "part", FILES)
    assert any("/var/task/yaml" in text for text in refusals(of(whole)))
    assert of(part).text == of(whole).text


def test_a_step_that_has_to_know_a_file_is_refused_by_its_name(tmp_path: Path) -> None:
    files = {**FILES, "requirements.txt": "-r more/base.txt\n", "more/base.txt": "idna==3.10\n"}
    found = of(sparse(tmp_path, files))
    assert not found.changed
    assert [text for text in refusals(found) if "more/base.txt" in text] == [
        "what more/base.txt holds has to be known: git has it, and it is not checked out"
    ]


def test_what_nothing_has_to_know_hinders_nothing(tmp_path: Path) -> None:
    files = {**FILES, "requirements.txt": "idna==3.10\n", ".dockerignore": ".git\nyaml\n"}
    found = of(sparse(tmp_path, files))
    assert "COPY requirements.txt .\n" in found.text
    assert not refusals(found)


def with_submodule(tmp_path: Path, files: dict[str, str]) -> Path:
    """A clone without its submodule `vendor/lib`."""
    library = repository(write(tmp_path / "library", {"lib.py": ""}))
    origin = repository(write(tmp_path / "origin", files))
    git(origin, "-c", "protocol.file.allow=always", "submodule", "add", str(library), "vendor/lib")
    commit(origin, "a submodule")
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    return tmp_path / "clone"


def test_a_submodule_that_is_not_fetched_is_there_and_unknown(tmp_path: Path) -> None:
    clone = with_submodule(tmp_path, FILES)
    project = Project.at(clone)
    assert project.is_dir("vendor/lib")
    with pytest.raises(NotCheckedOut, match="vendor/lib"):
        project.exists("vendor/lib/lib.py")
    found = of(clone)
    assert not found.changed
    assert any("vendor/lib" in text for text in refusals(found))
    git(clone, "-c", "protocol.file.allow=always", "submodule", "update", "--init", "--quiet")
    assert Project.at(clone).read("vendor/lib/lib.py") == ""


def test_a_submodule_that_no_copy_takes_hinders_nothing(tmp_path: Path) -> None:
    files = {**FILES, "Dockerfile": FLAT.replace("COPY . .", "COPY app.py requirements.txt ./")}
    clone = with_submodule(tmp_path, files)
    assert "COPY requirements.txt ./" in of(clone).text
    (clone / "Dockerfile").write_text(FLAT)
    (clone / ".dockerignore").write_text(".git\nvendor\nyaml\n")
    assert of(clone).changed


def test_git_is_asked_only_where_something_may_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = repository(write(tmp_path / "whole", FILES))
    monkeypatch.setattr(asked, "ask", lambda *_, **__: pytest.fail("git was asked"))
    assert Project.at(whole).read("yaml/__init__.py") == ""


def test_no_rewrite_is_taken_over_where_the_other_context_has_what_this_one_lacks(
    tmp_path: Path,
) -> None:
    files = {**FILES, "requirements.txt": "-r more/base.txt\n", "more/base.txt": "idna==3.10\n"}
    whole, part = repository(write(tmp_path / "whole", files)), sparse(tmp_path / "part", files)
    for order in ((whole, part), (part, whole)):
        once = Once()
        found = {
            at: once.rewrite(
                work, Source.read(at / "Dockerfile"), at, at / "Dockerfile", Settings()
            )
            for at in order
        }
        assert refusals(found[part]) != refusals(found[whole])
