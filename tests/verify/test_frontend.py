"""The texts that are built beside the file itself."""

from __future__ import annotations

import pytest

from lambdafix.verify.frontend import base_alone, without_syntax


def test_only_the_syntax_line_goes() -> None:
    text = "# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN b `\n  c\n"
    assert without_syntax(text) == "# escape=`\nFROM a\nRUN b `\n  c\n"


def test_the_base_alone_is_what_the_last_stage_stands_on() -> None:
    text = "FROM a AS one\nRUN x\n\n# why\nFROM b AS two\nFROM ONE\nCOPY --from=two /x /x\nCMD y\n"
    assert base_alone(text) == "FROM a AS one\nFROM ONE\n"
    assert base_alone("FROM b\nRUN x\n") == base_alone("FROM a AS c\n\n# why\nFROM b\nCMD y\n")


@pytest.mark.parametrize(("image", "target"), [("a:${V}", ""), ("a", "one")])
def test_all_stages_stay_where_their_names_may_count(image: str, target: str) -> None:
    text = f"ARG V=3\nFROM {image} AS one\nRUN x\nFROM b AS two\nCOPY --from=one /x /x\n"
    assert base_alone(text, target) == f"ARG V=3\nFROM {image} AS one\nFROM b AS two\n"
