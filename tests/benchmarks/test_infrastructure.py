"""The infrastructure of the generated monorepo says what it is meant to say."""

from __future__ import annotations

from pathlib import Path

from benchmarks.bulk import KINDS
from benchmarks.infrastructure import infrastructure
from tests.infrastructure_support import told


def test_eight_of_nine_functions_are_named_with_their_own_directory(tmp_path: Path) -> None:
    names = [f"team{number % 2}/fn{number}" for number in range(27)]
    files = {f"{name}/Dockerfile": KINDS[0]["Dockerfile"] for name in names}
    found = told(tmp_path, {**files, **dict(infrastructure(names))})
    assert found.unresolved == ()
    assert sorted(found.builds) == sorted(
        (f"{name}/Dockerfile", name) for number, name in enumerate(names) if number % 9 != 8
    )
    assert len({use.builder for use in found.uses}) >= 6
