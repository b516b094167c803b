"""What pip and uv read and leave; uv's `pip install` shares pip's options."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area, meet
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Install, Python, Trace, Unknown
from lambdafix.semantics.scope import Scope

SITE = "/var/lang/lib/python3.12/site-packages"
PROJECT = Project.of(
    {
        "requirements.txt": "requests==2.32.5\n",
        "all.txt": "-r requirements.txt\n-c pins.txt\nsix\n",
        "pins.txt": "idna==3.10\n",
        "local.txt": "./vendor/lib\n",
        "git.txt": "git+https://example.com/a.git#egg=a\n",
        "odd.txt": "requests ==\n",
        "outer.txt": "six\n-r odd.txt\n",
        "gone.txt": "-r not-there.txt\n",
        "vendor/lib/setup.py": "",
    }
)
COPIED = {f"/var/task/{name}": name for name in PROJECT.files()}


def call(line: str, copied: dict[str, str] = COPIED, cwd: str | None = "/var/task") -> Call:
    python = Python("3.12", SITE, "/var/lang/bin")
    return Call(tuple(line.split()), cwd, Scope(complete=True), copied, PROJECT, python)


def install(line: str, copied: dict[str, str] = COPIED) -> Install:
    found = read(call(line, copied))
    assert isinstance(found, Trace)
    assert found.install is not None
    return found.install


def unknown(line: str, cwd: str | None = "/var/task") -> str:
    found = read(call(line, cwd=cwd))
    assert isinstance(found, Unknown)
    return found.word


@pytest.mark.parametrize(
    ("options", "place", "plain"),
    [
        ("", SITE, True),
        ("-t .", "/var/task", False),
        ("--target /opt/python", "/opt/python", False),
        ("--target=/opt/python", "/opt/python", False),
        ("-t/opt/python", "/opt/python", False),
        ("--prefix /install", "/install", False),
        ("-U --no-cache-dir -qq", SITE, True),
    ],
)
def test_where_packages_land(options: str, place: str, plain: bool) -> None:
    found = install(f"pip install six {options}")
    assert (found.place, found.plain) == (place, plain)
    assert found.distributions == frozenset({"six"})


@pytest.mark.parametrize(
    "line",
    [
        "pip install -r requirements.txt",
        "pip3 install -r requirements.txt",
        "pip3.12 install -rrequirements.txt",
        "pip --no-cache-dir install --requirement requirements.txt",
        "python -m pip install --requirement=requirements.txt",
        "python3.12 -m pip install -r ./requirements.txt",
        "/var/lang/bin/pip install -r /var/task/requirements.txt",
        "/var/lang/bin/python3 -u -m pip install -r requirements.txt",
        "uv pip install --system -r requirements.txt",
    ],
)
def test_the_manifest_is_found_however_pip_is_called(line: str) -> None:
    found = install(line)
    assert found.manifests == ("/var/task/requirements.txt",)
    assert found.distributions == frozenset({"requests"})


def test_all_that_a_requirements_file_includes_is_a_manifest_too() -> None:
    found = install("pip install -r all.txt")
    assert set(found.manifests) == {f"/var/task/{n}.txt" for n in ("all", "requirements", "pins")}
    assert found.distributions == frozenset({"requests", "six"})


def test_without_an_included_file_beside_it_what_is_installed_is_not_known() -> None:
    copied = {"/var/task/all.txt": "all.txt", "/var/task/pins.txt": "pins.txt"}
    found = read(call("pip install -r all.txt", copied))
    assert isinstance(found, Trace)
    assert found.install is not None
    assert found.install.distributions is None
    assert found.missing == "`requirements.txt`, which all.txt includes, is not copied beside it"


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("build.txt", "`build.txt`"),
        ("gone.txt", "`not-there.txt` is not in the build context"),
        ("odd.txt", "line 1 of odd.txt cannot be read"),
        ("outer.txt", "line 1 of odd.txt cannot be read"),
    ],
)
def test_a_manifest_that_cannot_be_seen_is_named(name: str, missing: str) -> None:
    found = read(call(f"pip install -r {name}"))
    assert isinstance(found, Trace)
    assert missing in found.missing


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("pip install .", "."),
        ("pip install -e .[dev]", "."),
        ("pip install ./vendor/lib", "./vendor/lib"),
        ("pip install -r local.txt", "vendor/lib"),
        ("pip install --find-links ./vendor six", "./vendor"),
        ("pip install --find-links https://example.com/wheels six", ""),
        ("pip install six", ""),
    ],
)
def test_an_install_that_reads_the_source_says_by_which_word(line: str, source: str) -> None:
    found = install(line).source
    assert found.removeprefix("./") == source.removeprefix("./")


def test_a_requirement_from_a_repository_needs_git() -> None:
    assert install("pip install -r git.txt").needs == {"git"}
    assert install("pip install six").needs == frozenset()


def test_an_install_leaves_what_has_the_names_of_its_packages_and_nothing_else() -> None:
    found = read(call("pip install PyYAML -t ."))
    assert isinstance(found, Trace)
    into = next(a for a in found.writes if a.path == "/var/task")
    assert into.deep
    assert into.names is not None
    assert into.names >= {"yaml", "_yaml"}
    assert not into.names & {"app", "PyYAML", "src"}


def test_two_spellings_of_one_install_leave_the_same() -> None:
    one = read(call("pip install --no-cache-dir -r requirements.txt -t . --upgrade"))
    two = read(call("python -m pip -q install --upgrade --target /var/task -r requirements.txt"))
    assert isinstance(one, Trace)
    assert isinstance(two, Trace)
    assert [(d.areas, d.semantic) for d in one.deposits] == [
        (d.areas, d.semantic) for d in two.deposits
    ]


@pytest.mark.parametrize("option", ["--pre", "--no-deps", "--no-binary :all:", "-i https://x/y"])
def test_an_option_that_decides_what_is_installed_makes_a_difference(option: str) -> None:
    one, two = read(call("pip install six")), read(call(f"pip install six {option}"))
    assert isinstance(one, Trace)
    assert isinstance(two, Trace)
    assert one.deposits[0].semantic != two.deposits[0].semantic


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("pip frobnicate six", "pip frobnicate"),
        ("pip --python /x/bin/python install six", "pip --python"),
        ("pip config set global.target /opt", "pip config global.target"),
        ("pip config edit", "pip config edit"),
        ("pip wheel six -w ${PLACE}", "${PLACE}"),
        ("pip download -d ${PLACE} six", "${PLACE}"),
        ("pip uninstall -y -r ${FILE}", "${FILE}"),
        ("pip install --frobnicate six", "--frobnicate"),
        ("pip install ${EXTRA} six", "${EXTRA}"),
        ("pip install -r https://example.com/r.txt", "https://example.com/r.txt"),
        ("pip install six -t ${PLACE}", "${PLACE}"),
        ("pip install six -t", "-t"),
        ("uv sync --frozen", "uv sync"),
        ("uv pip install six", "uv pip install"),
        ("python setup.py install", "python setup.py"),
        ("python -m compileall", "-m compileall"),
        ("python -m nltk.downloader punkt", "-m nltk.downloader"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line) == word


def test_where_the_working_directory_is_not_known_neither_is_a_relative_manifest() -> None:
    assert unknown("pip install -r requirements.txt", cwd=None) == "requirements.txt"
    assert unknown("pip install six -t python", cwd=None) == "python"


def test_without_a_known_interpreter_all_of_its_usual_places_count_and_none_is_the_place() -> None:
    nowhere = Call(("pip", "install", "six"), "/app", Scope(), {}, PROJECT, None)
    found = read(nowhere)
    assert isinstance(found, Trace)
    assert found.install is not None
    assert (found.install.place, found.install.plain) == ("", False)
    assert "site-packages directory is not known" in found.install.apart
    for place in ("/usr/lib/python3/x", "/opt/conda/x", "/root/x", "/app/.venv/x", "/venv/x"):
        assert meet(found.writes, (Area(place),))
        assert meet(found.deposits[0].areas, (Area(place),))
    assert not meet(found.writes, (Area("/app/app.py"),))
    aimed = Call(("pip", "install", "six", "-t", "/x"), "/", Scope(), {}, PROJECT, None)
    assert isinstance(read(aimed), Trace)


def test_asking_pip_leaves_nothing() -> None:
    for line in ("pip --version", "pip list", "pip check", "python --version"):
        found = read(call(line))
        assert isinstance(found, Trace)
        assert not found.deposits


def test_uv_needs_the_word_that_says_where() -> None:
    assert install("uv pip install --target /opt/python six").place == "/opt/python"
    said = Scope(env={"UV_SYSTEM_PYTHON": "1"}, complete=True)
    python = Python("3.12", SITE, "/var/lang/bin")
    words = ("uv", "pip", "install", "six")
    found = read(Call(words, "/", said, {}, PROJECT, python))
    assert isinstance(found, Trace)
    assert found.install is not None
    assert found.install.tool == "uv"


def with_variables(line: str, **env: str) -> Trace | Unknown:
    python = Python("3.12", SITE, "/var/lang/bin")
    return read(Call(tuple(line.split()), "/app", Scope(env, {}, True), {}, PROJECT, python))


@pytest.mark.parametrize(
    ("env", "place"),
    [
        ({"PIP_TARGET": "/opt/python"}, "/opt/python"),
        ({"PIP_PREFIX": "/install"}, "/install"),
        ({"PIP_ROOT": "/root2"}, "/root2"),
        ({"PIP_USER": "1"}, "/root/.local"),
        ({"PIP_USER": "yes", "PYTHONUSERBASE": "/opt/user"}, "/opt/user"),
        ({"PIP_USER": "0"}, SITE),
        ({"PYTHONUSERBASE": "/opt/user"}, SITE),
    ],
)
def test_a_variable_of_pip_is_an_option(env: dict[str, str], place: str) -> None:
    found = with_variables("pip install six", **env)
    assert isinstance(found, Trace)
    assert found.install is not None
    assert (found.install.place, found.install.plain) == (place, place == SITE)
    assert meet(found.deposits[0].areas, (Area(f"{place}/six.py"),))


def test_uv_does_not_read_the_variables_of_pip() -> None:
    found = with_variables("uv pip install --system six", PIP_TARGET="/opt/python")
    assert isinstance(found, Trace)
    assert found.install is not None
    assert found.install.place == SITE


def test_packages_of_the_user_are_no_plain_install_which_no_target_could_be_added_to() -> None:
    found = install("pip install --user six")
    assert (found.place, found.plain) == ("/root/.local", False)


def test_below_a_prefix_packages_lie_deeper_than_their_names() -> None:
    found = read(call("pip install --prefix /install six"))
    assert isinstance(found, Trace)
    assert meet(found.writes, (Area("/install/lib/python3.12/site-packages/other.py"),))


def test_a_configuration_file_that_sends_packages_elsewhere_is_named() -> None:
    project = Project.of({"pip.conf": "[global]\ntarget = /opt/python\n"})
    python = Python("3.12", SITE, "/var/lang/bin")
    words, files = ("pip", "install", "six"), {"/etc/pip.conf": "pip.conf"}
    found = read(Call(words, "/", Scope(complete=True), files, project, python))
    assert isinstance(found, Unknown)
    assert found.word == "/etc/pip.conf"


@pytest.mark.parametrize("line", ["pip download -d out six", "pip wheel --wheel-dir=out six"])
def test_archives_land_in_the_directory_that_is_named(line: str) -> None:
    found = read(call(line))
    assert isinstance(found, Trace)
    assert found.install is None
    assert {a.path for a in found.deposits[0].areas} == {"/var/task/out"}
    assert meet(found.reads, (Area("/root/.config/pip/pip.conf"),))


def test_archives_of_other_requirements_are_others() -> None:
    one, two = read(call("pip wheel -w out six")), read(call("pip wheel -w out idna"))
    assert isinstance(one, Trace)
    assert isinstance(two, Trace)
    assert one.deposits[0].semantic != two.deposits[0].semantic


def test_an_uninstall_takes_away_what_an_install_left() -> None:
    found, left = read(call("pip uninstall -y six")), read(call("pip install six"))
    assert isinstance(found, Trace)
    assert isinstance(left, Trace)
    assert meet(found.writes, left.writes)
    assert found.deposits
    assert found.install is None


def test_settings_of_pip_are_read_by_its_install() -> None:
    setting = read(call("pip config set global.index-url https://example.com/simple"))
    later = read(call("pip install six"))
    assert isinstance(setting, Trace)
    assert isinstance(later, Trace)
    assert meet(setting.writes, later.reads)


WHEELS = {"/var/task/dist/a_lib-1.0-py3-none-any.whl": "dist/a_lib-1.0-py3-none-any.whl"}


def test_wheels_of_the_context_by_a_pattern_are_known_by_their_names() -> None:
    found = install("pip install dist/*.whl", WHEELS)
    assert found.distributions == frozenset({"a-lib"})
    assert found.source == "dist/*.whl"


def test_what_else_may_match_a_pattern_is_not_known() -> None:
    found = read(call("pip install dist/*.whl", {}))
    assert isinstance(found, Trace)
    assert found.install is not None
    assert found.install.distributions is None
    assert found.missing == "what `dist/*.whl` stands for is not known"
    assert meet(found.reads, (Area("/var/task/dist/x.whl"),))


BUILT = "[build-system]\nrequires = ['{0}']\nbuild-backend = '{1}'\n[project]\nname = 'x'\n"


@pytest.mark.parametrize(
    ("files", "alone"),
    [
        ({"pyproject.toml": BUILT.format("hatchling", "hatchling.build")}, True),
        ({"pyproject.toml": BUILT.format("uv_build>=0.9", "uv_build")}, True),
        ({"pyproject.toml": BUILT.format("setuptools>=61", "setuptools.build_meta")}, True),
        (
            {
                "pyproject.toml": BUILT.format("setuptools", "setuptools.build_meta"),
                "setup.py": "import setuptools",
            },
            False,
        ),
        ({"pyproject.toml": BUILT.format("hatchling", "backend")}, False),
        ({"setup.py": "import setuptools"}, False),
    ],
)
def test_a_build_that_may_run_code_of_the_project_reads_everything(
    files: dict[str, str], alone: bool
) -> None:
    copied = {f"/var/task/{name}": name for name in files}
    python = Python("3.12", SITE, "/var/lang/bin")
    words = ("pip", "install", ".")
    found = read(Call(words, "/var/task", Scope(complete=True), copied, Project.of(files), python))
    assert isinstance(found, Trace)
    assert (EVERYTHING not in found.reads) == alone
    assert meet(found.reads, (Area("/var/task/src/deep/x.py"),))


def test_setuptools_builds_in_place() -> None:
    found = read(call("pip install ./vendor/lib"))
    assert isinstance(found, Trace)
    assert meet(found.writes, (Area("/var/task/vendor/lib/x.egg-info"),))


def test_a_dependency_group_is_read_from_pyproject() -> None:
    files = {"pyproject.toml": '[dependency-groups]\ntest = ["pytest"]\n'}
    copied = {"/var/task/pyproject.toml": "pyproject.toml"}
    python = Python("3.12", SITE, "/var/lang/bin")
    words = ("pip", "install", "--group", "test")
    found = read(Call(words, "/var/task", Scope(complete=True), copied, Project.of(files), python))
    assert isinstance(found, Trace)
    assert found.install is not None
    assert found.install.manifests == ("/var/task/pyproject.toml",)
    assert found.install.distributions is None
    assert found.install.source == ""
