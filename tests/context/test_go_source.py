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


def test_time_zones_and_its_own_place_are_asked_for() -> None:
    assert loads_time_zones('time.LoadLocation("Europe/Berlin")')
    assert asks_where_it_lies("path, err := os.Executable()")
    assert not asks_where_it_lies("// os.Args")
