from __future__ import annotations

import pytest

from lambdafix.context.pyproject import pip_settings, read

HATCH = '[build-system]\nrequires = ["hatchling>=1"]\nbuild-backend = "hatchling.build"\n'
POETRY = '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
FLIT = '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n'
SETUP = (
    '[build-system]\nrequires = ["setuptools", "wheel"]\nbuild-backend = "setuptools.build_meta"\n'
)


@pytest.mark.parametrize("text", [HATCH, POETRY, FLIT, SETUP, f'{HATCH}[project]\nname = "a"\n'])
def test_a_backend_that_runs_no_code_of_the_project(text: str) -> None:
    found = read(text)
    assert found is not None
    assert found.declarative


@pytest.mark.parametrize(
    "text",
    [
        "",
        HATCH.replace("hatchling>=1", 'hatchling", "hatch-vcs'),
        f'{HATCH}[tool.hatch.build.hooks.custom]\npath = "build.py"\n',
        f'{HATCH}[tool.hatch.version]\nsource = "vcs"\n',
        f'{HATCH}[project]\nreadme = "../README.md"\n',
        f"{HATCH}backend-path = ['.']\n",
        f'{POETRY}[tool.poetry]\nbuild = "build.py"\n',
        f'{FLIT}[project]\ndynamic = ["version"]\n',
        f'{SETUP}[project]\ndynamic = ["version"]\n',
        '[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n',
    ],
)
def test_a_backend_that_may_run_code_of_the_project(text: str) -> None:
    found = read(text)
    assert found is not None
    assert not found.declarative


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ('[project]\nname = "a"\n', False),
        (HATCH, True),
        (f"{HATCH}[tool.uv]\npackage = false\n", False),
        ("[tool.uv]\npackage = true\n", True),
    ],
)
def test_whether_uv_builds_the_project_itself(text: str, package: bool) -> None:
    found = read(text)
    assert found is not None
    assert found.package == package


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ('[tool.uv.sources]\nlib = { path = "../lib" }\n', ("../lib",)),
        ('[tool.poetry.dependencies]\nlib = { path = "lib" }\n', ("lib",)),
        ('[project]\ndependencies = ["lib @ file:///lib"]\n', ("lib @ file:///lib",)),
        ('[[tool.uv.index]]\nurl = "./wheels"\n', ("./wheels",)),
        ('[[tool.uv.index]]\nurl = "https://example.com/simple"\n', ()),
        ('[tool.hatch.version]\npath = "src/a.py"\n', ()),
        ("[tool.uv.sources]\nlib = { workspace = true }\n", ()),
    ],
)
def test_what_a_project_needs_from_a_path(text: str, local: tuple[str, ...]) -> None:
    found = read(text)
    assert found is not None
    assert found.local == local


def test_what_is_no_toml_is_not_read() -> None:
    assert read("[") is None
    assert pip_settings("[") == frozenset()


def test_the_settings_of_uv_pip() -> None:
    assert pip_settings("[tool.uv.pip]\nsystem = true\n") == {"system"}
    assert pip_settings('[pip]\ntarget = "x"\n') == {"target"}
