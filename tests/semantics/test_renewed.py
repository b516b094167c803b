"""An update may pass the sources where nobody asks for the lock that it fills."""

from __future__ import annotations

import json

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.effects import conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "package.json": json.dumps({"dependencies": {"ms": "^2"}, "scripts": {"test": "npm prune"}}),
    "package-lock.json": json.dumps({"lockfileVersion": 3, "packages": {"": {}}}),
    "index.js": "",
}
NODE = "FROM public.ecr.aws/lambda/nodejs:22"
BEFORE = (f"{NODE} AS fresh", "COPY package*.json ./", "COPY . .")


def is_held(
    *lines: str, index: str = "", update: str = "npm update", package: object = None
) -> bool:
    """Whether the sources stay above the update in the first stage."""
    tree = parse("\n".join((*BEFORE, f"RUN {update}", *lines, "")))
    files = {**FILES, "index.js": index}
    files |= {"package.json": json.dumps(package)} if package else {}
    _, copy, run, *_ = simulate(tree, Project.of(files))[0].steps
    return conflict(copy.effect, run.effect) != ""


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("RUN chmod 755 index.js",),
        ('CMD ["index.handler"]',),
        (NODE, "COPY --from=fresh /var/task/node_modules ./node_modules"),
        (NODE, "COPY --from=fresh /var/task/ ./", "RUN chmod 755 index.js"),
        (NODE, "COPY package.json package-lock.json ./", "RUN npm ci"),  # of the build context
    ],
)
def test_nobody_asks(lines: tuple[str, ...]) -> None:
    assert not is_held(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("RUN npm ci",),
        ("RUN npm prune --omit=dev",),
        ("RUN npm test",),
        ("RUN ./unknown.sh",),
        ("RUN sha256sum package-lock.json > sums",),
        (NODE, "COPY --from=fresh /var/task/ ./", "RUN npm ci"),
        (NODE, "COPY --from=fresh /var/task/package-lock.json ./"),
        (NODE, "COPY --from=fresh /var/task/package*.json ./", "RUN npm ci"),
        (NODE, "RUN --mount=from=fresh,source=/var/task,target=/w cd /w && npm ci"),
        ("FROM fresh", "RUN npm ci"),
    ],
)
def test_a_later_step_asks(lines: tuple[str, ...]) -> None:
    assert is_held(*lines)


@pytest.mark.parametrize("update", ["test -f x && npm update", "npm --silent update ms"])
def test_an_update_counts_however_it_is_written(update: str) -> None:
    assert is_held("RUN npm ci", update=update)


def test_an_update_of_workspaces_counts() -> None:
    assert is_held("RUN npm ci", package={"workspaces": ["parts/*"]})


def test_the_function_asks() -> None:
    read = 'require("fs").readFileSync("package-lock.json")'
    assert is_held(index=read)
    assert is_held(NODE, "COPY --from=fresh /var/task ./", index=read)
    assert not is_held(NODE, "COPY --from=fresh /var/task/index.js ./", index=read)
