"""The steps of a rewrite with what each was allowed, as the pipeline takes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from lambdafix.codemod import Allowance, Safety, Settings
from lambdafix.codemods import PIPELINE
from lambdafix.context.project import Project
from lambdafix.invariants import broken
from lambdafix.semantics.lambda_image import recognise
from lambdafix.syntax.parser import parse

SETTINGS = Settings(allow=Safety.SAFE, today=date(2026, 11, 25))


class Turn(Struct, frozen=True):
    """One codemod that changed something; `withdrawn` says which invariant it broke.

    `files` is the build context behind it.
    """

    codemod: str
    before: str
    after: str
    files: Mapping[str, str | bytes]
    allowance: tuple[Allowance, ...]
    withdrawn: str = ""


def turns(text: str, files: Mapping[str, str | bytes]) -> list[Turn] | str:
    """The steps that changed something; a sentence where the file is left alone."""
    project = Project.of(files)
    dockerfile = parse(text)
    found = recognise(dockerfile, project, SETTINGS)
    if isinstance(found, str):
        return found
    out = list[Turn]()
    for codemod in PIPELINE:
        result = codemod.transform(dockerfile, project, SETTINGS)
        before, after = dockerfile.text, result.dockerfile.text
        if before == after and not result.edits:
            continue
        fault = broken(dockerfile, result, project)
        edited = {**files, **result.edits}
        out.append(Turn(codemod.name, before, after, edited, result.allowance, fault))
        if not fault:
            dockerfile, files = result.dockerfile, edited
            project = project.edited(result.edits)
    return out
