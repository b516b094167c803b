"""Outcomes -> one JSON document for a program; `version` grows when a field changes meaning.

It is written piece by piece, for it may be of thousands of files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import indent

from lambdafix.codemod import Reason
from lambdafix.report.outcome import Failure, Outcome
from lambdafix.report.tally import Tally

VERSION = 1

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]


class Json:
    """The document, indented, with a newline at its end."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._before = f'{{\n  "version": {VERSION},\n  "files": ['

    def add(self, outcome: Outcome) -> str:
        """The next piece: one file."""
        before, self._before = self._before, ","
        return f"{before}\n{indent(json.dumps(_file(outcome, self.strict), indent=2), '    ')}"

    def end(self, tally: Tally) -> Iterator[str]:
        """The last piece."""
        none = self._before != ","
        before = f"{self._before}]" if none else "\n  ]"
        yield f'{before},\n  "exit_code": {tally.exit_code}\n}}\n'


def _file(outcome: Outcome, strict: bool) -> Value:
    rewrite = outcome.rewrite
    return {
        "path": outcome.path,
        "status": outcome.status.value,
        "exit_code": outcome.exit_code(strict=strict),
        "changed": bool(outcome.diff),
        "written": outcome.written,
        "left_alone": rewrite.left_alone if rewrite else "",
        "error": _error(outcome.failure) if outcome.failure else None,
        "diff": outcome.diff,
        "steps": [
            {
                "codemod": step.codemod,
                "changed": step.before != step.after,
                "withdrawn": step.withdrawn,
            }
            for step in (rewrite.steps if rewrite else ())
        ],
        "reasons": [_reason(codemod, reason) for codemod, reason in outcome.reasons],
        "notes": [
            {"codemod": codemod, "line": note.line, "text": note.text}
            for codemod, note in (rewrite.notes if rewrite else ())
        ],
        "axioms": list(rewrite.axioms) if rewrite else [],
        "edits": dict(rewrite.edits) if rewrite else {},
    }


def _reason(codemod: str, reason: Reason) -> Value:
    return {
        "codemod": codemod,
        "verdict": reason.verdict.value,
        "safety": reason.safety.name.lower().replace("_", "-"),
        "line": reason.line,
        "text": reason.text,
        "hint": reason.hint,
    }


def _error(failure: Failure) -> Value:
    return {"message": failure.message, "hint": failure.hint, "line": failure.line}
