"""What was verified -> one JSON document for a program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from lambdafix.report.verified import Verified, exit_code

if TYPE_CHECKING:
    from lambdafix.verify.answers import Answer, Json
    from lambdafix.verify.verdict import Asked

VERSION = 1


def document(files: Sequence[Verified]) -> str:
    """The document, indented, with a newline at its end."""
    content: Json = {
        "version": VERSION,
        "exit_code": exit_code(files),
        "files": [_file(file) for file in files],
    }
    return json.dumps(content, indent=2) + "\n"


def _file(file: Verified) -> Json:
    verdict, error = file.verdict, file.failure
    pairs = verdict.figures if verdict else {}
    return {
        "path": file.path,
        "status": file.status,
        "why": file.idle,
        "written": file.written,
        "logs": file.logs,
        "error": {"message": error.message, "hint": error.hint} if error else None,
        "faults": list(verdict.faults) if verdict else [],
        "notes": list(verdict.notes) if verdict else [],
        "figures": {
            name.replace("-", " ").replace(" ", "_"): {
                "before": pair.before,
                "after": pair.after,
                "ratio": pair.ratio,
            }
            for name, pair in pairs.items()
        },
        "events": [_asked(asked) for asked in verdict.asked] if verdict else [],
    }


def _asked(asked: Asked) -> Json:
    return {
        "event": asked.event,
        "before": _answer(asked.before),
        "after": _answer(asked.after),
        "differences": [cast("Json", dict(d._asdict())) for d in asked.differences],
    }


def _answer(answer: Answer) -> Json:
    return {
        "outcome": answer.outcome.value,
        "meaning": answer.meaning,
        "payload": answer.payload,
        "seconds": round(answer.seconds, 3),
        "log": list(answer.log),
    }
