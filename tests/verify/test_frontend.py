"""The texts that are built beside the file itself."""

from __future__ import annotations

from lambdafix.verify.frontend import base_alone, without_syntax


def test_only_the_syntax_line_goes() -> None:
    text = "# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN b `\n  c\n"
    assert without_syntax(text) == "# escape=`\nFROM a\nRUN b `\n  c\n"


def test_the_base_alone_keeps_stages_and_arguments() -> None:
    text = "ARG V=3\nFROM a:${V} AS one\nRUN x\nFROM b AS two\nCOPY --from=one /x /x\nCMD y\n"
    assert base_alone(text) == "ARG V=3\nFROM a:${V} AS one\nFROM b AS two\n"
