"""A golden case, built and asked before and after its rewrite."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec.structs import replace

from lambdafix.codemod import Safety, Settings
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.target import Target
from lambdafix.monorepo.verify import Verifier, Wanted
from lambdafix.report.verified import Verified
from lambdafix.verify.engine import Engine
from lambdafix.verify.trial import Questions
from tests.golden_support import OURS, Case


def prove(engine: Engine, wanted: Wanted, case: Case, place: Path) -> Verified:
    """The case's files in a place of their own, without those that are about the case."""
    shutil.copytree(case.directory, place, ignore=lambda at, names: _about(case, at, names))
    allowed = Safety.UNSAFE if case.unsafe else Safety.SAFE
    settings = Settings(
        allow=allowed, only=frozenset(case.only), skip=frozenset(case.skip), runtime=case.runtime
    )
    events = tuple(event.encode() for event in case.events) or (b"{}",)
    questions = Questions(events, frozenset(case.ignore_fields))
    asked = replace(wanted, questions=questions, touch=case.touch or None)
    request = Request(settings, context=place / case.context)
    verifier = Verifier(engine, case.name, request, asked, lambda path, words: None)
    return verifier.verified(Target(str(place / case.dockerfile)))


def _about(case: Case, at: str, names: list[str]) -> set[str]:
    return {name for name in names if Path(at) == case.directory and name in OURS}
