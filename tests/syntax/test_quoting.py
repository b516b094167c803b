"""Quotes and escapes: what a word means, and how a meaning is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.syntax.quoting import escaped, joined, quoted, unquoted, value_parts

ESCAPES = st.sampled_from("\\`")
TEXT = st.text("ab1_ '\"\\`$/<-{}ü", max_size=8)
VARIABLES = st.sampled_from(["$A", "${A}", "${A:-b c}", "$1", "${B:+x}"])
PARTS = st.lists(st.tuples(TEXT, st.just(False)) | st.tuples(VARIABLES, st.just(True)), max_size=5)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("plain", "plain"),
        ('"d e"', "d e"),
        ("'d e'", "d e"),
        (r"g\ h", "g h"),
        ("a\"b\"'c'", "abc"),
        ('"it\'s"', "it's"),
        (r'"a\"b\c"', r"a\"b\c".replace(r"\"", '"')),
        ("$X/y", "$X/y"),
        ('"${X:-a b}"', "${X:-a b}"),
        ('${X:-"}"}', '${X:-"}"}'),
        ('$X"y"', "${X}y"),
        ("$'X'", r"\$X"),
        (r"'$X' \$Y", r"\$X \$Y"),
        ("a$", r"a\$"),
        (r"C:\\$X", r"C:\\$X"),
        ("tail\\", "tail"),
    ],
)
def test_a_word_loses_its_quotes_and_keeps_its_variables(raw: str, value: str) -> None:
    assert unquoted(raw, "\\") == value


def test_with_a_backtick_escape_a_backslash_is_a_letter() -> None:
    assert unquoted('C:\\a`" "b`c"', "`") == 'C:\\a" b`c'


@pytest.mark.parametrize("raw", ["it's", '"a', "${X", "${X:-'}"])
def test_what_is_left_open_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="not closed"):
        unquoted(raw, "\\")


@pytest.mark.parametrize(
    ("value", "raw"),
    [
        ("/var/task", "/var/task"),
        ("${LAMBDA_TASK_ROOT}/x", "${LAMBDA_TASK_ROOT}/x"),
        ("a b", '"a b"'),
        ("it's", '"it\'s"'),
        ("", '""'),
        (r"\$X", r"\$X"),
        ("--flag", '"--flag"'),
    ],
)
def test_a_value_gets_quotes_only_where_it_needs_them(value: str, raw: str) -> None:
    assert quoted(value, "\\") == raw


@given(PARTS, ESCAPES)
def test_what_is_written_reads_back(parts: list[tuple[str, bool]], escape: str) -> None:
    value = joined(parts)
    assert unquoted(quoted(value, escape), escape) == value
    assert unquoted(escaped(value, escape), escape) == value
    assert joined(value_parts(value)) == value
