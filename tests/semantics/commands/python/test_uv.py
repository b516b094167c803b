"""What uv reads and leaves for a project: its environment, its lock file, what it exports."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area, meet
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Install, Python, Trace, Unknown
from lambdafix.semantics.scope import Scope

SITE = "/usr/local/lib/python3.12/site-packages"
PATH = "/usr/local/bin:/usr/bin"
PLAIN = '[project]\nname = "app"\ndependencies = ["requests==2.32.5"]\n'
BUILT = '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n'
SETUP = (
    '[build-system]\nrequires = ["cython", "setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
)
SPACE = f'{PLAIN}[tool.uv.workspace]\nmembers = ["packages/*"]\n'


def run(
    line: str,
    files: dict[str, str] | None = None,
    copied: tuple[str, ...] | None = None,
    cwd: str = "/app",
    present: tuple[str, ...] = (),
    env: Mapping[str, str] | None = None,
) -> Trace | Unknown:
    files = {"pyproject.toml": PLAIN, "uv.lock": ""} if files is None else files
    names = tuple(files) if copied is None else copied
    return read(
        Call(
            tuple(line.split()),
            cwd,
            Scope({"PATH": PATH, **(env or {})}, {}, True),
            {f"/app/{name}": name for name in names},
            Project.of(files),
            Python("3.12", SITE, "/usr/local/bin"),
            frozenset((*(f"/app/{name}" for name in names), *present)),
        )
    )


def trace(
    line: str, files: dict[str, str] | None = None, env: Mapping[str, str] | None = None
) -> Trace:
    found = run(line, files, env=env)
    assert isinstance(found, Trace), found
    return found


def install(
    line: str, files: dict[str, str] | None = None, env: Mapping[str, str] | None = None
) -> Install:
    found = trace(line, files, env).install
    assert found is not None
    return found


def touches(areas: tuple[Area, ...], path: str) -> bool:
    return bool(meet(areas, (Area(path),)))


# uv sync


def test_a_project_that_is_not_built_is_synced_from_its_manifests_alone() -> None:
    found = trace("uv sync --frozen --no-dev")
    assert found.install is not None
    assert found.install.manifests == ("/app/pyproject.toml", "/app/uv.lock")
    assert found.install.source == ""
    assert not touches(found.reads, "/app/app.py")
    for name in ("pyproject.toml", "uv.lock", "uv.toml", ".python-version"):
        assert touches(found.reads, f"/app/{name}")


@pytest.mark.parametrize(
    ("options", "env", "source"),
    [
        ("", {}, "uv sync without --no-install-project"),
        ("--no-editable", {}, "uv sync without --no-install-project"),
        ("--no-install-project", {}, ""),
        ("--no-install-workspace", {}, ""),
        ("--no-install-local", {}, ""),
        ("", {"UV_NO_INSTALL_PROJECT": "1"}, ""),
        ("", {"UV_NO_INSTALL_PROJECT": "0"}, "uv sync without --no-install-project"),
        ("", {"UV_NO_INSTALL_WORKSPACE": "1"}, "uv sync without --no-install-project"),
    ],
)
def test_a_project_that_is_built_is_read_unless_it_is_left_out(
    options: str, env: dict[str, str], source: str
) -> None:
    files = {"pyproject.toml": f"{PLAIN}{BUILT}", "uv.lock": ""}
    found = trace(f"uv sync --locked {options}", files, env=env)
    assert found.install is not None
    assert found.install.source == source
    assert touches(found.reads, "/app/src/app/x.py") == bool(source)
    assert EVERYTHING not in found.reads


def test_a_build_that_may_run_code_reads_everything() -> None:
    files = {"pyproject.toml": f"{PLAIN}{SETUP}", "uv.lock": ""}
    assert EVERYTHING in trace("uv sync --frozen", files).reads


@pytest.mark.parametrize(
    ("options", "env", "written"),
    [
        ("", {}, True),
        ("--frozen", {}, False),
        ("--locked", {}, False),
        ("", {"UV_FROZEN": "true"}, False),
        ("", {"UV_LOCKED": "1"}, False),
        ("--no-dev", {"UV_LOCKED": ""}, True),
    ],
)
@pytest.mark.parametrize("command", ["sync", "export"])
def test_the_lock_file_is_written_where_it_may_be_out_of_date(
    command: str, options: str, env: dict[str, str], written: bool
) -> None:
    found = trace(f"uv {command} {options}", env=env)
    assert touches(found.writes, "/app/uv.lock") == written


@pytest.mark.parametrize(
    ("env", "place"),
    [
        ({}, "/app/.venv"),
        ({"UV_PROJECT_ENVIRONMENT": "/opt/venv"}, "/opt/venv"),
        ({"UV_PROJECT_ENVIRONMENT": "env"}, "/app/env"),
        ({"VIRTUAL_ENV": "/opt/venv"}, "/app/.venv"),
    ],
)
def test_the_environment_of_the_project(env: dict[str, str], place: str) -> None:
    found = trace("uv sync --frozen", env=env)
    assert touches(found.writes, f"{place}/bin/x")
    assert found.install is not None
    assert place in found.install.apart
    assert Area(f"{place}/pyvenv.cfg") in found.deposits[0].areas


def test_the_active_environment_is_used_where_it_is_asked_for() -> None:
    found = trace("uv sync --frozen --active", env={"VIRTUAL_ENV": "/opt/venv"})
    assert touches(found.writes, "/opt/venv/bin/x")


def test_the_system_itself_may_be_the_environment_but_is_not_a_plain_install() -> None:
    found = install("uv sync --frozen", env={"UV_PROJECT_ENVIRONMENT": "/usr/local"})
    assert not found.plain
    assert "removes" in found.apart


def test_a_workspace_is_read_member_by_member() -> None:
    files = {"pyproject.toml": SPACE, "uv.lock": "", "packages/a/pyproject.toml": PLAIN + BUILT}
    found = trace("uv sync --frozen --no-install-workspace", files)
    assert found.install is not None
    assert "/app/packages/a/pyproject.toml" in found.install.manifests
    assert not touches(found.reads, "/app/packages/a/a.py")
    whole = install("uv sync --frozen --no-install-project", files)
    assert whole.source == "uv sync without --no-install-workspace"


def test_a_member_that_is_not_copied_yet_is_read_by_name() -> None:
    files = {"pyproject.toml": SPACE, "uv.lock": "", "packages/a/pyproject.toml": PLAIN}
    words = "uv sync --frozen --no-install-workspace"
    found = run(words, files, copied=("pyproject.toml", "uv.lock"))
    assert isinstance(found, Trace)
    assert touches(found.reads, "/app/packages/a/pyproject.toml")


def test_the_environment_of_a_member_is_its_workspaces() -> None:
    files = {"pyproject.toml": SPACE, "uv.lock": "", "packages/a/pyproject.toml": PLAIN}
    found = run("uv sync --frozen", files, cwd="/app/packages/a")
    assert isinstance(found, Trace)
    assert touches(found.deposits[0].areas, "/app/.venv/x")
    assert not touches(found.deposits[0].areas, "/app/packages/a/.venv/x")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", f'{PLAIN}[tool.uv.sources]\nlib = {{ path = "../lib" }}\n'),
        ("uv.lock", 'source = { directory = "../lib" }\n'),
        ("pyproject.toml", f'{PLAIN}[tool.uv]\nfind-links = ["wheels"]\n'),
    ],
)
def test_a_package_of_a_path_is_installed_whatever_is_left_out(name: str, text: str) -> None:
    files = {"pyproject.toml": PLAIN, "uv.lock": "", name: text}
    found = trace("uv sync --frozen --no-install-project", files)
    assert found.install is not None
    assert found.install.source.startswith("a path in")
    assert EVERYTHING in found.reads


def test_metadata_that_only_a_build_knows_is_read_to_lock() -> None:
    files = {"pyproject.toml": '[project]\nname = "app"\ndynamic = ["version"]\n', "uv.lock": ""}
    assert EVERYTHING in trace("uv lock", files).reads
    assert EVERYTHING not in trace("uv sync --frozen", files).reads


# uv export


def test_an_export_leaves_a_requirements_file() -> None:
    found = trace("uv export --frozen --no-dev -o /tmp/r.txt")
    assert [a.path for a in found.deposits[0].areas] == ["/tmp/r.txt"]
    assert found.install is None
    assert found.manifests == ("/app/pyproject.toml", "/app/uv.lock")
    assert trace("uv export --frozen").deposits == ()


def test_an_export_that_names_the_source_is_not_understood() -> None:
    files = {"pyproject.toml": f"{PLAIN}{BUILT}", "uv.lock": ""}
    found = run("uv export --frozen -o r.txt", files)
    assert isinstance(found, Unknown)
    assert "--no-emit-project" in found.why
    assert trace("uv export --frozen --no-emit-project -o r.txt", files).deposits


# uv pip


def test_the_environment_that_a_variable_names() -> None:
    found = install("uv pip install six", env={"VIRTUAL_ENV": "/opt/venv"})
    assert "/opt/venv" in found.apart
    assert (found.plain, found.place) == (False, "")
    system = install("uv pip install six", env={"VIRTUAL_ENV": "/usr/local"})
    assert (system.plain, system.place) == (True, SITE)


def test_the_nearest_environment_by_its_usual_name() -> None:
    found = run("uv pip install six", cwd="/app/src", present=("/app/.venv/pyvenv.cfg",))
    assert isinstance(found, Trace)
    assert touches(found.writes, "/app/.venv/lib/x")
    assert isinstance(run("uv pip install six"), Unknown)


@pytest.mark.parametrize(
    ("python", "plain"),
    [("3.12", True), ("/usr/local/bin/python", True), ("3.9", False), ("/usr/bin/python3", False)],
)
def test_the_interpreter_that_is_asked_for(python: str, plain: bool) -> None:
    assert install(f"uv pip install --system --python {python} six").plain == plain


def test_a_sync_also_removes_so_it_is_no_plain_install() -> None:
    files = {"requirements.txt": "six==1.17.0\n"}
    found = install("uv pip sync --system requirements.txt", files)
    assert not found.plain
    assert "removes" in found.apart
    assert found.manifests == ("/app/requirements.txt",)
    aimed = install("uv pip sync --target /deps requirements.txt", files)
    assert (aimed.place, aimed.apart) == ("/deps", "")


def test_dependencies_of_a_pyproject_are_requirements() -> None:
    found = install("uv pip install --system -r pyproject.toml")
    assert found.distributions == frozenset({"requests"})
    dynamic = {"pyproject.toml": '[project]\nname = "a"\ndynamic = ["dependencies"]\n'}
    assert install("uv pip install --system -r pyproject.toml", dynamic).source


def test_a_setting_of_the_project_may_name_another_place() -> None:
    found = run("uv pip install --system six", {"uv.toml": '[pip]\ntarget = "/opt"\n'})
    assert isinstance(found, Unknown)
    assert found.word == "/app/uv.toml"


def test_what_is_compiled_is_a_file() -> None:
    found = trace("uv pip compile -o r.txt pyproject.toml")
    assert [a.path for a in found.deposits[0].areas] == ["/app/r.txt"]
    assert "/app/pyproject.toml" in found.manifests


# The other commands


@pytest.mark.parametrize(
    ("line", "env", "place"),
    [
        ("uv venv", {}, "/app/.venv"),
        ("uv venv /opt/venv --python 3.12", {}, "/opt/venv"),
        ("uv build", {}, "/app/dist"),
        ("uv build -o /out --wheel", {}, "/out"),
        ("uv python install 3.12", {}, "/root/.local/share/uv/python"),
        ("uv python install 3.12", {"UV_PYTHON_INSTALL_DIR": "/python"}, "/python"),
        ("uv tool install ruff", {}, "/root/.local/bin"),
        ("uv tool install ruff", {"UV_TOOL_BIN_DIR": "/usr/local/bin"}, "/usr/local/bin"),
    ],
)
def test_what_a_command_leaves(line: str, env: dict[str, str], place: str) -> None:
    found = trace(line, env=env)
    assert meet(found.deposits[0].areas, (Area(f"{place}/x"),))
    assert meet(found.writes, (Area(f"{place}/x"),))


def test_a_command_of_uv_runs_in_the_environment_that_is_synced_before() -> None:
    found = trace("uv run --frozen pip install six")
    assert found.install is not None
    assert "/app/.venv" in found.install.apart
    assert touches(found.writes, "/app/.venv/lib/x")
    without = trace("uv run --no-sync -- python --version")
    assert without.install is None


@pytest.mark.parametrize("line", ["uv --version", "uv cache clean", "uv cache prune --ci"])
def test_what_leaves_nothing(line: str) -> None:
    assert trace(line).deposits == ()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("uv run pytest", "pytest"),
        ("uv run --with ruff ruff", "uv run"),
        ("uv sync --frobnicate", "--frobnicate"),
        ("uv sync --script x.py", "uv sync"),
        ("uv sync --link-mode symlink", "--link-mode"),
        ("uv export -o ${FILE}", "${FILE}"),
        ("uv add requests", "uv add"),
        ("uv self update", "uv self"),
        ("uv tool install ./tool", "./tool"),
        ("uv pip install -r requirements.txt", "uv pip install"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    found = run(line)
    assert isinstance(found, Unknown)
    assert found.word == word


def test_without_its_manifest_nothing_is_known_of_a_project() -> None:
    found = run("uv sync --frozen", {})
    assert isinstance(found, Unknown)
    assert "not a file that was copied" in found.why
    assert isinstance(run("uv sync", env={"UV_WORKING_DIR": "/x"}), Unknown)
