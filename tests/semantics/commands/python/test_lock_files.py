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


def test_a_setting_of_poetry_is_the_users_unless_it_is_said_to_be_the_projects() -> None:
    own = (Area("/var/task/poetry.toml"),)
    assert not meet(trace("poetry config virtualenvs.create false").writes, own)
    assert trace("poetry config --local virtualenvs.create false").writes == own
    below = run("poetry config virtualenvs.create false --local", cwd="/var/task/src")
    assert isinstance(below, Trace)
    assert below.writes == own


@pytest.mark.parametrize(
    "line",
    [
        "poetry publish",
        "poetry install --frobnicate",
        "poetry install -C ${DIRECTORY}",
        "poetry env use 3.12",
        "poetry version patch",
        "poetry run python x.py",
        "poetry add ./lib",
        "poetry self update",
        "pipenv shell",
        "pipenv run x",
        "pipenv install ./lib",
        "pipenv sync --system --extra-pip-args=--prefix=/x",
    ],
)
def test_what_lands_in_an_unknown_place_is_not_known(line: str) -> None:
    assert isinstance(run(line), Unknown)


def with_variables(line: str, **env: str) -> Trace:
    python = Python("3.12", SITE, "/var/lang/bin")
    path = {"PATH": "/var/lang/bin:/usr/bin"}
    scope = Scope({**path, **env}, {}, True)
    project = Project.of(dict.fromkeys(NAMES, ""))
    found = read(Call(tuple(line.split()), "/var/task", scope, COPIED, project, python))
    assert isinstance(found, Trace)
    return found


@pytest.mark.parametrize("place", [SITE, "/var/task/.venv", "/root/.cache/pypoetry/virtualenvs"])
def test_where_poetry_puts_packages_is_decided_elsewhere_so_all_places_count(place: str) -> None:
    found = with_variables("poetry install --no-root")
    assert meet(found.writes, (Area(f"{place}/x"),))
    assert meet(with_variables("poetry run pip list").reads, (Area(f"{place}/x"),))


def test_an_environment_in_the_project_is_apart_from_the_function() -> None:
    inside = with_variables("poetry install --no-root", POETRY_VIRTUALENVS_IN_PROJECT="true")
    both = with_variables(
        "poetry install --no-root",
        POETRY_VIRTUALENVS_IN_PROJECT="true",
        POETRY_VIRTUALENVS_CREATE="false",
    )
    assert inside.install is not None
    assert both.install is not None
    assert "/var/task/.venv" in inside.install.apart
    assert not both.install.apart


def test_another_directory_of_poetry_is_where_its_manifests_are_looked_for() -> None:
    found = run("poetry -q install -C /var/task --no-root", cwd="/tmp")
    assert isinstance(found, Trace)
    assert found.install is not None
    assert found.install.manifests == ("/var/task/pyproject.toml", "/var/task/poetry.lock")


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("poetry lock", {"poetry.lock"}),
        ("poetry add requests", {"pyproject.toml", "poetry.lock"}),
        ("pipenv lock", {"Pipfile.lock"}),
        ("pipenv install --system", {"Pipfile.lock"}),
        ("pipenv install --system requests", {"Pipfile", "Pipfile.lock"}),
        ("pipenv install --system --deploy", set()),
        ("pipenv sync --system", set()),
    ],
)
def test_a_lock_file_is_written_where_it_may_be_out_of_date(line: str, files: set[str]) -> None:
    single = {a.path for a in trace(line).writes if not a.deep}
    assert single == {f"/var/task/{name}" for name in files}


def test_a_build_leaves_archives_of_the_source() -> None:
    found = trace("poetry build")
    assert meet(found.writes, (Area("/var/task/dist/x.whl"),))
    assert meet(found.reads, (Area("/var/task/app.py"),))


def test_a_command_of_poetry_runs_in_an_environment_that_is_not_the_base_images_own() -> None:
    found = with_variables("poetry run pip install six").install
    assert found is not None
    assert (found.plain, found.place) == (False, "")
    aimed = with_variables("poetry run pip install -t /asset six").install
    assert aimed is not None
    assert aimed.place == "/asset"


@pytest.mark.parametrize("line", ["poetry export -o r.txt", "pipenv requirements"])
def test_requirements_that_name_the_source_would_make_their_reader_read_it(line: str) -> None:
    texts = {"pyproject.toml": 'lib = {path = "../lib"}', "Pipfile": 'lib = {path = "../lib"}'}
    project = Project.of({**dict.fromkeys(NAMES, ""), **texts})
    found = read(Call(tuple(line.split()), "/var/task", Scope(), COPIED, project))
    assert isinstance(found, Unknown)
    assert "names the source" in found.why


def test_without_system_pipenv_fills_a_virtual_environment() -> None:
    found = trace("pipenv install")
    assert found.install is not None
    assert "virtual environment" in found.install.apart
    for place in ("/var/task/.venv/x", "/root/.local/share/virtualenvs/x"):
        assert meet(found.writes, (Area(place),))
