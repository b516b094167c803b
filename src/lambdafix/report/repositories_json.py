"""Shared layers and their repositories -> one JSON document; `version` grows when a field changes
meaning."""

from __future__ import annotations

import json
from typing import Any

from lambdafix.catalog.registry import Statement, choice, fact
from lambdafix.report.places import shown
from lambdafix.report.repositories import diff_of
from lambdafix.report.sharing import Edit, Member, Shared, Sharing

VERSION = 1


def document(found: Sharing) -> str:
    """The document, indented, with a newline at its end. Bytes of base images are compressed, all
    others unpacked."""
    content = {
        "version": VERSION,
        "exit_code": found.exit_code,
        "functions": [_member(member) for member in found.members],
        "layers": [_layer(layer) for layer in found.shared],
        "better": found.better,
        "ways": {way: [_said(s) for s in choice(way)] for way in ("repository", "mounting")},
        "facts": [_said(fact(name)) for name in ("repository", "built_once", "compressed")],
        "shared_stages": [
            {
                "functions": list(stage.members),
                "bytes": stage.bytes,
                "how": stage.words,
                "diff": stage.diff,
            }
            for stage in found.stages
        ],
        "edits": [_edit(edit) for edit in found.edits],
        "advice": [advice._asdict() for advice in found.advice],
        "unresolved": [
            {"path": shown(u.place.path), "line": u.place.line, "text": u.text}
            for u in found.unresolved
        ],
    }
    return json.dumps(content, indent=2) + "\n"


def _member(member: Member) -> dict[str, Any]:
    to = member.destination
    return {
        "name": member.name,
        "dockerfile": member.dockerfile,
        "repository": to.shown if to else "",
        "registry": to.registry if to else "",
        "said_in": {"path": shown(to.place.path), "line": to.place.line} if to else None,
        "error": member.failure._asdict() if member.failure else None,
    }


def _layer(layer: Shared) -> dict[str, Any]:
    return {
        "step": layer.text,
        "base": layer.base,
        "bytes": layer.bytes,
        "exact": layer.exact,
        "repositories": layer.repositories,
        "stored_again": layer.twice,
        "stored_again_in_one_repository": layer.staged,
        "stored_again_at_most": layer.possibly,
        "functions": [
            {"function": step.member, "path": step.dockerfile, "line": step.line}
            for step in layer.steps
        ],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "path": shown(edit.path),
        "written": edit.written,
        "diff": diff_of(edit) if edit.changed else "",
        "not_changed": [{"line": line, "why": why} for line, why in edit.refused],
        "error": edit.failure._asdict() if edit.failure else None,
    }


def _said(statement: Statement) -> dict[str, str]:
    return {"says": statement.says, "seen": statement.seen.value, "source": statement.source}
