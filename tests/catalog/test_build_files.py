from __future__ import annotations

import pytest

from lambdafix.catalog.build_files import build_file
from lambdafix.catalog.loading import Seen, load


@pytest.mark.parametrize(
    "name",
    "app.ts page.tsx tsconfig.json tsconfig.build.json yarn.lock nest-cli.json README.md".split(),
)
def test_a_file_that_a_build_alone_reads_is_known_by_its_name(name: str) -> None:
    assert build_file(name) is not None


@pytest.mark.parametrize(
    "name", ".env app.js data.json package.json page.html schema.prisma ts default.yml".split()
)
def test_a_function_may_read_any_other(name: str) -> None:
    assert build_file(name) is None


def test_loaders_read_the_sources_when_a_program_runs() -> None:
    found = build_file("app.ts")
    assert found is not None
    assert found.sources
    assert {"ts-node", "tsx"} <= found.unless
    assert {"knex", "typeorm", "umzug", "swagger-jsdoc"} <= found.unless


def test_every_entry_is_good_enough_for_a_safe_step() -> None:
    for name, entry in load("build_files")["files"].items():
        assert Seen(entry["seen"]).proves, name
        assert entry["source"], name
        assert entry["why"], name
