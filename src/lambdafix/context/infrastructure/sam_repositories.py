"""Where SAM pushes the images of a template's functions, by samconfig.toml.

`image_repository` is one for all, `image_repositories` one for each `LogicalId=URI`, and
`resolve_image_repos` lets SAM make one for each function in a companion stack; SAM takes only one
of the three, and an empty list is none. `global` holds for every command; a command's own words
come first. Source: aws-sam-cli image_repository_validation.py, companion_stack_manager.py
(fe8f8db, 2026-07-22), the sam deploy page of the SAM developer guide; seen in SAM CLI 1.170.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lambdafix.context.infrastructure.uses import Destination, Place

KEYS = ("image_repository", "image_repositories", "resolve_image_repos")
_COMMANDS = ("deploy", "package", "sync")  # the first that says anything counts


class Pushes(NamedTuple):
    """What one environment of a configuration says; `lines` are those of its keys."""

    said: Mapping[str, object]
    path: str
    lines: Mapping[str, int]

    @property
    def only(self) -> str:
        """The one key that is set; empty if none is, or more than SAM takes."""
        found = [key for key in KEYS if self.said.get(key)]
        return found[0] if len(found) == 1 else ""

    def destination(self, function: str, template: str) -> Destination | None:
        """Where a function's image goes."""
        key, value = self.only, self.said.get(self.only)
        place = Place(self.path, self.lines.get(key, 0))
        if key == "image_repository" and isinstance(value, str):
            return Destination(value, value, place)
        if key == "image_repositories":
            address = addresses(value).get(function)
            return Destination(address, address, place) if address else None
        if key == "resolve_image_repos":
            return Destination(f"{template} {function}", f"SAM makes one for {function}", place)
        return None


def addresses(value: object) -> dict[str, str]:
    """Logical ID -> address of an `image_repositories`; what is not `ID=URI` is left out."""
    items = value if isinstance(value, list) else [value]
    pairs = (item.partition("=") for item in items if isinstance(item, str))
    return {name.strip(): address.strip() for name, mark, address in pairs if mark}


def pushes(path: str, text: str, content: Mapping[str, object]) -> Pushes | None:
    """What counts in a configuration: its `default` environment, else the first that says it."""
    if not any(key in text for key in KEYS):
        return None
    lines = dict(_lines(text))
    found: dict[str, Pushes] = {}
    for environment in content:
        for command in _COMMANDS:
            tables = {name: parameters(content, environment, name) for name in ("global", command)}
            places = [(name, key) for name, table in tables.items() for key in KEYS if key in table]
            said = {key: tables[name][key] for name, key in places}
            at = {key: lines.get((environment, name, "parameters", key), 0) for name, key in places}
            if any(said.values()):
                found.setdefault(environment, Pushes(said, path, at))
    return found.get("default") or next(iter(found.values()), None)


def parameters(content: Mapping[str, object], environment: str, command: str) -> dict[str, object]:
    """The table `[environment.command.parameters]`, empty where there is none."""
    table: object = content
    for word in (environment, command, "parameters"):
        table = table.get(word) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def _lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    from lambdafix.context.infrastructure.toml_pairs import pairs

    return ((pair.path, pair.line) for pair in pairs(text.encode()))
