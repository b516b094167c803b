"""samconfig.toml: which template is built with which parameters, and by which builder.

Every environment of the file is read; a parameter that two of them set to different values is
worth nothing here. Source: the SAM CLI's configuration page (2026-09).
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping

import tomli
from msgspec import Struct, field

from lambdafix.context.infrastructure.sam_repositories import Pushes, pushes
from lambdafix.context.infrastructure.tree import Tree, Unreadable, below
from lambdafix.context.infrastructure.uses import Place, Unresolved

_TEMPLATES = ("template.yaml", "template.yml", "template.json")


class Deployment(Struct, frozen=True):
    """What the configuration adds to a template."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    buildkit: bool = False
    pushes: Pushes | None = None


def deployments(tree: Tree) -> tuple[dict[str, Deployment], list[Unresolved]]:
    """Absolute path of a template -> its configuration; and the files that are not TOML."""
    found, faults = {}, []
    for path in tree.files:
        if os.path.basename(path) == "samconfig.toml":
            try:
                content = tomli.loads(tree.text(path))
            except (tomli.TOMLDecodeError, Unreadable) as error:
                faults.append(Unresolved(Place(path, 0), f"not TOML: {error}"))
                continue
            tables = list(_tables(content))
            deployment = Deployment(
                _agreed(_overrides(table.get("parameter_overrides")) for table in tables),
                any(table.get("use_buildkit") is True for table in tables),
                pushes(path, tree.text(path), content),
            )
            named = {
                str(t[key]) for t in tables for key in ("template", "template_file") if key in t
            }
            for name in named or _TEMPLATES:
                found[below(os.path.dirname(path), name)] = deployment
    return found, faults


def _tables(content: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Every `[environment.command.parameters]`."""
    for environment in content.values():
        for command in environment.values() if isinstance(environment, dict) else ():
            table = command.get("parameters") if isinstance(command, dict) else None
            if isinstance(table, dict):
                yield table


def _overrides(value: object) -> dict[str, str]:
    """`Name=Value Name="a b"`, as one text or a list of such; the long form of the AWS CLI, too."""
    texts = value if isinstance(value, list) else [value]
    found: dict[str, str] = {}
    for text in texts:
        try:
            words = shlex.split(text) if isinstance(text, str) else []
        except ValueError:
            continue
        for word in words:
            name, _, worth = word.partition("=")
            if name == "ParameterKey" and ",ParameterValue=" in worth:
                name, _, worth = worth.partition(",ParameterValue=")
            if worth:
                found[name] = worth
    return found


def _agreed(tables: Iterator[dict[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for table in tables:
        for name, value in table.items():
            found.setdefault(name, set()).add(value)
    return {name: values.pop() for name, values in found.items() if len(values) == 1}
