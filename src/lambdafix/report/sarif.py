"""Outcomes -> SARIF 2.1.0, for code scanning; written piece by piece.

Every reason is a result at its line, and a change carries the whole of its file's as a fix.
Source: OASIS, Static Analysis Results Interchange Format 2.1.0; docs.github.com, "SARIF support for
code scanning", read 2026-11.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import quote

from lambdafix import __version__
from lambdafix.codemod import Reason, Verdict
from lambdafix.report.explain import names, title
from lambdafix.report.outcome import Outcome
from lambdafix.report.tally import Tally
from lambdafix.report.words import one_line

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ERROR = "not-readable"
_LEVELS = {
    Verdict.APPLIED: "warning",
    Verdict.REFUSED: "note",
    Verdict.WITHHELD: "note",
    Verdict.ADVICE: "note",
}

_Value = str | int | bool | list["_Value"] | dict[str, "_Value"]
_Object = dict[str, _Value]


class Sarif:
    """One run."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._before = _head()

    def add(self, outcome: Outcome) -> str:
        pieces = []
        for result in _results(outcome):
            pieces.append(f"{self._before}\n{json.dumps(result)}")
            self._before = ","
        return "".join(pieces)

    def end(self, tally: Tally) -> str:
        before = "" if self._before == "," else self._before
        return f"{before}\n]}}]}}\n"


def _head() -> str:
    rules: list[_Value] = [
        {"id": name, "shortDescription": {"text": title(name)}} for name in names()
    ]
    rules += [
        {
            "id": "comments",
            "shortDescription": {"text": "A comment for lambdafix is not understood"},
        },
        {
            "id": "build-context",
            "shortDescription": {"text": "The build context is not certain"},
        },
        {"id": _ERROR, "shortDescription": {"text": "The file could not be read or written"}},
    ]
    driver: _Object = {"name": "lambdafix", "version": __version__, "rules": rules}
    tool = json.dumps({"driver": driver})
    start = f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{"tool": {tool},'
    return f'{start} "columnKind": "unicodeCodePoints", "results": ['


def _results(outcome: Outcome) -> Iterator[_Object]:
    if failure := outcome.failure:
        yield _result(_ERROR, "error", outcome.path, failure.line, failure.message)
    fixes = _fixes(outcome)
    for name, reason in outcome.reasons:
        found = _result(name, _LEVELS[reason.verdict], outcome.path, reason.line, _text(reason))
        if reason.verdict is Verdict.APPLIED and fixes:
            found["fixes"] = fixes
            fixes = []  # they belong together: applied once
        yield found
    for name, broken in outcome.withdrawn:
        yield _result(name, "error", outcome.path, 0, f"undone, a bug of lambdafix: {broken}")


def _text(reason: Reason) -> str:
    return f"{reason.text}. {reason.hint}" if reason.hint else reason.text


def _result(rule: str, level: str, path: str, line: int, text: str) -> _Object:
    place: _Object = {"artifactLocation": _uri(path), "region": {"startLine": max(line, 1)}}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": one_line(text)},
        "locations": [{"physicalLocation": place}],
    }


def _fixes(outcome: Outcome) -> list[_Value]:
    """The whole file anew: what one reason changes is not to be parted from the others."""
    rewrite = outcome.rewrite
    if rewrite is None or not rewrite.changed or outcome.failure:
        return []
    before = rewrite.source.text
    last = before.rpartition("\n")[2]  # empty where the text ends with a newline
    region: _Object = {
        "startLine": 1, "startColumn": 1,
        "endLine": before.count("\n") + 1, "endColumn": len(last) + 1,
    }  # fmt: skip
    new: _Object = {"deletedRegion": region, "insertedContent": {"text": rewrite.text}}
    change: _Object = {"artifactLocation": _uri(outcome.path), "replacements": [new]}
    return [{"description": {"text": "Rewrite the Dockerfile"}, "artifactChanges": [change]}]


def _uri(path: str) -> _Object:
    return {"uri": quote(PurePath(path).as_posix(), safe="/")}
