"""Sentences on ECR and SAM, and where they come from."""

from __future__ import annotations

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.registry import base_bytes, choice, fact, is_companion


def test_every_sentence_has_a_source() -> None:
    table = load("registry")
    rows = [*table["fact"].values(), *table["choice"], table["base"], table["sam"]]
    for row in (*rows, table["sam"]["companion"]):
        assert Seen(row["seen"])
        assert row["source"]
    for row in (*table["fact"].values(), *table["choice"]):
        assert row["says"].rstrip(".") == row["says"]


def test_both_ways_have_what_speaks_for_them() -> None:
    assert choice("repository")
    assert any("BLOB_MOUNTING" in said.says for said in choice("mounting"))
    assert {row["way"] for row in load("registry")["choice"]} == {"repository", "mounting"}
    assert fact("repository").seen is Seen.SEEN


def test_a_base_that_is_not_in_the_table_has_the_size_of_its_smallest_relative() -> None:
    assert base_bytes("python", "3.11") == 138_000_000
    assert base_bytes("python", "3.99") == 117_000_000
    assert base_bytes("cobol", "1") is None


def test_the_repositories_that_sam_makes_are_known_by_their_names() -> None:
    registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
    assert is_companion(f"{registry}/shop1a2b3c4d/api0123abcdrepo")
    assert not is_companion(f"{registry}/team/apirepo")
