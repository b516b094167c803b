"""All outcomes -> one JSON document for a program; `version` grows when a field changes meaning."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lambdafix.codemod import Reason
from lambdafix.report.outcome import Failure, Outcome, exit_code

VERSION = 1

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]


def document(outcomes: Sequence[Outcome], *, strict: bool) -> str:
    """The document, indented, with a newline at its end."""
    content: Value = {
        "version": VERSION,
        "exit_code": exit_code(outcomes, strict=strict),
        "files": [_file(outcome, strict) for outcome in outcomes],
    }
    return json.dumps(content, indent=2) + "\n"


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
