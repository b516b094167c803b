"""The body of an instruction in pieces."""

from __future__ import annotations

import pytest

from lambdafix.syntax.arguments import json_list, skip_flags, split_keyword, words_of


def test_a_keyword_ends_at_the_first_blank_but_not_at_a_no_break_space() -> None:
    assert split_keyword(" RUN\t x y ") == ("RUN", "x y")
    assert split_keyword("RUN\xa0x y") == ("RUN\xa0x", "y")


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        ("--mount=type=cache,target=/x --network=none make", "make"),
        ("--chown='a b' x", "x"),
        ('--f="a \\" b" x', "x"),
        ("--f=a\\ b x", "x"),
        ("-- --x", "--x"),
        ("-x --y", "-x --y"),
        ("x --y", "x --y"),
        ("--only", ""),
    ],
)
def test_flags_are_skipped_with_their_quotes(body: str, rest: str) -> None:
    assert skip_flags(body) == rest


def test_a_backtick_escapes_in_flags_of_a_windows_file() -> None:
    assert skip_flags("--f=a` b c:\\ x", "`") == "c:\\ x"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("a=b c=d", ["a=b", "c=d"]),
        ("a='b c' d=\"e f\"", ["a='b c'", 'd="e f"']),
        ('a="b \\" c" d', ['a="b \\" c"', "d"]),
        ("a=b\\ c d", ["a=b\\ c", "d"]),
        ("a='b", ["a='b"]),
        ("", []),
    ],
)
def test_words_keep_their_quotes(body: str, words: list[str]) -> None:
    assert words_of(body) == words


@pytest.mark.parametrize("body", ["[", "['a']", '["a",]', '["a"] b', '{"a": 1}', "[NaN]", "x", ""])
def test_what_is_no_json_list_is_words(body: str) -> None:
    assert json_list(body) is None


def test_a_nest_of_brackets_is_words_and_no_crash() -> None:
    assert json_list("[" * 100_000) is None


def test_a_json_list_gives_its_items() -> None:
    assert json_list('[ "a", "b c" ]') == ["a", "b c"]
