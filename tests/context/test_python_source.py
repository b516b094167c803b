"""What Python files say of a function."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.context.project import Project
from lambdafix.context.python_source import (
    Handler,
    defines,
    find_handler,
    handler_module,
    imports,
    names_literal,
    spawned,
    spawns_unknown,
)

PYTHON_2 = "print 'hello'\nos.system('ffmpeg -i x')\nopen('/app/model')\n"


@pytest.mark.parametrize(
    ("word", "handler"),
    [
        ("app.handler", Handler("app", "handler")),
        ("pkg.mod.func", Handler("pkg.mod", "func")),
        ("dir/mod.func", Handler("dir.mod", "func")),
        ("dir/sub.mod.func", Handler("dir.sub.mod", "func")),
        ("my-service/app.handler", Handler("my-service.app", "handler")),
    ],
)
def test_a_handler_is_taken_apart_as_the_runtime_does(word: str, handler: Handler) -> None:
    assert handler_module(word) == handler


@pytest.mark.parametrize(
    "word",
    [
        *("handler", "", ".", ".handler", "app.", "./app.handler", "/var/task/app.handler"),
        *("sys.exit", "main:app", "app.main:app", "python app.main", "http://x.y", "a..b"),
        "$MODULE.handler",
    ],
)
def test_what_the_runtime_cannot_import_is_no_handler(word: str) -> None:
    assert handler_module(word) is None


def test_a_package_goes_before_a_module_of_the_same_name() -> None:
    assert Handler("a.b", "f").candidates == ("a/b/__init__.py", "a/b.py")
    project = Project.of({"a/b.py": "", "a/b/__init__.py": "", "c.py": ""})
    assert find_handler(project, "a.b.f") == "a/b/__init__.py"
    assert find_handler(project, "c.f") == "c.py"


@pytest.mark.parametrize(
    ("root_map", "found"),
    [
        ({"": "src"}, "src/fn/app.py"),
        ({"fn": "src/fn"}, "src/fn/app.py"),
        ({"fn/": "./src/fn/"}, "src/fn/app.py"),
        ({"fn/app.py": "src/fn/main.py"}, "src/fn/main.py"),
        ({"": "."}, None),
        ({"other": "src/fn"}, None),
    ],
)
def test_a_handler_is_found_where_its_directory_was_copied_from(
    root_map: dict[str, str], found: str | None
) -> None:
    project = Project.of({"src/fn/app.py": "", "src/fn/main.py": ""})
    assert find_handler(project, "fn/app.handler", root_map) == found


def test_no_handler_is_found_for_a_word_that_is_none() -> None:
    assert find_handler(Project.of({"app.py": ""}), "bash") is None


@pytest.mark.parametrize(
    "source",
    [
        "def handler(event, context): ...",
        "async def handler(event, context): ...",
        "class handler: ...",
        "handler = Mangum(app)",
        "handler: object = Mangum(app)",
        "other = handler = make()",
        "other, (handler, *_) = make()",
        "from core import handler",
        "from core import main as handler",
        "import core as handler",
        "import handler.deep",
        "from core import *",
        "try:\n    from a import handler\nexcept ImportError:\n    handler = None",
        "if True:\n    def handler(e, c): ...",
        "with open('x') as handler: ...",
        "def __getattr__(name): ...",
        "\ufeffhandler = 1",
    ],
)
def test_a_module_has_its_handler(source: str) -> None:
    assert defines(source, "handler") is True


@pytest.mark.parametrize(
    "source",
    [
        "",
        "def other(): ...",
        "def other():\n    handler = 1",
        "class A:\n    def handler(self): ...",
        "print(handler)",
        "x = [handler for handler in y]",
        "from handler import main",
        "import core.handler",
        "'''def handler(): ...'''",
    ],
)
def test_a_module_lacks_its_handler(source: str) -> None:
    assert defines(source, "handler") is False


def test_a_file_that_is_not_todays_python_is_unknown() -> None:
    assert defines(PYTHON_2, "handler") is None
    assert defines("\0", "handler") is None
    assert defines("(" * 5000, "handler") is None
    assert imports("{{ cookiecutter.x }} = {% if %}") is None


def test_what_is_forbidden_by_an_unreadable_file_is_searched_in_its_text() -> None:
    assert spawned(PYTHON_2) >= {"ffmpeg"}
    assert spawns_unknown(PYTHON_2)
    assert names_literal(PYTHON_2, "/app") == {"open('/app/model')"}


def test_a_doubtful_escape_in_the_source_warns_nobody() -> None:
    assert defines(r"handler = '\d'", "handler") is True


def test_imports_are_named_by_their_top_level() -> None:
    source = "import os.path, numpy as np\nfrom a.b import c\nfrom . import d\ndef f():\n import e"
    assert imports(source) == frozenset({"os", "numpy", "a", "e"})


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        ("open('/app/model.bin')", {"/app/model.bin"}),
        ("x = '/app'", {"/app"}),
        ("x = b'/app/'", {"/app/"}),
        ("x = f'{root}/app/{name}'", {"/app/"}),
        ("x = 'file:///app/x'", {"file:///app/x"}),
        ("x = 'PATH=/usr/bin:/app'", {"PATH=/usr/bin:/app"}),
        (r"x = '\x2fapp'", {"/app"}),
        ("x = '/application'", set()),
        ("x = '/app-data'", set()),
        ("x = '/srv/app'", set()),
        ("'''Reads /app.'''\nx = 1", set()),
        ("# /app", set()),
    ],
)
def test_a_literal_names_a_path(source: str, literals: set[str]) -> None:
    assert names_literal(source, "/app") == literals


@pytest.mark.parametrize(
    ("source", "commands"),
    [
        ("import subprocess\nsubprocess.run(['git', 'log'])", {"git"}),
        ("import subprocess as sp\nsp.check_output(('/opt/bin/ffmpeg', x))", {"ffmpeg"}),
        ("from subprocess import Popen as P\nP('unzip a.zip', shell=True)", {"unzip"}),
        ("import os\nos.system('A=1 cat x | grep y && tar xf z')", {"cat", "grep", "tar"}),
        ("import subprocess\nsubprocess.call(args=['git'])", {"git"}),
        ("import os\nos.system('convert a b')", {"convert"}),
        ("import os\nos.system(f'gs {x}')", {"gs"}),
        ("import os\nos.popen('a ' + b)", {"a"}),
        ("import os\nos.execvp('node', ['node', 'x'])", {"node"}),
        ("import os\nos.spawnlp(os.P_WAIT, 'node', 'node')", {"node"}),
        ("import shutil\nshutil.which('wkhtmltopdf')", {"wkhtmltopdf"}),
        ("from shutil import which\nwhich('a') or which('b')", {"a", "b"}),
        ("import asyncio as a\nasync def f():\n await a.create_subprocess_exec('ls')", {"ls"}),
        ("import subprocess\nCMD = ['git']\nsubprocess.run(CMD + ['log'])", {"git"}),
        ("import subprocess\nT = '/usr/bin/tesseract'\nsubprocess.run([T, x])", {"tesseract"}),
        ("import subprocess\nsubprocess.run(f'{T} x')\nT = 'tesseract'", {"tesseract"}),
        ("import subprocess\ndef f(tool='gs'):\n subprocess.run([tool])", {"gs"}),
        ("import subprocess, shlex\nsubprocess.run(shlex.split('git log'))", {"git"}),
        ("import subprocess\nsubprocess.run('git log {}'.format(x).split())", {"git"}),
        ("import subprocess\nsubprocess.run(['bash', '-c', 'ffmpeg -i x'])", {"bash", "ffmpeg"}),
        ("import subprocess\nsubprocess.run(['a'] if x else ['b'])", {"a", "b"}),
        ("import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'x'])", {"python3"}),
        ("import subprocess\nclass A:\n c = ['x']\n def f(s): subprocess.run(s.c)", {"x"}),
    ],
)
def test_a_command_that_the_code_runs_is_named(source: str, commands: set[str]) -> None:
    assert spawned(source) >= commands
    assert not spawns_unknown(source)


def test_code_that_runs_no_command_names_none() -> None:
    source = "import subprocess\nx = ['git']\nprint('ffmpeg')\nother.run(['git'])\nrun('git')"
    assert spawned(source) == frozenset()
    assert not spawns_unknown(source)


def test_a_command_that_is_not_in_the_text_is_unknown() -> None:
    assert spawns_unknown("import subprocess\ndef f(cmd):\n subprocess.run(cmd)")
    assert spawns_unknown("import subprocess\nsubprocess.run([])")


def test_names_that_are_made_of_each_other_end() -> None:
    lines = "\n".join(f"a = a + b{i}\nb{i} = a" for i in range(300))
    source = f"import os\na = 'git'\n{lines}\nos.system(a)"
    assert spawned(source) == {"git"}


@given(source=st.text(max_size=40) | st.text(alphabet="import os.\n()[]'\"=\\{f} ", max_size=60))
def test_no_source_crashes_the_readers(source: str) -> None:
    assert defines(source, "x") in (True, False, None)
    assert isinstance(spawned(source), frozenset)
    assert isinstance(names_literal(source, "/app"), frozenset)
    assert isinstance(imports(source), (frozenset, type(None)))
