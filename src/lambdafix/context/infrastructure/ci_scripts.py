"""Lists of shell commands in YAML: GitLab CI and CodeBuild's buildspec."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from lambdafix.context.infrastructure import build_commands
from lambdafix.context.infrastructure.shell_lines import Here
from lambdafix.context.infrastructure.tree import Tree, each
from lambdafix.context.infrastructure.uses import Finding
from lambdafix.context.infrastructure.yaml_nodes import Node, documents

_GITLAB = ("before_script", "script", "after_script")
_BUILDSPEC = ("install", "pre_build", "build", "post_build")


def read_gitlab(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that jobs of .gitlab-ci.yml build; a job begins in the checkout."""
    yield from each(_gitlab, paths, tree)


def read_buildspec(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that CodeBuild builds; the source is the repository or the file's directory."""
    yield from each(_buildspec, paths, tree)


def _gitlab(path: str, tree: Tree) -> Iterator[Finding]:
    for document in documents(tree.text(path)):
        shared = _variables(document.get("variables"))
        for _, job in document.items():
            lists = [node for name in _GITLAB if (node := job.get(name))]
            values = {**shared, **_variables(job.get("variables"))}
            values |= {"CI_PROJECT_DIR": tree.root}
            yield from _commands(lists, path, Here((tree.root,), top=tree.root), values)


def _buildspec(path: str, tree: Tree) -> Iterator[Finding]:
    directories = tuple(dict.fromkeys((os.path.dirname(path), tree.root)))
    for document in documents(tree.text(path)):
        lists = [n for name in _BUILDSPEC if (n := document.get("phases", name, "commands"))]
        values = _variables(document.get("env", "variables"))
        yield from _commands(lists, path, Here(directories, top=tree.root), values)


def _variables(node: Node | None) -> dict[str, str]:
    pairs = [(name, value.text) for name, value in node.items()] if node else []
    return {name: text for name, text in pairs if text is not None and "$" not in text}


def _commands(
    lists: Iterable[Node], path: str, here: Here, values: dict[str, str]
) -> Iterator[Finding]:
    """All lists of a job as one script, for `cd` and variables last from one to the next."""
    script, lines = "", []
    for commands in lists:
        for command in commands.elements() if commands.is_list else (commands,):
            first = command.first_line
            for offset, text in enumerate((command.text or "").split("\n")):
                script += text + "\n"
                lines.append(first + offset)
    for finding in build_commands.uses(script, path, 0, here, values):
        line = lines[finding.place.line] if finding.place.line < len(lines) else 0
        yield finding._replace(place=finding.place._replace(line=line))
