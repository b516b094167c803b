"""A verification as a person, a program and a pull request read it."""

from __future__ import annotations

import json

from msgspec.structs import replace

from lambdafix.report.outcome import Failure
from lambdafix.report.verified import Verified, exit_code
from lambdafix.report.verify import errors, text
from lambdafix.report.verify_json import document
from lambdafix.report.verify_markdown import text as markdown
from lambdafix.verify.alike import Difference
from lambdafix.verify.answers import Answer, Outcome
from lambdafix.verify.verdict import Asked, Verdict, Weight

PROVED = Verified(
    "a/Dockerfile",
    verdict=Verdict(
        Weight(450_000_000, 4, 28.04, 27.8, 449_000_000),
        Weight(7_600_000, 2, 21.8, 0.3, 3_072),
        (Asked('{"n": 1}', Answer(Outcome.ANSWERED, 1), Answer(Outcome.ANSWERED, 1), ()),),
        notes=("built without something",),
    ),
)
DIFFERS = replace(
    PROVED,
    path="b|`/Dockerfile",
    verdict=Verdict(
        Weight(10, 1),
        Weight(10, 1),
        (
            Asked(
                "{}",
                Answer(Outcome.ANSWERED, {"a": 1}),
                Answer(Outcome.ANSWERED, {"a": 2}),
                (Difference("a", "1", "2"),),
            ),
        ),
        ("the answers to {} differ: a",),
    ),
    logs="/tmp/logs",
)
FAILED = Verified("c", failure=Failure("no engine", "Install one"))
IDLE = Verified("d", idle="there is nothing to rewrite")

REPORT = """\
a/Dockerfile: proved

                                         before    after     ratio
  build seconds                            28.0     21.8     0.777
  build seconds after a one-line change    27.8      0.3    0.0108
  bytes above the base                   450 MB  7.60 MB    0.0169
  layers above the base                       4        2       0.5
  bytes pushed after a one-line change   449 MB  3.07 kB  6.84e-06

  event {"n": 1}: answered, the same

  note: built without something

b|`/Dockerfile: not proved
  - the answers to {} differ: a

                                         before  after  ratio
  build seconds                               -      -      -
  build seconds after a one-line change       -      -      -
  bytes above the base                     10 B   10 B      1
  layers above the base                       1      1      1
  bytes pushed after a one-line change        -      -      -

  event {}: answered, differs
     before  after
  a       1      2

  logs: /tmp/logs

d: not verified: there is nothing to rewrite

4 files: 1 proved, 1 not proved, 1 could not be tried, 1 nothing to verify
"""


def test_a_person_reads_verdicts_figures_and_differences() -> None:
    files = [PROVED, DIFFERS, FAILED, IDLE]
    assert text(files) == REPORT
    assert errors(files) == "c: error: no engine\n    Install one\n"


def test_a_program_reads_the_same() -> None:
    content = json.loads(document([PROVED, DIFFERS, FAILED]))
    assert content["exit_code"] == 2
    assert [file["status"] for file in content["files"]] == [
        "proved",
        "not proved",
        "could not be tried",
    ]
    first, second, third = content["files"]
    assert first["figures"]["bytes_above_the_base"] == {
        "before": 450_000_000,
        "after": 7_600_000,
        "ratio": 7_600_000 / 450_000_000,
    }
    assert second["events"][0]["differences"] == [{"path": "a", "before": "1", "after": "2"}]
    assert third["error"] == {"message": "no engine", "hint": "Install one"}


def test_the_worst_of_all_files_is_the_exit_code() -> None:
    assert exit_code([PROVED, IDLE]) == 0
    assert exit_code([PROVED, DIFFERS]) == 1
    assert exit_code([DIFFERS, FAILED]) == 2
    assert exit_code([replace(FAILED, failure=Failure("bug", exit_code=70)), FAILED]) == 70


def test_a_pull_request_shows_tables_and_no_markup_of_others() -> None:
    found = markdown([PROVED, DIFFERS, FAILED, IDLE])
    assert found.startswith("### lambdafix verify: 4 files: 1 proved, 1 not proved")
    assert "| bytes above the base | 450 MB | 7.60 MB | 0.0169 |\n" in found
    assert "#### ``b|`/Dockerfile``: not proved" in found
    assert "\n- the answers to \\{\\} differ: a\n" in found
    assert "\n| `a` | `1` | `2` |\n" in found
    assert "\nno engine (Install one)\n" in found
    assert "\n\n\n" not in found
