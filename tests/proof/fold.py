"""The steps of a rewrite with what each was allowed, as the pipeline takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lambdafix.codemod import Allowance, Safety, Settings
from lambdafix.codemods import PIPELINE
from lambdafix.context.project import Project
from lambdafix.invariants import broken
from lambdafix.semantics.lambda_image import recognise
from lambdafix.syntax.parser import parse

SETTINGS = Settings(allow=Safety.SAFE, today=date(2026, 11, 25))


@dataclass(frozen=True, slots=True)
class Turn:
    """One codemod that changed the text; `withdrawn` says which invariant it broke."""

    codemod: str
    before: str
    after: str
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
        assert not result.edits
        if before == after:
            continue
        fault = broken(dockerfile, result, project)
        out.append(Turn(codemod.name, before, after, result.allowance, fault))
        if not fault:
            dockerfile = result.dockerfile
    return out
