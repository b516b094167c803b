"""One requirement, read with packaging or without."""

from __future__ import annotations

import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lambdafix.context import pep508
from lambdafix.context.pep508 import Distribution, read


@given(
    st.from_regex(r"[A-Za-z0-9._-]{1,6}", fullmatch=True),
    st.sampled_from(["", " ", "==", ">=", "<", "!=", "~=", " == ", "== ", "="]),
    st.from_regex(r"([0-9]{1,3}[.]?){0,3}", fullmatch=True),
)
def test_a_plain_line_is_read_as_packaging_reads_it(name: str, operator: str, version: str) -> None:
    text = f"{name}{operator}{version}"
    assume(pep508._PLAIN.fullmatch(text))
    found, whole = read(text), Requirement(text)
    assert found is not None
    assert found.distribution.name == canonicalize_name(whole.name)
    assert found.distribution.specifier == str(whole.specifier)
    assert found == pep508._parsed(text)


@pytest.mark.parametrize(
    ("line", "distribution"),
    [
        ("boto3", Distribution("boto3")),
        ("Requests == 2.32.5", Distribution("requests", "==2.32.5", True)),
        ("a_b>=3", Distribution("a-b", ">=3")),
    ],
)
def test_a_plain_line_needs_no_packaging(
    line: str, distribution: Distribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "packaging", None)
    found = read(line)
    assert found is not None
    assert found.distribution == distribution


@pytest.mark.parametrize("line", ["~=1", "numpy=1", "numpy==", "a b", "numpy==1.*.2"])
def test_what_breaks_the_grammar_is_no_requirement(line: str) -> None:
    assert read(line) is None
