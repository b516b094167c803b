"""What is loaded, rather than how long it takes: a clock in a test fails on a busy machine."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.main import get_group

from lambdafix.cli import COMMANDS
from lambdafix.cli.every import app

HEAVY = (
    "dockerfile_parse",
    "elftools",
    "jinja2",
    "libcst",
    "packaging",
    "pydantic",
    "rich",
    "tree_sitter",
    "tree_sitter_bash",
    "tree_sitter_hcl",
    "tree_sitter_toml",
    "tree_sitter_typescript",
    "yaml",
    "zstandard",
)

PROBE = """
import sys
from lambdafix.cli import COMMANDS
from lambdafix.cli.every import app
from lambdafix.__main__ import main
sys.argv = ["lambdafix", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write("\\n".join(sys.modules))
"""


def loaded(*words: str, stdin: str = "") -> set[str]:
    """Every module that the command line loads for these words."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    modules = set(done.stderr.split("\n"))
    assert "lambdafix.cli" in modules
    return modules


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["explain", "--help"],
        ["layers", "--help"],
        ["replay", "--help"],
        ["repositories", "--help"],
        ["--nope"],
    ],
)
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    modules = loaded(*words)
    assert modules.isdisjoint(HEAVY)
    assert "lambdafix.pipeline" not in modules


def test_runtimes_loads_no_parser_and_no_template() -> None:
    assert loaded("runtimes").isdisjoint(HEAVY)


def test_a_file_that_is_not_for_lambda_loads_nothing_heavy() -> None:
    modules = loaded("-", stdin="FROM nginx\nCOPY . /usr/share/nginx/html\n")
    assert modules.isdisjoint({"rich", "libcst", "pydantic", "jinja2", "tree_sitter_bash"})


def test_the_library_is_loaded_on_first_use() -> None:
    script = (
        "import sys, lambdafix; before = 'lambdafix.pipeline' in sys.modules; "
        "lambdafix.rewrite; print(before, 'lambdafix.pipeline' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False True\n"


def test_the_commands_that_are_made_when_they_are_named_are_all() -> None:
    made = get_group(app).commands.items()
    assert {name for name, command in made if not command.hidden} == COMMANDS
