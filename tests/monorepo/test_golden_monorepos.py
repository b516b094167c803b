"""Every kind of infrastructure, in a small monorepo of its own: golden-monorepos/.

`functions.txt` of each is what `lambdafix functions` prints; `pytest --approve` writes it anew, and
fails, so that somebody reads the difference as the owner of that repository would.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lambdafix.context.infrastructure.formats import FORMATS
from lambdafix.monorepo.survey import survey
from lambdafix.report.functions import text
from tests.repository_support import git

GOLDEN = Path(__file__).parents[2] / "golden-monorepos"
TOLD = "functions.txt"
KINDS = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("kind", KINDS)
def test_a_monorepo_is_told_as_approved(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    root = shutil.copytree(GOLDEN / kind, tmp_path / kind, ignore=shutil.ignore_patterns(TOLD))
    git(root, "init", "--quiet")
    monkeypatch.chdir(root)
    told, approved = text(survey(Path())), GOLDEN / kind / TOLD
    if request.config.getoption("--approve") and told != _read(approved):
        approved.write_text(told)
        pytest.fail(f"{kind} is new: read its diff, then run without --approve")
    assert told == _read(approved)


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def test_every_format_that_is_read_has_a_monorepo() -> None:
    files = [path for path in GOLDEN.rglob("*") if path.is_file()]
    content = {f"/{path.relative_to(GOLDEN)}": path.read_bytes() for path in files}
    lacking = [
        f"{kind.module}.{kind.function}"
        for kind in FORMATS
        if not any(kind.named(name) and kind.fits(held) for name, held in content.items())
    ]
    assert lacking == []
