"""Answers held against one another."""

from __future__ import annotations

import pytest

from lambdafix.verify.alike import differences
from lambdafix.verify.answers import Answer, Json, Outcome


def answered(payload: Json) -> Answer:
    return Answer(Outcome.ANSWERED, payload)


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        pytest.param({"a": 1}, {"a": 1}, [], id="the same"),
        pytest.param({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ["a.b.1"], id="deep"),
        pytest.param({"a": 1}, {"b": 1}, ["a", "b"], id="another key"),
        pytest.param([1], [1, 2], [""], id="another length"),
        pytest.param(1, True, [""], id="true is not one"),
        pytest.param({"body": '{"x": 1}'}, {"body": '{"x": 2}'}, ["body.x"], id="JSON in a body"),
        pytest.param({"a": float("nan")}, {"a": float("nan")}, [], id="no number"),
        pytest.param(1, 1.0, [""], id="another type of number"),
        pytest.param({"body": "a"}, {"body": "b"}, ["body"], id="text in a body"),
    ],
)
def test_fields_that_differ_are_named_by_their_path(
    before: Json, after: Json, paths: list[str]
) -> None:
    assert [d.path for d in differences(answered(before), answered(after))] == paths


def test_a_named_field_may_differ_with_all_below_it_and_no_other() -> None:
    before, after = answered({"a": {"b": 1}, "ab": 1}), answered({"a": {"b": 2}, "ab": 2})
    assert [d.path for d in differences(before, after, {"a"})] == ["ab"]


def test_a_star_names_a_field_of_everything_in_a_list() -> None:
    before = answered({"items": [{"id": 1, "n": 1}, {"id": 2, "n": 1}], "id": 1})
    after = answered({"items": [{"id": 3, "n": 1}, {"id": 4, "n": 2}], "id": 2})
    assert [d.path for d in differences(before, after, {"items.*.id"})] == ["items.1.n", "id"]


def test_errors_are_alike_whatever_their_stack_traces_name() -> None:
    before = Answer(Outcome.FUNCTION_ERROR, {"errorType": "KeyError", "stackTrace": ["/app"]})
    after = Answer(Outcome.FUNCTION_ERROR, {"errorType": "KeyError", "stackTrace": ["/var/task"]})
    assert differences(before, after) == ()
    other = Answer(Outcome.FUNCTION_ERROR, {"errorType": "ValueError"})
    assert [d.path for d in differences(before, other)] == ["errorType"]


def test_an_answer_and_an_error_differ_as_a_whole() -> None:
    error = Answer(Outcome.FUNCTION_ERROR, {"errorType": "KeyError", "errorMessage": "'a'"})
    (found,) = differences(answered({}), error)
    assert found == ("", "answered", "function error: KeyError: 'a'")
