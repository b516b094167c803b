"""Workflows of GitHub Actions: docker/build-push-action, and builds in `run`.

Everything is relative to the checkout, which is the tree's root. A job with a matrix of literal
values is read once for each of its combinations.
Source: docs.github.com/actions/reference/workflow-syntax, docker/build-push-action's README.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from lambdafix.context.infrastructure import build_commands
from lambdafix.context.infrastructure.builds import Build, use_of
from lambdafix.context.infrastructure.shell_lines import UNKNOWN, Here
from lambdafix.context.infrastructure.tree import Tree, below, each
from lambdafix.context.infrastructure.uses import Builder, Finding, Place
from lambdafix.context.infrastructure.yaml_nodes import Node, documents
from lambdafix.regex import regex

_EXPRESSION = regex(r"\$\{\{(.{0,500}?)\}\}", re.DOTALL)
_MOST = 64  # combinations of one matrix that are read

Values = Mapping[str, str]  # `env.NAME` and `matrix.NAME` -> text


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that workflows and composite actions build."""
    yield from each(_workflow, paths, tree)


def _workflow(path: str, tree: Tree) -> Iterator[Finding]:
    found: dict[Finding, None] = {}
    for document in documents(tree.text(path)):
        jobs = document.get("jobs")
        for _, job in jobs.items() if jobs else ():
            for matrix in _combinations(job.get("strategy", "matrix")):
                values = {**_env(document), **_env(job), **matrix}
                at = _directory(
                    job, _directory(document, ".", "defaults", "run"), "defaults", "run"
                )
                found |= dict.fromkeys(_steps(job.get("steps"), values, at, path, tree))
        found |= dict.fromkeys(_steps(document.get("runs", "steps"), {}, ".", path, tree))
    yield from found


def _steps(steps: Node | None, outer: Values, at: str, path: str, tree: Tree) -> Iterator[Finding]:
    for step in steps.elements() if steps else ():
        values = {**outer, **_env(step)}
        action, script = step.get("uses"), step.get("run")
        if action and (action.text or "").startswith("docker/build-push-action"):
            place = Place(path, action.line)
            yield from use_of(_pushed(step.get("with"), values), [tree.root], Builder.BUILDX, place)
        elif script and script.text and build_commands.REASON.search(script.text):
            directory = _put(_directory(step, at), values)
            if UNKNOWN in directory:
                directory = "."
            here = Here((below(tree.root, directory),), top=tree.root)
            shell = {name.removeprefix("env."): v for name, v in values.items() if "env." in name}
            line = script.first_line
            text = _put(script.text, values)
            yield from build_commands.uses(text, path, line, here, shell)


def _pushed(given: Node | None, values: Values) -> Build:
    """What `with` says; `{{defaultContext}}` is the repository, perhaps with `:directory`."""

    def text(name: str) -> str:
        node = given.get(name) if given else None
        return _put(node.text or "", values).strip() if node else ""

    def word(name: str) -> str:
        found = text(name)
        return "" if UNKNOWN in found else found

    context = text("context").replace("{{defaultContext}}:", "").replace("{{defaultContext}}", ".")
    arguments = [line.partition("=") for line in text("build-args").splitlines()]
    return Build(
        context or ".",
        text("file"),
        target=word("target"),
        platform=word("platforms"),
        arguments=tuple((n.strip(), v.replace(UNKNOWN, "")) for n, _, v in arguments if n.strip()),
    )


def _put(text: str, values: Values) -> str:
    """Expressions put in; `github.workspace` is the checkout itself."""

    def worth(match: re.Match[str]) -> str:
        name = match[1].strip()
        return "." if name == "github.workspace" else values.get(name, UNKNOWN)

    return _EXPRESSION.sub(worth, text)


def _env(node: Node) -> dict[str, str]:
    env = node.get("env")
    pairs = {f"env.{name}": value.text for name, value in (env.items() if env else ())}
    return {name: text for name, text in pairs.items() if text is not None and "${{" not in text}


def _directory(node: Node, default: str, *path: str) -> str:
    found = node.get(*path, "working-directory")
    return (found.text if found else None) or default


def _combinations(matrix: Node | None) -> Iterator[dict[str, str]]:
    """What `matrix.NAME` is worth in each run of a job; `exclude` is not read."""
    if matrix is None:
        yield {}
        return
    axes: list[list[dict[str, str]]] = []
    for name, axis in matrix.items():
        if name not in ("include", "exclude"):
            axes.append([_entry(f"matrix.{name}", node) for node in axis.elements()])
    combined = [_merged(run) for run in _first(product(*axes))] if axes else []
    extra = matrix.get("include")
    included = [_entry("matrix", node) for node in extra.elements()] if extra else []
    for run in combined:
        fits = [i for i in included if all(run.get(k, v) == v for k, v in i.items())]
        yield {**run, **_merged(fits)}
    alone = [
        i
        for i in included
        if not any(all(r.get(k, v) == v for k, v in i.items()) for r in combined)
    ]
    yield from alone
    if not combined and not alone:
        yield {}


def _entry(name: str, node: Node) -> dict[str, str]:
    if node.is_map:
        return {f"{name}.{key}": value.text or "" for key, value in node.items()}
    return {name: node.text or ""}


def _merged(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {key: value for part in parts for key, value in part.items()}


def _first(runs: Iterable[tuple[dict[str, str], ...]]) -> Iterator[tuple[dict[str, str], ...]]:
    yield from (run for _, run in zip(range(_MOST), runs, strict=False))
