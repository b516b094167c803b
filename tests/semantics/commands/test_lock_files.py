"""poetry and pipenv, which read a lock file."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Python, Trace, Unknown
from lambdafix.semantics.scope import Scope

SITE = "/var/lang/lib/python3.12/site-packages"
NAMES = ("pyproject.toml", "poetry.lock", "Pipfile", "Pipfile.lock")
COPIED = {f"/var/task/{name}": name for name in NAMES}


def run(
    line: str, copied: dict[str, str] = COPIED, cwd: str | None = "/var/task"
) -> Trace | Unknown:
    python = Python("3.12", SITE, "/var/lang/bin")
    project = Project.of(dict.fromkeys(NAMES, ""))
    return read(Call(tuple(line.split()), cwd, Scope(), copied, project, python))


def trace(line: str, copied: dict[str, str] = COPIED) -> Trace:
    found = run(line, copied)
    assert isinstance(found, Trace)
    return found


@pytest.mark.parametrize(
    ("line", "manifests"),
    [
        ("poetry install --no-root", ("pyproject.toml", "poetry.lock")),
        ("python -m poetry install --no-root --only main", ("pyproject.toml", "poetry.lock")),
        ("pipenv install --system --deploy", ("Pipfile", "Pipfile.lock")),
        ("pipenv sync --system", ("Pipfile", "Pipfile.lock")),
    ],
)
def test_the_manifests_are_the_files_that_were_copied(
    line: str, manifests: tuple[str, ...]
) -> None:
    found = trace(line).install
    assert found is not None
    assert found.manifests == tuple(f"/var/task/{m}" for m in manifests)
    assert found.distributions is None
    without = run(line, {})
    assert isinstance(without, Unknown)
    assert "is not a file that was copied from the build context" in without.why


def test_without_no_root_poetry_installs_the_source_too() -> None:
    source = (Area("/var/task/app.py"),)
    assert meet(trace("poetry install").reads, source)
    assert not meet(trace("poetry install --no-root").reads, source)


@pytest.mark.parametrize("line", ["poetry install --no-root", "pipenv install --system"])
def test_the_manifest_is_looked_for_in_the_directories_above(line: str) -> None:
    found = run(line, cwd="/var/task/src/lib")
    assert isinstance(found, Trace)
    assert found.install is not None
    assert all(m.startswith("/var/task/") for m in found.install.manifests)
    assert len(found.install.manifests) == 2


@pytest.mark.parametrize("name", ["pyproject.toml", "poetry.lock"])
def test_a_dependency_that_is_a_path_makes_the_install_read_the_source(name: str) -> None:
    texts = {"pyproject.toml": 'lib = {path = "../lib"}', "poetry.lock": 'type = "directory"'}
    project = Project.of({**dict.fromkeys(NAMES, ""), name: texts[name]})
    words = ("poetry", "install", "--no-root")
    python = Python("3.12", SITE, "/var/lang/bin")
    found = read(Call(words, "/var/task", Scope(), COPIED, project, python))
    assert isinstance(found, Trace)
    assert found.install is not None
    assert found.install.source == f"a path in {name}"


def test_an_export_leaves_a_requirements_file() -> None:
    found = trace("poetry export -f requirements.txt -o requirements.txt --without-hashes")
    assert {a.path for a in found.writes} == {"/var/task/requirements.txt"}
    assert {a.path for a in found.reads} >= {"/var/task/poetry.lock"}
    assert trace("poetry export").writes == ()


def test_a_setting_of_poetry_is_read_by_its_install() -> None:
    setting, install = trace("poetry config virtualenvs.create false"), trace("poetry install")
    assert meet(setting.writes, install.reads)


@pytest.mark.parametrize(
    "line",
    [
        "poetry build",
        "poetry install --frobnicate",
        "poetry install -C src",
        "poetry",
        "pipenv install",
        "pipenv install --system requests",
        "pipenv run x",
    ],
)
def test_what_lands_in_an_unknown_place_is_not_known(line: str) -> None:
    assert isinstance(run(line), Unknown)
