"""A handler as the runtime of each language takes it apart: the files it may lie in, and its name.

Sources: aws-lambda-python-runtime-interface-client, bootstrap.py, 2026-09;
aws-lambda-nodejs-runtime-interface-client, UserFunction.js, 2025-08-13: below the last slash the
first dot splits, and the module is tried as it is, as .js, .mjs and .cjs.
"""

from __future__ import annotations

import re
from posixpath import join as joined

from lambdafix.context import node_source, python_source
from lambdafix.context.project import Project


def candidates(family: str, handler: str) -> tuple[str, ...]:
    """Where the handler's module may lie below the directory that is searched; none: no handler."""
    if family == "nodejs":
        directory, _, last = handler.rpartition("/")
        module, dot, name = last.partition(".")
        if not (module and dot and re.fullmatch(r"[\w$.]+", name)):
            return ()
        path = joined(directory, module)
        return (path, *(f"{path}{suffix}" for suffix in (".js", ".mjs", ".cjs")))
    found = python_source.handler_module(handler) if family == "python" else None
    return found.candidates if found else ()


def defines(family: str, project: Project, path: str, handler: str) -> bool:
    """Whether a file of the context defines the handler."""
    text = project.read(path) or ""
    if family == "nodejs":
        name = handler.rpartition("/")[2].partition(".")[2].partition(".")[0]
        return re.search(rf"\b{re.escape(name)}\b", node_source.code(text)) is not None
    module = python_source.handler_module(handler)
    return bool(module and python_source.defines(text, module.function))
