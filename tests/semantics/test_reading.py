"""What one instruction does that is neither a COPY of files nor a RUN of commands."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

BASE = "FROM public.ecr.aws/lambda/python:3.12"


def effects(*lines: str) -> list[Effect]:
    tree = parse("\n".join((BASE, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of({"app.py": ""}))[-1].steps]


@pytest.mark.parametrize(
    "line", ["LABEL a=$NAME", "EXPOSE $NAME", "STOPSIGNAL $NAME", "VOLUME $NAME"]
)
def test_what_declares_something_reads_the_variables_that_it_names(line: str) -> None:
    argument, other = effects("ARG NAME=1", line)
    assert conflict(argument, other) == "it reads NAME"
    assert not other.sets


def test_a_declaration_without_variables_passes_an_argument() -> None:
    assert conflict(*effects("ARG NAME=1", "LABEL a=NAME")) == ""


@pytest.mark.parametrize("setting", ["ARG CACHEBUST=1", "ENV REFRESHED_AT=2026-01-01"])
def test_every_run_stays_behind_a_cache_buster(setting: str) -> None:
    buster, copy, run = effects(setting, "COPY app.py ./", "RUN dnf install -y git")
    assert conflict(buster, run)
    assert not conflict(buster, copy)


def test_every_run_stays_behind_an_address_that_renews() -> None:
    add, run = effects("ADD https://www.random.org/x /opt/x", "RUN mkdir /var/task/a")
    assert conflict(add, run) == "it reads what an address brings anew"
    other, run = effects("ADD https://example.com/x /opt/x", "RUN mkdir /var/task/a")
    assert conflict(other, run) == ""


def test_a_copied_here_document_reads_the_variables_that_it_names() -> None:
    argument, copy = effects("ARG V=1", "COPY <<EOF requirements.txt", "requests==${V}", "EOF")
    assert conflict(argument, copy) == "it reads V"
