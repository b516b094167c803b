from __future__ import annotations

import pytest

from lambdafix.semantics.words import MOST, bytes_in_words, left_out, shown
from lambdafix.syntax.parser import parse


def words(line: str) -> str:
    return shown(parse(f"FROM a\n{line}\n").stages[0].instructions[1])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("COPY  app.py   ./", "COPY app.py ./"),
        ("run pip install \\\n    -r requirements.txt", "RUN pip install -r requirements.txt"),
        ("COPY --from=build /deps/ ./", "COPY --from=build /deps/ ./"),
        ("RUN --mount=type=cache,target=/x pip install six", "RUN pip install six"),
        ("RUN GOOS=linux CGO_ENABLED=0 go build .", "RUN ... go build ."),
        ("RUN TOKEN=s3cret ./fetch -q", "RUN ... ./fetch -q"),
        ("RUN TOKEN=s3cret KEY=s3cret", "RUN ..."),
    ],
)
def test_an_instruction_is_named_by_its_words(line: str, name: str) -> None:
    assert words(line) == name


def test_a_long_line_is_cut_between_words() -> None:
    name = words("RUN " + " ".join(["word"] * 40))
    assert name.endswith(" ...")
    assert len(name) <= MOST + len(" ...")


@pytest.mark.parametrize(
    "line",
    [
        "RUN pip install -i https://joe:s3cret@example.com/simple requests",
        "RUN export TOKEN=s3cret && ./fetch",
        "RUN TOKEN='very s3cret' ./fetch",
        "RUN A=1 TOKEN=$(echo s3cret) ./fetch",
        "RUN ./fetch s3cret0123456789abcdef0123",
        "RUN ./fetch joe@s3cret",
        "ENV TOKEN=s3cret",
        "ARG TOKEN=s3cret",
        "LABEL token=s3cret",
    ],
)
def test_what_may_be_a_secret_is_never_quoted(line: str) -> None:
    assert "s3cret" not in words(line)
    assert words(line).endswith("...")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (12_340_000, "12.3 MB"),
        (999_600, "1 MB"),
        (500_000_000, "500 MB"),
        (2_500_000_000, "2.5 GB"),
    ],
)
def test_bytes_in_words(number: float, words: str) -> None:
    assert bytes_in_words(number) == words


def test_packages_that_go_for_one_reason_are_said_together() -> None:
    said = list(left_out({"g++": "why", "jq": "another", "make": "why", "cmake": "why"}))
    assert said == [
        "the packages g++, make and cmake are left out: why",
        "the package jq is left out: another",
    ]
