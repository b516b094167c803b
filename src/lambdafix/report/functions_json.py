"""What was found -> one JSON document; `version` grows when a field changes meaning."""

from __future__ import annotations

import json
from typing import Any

from lambdafix.context.infrastructure.uses import Use
from lambdafix.report.found import Found, Survey
from lambdafix.report.functions import handler_of
from lambdafix.report.places import shown

VERSION = 1


def document(survey: Survey) -> str:
    """The document, indented, with a newline at its end."""
    content = {
        "version": VERSION,
        "exit_code": survey.exit_code,
        "dockerfiles": [_file(file) for file in survey.found],
        "unresolved": [
            {"path": shown(u.place.path), "line": u.place.line, "text": u.text}
            for u in survey.unresolved
        ],
    }
    return json.dumps(content, indent=2) + "\n"


def _file(file: Found) -> dict[str, Any]:
    return {
        "path": file.path,
        "context": file.context,
        "context_from": "infrastructure" if file.context_said else "copies",
        "handler": file.handler,
        "left_alone": file.left_alone,
        "error": file.failure._asdict() if file.failure else None,
        "functions": [
            {
                "name": use.function if use else "",
                "handler": handler_of(file, use),
                "architecture": use.architecture if use else "",
                "target": use.target if use else "",
            }
            for use in file.functions
        ],
        "uses": [_use(use) for use in file.uses],
    }


def _use(use: Use) -> dict[str, Any]:
    return {
        "path": shown(use.place.path),
        "line": use.place.line,
        "builder": use.builder.value,
        "classic_builder": use.builder.classic,
        "purpose": use.purpose.value,
        "function": use.function,
        "context": shown(use.context),
        "command": list(use.command),
        "entry_point": list(use.entry_point),
        "working_directory": use.working_directory,
        "platform": use.platform,
        "architecture": use.architecture,
        "target": use.target,
        "arguments": dict(use.arguments),
    }
