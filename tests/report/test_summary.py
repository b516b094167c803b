from __future__ import annotations

import pytest
from msgspec.structs import replace

from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.pipeline import Rewrite, Step
from lambdafix.report.outcome import Failure, Outcome, exit_code
from lambdafix.report.summary import summary
from lambdafix.report.tally import Tally
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source

TEXT = "FROM a\n"
PLAIN = Rewrite(Source.of(TEXT), parse(TEXT))


def outcome(*reasons: Reason, withdrawn: str = "", left_alone: str = "") -> Outcome:
    step = Step("order", TEXT, TEXT, reasons, withdrawn)
    return Outcome("Dockerfile", rewrite=replace(PLAIN, steps=(step,), left_alone=left_alone))


def failed(code: int) -> Outcome:
    return Outcome("Dockerfile", failure=Failure("no", exit_code=code))


REFUSED = outcome(Reason(Verdict.REFUSED, Safety.SAFE, 1, "no"))
PENDING = replace(outcome(), diff="-a\n+b\n")


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], 0),
        ([outcome()], 0),
        ([PENDING, outcome()], 1),
        ([replace(PENDING, written=True)], 0),
        ([PENDING, REFUSED], 3),
        ([PENDING, REFUSED, failed(2)], 2),
        ([failed(2), failed(70), REFUSED], 70),
    ],
)
def test_the_worst_file_decides_the_exit_code(outcomes: list[Outcome], expected: int) -> None:
    assert exit_code(outcomes, strict=True) == expected


@pytest.mark.parametrize("strict", [True, False])
def test_a_step_of_ours_that_was_undone_is_always_said_and_is_a_bug(*, strict: bool) -> None:
    undone = outcome(withdrawn="a comment is lost")
    said = summary([undone], written=False, quiet=True)
    assert "Dockerfile: order: undone, for it broke an invariant: a comment is lost\n" in said
    assert undone.exit_code(strict=strict) == 70


def test_words_of_the_file_stay_on_one_line() -> None:
    said = summary(
        [outcome(Reason(Verdict.REFUSED, Safety.SAFE, 1, "odd: a\nb\x1b[31m"))], written=False
    )
    assert "Dockerfile:1: order: refused: odd: a\\nb\\x1b[31m\n" in said


def test_reasons_about_the_whole_file_have_no_line() -> None:
    said = summary([outcome(Reason(Verdict.REFUSED, Safety.SAFE, 0, "no"))], written=False)
    assert said.startswith("Dockerfile: order: refused: no\n")


def test_why_files_were_left_alone_is_counted() -> None:
    files = [
        outcome(left_alone="not a Lambda function image: CMD is nginx"),
        outcome(left_alone="not a Lambda function image: no CMD"),
        outcome(left_alone="`# lambdafix: skip-file` is in it"),
    ]
    assert Tally(files).counts(written=False) == (
        "3 left alone (2 not a Lambda function image, 1 `# lambdafix: skip-file` is in it)"
    )


def test_a_comment_that_is_not_understood_is_said_without_v_and_not_counted_again() -> None:
    remark = Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, 1, "`# lambdafix: kepe` is not understood")
    other = outcome(Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, 2, "something else"))
    assert other.rewrite
    both = replace(other, named=False, rewrite=replace(other.rewrite, remarks=(remark,)))
    said = summary([both], written=False)
    assert "Dockerfile:1: comments: advice: `# lambdafix: kepe` is not understood\n" in said
    assert "something else" not in said
    assert said.endswith("; 1 piece of advice with -v\n")
