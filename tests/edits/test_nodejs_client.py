"""What the client's own install may have brought, and who asks for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambdafix.catalog.client import words_behind_client
from lambdafix.codemod import Settings
from lambdafix.context.project import Project
from lambdafix.pipeline import rewrite
from lambdafix.syntax.source import Source

PACKAGE: dict[str, Any] = {"name": "hello", "type": "module", "dependencies": {"dayjs": "1.11.13"}}
ENTRY = {"dependencies": PACKAGE["dependencies"]}
LOCK: dict[str, Any] = {
    "lockfileVersion": 3,
    "packages": {"": ENTRY, "node_modules/dayjs": {}, "node_modules/tslib": {}},
}
FILE = """FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
RUN npm install{} aws-lambda-ric
COPY . .
ENTRYPOINT ["npx", "aws-lambda-ric"]
CMD ["index.handler"]
"""


def moves(
    source: str, option: str = "", package: object = PACKAGE, others: dict[str, str] | None = None
) -> bool:
    """Whether a function goes onto AWS's base."""
    files = {"package.json": json.dumps(package), "package-lock.json": json.dumps(LOCK)}
    files |= {"index.js": f"{source}\nexport const handler = async () => 1;\n", **(others or {})}
    found = rewrite(Source.of(FILE.format(option)), Project.of(files), Settings())
    return "public.ecr.aws/lambda/nodejs:22" in found.text


@pytest.mark.parametrize(
    "source",
    [
        'import dayjs from "dayjs";',
        'import { helper } from "tslib";',  # which the lock has
        'import fs from "node:fs"; import path from "path";',
        'import own from "./own.js";',
        'import hello from "hello/parts";',
        'import inner from "#inner";',
        'import type { Event } from "aws-lambda";',
        '// import semver from "semver";',
    ],
)
def test_what_others_bring_may_be_asked_for(source: str) -> None:
    assert moves(source)


@pytest.mark.parametrize(
    "source",
    [
        'import semver from "semver";',
        'import { run } from "aws-lambda-ric";',
        'const gyp = await import("node-gyp");',
        'export { store } from "@aws/lambda-invoke-store";',
    ],
)
def test_what_only_the_client_may_bring_keeps_it(source: str) -> None:
    assert not moves(source)


def test_a_client_for_every_project_brings_the_function_nothing() -> None:
    assert moves('import semver from "semver";', option=" --global")


def test_types_alone_are_asked_for() -> None:
    package = {**PACKAGE, "devDependencies": {"@types/aws-lambda": "8", "@types/a__b": "1"}}
    assert not moves('import { Event } from "aws-lambda";')
    lock = json.dumps({**LOCK, "packages": {**LOCK["packages"], "": {**package}}})
    others = {"package-lock.json": lock}
    assert moves('import { Event } from "aws-lambda";', package=package, others=others)
    assert moves('import { b } from "@a/b";', package=package, others=others)


@pytest.mark.parametrize(
    "words",
    [
        "aws-lambda-ric",
        "/usr/local/bin/npx aws-lambda-ric",
        "npx --yes aws-lambda-ric@3.3.0",
        "npm exec -- aws-lambda-ric",
        "yarn run aws-lambda-ric",
        "pnpm exec aws-lambda-ric",
        "node node_modules/.bin/aws-lambda-ric",
        "/usr/local/bin/node /app/node_modules/aws-lambda-ric/bin/index.mjs",
        "node node_modules/aws-lambda-ric/index.mjs",
    ],
)
def test_words_start_the_client(words: str) -> None:
    assert words_behind_client("nodejs", (*words.split(), "index.handler")) == ("index.handler",)


@pytest.mark.parametrize("words", ["node index.js aws-lambda-ric", "npm run aws-lambda-ric", "npx"])
def test_words_start_something_else(words: str) -> None:
    assert words_behind_client("nodejs", (*words.split(), "index.handler")) is None


@pytest.mark.parametrize("name", ["tool", "tool.py", "bin/tool.cgi"])
def test_python_stays_for_a_file_that_starts_with_it(name: str) -> None:
    recipe = "RUN apt-get update && apt-get install -y g++ make cmake python3\n"
    text = FILE.format("").replace("WORKDIR", f"{recipe}WORKDIR")
    files = {"package.json": json.dumps(PACKAGE), "package-lock.json": json.dumps(LOCK)}
    files |= {"index.js": "export const handler = async () => 1;\n"}

    def image(first_line: str) -> str:
        project = Project.of({**files, name: f"{first_line}\nprint(1)\n"})
        return rewrite(Source.of(text), project, Settings()).text.splitlines()[0]

    assert image("# plain").startswith("FROM public.ecr.aws/lambda/nodejs:22")
    assert image("#!/usr/bin/env python3") == "FROM node:22-slim"
