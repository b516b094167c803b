from __future__ import annotations

import pytest

from lambdafix.semantics.ordering.rates import WORDS, NoRate, Rate, said_above
from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Instruction


def last(text: str) -> Instruction:
    return parse(f"FROM scratch\n{text}\n").instructions[-1]


@pytest.mark.parametrize(("word", "rate"), WORDS.items())
def test_the_author_says_how_often_an_instruction_changes(word: str, rate: Rate) -> None:
    assert said_above(last(f"# lambdafix: changes {word}\nCOPY a b")) is rate


@pytest.mark.parametrize(
    "comment",
    [
        "#lambdafix:changes daily",
        "  #  lambdafix:  changes   daily  ",
        "# x\n# lambdafix: changes daily\n# y",
    ],
)
def test_blanks_and_other_comments_do_not_matter(comment: str) -> None:
    assert said_above(last(f"{comment}\nCOPY a b")) is Rate.DAILY


def test_the_last_of_several_words_counts() -> None:
    text = "# lambdafix: changes daily\n# lambdafix: changes never\nCOPY a b"
    assert said_above(last(text)) is Rate.NEVER


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("COPY a b", id="no comment"),
        pytest.param("# changes daily\nCOPY a b", id="not for lambdafix"),
        pytest.param("# lambdafix: keep\nCOPY a b", id="another word"),
        pytest.param("# lambdafix: changes daily\n\nCOPY a b", id="a heading touches nothing"),
        pytest.param("# lambdafix: changesdaily\nCOPY a b", id="one word"),
    ],
)
def test_nothing_is_said(text: str) -> None:
    assert said_above(last(text)) is None


@pytest.mark.parametrize("words", ["hourly", "", "Daily", "daily or so", "daily."])
def test_an_unknown_word_is_named_with_its_line(words: str) -> None:
    text = f"COPY x y\n\n# the model\n# lambdafix: changes {words}\n# of ours\nCOPY a b"
    assert said_above(last(text)) == NoRate(5, words)
