"""Lock files of Node: what they name, and what they were made for."""

from __future__ import annotations

import json

import pytest

from lambdafix.context.node_locks import read_lock

YARN = """# yarn lockfile v1


"@a/b@^1.0.0", "@a/b@~1.1":
  version "1.1.0"
  dependencies:
    c "^2.0.0"

c@2, c@^2.0.0:
  version "2.0.0"

"d@>= 1 < 3":
  version "2.5.0"
"""


@pytest.mark.parametrize(
    ("required", "agrees"),
    [
        ({"@a/b": "~1.1", "c": "2", "d": ">= 1 < 3"}, True),
        ({"@a/b": "~1.2"}, False),
        ({"e": "1"}, False),
        ({}, False),
    ],
)
def test_a_yarn_lock_agrees_with_what_it_has_an_entry_for(
    required: dict[str, str], agrees: bool
) -> None:
    lock = read_lock("yarn.lock", YARN)
    assert lock is not None
    assert lock.agrees(required) is agrees


@pytest.mark.parametrize(
    ("required", "agrees"),
    [({"a": "^1", "b": "2"}, True), ({"a": "^1"}, False), ({"a": "^1", "b": "3"}, False)],
)
def test_a_lock_of_npm_says_what_it_was_made_for(required: dict[str, str], agrees: bool) -> None:
    root = {"dependencies": {"a": "^1"}, "devDependencies": {"b": "2"}}
    entries = {"": root, "node_modules/a": {"dependencies": {"c": "1"}}, "node_modules/b": {}}
    nested: dict[str, object] = {"node_modules/a/node_modules/c": {}}
    text = json.dumps({"lockfileVersion": 3, "packages": entries | nested})
    lock = read_lock("package-lock.json", text)
    assert lock is not None
    assert lock.agrees(required) is agrees
    torn = read_lock("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": entries}))
    assert torn is not None
    assert not torn.agrees(required)


def test_a_lock_of_version_1_agrees_with_nothing() -> None:
    lock = read_lock("package-lock.json", '{"lockfileVersion": 1, "dependencies": {"a": {}}}')
    assert lock is not None
    assert not lock.agrees({"a": "^1"})
    assert not lock.agrees({})
