"""An instruction's body in words, as BuildKit parts them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.syntax.splitting import (
    behind_flags,
    blank_words,
    flag_words,
    is_json_array,
    json_words,
    quoted_words,
    split_keyword,
    stripped,
)


def values(body: str, escape: str = "\\") -> tuple[list[str], str]:
    words, behind = flag_words(body, escape)
    assert all(body[w.start : w.stop] == w.raw for w in words)
    return [w.value for w in words], stripped(body, behind)[0]


def test_a_keyword_ends_at_the_first_blank_but_not_at_a_no_break_space() -> None:
    assert split_keyword(" RUN\t x y ") == ("RUN", "x y")
    assert split_keyword("RUN\xa0x y") == ("RUN\xa0x", "y")


@pytest.mark.parametrize(
    ("body", "flags", "rest"),
    [
        ("a b", [], "a b"),
        ("  --from=x   a b ", ["--from=x"], "a b"),
        (
            "--mount=type=cache,target=/x --mount=type=bind pip x",
            ["--mount=type=cache,target=/x", "--mount=type=bind"],
            "pip x",
        ),
        ('--chown="a b" x', ["--chown=a b"], "x"),
        (r"--chown=a\ b x", ["--chown=a b"], "x"),
        ("--x='a\"b' y", ['--x=a"b'], "y"),
        ("--link -- --x y", ["--link"], "--x y"),
        ("--link", ["--link"], ""),
        ("-x --y", [], "-x --y"),
        ('"--x" y', [], '"--x" y'),
        ('--f="a \\" b" x', ['--f=a " b'], "x"),
        ('--f="a b', ["--f=a b"], ""),
        ("x --y", [], "x --y"),
    ],
)
def test_flags_go_before_everything_else(body: str, flags: list[str], rest: str) -> None:
    assert values(body) == (flags, rest)
    assert behind_flags(body.strip(), "\\") == rest


def test_a_backtick_escapes_in_a_flag_of_a_windows_file() -> None:
    assert values("--chown=a` b\\ c", "`") == (["--chown=a b\\"], "c")


def test_blanks_outside_quotes_part_the_words_of_env() -> None:
    words = quoted_words("A=b C=\"d e\"  F=g\\ h I='j\\' K", 0, "\\")
    assert [w.raw for w in words] == ["A=b", 'C="d e"', "F=g\\ h", "I='j\\'", "K"]


def test_quotes_hold_no_blanks_in_the_words_of_copy() -> None:
    assert [w.raw for w in blank_words('"a b" c\\ d', 0)] == ['"a', 'b"', "c\\", "d"]


def test_a_no_break_space_parts_no_words_of_copy() -> None:
    assert [w.raw for w in blank_words("a\xa0b c", 0)] == ["a\xa0b", "c"]


def test_json_keeps_the_place_of_every_string() -> None:
    body = '  [ "a b" ,"c\\"d","\\u00e9"]'
    words = json_words(*stripped(body))
    assert words is not None
    assert [w.value for w in words] == ["a b", 'c"d', "é"]
    assert [body[w.start : w.stop] for w in words] == ['"a b"', '"c\\"d"', '"\\u00e9"']


@pytest.mark.parametrize("text", ['["a"] b', "['a']", "[ -f x ]", "[NaN]", '["a",]', "[", "a"])
def test_what_is_no_json_is_no_array(text: str) -> None:
    assert json_words(text) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("a='b c' d=\"e f\"", ["a='b c'", 'd="e f"']),
        ('a="b \\" c" d', ['a="b \\" c"', "d"]),
        ("a='b", ["a='b"]),
        ("", []),
    ],
)
def test_words_of_env_keep_their_quotes(body: str, words: list[str]) -> None:
    assert [w.raw for w in quoted_words(body, 0, "\\")] == words


def test_a_list_of_other_things_is_still_an_array() -> None:
    assert is_json_array("[1]")
    assert is_json_array('["a"]')
    assert not is_json_array("[ -f x ]")


@pytest.mark.parametrize("text", ["[1]", "[null]", '["a", ["b"]]', "[" * 5000 + "]" * 5000])
def test_an_array_of_other_things_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="strings only"):
        json_words(text)


@given(st.text("a=-'\"\\` \t$[]", max_size=30), st.sampled_from("\\`"))
def test_every_word_stands_where_it_says(body: str, escape: str) -> None:
    flags, behind = flag_words(body, escape)
    text, at = stripped(body, behind)
    words = [*flags, *quoted_words(text, at, escape)]
    assert all(body[w.start : w.stop] == w.raw for w in words)
    assert all(a.stop < b.start for a, b in pairwise(words))
