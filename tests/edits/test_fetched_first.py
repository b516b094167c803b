"""A RUN that fetches what a build fetches by itself: what the comparison of images says of it."""

from __future__ import annotations

from lambdafix.codemod import Fetched
from lambdafix.context.project import Project
from lambdafix.edits.fetched_first import fetching
from lambdafix.semantics.difference import difference
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

SUM = "h1:eL6PuTtNH7LLej5y9XmlgUANPAumnYSLRsN1LAaGvOM="
FILES = {
    "go.mod": "module a.b/c\n\ngo 1.24\n\nrequire a.b/d v1.0.0\n",
    "go.sum": f"a.b/d v1.0.0 {SUM}\na.b/d v1.0.0/go.mod {SUM}\n",
    "main.go": "package main\n\nfunc main() {}\n",
}
BEFORE = """FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN go build -o /main .
FROM scratch
COPY --from=build /main /main
"""
FIRST = "COPY go.mod go.sum ./\nRUN go mod download\nCOPY . ."


def differs(after: str, *, allowed: bool) -> str:
    new = parse(after)
    run = next(i for i in new.instructions if "download" in i.body)
    allowance = (Fetched(run),) if allowed else ()
    return difference(parse(BEFORE), new, Project.of(FILES), allowance)


def test_the_new_run_counts_unless_it_is_allowed() -> None:
    after = BEFORE.replace("COPY . .", FIRST)
    assert differs(after, allowed=True) == ""
    assert "go mod" in differs(after, allowed=False) or "go build" in differs(after, allowed=False)


def test_an_allowed_run_still_needs_its_manifests() -> None:
    after = BEFORE.replace("COPY . .", "RUN go mod download\nCOPY . .")
    assert "does not find what it reads" in differs(after, allowed=True)


def test_what_else_changes_is_seen_beside_it() -> None:
    after = BEFORE.replace("COPY . .", FIRST).replace("-o /main", "-trimpath -o /main")
    assert differs(after, allowed=True)


def test_a_stage_that_only_runs_builds_has_nothing_to_fetch_first() -> None:
    text = BEFORE.replace("COPY . .\n", "COPY . .\nFROM build AS again\n")
    dockerfile, project = parse(text), Project.of(FILES)
    for number, built in enumerate(simulate(dockerfile, project)):
        assert not list(fetching(dockerfile, project, number, built.steps))
