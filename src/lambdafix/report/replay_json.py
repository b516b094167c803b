"""What was replayed -> one JSON document for a program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lambdafix.report.replayed import Pair, Replayed, assumed, exit_code, total

if TYPE_CHECKING:
    from lambdafix.verify.replay import Cost
    from lambdafix.verify.side import Side

VERSION = 1
DEAREST = 5

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]


def document(files: Sequence[Replayed]) -> str:
    """The document, indented, with a newline at its end."""
    played = [file for file in files if file.costs]
    content: Value = {
        "version": VERSION,
        "exit_code": exit_code(files),
        "assumed": list(assumed(files)),
        "files": [_file(file) for file in files],
        "total": _total(played) if played else None,
    }
    return json.dumps(content, indent=2) + "\n"


def _file(file: Replayed) -> Value:
    commits = file.history.commits if file.history else ()
    costs = file.costs
    error = file.failure
    return {
        "path": file.path,
        "status": "failed" if error else "not played" if file.idle else "played",
        "why": file.idle,
        "error": {"message": error.message, "hint": error.hint} if error else None,
        "notes": list(file.notes),
        "commits": len(commits),
        "first": commits[0].id if commits else "",
        "last": commits[-1].id if commits else "",
        "before": _side(file.before),
        "after": _side(file.after),
        "saved": _saved(*costs) if costs else None,
        "dearest": [
            {
                "commit": dear.commit.id,
                "time": dear.commit.time,
                "subject": dear.commit.subject,
                "pushed_bytes": {"before": dear.pushed.before, "after": dear.pushed.after},
            }
            for dear in file.dearest(DEAREST)
        ],
    }


def _side(side: Side | None) -> Value:
    if side is None:
        return None
    played = side.played
    return {
        "builds": played.builds,
        **played.total._asdict(),
        "layers": [
            {
                "line": layer.line,
                "text": layer.text,
                "pushed": layer.pushed,
                "times": times,
                "bytes": size,
            }
            for layer, times, size in zip(side.layers, played.times, played.bytes, strict=True)
        ],
    }


def _saved(before: Cost, after: Cost) -> Value:
    pairs = zip(before._asdict().items(), after, strict=True)
    return {name: round(Pair(old, new).saved, 4) for (name, old), new in pairs}


def _total(played: Sequence[Replayed]) -> Value:
    before, after = total(played)
    return {
        "files": len(played),
        "before": dict(before._asdict()),
        "after": dict(after._asdict()),
        "saved": _saved(before, after),
    }
