"""What Go files say: imports, commands, files, time zones."""

from __future__ import annotations

import pytest

from lambdafix.context.go_source import (
    asks_where_it_lies,
    imports,
    is_program,
    loads_time_zones,
    opens,
    spawned,
)

FILE = """// Package main is a function.
package main

// #include <stdlib.h>
import "C"

import (
	"context"
	l "github.com/aws/aws-lambda-go/lambda"
	_ "time/tzdata" // zones
)
"""


def test_imports_of_every_form_are_read() -> None:
    found = {"C", "context", "github.com/aws/aws-lambda-go/lambda", "time/tzdata"}
    assert imports(FILE) == found
    assert is_program(FILE)
    assert not is_program("// package main\npackage lib\n")


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ('os.ReadFile("x")', "os.ReadFile"),
        ('template.Must(template.ParseFiles("a.html"))', "template.ParseFiles"),
        ('http.FileServer(http.Dir("static"))', "http.Dir"),
        ('// os.ReadFile("x")', ""),
        ('os.Getenv("x")', ""),
        ("io.ReadAll(r)", ""),
    ],
)
def test_a_call_that_opens_files_is_named(text: str, call: str) -> None:
    assert opens(text) == call


def test_commands_are_read_from_literals_and_others_are_not_known() -> None:
    text = 'exec.Command("git", "log"); exec.CommandContext(ctx, "jq"); exec.LookPath(name)'
    assert spawned(text) == {"git", "jq", None}


@pytest.mark.parametrize(
    "text",
    [
        'exec.Command("sh", "-c", "jq .")',
        'exec.Command("jq" + suffix)',
        'exec.CommandContext(context.WithValue(ctx, key, "a"), "jq")',
        'run := exec.Command\nrun("jq")',
        'c := exec.Cmd{Path: "/usr/bin/jq"}',
        'os.StartProcess("/usr/bin/jq", nil, nil)',
        'syscall.Exec("/usr/bin/jq", nil, nil)',
        'syscall.ForkExec("/usr/bin/jq", nil, nil)',
        'import run "os/exec"\n\nfunc f() { run.Command("jq") }',
        'import . "os/exec"\n\nfunc f() { Command("jq") }',
        'import (\n\tsys "syscall"\n)\n\nfunc f() { sys.Exec("jq", nil, nil) }',
        'import "github.com/bitfield/script"\n',
    ],
)
def test_a_start_that_is_no_direct_call_with_a_literal_is_not_known(text: str) -> None:
    assert None in spawned(text)


@pytest.mark.parametrize(
    "text",
    [
        'import (\n\t"os/exec"\n\t"syscall"\n)\n\nvar c *exec.Cmd = exec.Command("jq", "-r")',
        'import "os/exec"\n\nvar e *exec.ExitError',
        'db.Exec("select 1")',
        "// exec.Command(name)",
    ],
)
def test_a_direct_call_and_what_starts_nothing_are_known(text: str) -> None:
    assert None not in spawned(text)


def test_time_zones_and_its_own_place_are_asked_for() -> None:
    assert loads_time_zones('time.LoadLocation("Europe/Berlin")')
    assert asks_where_it_lies("path, err := os.Executable()")
    assert not asks_where_it_lies("// os.Args")
