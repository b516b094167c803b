from __future__ import annotations

import pytest

from lambdafix.catalog.loading import load
from lambdafix.catalog.runtimes import find
from lambdafix.codemod import Safety
from lambdafix.context.project import Project
from lambdafix.edits.programs.libc import Linked, linked
from lambdafix.semantics.go_program import LIBRARY, go_program
from lambdafix.syntax.parser import parse

MAIN = f'package main\n\nimport "{LIBRARY}/lambda"\n\nfunc main() {{ lambda.Start(nil) }}\n'
FILES = {
    "go.mod": f"module example.com/hello\n\ngo 1.22\n\nrequire {LIBRARY} v1.47.0\n",
    "main.go": MAIN,
}
CALLS_C = {**FILES, "c.go": 'package main\n\n// int x;\nimport "C"\n'}
BUILD = "RUN go build -o /main ."
ALPINE, TRIXIE = "golang:1.22-alpine", "golang:1.22-trixie"
STATIC = """RUN go build -ldflags '{}' -o /main ."""


def found(compiler: str, lines: tuple[str, ...], files: dict[str, str] = FILES) -> Linked:
    stage = "\n".join((f"FROM {compiler} AS build", "WORKDIR /src", "COPY . .", *lines))
    dockerfile = parse(f'{stage}\nFROM debian\nCOPY --from=build /main /\nENTRYPOINT ["/main"]\n')
    project, target = Project.of(files), find("provided", "al2023")
    program = go_program(dockerfile, project)
    assert program is not None
    assert target is not None
    return linked(program, "", target, project)


@pytest.mark.parametrize(
    "lines",
    [
        ("ENV CGO_ENABLED=0", BUILD),
        ("RUN go env -w CGO_ENABLED=0", BUILD),
        ("RUN go env -w GOOS=linux CGO_ENABLED=0", BUILD),
        ("RUN go env -w CGO_ENABLED=0 && go build -o /main .",),
        ("RUN export CGO_ENABLED=0 && go build -o /main .",),
        ("RUN CGO_ENABLED=0 go build -o /main .",),
        ("ENV CGO_ENABLED=", "RUN go env -w CGO_ENABLED=0", BUILD),
        (
            "ENV CGO_ENABLED=1",
            "RUN CGO_ENABLED=0; go build -o /main .",
        ),
        ("ARG CGO_ENABLED=1", "ENV CGO_ENABLED=0", BUILD),
    ],
)
def test_cgo_is_off(lines: tuple[str, ...]) -> None:
    assert found(TRIXIE, lines, CALLS_C).safety is Safety.SAFE


@pytest.mark.parametrize(
    "lines",
    [
        (BUILD,),
        ("ENV CGO_ENABLED=1", "RUN go env -w CGO_ENABLED=0", BUILD),
        ("RUN go env -w CGO_ENABLED=0", "RUN go env -u CGO_ENABLED", BUILD),
        ("RUN go env -w CGO_ENABLED=0", "USER app", BUILD),
        ("RUN go env -w CGO_ENABLED=0", 'RUN ["go", "env", "-u", "CGO_ENABLED"]', BUILD),
        ("RUN go build -o /main . && export CGO_ENABLED=0",),
        ("RUN go build -o /main . && go env -w CGO_ENABLED=0",),
        ("RUN CGO_ENABLED=0; go build -o /main .",),
        ("RUN CGO_ENABLED=0 go vet ./... && go build -o /main .",),
        (
            "ENV CGO_ENABLED=0",
            "RUN unset CGO_ENABLED && go build -o /main .",
        ),
        (
            "ENV CGO_ENABLED=0",
            "RUN export CGO_ENABLED=$(nproc) && go build -o /main .",
        ),
        (
            "ENV CGO_ENABLED=0",
            "RUN if x; then export CGO_ENABLED=1; fi; go build -o /main .",
        ),
        ("ARG CGO_ENABLED=0", "ENV CGO_ENABLED=1", BUILD),
        ("ARG CGO_ENABLED", BUILD),
    ],
)
def test_cgo_is_not_off(lines: tuple[str, ...]) -> None:
    assert found(TRIXIE, lines, CALLS_C).refused


def test_the_default_of_an_argument_may_be_changed() -> None:
    links = found(TRIXIE, ("ARG CGO_ENABLED=0", BUILD), CALLS_C)
    assert links.safety is Safety.UNSAFE
    assert not links.refused
    assert "has the default 0" in links.why


@pytest.mark.parametrize(
    ("told", "files", "safety"),
    [
        ("-extldflags=-static", CALLS_C, Safety.SAFE),
        ('-s -extldflags "-static -lm"', CALLS_C, Safety.SAFE),
        ("-linkmode external -extldflags -static", FILES, Safety.SAFE),
        ("-linkmode external -extldflags -static-libgcc", FILES, Safety.UNSAFE),
        ("-extldflags=-static-libgcc", CALLS_C, Safety.UNSAFE),
        ("-extldflags -static-pie", CALLS_C, Safety.UNSAFE),
        pytest.param("-extldflags -static", FILES, Safety.UNSAFE, id="Go links it by itself"),
    ],
)
def test_what_links_all_in(told: str, files: dict[str, str], safety: Safety) -> None:
    assert found(TRIXIE, (STATIC.format(told),), files).safety is safety


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (("RUN apk add --no-cache alpine-sdk", BUILD), "cgo links it"),
        (("RUN apk add gcc && go build -o /main . && apk del gcc",), "cgo links it"),
        (("RUN apk add gcc musl-dev", BUILD, "RUN apk del gcc"), "cgo links it"),
        (("RUN apk add -t .build git tinycc-of-ours", BUILD), "`tinycc-of-ours` may be"),
        (("ENV CC=/opt/cc", BUILD), "`CC` may be"),
    ],
)
def test_a_compiler_of_alpine_turns_cgo_on(lines: tuple[str, ...], named: str) -> None:
    links = found(ALPINE, lines)
    assert links.refused
    assert links.why.startswith(named)


@pytest.mark.parametrize(
    "lines",
    [
        (BUILD,),
        ("RUN apk update && apk upgrade && apk add -t .build git make tzdata", BUILD),
        ("ARG CGO_ENABLED=0", BUILD),
        (BUILD, "RUN apk add gcc"),
    ],
)
def test_without_a_compiler_cgo_is_off_on_alpine(lines: tuple[str, ...]) -> None:
    assert found(ALPINE, lines).safety is Safety.SAFE


def test_no_package_of_alpine_is_a_compiler_and_none() -> None:
    known = load("native")["alpine"]
    assert not {*known["compilers"]} & {*known["others"]}
