"""Reports for pull requests: what they need, and that nothing of a file can act in them."""

from __future__ import annotations

import json
import re

import pytest

from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.pipeline import Rewrite, Step
from lambdafix.report.github import Github
from lambdafix.report.markdown import MARK, MOST, Markdown
from lambdafix.report.markdown_text import block, code, inline
from lambdafix.report.outcome import Change, Failure, Outcome, Saved
from lambdafix.report.sarif import Sarif
from lambdafix.report.tally import Tally
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source

OLD, NEW = "FROM old\nCMD a\n", "FROM new\nCMD a\n"
DIFF = "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n-FROM old\n+FROM new\n CMD a\n"


def outcome(
    *reasons: Reason, path: str = "a/Dockerfile", diff: str = DIFF, saved: Saved | None = None
) -> Outcome:
    step = Step("os-packages", OLD, NEW, reasons)
    rewrite = Rewrite(Source.of(OLD, path), parse(NEW), (step,))
    changes = (Change(path, OLD, NEW),)
    return Outcome(path, rewrite=rewrite, diff=diff, changes=changes, saved=saved)


APPLIED = Reason(Verdict.APPLIED, Safety.SAFE, 1, "`old` is now new")
REFUSED = Reason(Verdict.REFUSED, Safety.SAFE, 2, "make is not known", "say what it reads")
BROKEN = Outcome("b:c,d/Dockerfile", failure=Failure("not a Dockerfile: 50%\n::error::x", line=3))


def whole(report: Markdown | Github | Sarif, *outcomes: Outcome) -> str:
    pieces = [report.add(outcome) for outcome in outcomes]
    return "".join((*pieces, *report.end(Tally(outcomes))))


def test_markdown_says_what_why_and_what_was_refused() -> None:
    text = whole(Markdown(), outcome(APPLIED, REFUSED), BROKEN)
    assert text.startswith(f"{MARK}\n## lambdafix: 1 to rewrite, 1 failed\n")
    assert "| `a/Dockerfile` | `os-packages` | 1 |  |\n" in text
    assert "bytes pushed" not in text
    assert "- line 1, `os-packages`: `old` is now new\n" in text
    assert "- line 2, `os-packages`: **refused:** make is not known *(say what it reads)*\n" in text
    assert f"```diff\n{DIFF}```\n" in text
    assert "### `b:c,d/Dockerfile`\n\n- line 3, **error:** not a Dockerfile: 50%" in text
    assert "### How to check\n" in text


def test_markdown_says_what_is_saved() -> None:
    one = outcome(APPLIED, saved=Saved(3, 116_000_000, 38_700_000, 3, 1))
    text = whole(Markdown(), one)
    assert "At the last 3 builds " in text
    assert "**38.7 MB instead of 116 MB: 66.6% less**, and run RUN lines 1 instead of 3" in text
    assert "| `a/Dockerfile` | `os-packages` | 116 MB → 38.7 MB |  |  |\n" in text
    text = whole(
        Markdown(), one, outcome(APPLIED, path="b", saved=Saved(1, 4_000_000, 200_000_000))
    )
    assert "At the last 4 builds " in text
    assert "**239 MB instead of 120 MB: 98.9% more**" in text


def test_markdown_says_where_nothing_is_saved() -> None:
    text = whole(Markdown(), outcome(APPLIED, saved=Saved(1, 116_000_000, 116_000_001)))
    assert "At the last build (one a commit of a build context) this would have pushed " in text
    assert "as much as now (116 MB). Sizes" in text


def test_markdown_of_many_files_has_a_table_of_codemods() -> None:
    text = whole(Markdown(), *(outcome(APPLIED, REFUSED, path=f"{n}") for n in range(21)))
    assert "\n| `os-packages` | 21 | 21 | 0 |\n" in text
    assert "| `0` |" not in text


def test_markdown_stays_below_what_github_takes() -> None:
    long = outcome(APPLIED, diff=DIFF + "".join(f"+RUN echo {n}\n" for n in range(1500)))
    many = [outcome(APPLIED, path=f"{n}/Dockerfile", diff=long.diff) for n in range(3000)]
    text = whole(Markdown(), *many)
    assert MOST - 7_000 < len(text) <= MOST
    assert "### `0/Dockerfile`" in text
    assert "- the diff does not fit here\n" in text
    assert re.search(r"^\d+ more do not fit here", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`a` and <b>", "`a` and \\<b\\>"),
        ("one ` alone", "one \\` alone"),
        ("[x](http://y)", "\\[x\\](http:&#8203;//y)"),
        ("@team, see #12, GH-3 and www.x.y", "@&#8203;team, see \\#&#8203;12, GH-&#8203;3 and "
         "www&#8203;.x.y"),
        ("*b* _i_ ~s~ |c| &amp; $x$", "\\*b\\* \\_i\\_ \\~s\\~ \\|c\\| \\&amp; \\$x\\$"),
        ("two\nlines \x1b[31m", "two\\\\nlines \\\\x1b\\[31m"),
        ("`` empty", "\\`\\` empty"),
    ],
)  # fmt: skip
def test_a_sentence_cannot_act(text: str, shown: str) -> None:
    assert inline(text) == shown


def test_backticks_end_no_quotation() -> None:
    assert code("a`b") == "``a`b``"
    assert code("`") == "`` ` ``"
    assert block("````\n</details>\n", "diff") == "`````diff\n````\n</details>\n`````\n"


def test_annotations_name_file_and_line_and_a_file_cannot_write_one() -> None:
    lines = whole(Github(), outcome(APPLIED, REFUSED), BROKEN).splitlines()
    assert lines == [
        "::notice file=a/Dockerfile,line=1,title=lambdafix os-packages::`old` is now new",
        "::warning file=a/Dockerfile,line=2,title=lambdafix os-packages::make is not known "
        "(say what it reads)",
        "::error file=b%3Ac%2Cd/Dockerfile,line=3,title=lambdafix not-readable::not a Dockerfile: "
        "50%25\\n::error::x",
        "1 to rewrite, 1 failed",
    ]


def test_no_line_of_annotations_is_a_command_that_a_name_has_made() -> None:
    text = whole(Github(), outcome(APPLIED, path="x\n::set-output name=a::b"))
    assert [line for line in text.splitlines() if line.startswith("::set")] == []


def test_sarif_has_what_its_schema_and_code_scanning_require() -> None:
    log = json.loads(whole(Sarif(), outcome(APPLIED, REFUSED), BROKEN))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert run["tool"]["driver"]["name"] == "lambdafix"
    assert len(rules) == len(set(rules))
    assert [result["level"] for result in run["results"]] == ["warning", "note", "error"]
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["message"]["text"]
        [location] = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert "://" not in location["physicalLocation"]["artifactLocation"]["uri"]
    assert run["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "b%3Ac%2Cd/Dockerfile"
    }


def test_a_fix_of_sarif_makes_the_new_file_of_the_old() -> None:
    log = json.loads(whole(Sarif(), outcome(APPLIED)))
    [fix] = log["runs"][0]["results"][0]["fixes"]
    [replacement] = fix["artifactChanges"][0]["replacements"]
    assert replacement["deletedRegion"] == {
        "startLine": 1, "startColumn": 1, "endLine": 2, "endColumn": 1,
    }  # fmt: skip
    assert replacement["insertedContent"]["text"] == "FROM new\n"


def test_sarif_of_nothing_is_a_log_without_results() -> None:
    assert json.loads(whole(Sarif()))["runs"][0]["results"] == []
