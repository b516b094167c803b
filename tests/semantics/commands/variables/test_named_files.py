"""What commands read because a variable names it."""

from __future__ import annotations

import shlex

import pytest
from msgspec.structs import replace

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Python, Trace, Unknown
from lambdafix.semantics.commands.variables.paths import paths_in
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

PYTHON = Python("3.12", "/var/lang/lib/python3.12/site-packages", "/var/lang/bin")
PIP = "pip install six"


def run(
    line: str, env: dict[str, str], files: dict[str, str], inherited: dict[str, str] | None = None
) -> Trace | Unknown:
    """A command in /var/task, where the files lie."""
    scope = Scope({"PATH": "/var/lang/bin", **env}, {}, True, "/var/task")
    copied = {f"/var/task/{name}": name for name in files}
    present = frozenset(copied)
    words, project = tuple(shlex.split(line)), Project.of(files)
    call = Call(words, "/var/task", scope, copied, project, PYTHON, present)
    return read(replace(call, inherited=inherited or {}))


def reads(line: str, env: dict[str, str], files: dict[str, str]) -> set[str]:
    """The paths below /var/task that it reads; it has to be understood."""
    found = run(line, env, files)
    assert isinstance(found, Trace), found
    return {str(a)[len("/var/task/") :] for a in found.reads if a.path.startswith("/var/task/")}


def unknown(line: str, env: dict[str, str], files: dict[str, str]) -> str:
    found = run(line, env, files)
    assert isinstance(found, Unknown), found
    return found.word


def of_a_run(text: str, files: dict[str, str]) -> Unknown | set[str]:
    """What the last RUN of a file reads below /var/task, or the word that is not understood."""
    base = "FROM public.ecr.aws/lambda/python:3.12\n"
    effect = simulate(parse(f"{base}{text}\n"), Project.of(files))[-1].steps[-1].effect
    below = (a for a in effect.reads if a.path.startswith("/var/task/"))
    return effect.wall or {str(a)[len("/var/task/") :] for a in below}


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("/a", ["/a"]),
        ("-I/a -L/b/c -isystem/d", ["/a", "/b/c", "/d"]),
        ("-include /a.h --sysroot=/b -Wl,-rpath,/c", ["/a.h", "/b", "/c"]),
        ("/a:/b:", ["/a", "/b"]),
        ("-Ilib/include ../x", []),
        ("-O2", []),
    ],
)
def test_absolute_paths_are_found_behind_options(value: str, paths: list[str]) -> None:
    assert paths_in(value) == paths


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CPATH", "/var/task/native"),
        ("C_INCLUDE_PATH", "/usr/include:/var/task/native"),
        ("CFLAGS", "-O2 -I/var/task/native"),
        ("LDFLAGS", "-L/var/task/native"),
        ("LIBRARY_PATH", "/var/task/native"),
        ("CMAKE_ARGS", "-DCMAKE_PREFIX_PATH=/var/task/native"),
    ],
)
def test_an_install_reads_what_compilers_are_told_of(name: str, value: str) -> None:
    files = {"native/a.h": "#include <stdio.h>\n", "native/libb.a": "", "app.py": ""}
    assert reads(PIP, {name: value}, files) == {"native/"}
    assert reads("mkdir x", {name: value}, files) == set()


@pytest.mark.parametrize(
    ("env", "files", "word"),
    [
        ({"CC": "/var/task/cc.sh"}, {"cc.sh": ""}, "cc.sh"),
        ({"LD": "/var/task/tools/ld"}, {"tools/ld": ""}, "ld"),
        ({"PKG_CONFIG_PATH": "/var/task/pc"}, {"pc/a.pc": ""}, "a.pc"),
        ({"CMAKE_ARGS": "-C /var/task/c.cmake"}, {"c.cmake": ""}, "c.cmake"),
        ({"CPATH": "/var/task/h"}, {"h/a.h": '#include "../b.h"\n'}, "a.h"),
        ({"CPATH": "/var/task/h"}, {"h/a.h": "# include </var/task/b.h>\n"}, "a.h"),
        ({"CPATH": "/var/task/h"}, {"h/a.h": "#include NAME\n"}, "a.h"),
        ({"CPATH": "/var/task"}, {"a.h": "", "app.py": ""}, "app.py"),
    ],
)
def test_what_leads_a_compiler_on_is_not_understood(
    env: dict[str, str], files: dict[str, str], word: str
) -> None:
    assert unknown(PIP, env, files) == word


def test_a_header_may_name_its_neighbours_and_tell_of_addresses() -> None:
    text = '// see https://example.com/a/../b\n#include "b.h"\n#include <sys/types.h>\n'
    assert reads(PIP, {"CPATH": "/var/task/h"}, {"h/a.h": text, "h/b.h": ""}) == {"h/"}


def test_what_the_base_image_sets_names_its_own_files() -> None:
    env, files = (
        {"LD_LIBRARY_PATH": "/var/task", "CC": "/var/task/cc.sh"},
        {"a.so": "", "cc.sh": ""},
    )
    found = run(PIP, env, files, inherited=env)
    assert isinstance(found, Trace)
    assert Area("/var/task/a.so") not in found.reads


def test_of_a_library_path_only_libraries_are_read() -> None:
    files = {"a.so": "", "b.so.1": "", "c.py": "", "lib/d.so": ""}
    assert reads(PIP, {"LD_LIBRARY_PATH": "/var/task:/x"}, files) == {"a.so", "b.so.1"}
    assert reads(PIP, {"LD_LIBRARY_PATH": "lib"}, files) == {"lib/d.so"}
    assert reads(PIP, {"LD_LIBRARY_PATH": ":/x"}, files) == {"a.so", "b.so.1"}


@pytest.mark.parametrize(
    "name",
    [
        "sitecustomize.py", "usercustomize/__init__.py", "json.py", "pip/__init__.py",
        "email/__init__.pyc", "ssl.cpython-312-x86_64-linux-gnu.so", "setuptools.py",
    ],
)  # fmt: skip
def test_a_module_that_is_found_before_pythons_own_runs(name: str) -> None:
    assert unknown(PIP, {"PYTHONPATH": "/x:/var/task"}, {name: ""}) == name
    assert unknown(PIP, {"PYTHONPATH": "."}, {name: ""}) == name


@pytest.mark.parametrize(
    "name",
    [
        "app.py", "json/a.json", "email/text.py", "src/json.py", "test/__init__.py", "parser.py",
        "requests/__init__.py", "json.txt", "a.pth",
    ],
)  # fmt: skip
def test_what_pip_imports_from_nowhere_may_lie_on_its_path(name: str) -> None:
    starts = {"sitecustomize.py", "usercustomize.py"}
    assert reads(PIP, {"PYTHONPATH": "/var/task"}, {name: ""}) == starts


def test_poetry_imports_more_than_pip() -> None:
    files = {"pyproject.toml": "", "poetry.lock": "", "requests/__init__.py": ""}
    env = {"PYTHONPATH": "/var/task"}
    assert unknown("poetry install --no-root", env, files) == "requests/__init__.py"
    assert unknown("python -m poetry install --no-root", {}, files) == "requests/__init__.py"
    assert isinstance(run("poetry install --no-root", {}, files), Trace)


def test_a_compiler_is_found_along_the_path() -> None:
    env = {"PATH": "/var/task/bin:/usr/bin"}
    assert unknown(PIP, env, {"bin/gcc": ""}) == "gcc"
    assert isinstance(run(PIP, env, {"bin/run-worker": "", "src/gcc": ""}), Trace)
    assert isinstance(run("mkdir x", env, {"bin/gcc": ""}), Trace)


def test_an_archive_on_the_path_may_hold_any_module() -> None:
    assert unknown(PIP, {"PYTHONPATH": "/var/task/lib.zip"}, {"lib.zip": ""}) == "lib.zip"


def test_a_module_of_the_working_directory_is_found_first_by_m() -> None:
    assert unknown("python -m pip install six", {}, {"getpass.py": ""}) == "getpass.py"
    assert isinstance(run("python -m pip install six", {}, {"sitecustomized.py": ""}), Trace)
    assert isinstance(run("python -P -m pip install six", {}, {"getpass.py": ""}), Trace)
    safe = {"PYTHONSAFEPATH": "1"}
    assert isinstance(run("python -m pip install six", safe, {"getpass.py": ""}), Trace)
    assert isinstance(run("pip install six", {}, {"getpass.py": ""}), Trace)


@pytest.mark.parametrize(
    "line",
    [
        "CPATH=/var/task/h pip install six",
        "export CPATH=/var/task/h && pip install six",
        "env CPATH=/var/task/h pip install six",
        'CFLAGS="-I$PWD/h" pip install six',
    ],
)
def test_a_variable_may_be_set_by_the_line_itself(line: str) -> None:
    files = {"h/a.h": "", "app.py": ""}
    assert of_a_run(f"COPY . .\nRUN {line}", files) == {"h/"}
    assert of_a_run("COPY . .\nARG CPATH=/var/task/h\nRUN pip install six", files) == {"h/"}


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ('CFLAGS="-I$(pwd)/h" pip install six', False),
        ("export CPATH=`pwd`/h && pip install six", False),
        ('MAKEFLAGS="-j$(nproc)" pip install six', True),
        ('CFLAGS="-O2 $CFLAGS" pip install six', True),
    ],
)
def test_a_path_that_only_the_shell_knows_is_not_understood(line: str, known: bool) -> None:
    found = of_a_run(f"COPY . .\nRUN {line}", {"h/a.h": "", "app.py": ""})
    assert (found == set()) is known
    assert isinstance(found, Unknown) is not known
