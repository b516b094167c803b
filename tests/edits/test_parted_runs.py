"""Where a RUN may be cut behind its install, and where its shell or its layer keeps it whole."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.edits.parted_runs import parted_at
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "package.json": '{"scripts": {"build": "next build"}, "dependencies": {"next": "15.5.4"}}',
    "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {}}}',
}


def parted(run: str, *, last: bool = False) -> list[tuple[str, ...]]:
    """The RUNs for one, for every way to part it."""
    lines = ["FROM node:22 AS a", "WORKDIR /a", "COPY package*.json ./", run]
    lines += [] if last else ["FROM scratch"]
    dockerfile, project = parse("\n".join((*lines, ""))), Project.of(FILES)
    found = parted_at(dockerfile, 0, simulate(dockerfile, project)[0].steps)
    return [tuple(i.text.strip() for i in allowed.after) for _, allowed in found]


def test_an_install_and_a_build_are_two() -> None:
    assert parted("RUN npm ci && npm run build") == [("RUN npm ci", "RUN npm run build")]


def test_every_place_is_one_to_cut_at() -> None:
    assert parted("RUN npm ci && npm test && npm run build") == [
        ("RUN npm ci", "RUN npm test && npm run build"),
        ("RUN npm ci && npm test", "RUN npm run build"),
    ]


def test_what_stands_before_may_fail() -> None:
    assert parted("RUN cat notes || true && npm ci && npm run build") == [
        ("RUN cat notes || true", "RUN npm ci && npm run build"),
        ("RUN cat notes || true && npm ci", "RUN npm run build"),
    ]


def test_what_is_not_understood_goes_apart() -> None:
    assert parted("RUN npm ci && node make.js") == [("RUN npm ci", "RUN node make.js")]


def test_both_parts_are_in_the_directory_and_have_the_flags() -> None:
    run = "RUN --network=default cd /a && npm ci && npm run build"
    assert parted(run) == [
        (
            "RUN --network=default cd /a && npm ci",
            "RUN --network=default cd /a && npm run build",
        )
    ]


@pytest.mark.parametrize(
    "run",
    [
        "RUN npm ci",
        "RUN export A=1 && npm ci && npm run build",
        "RUN umask 077 && npm ci && npm run build",
        "RUN npm ci; npm run build",
        "RUN npm ci || npm run build",
        "RUN npm ci && npm run build || echo none",
        "RUN npm ci && npm run build; echo done",
        "RUN npm ci && echo $? && npm run build",
        "RUN if true; then npm ci && npm run build; fi",
        "RUN npm ci && \\\n    # and then\n    npm run build",
        'RUN ["npm", "ci"]',
    ],
)
def test_a_run_stays_one_where_its_shell_says_more(run: str) -> None:
    assert parted(run) == []


def test_behind_a_change_of_the_shell_nothing_is_cut() -> None:
    assert parted("RUN npm ci && cd /b && npm run build") == [
        ("RUN npm ci", "RUN cd /b && npm run build")
    ]


@pytest.mark.parametrize("clean", ["npm prune", "npm cache clean --force", "rm -rf src"])
def test_what_is_cleaned_up_in_the_last_stage_stays_in_its_layer(clean: str) -> None:
    run = f"RUN npm ci && {clean}"
    assert parted(run, last=True) == []
    assert parted(run) == [("RUN npm ci", f"RUN {clean}")]
