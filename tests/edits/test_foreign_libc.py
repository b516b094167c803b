"""Packages that were installed on Alpine, or for it, and come to the base image."""

from __future__ import annotations

import json

import pytest

from lambdafix.context.project import Project
from lambdafix.edits.foreign_libc import from_another_libc
from lambdafix.syntax.parser import parse

PYTHON, NODE = "public.ecr.aws/lambda/python:3.12", "public.ecr.aws/lambda/nodejs:22"
PIP = "RUN pip install --target /deps numpy requests"
PACKAGE = {
    "dependencies": {"@node-rs/argon2": "2.0.2", "ms": "2.1.3"},
    "devDependencies": {"sharp": "0.33.0"},
}
ENTRIES = {
    "": PACKAGE,
    "node_modules/@node-rs/argon2": {},
    "node_modules/ms": {},
    "node_modules/sharp": {"dev": True},
}
FILES = {
    "package.json": json.dumps(PACKAGE),
    "package-lock.json": json.dumps({"lockfileVersion": 3, "packages": ENTRIES}),
}


def advice(text: str) -> list[str]:
    return [reason.text for reason in from_another_libc(parse(text), Project.of(FILES))]


def of_python(image: str, *lines: str, copied: str = "/deps") -> list[str]:
    builder = "\n".join((f"FROM {image} AS b", *lines))
    return advice(f"{builder}\nFROM {PYTHON}\nCOPY --from=b {copied} ./\n")


def of_node(image: str, *lines: str) -> list[str]:
    builder = "\n".join((f"FROM {image} AS b", "WORKDIR /f", *lines))
    return advice(f"{builder}\nFROM {NODE}\nCOPY --from=b /f/node_modules ./node_modules\n")


@pytest.mark.parametrize(
    ("image", "lines", "copied"),
    [
        ("python:3.12-alpine", (PIP,), "/deps"),
        ("ghcr.io/astral-sh/uv:python3.12-alpine3.20", (PIP.replace("pip", "uv pip"),), "/deps"),
        (
            "python:3.12-alpine",
            ("RUN python -m venv /v && /v/bin/pip install numpy",),
            "/v/lib/python3.12/site-packages",
        ),
        (
            "python:3.12-slim-bookworm",
            (f"{PIP} --platform musllinux_1_2_x86_64 --only-binary=:all:",),
            "/deps",
        ),
    ],
)
def test_code_for_musl_is_named(image: str, lines: tuple[str, ...], copied: str) -> None:
    (text,) = of_python(image, *lines, copied=copied)
    assert "brings numpy, installed" in text
    assert "musl" in text


@pytest.mark.parametrize(
    ("image", "lines", "copied"),
    [
        ("python:3.12-slim-bookworm", (PIP,), "/deps"),
        ("python:3.12-alpine", ("RUN pip install --target /deps requests",), "/deps"),
        (
            "python:3.12-alpine",
            ("RUN python -m venv /v && /v/bin/pip install numpy",),
            "/etc/ssl",
        ),
        (
            "python:3.12-alpine",
            (f"{PIP} --platform manylinux2014_x86_64 --only-binary=:all:",),
            "/deps",
        ),
    ],
)
def test_what_loads_is_not_named(image: str, lines: tuple[str, ...], copied: str) -> None:
    assert of_python(image, *lines, copied=copied) == []


def test_a_stage_below_that_which_is_copied_from_counts() -> None:
    text = f"FROM python:3.12-alpine AS base\n{PIP}\nFROM base AS b\nRUN true\n"
    assert len(advice(f"{text}FROM {PYTHON}\nCOPY --from=b /deps ./\n")) == 1


def test_a_stage_below_the_last_one_counts() -> None:
    text = f"FROM python:3.12-alpine AS b\n{PIP}\nFROM {PYTHON} AS base\nCOPY --from=b /deps ./\n"
    assert len(advice(f"{text}FROM base\nRUN true\n")) == 1


@pytest.mark.parametrize("files", ["package.json", "package*.json"])
def test_packages_that_bring_code_for_musl_are_named(files: str) -> None:
    (text,) = of_node("node:22-alpine", f"COPY {files} ./", "RUN npm install")
    assert "brings @node-rs/argon2, installed" in text


def test_packages_that_are_installed_by_name_are_named() -> None:
    assert "brings re2, " in of_node("node:22-alpine", "RUN npm install re2")[0]


@pytest.mark.parametrize(
    ("image", "line"),
    [
        pytest.param("node:22-trixie-slim", "RUN npm install", id="made for every glibc"),
        pytest.param("node:22-alpine", "RUN npm install --libc=glibc", id="asked for"),
    ],
)
@pytest.mark.parametrize("files", ["package.json", "package*.json"])
def test_packages_that_bring_code_for_glibc_are_not(image: str, line: str, files: str) -> None:
    assert of_node(image, f"COPY {files} ./", line) == []
