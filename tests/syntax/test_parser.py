"""From text to tree: one trap a test, and nothing of the file is ever lost."""

from __future__ import annotations

import pytest

from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Gap, Instruction, Kind


def only(text: str) -> Instruction:
    """The last instruction of a file that must survive byte for byte."""
    tree = parse(text)
    assert tree.text == text
    assert parse(tree.text) == tree
    return tree.instructions[-1]


def kinds(instruction: Instruction) -> str:
    return " ".join(t.kind.name for t in instruction.tokens)


def test_every_token_of_a_simple_line_has_its_kind() -> None:
    assert kinds(only("  from  image\t\n")) == "INDENT KEYWORD SPACE TEXT NEWLINE"


def test_a_lower_case_keyword_stays_as_written_and_is_known() -> None:
    run = only("from a\nrun echo\n")
    assert (run.keyword, run.text) == ("RUN", "run echo\n")


def test_blanks_inside_and_behind_the_body_belong_to_it() -> None:
    assert only("FROM a\nRUN  x   y \t\n").body == "x   y \t"


def test_a_continuation_joins_lines_without_a_blank_of_its_own() -> None:
    run = only("FROM a\nRUN one \\\n    two\\\n three\n")
    assert run.body == "one     two three"
    assert kinds(run) == "KEYWORD SPACE TEXT CONTINUATION TEXT CONTINUATION TEXT NEWLINE"


def test_blanks_behind_the_backslash_are_part_of_the_continuation() -> None:
    assert only("FROM a\nRUN x \\ \t\n y\n").tokens[3].text == "\\ \t\n"


@pytest.mark.parametrize("backslashes", ["\\\\", "\\\\\\", "\\\\\\\\"])
def test_a_doubled_backslash_ends_the_line_for_good(backslashes: str) -> None:
    assert only(f"FROM a\nENV C x{backslashes}\nRUN y\n").keyword == "RUN"


def test_a_backslash_on_its_own_line_continues() -> None:
    assert only("FROM a\nENV E hello\\\n\\\n world\n").body == "E hello world"


def test_a_comment_inside_a_continuation_survives() -> None:
    run = only("FROM a\nRUN x && \\\n  # it's kept\n  y\n")
    assert run.body == "x &&   y"
    assert run.comments == ("# it's kept",)


def test_a_comment_directly_after_the_keyword_line_survives() -> None:
    assert only("FROM a\nRUN \\\n# why\n    x\n").comments == ("# why",)


def test_a_backslash_at_the_end_of_an_inner_comment_means_nothing() -> None:
    assert only("FROM a\nRUN x \\\n# c \\\n y\nRUN z\n").body == "z"


def test_blank_lines_inside_a_continuation_survive() -> None:
    run = only("FROM a\nRUN x \\\n\n  \t\n y\n")
    assert run.body == "x  y"
    assert [t.text for t in run.tokens if t.kind is Kind.BLANK] == ["\n", "  \t\n"]


def test_a_line_that_looks_like_an_instruction_continues_the_one_above() -> None:
    assert len(parse("FROM a\nRUN x \\\nFROM b\n").stages) == 1


def test_a_backslash_at_the_end_of_the_file_is_the_last_token() -> None:
    run = only("FROM a\nRUN x \\")
    assert run.tokens[-1].kind is Kind.CONTINUATION
    assert only("FROM a\nRUN x \\\n# c\n\n").tokens[-1].kind is Kind.BLANK


def test_a_keyword_may_come_after_a_lone_backslash() -> None:
    run = only("FROM a\n\\\n  RUN x\n")
    assert kinds(run) == "CONTINUATION INDENT KEYWORD SPACE TEXT NEWLINE"
    assert run.line == 3


def test_a_body_may_begin_on_the_next_line() -> None:
    assert only("FROM a\nRUN\\\n x\n").body == " x"


def test_a_backtick_escapes_in_a_windows_file() -> None:
    tree = parse("# escape=`\nFROM a\nCOPY x c:\\\nRUN dir `\n  c:\\\n")
    assert tree.dialect.escape == "`"
    assert [i.keyword for i in tree.instructions] == ["FROM", "COPY", "RUN"]
    assert tree.instructions[-1].body == "dir   c:\\"


def test_directives_of_any_case_and_spacing_form_the_header() -> None:
    text = "# Syntax = docker/dockerfile:1\n#check=skip=all\n  # ESCAPE=\\ \nFROM a\n"
    tree = parse(text)
    assert "".join(t.text for t in tree.header) == text.removesuffix("FROM a\n")


@pytest.mark.parametrize("before", ["\n", "# a comment\n", "# other=thing\n", "ARG A\n"])
def test_a_directive_that_is_not_at_the_top_is_a_comment(before: str) -> None:
    tree = parse(f"{before}# escape=`\nFROM a\n")
    assert (tree.header, tree.dialect.escape) == ((), "\\")


def test_a_comment_block_travels_with_the_instruction_that_it_touches() -> None:
    assert only("FROM a\n\n# one\n  # two\nRUN x\n").comments == ("# one", "# two")


def test_a_heading_is_a_gap_and_stays() -> None:
    tree = parse("FROM a\n\n# Heading\n\n# why\nRUN x\n")
    gap = tree.stages[0].items[1]
    assert isinstance(gap, Gap)
    assert gap.text == "\n# Heading\n\n"
    assert tree.instructions[-1].comments == ("# why",)


def test_the_gap_above_a_from_belongs_to_its_stage() -> None:
    tree = parse("ARG A\n\nFROM a\n\n# second\n\nFROM b\n")
    assert [len(tree.preamble), *(len(s.items) for s in tree.stages)] == [1, 2, 2]
    assert tree.stages[1].text == "\n# second\n\nFROM b\n"


def test_what_follows_the_last_instruction_is_the_footer() -> None:
    tree = parse("FROM a\n# end\n\n")
    assert [t.kind for t in tree.footer] == [Kind.COMMENT, Kind.BLANK]


def test_global_args_form_the_preamble() -> None:
    tree = parse("# head\n\nARG A=1\n# b\nARG B\nFROM $A$B\n")
    assert [i.text for i in tree.preamble] == ["# head\n\n", "ARG A=1\n", "# b\nARG B\n"]


def test_a_missing_final_newline_stays_missing() -> None:
    tree = parse("FROM a\r\nRUN x")
    assert (tree.text, tree.dialect.final_newline) == ("FROM a\r\nRUN x", False)
    assert tree.instructions[-1].text == "RUN x\r\n"


def test_crlf_files_get_crlf_and_their_bodies_none() -> None:
    run = only("FROM a\r\nRUN x \\\r\n y\r\n")
    assert run.body == "x  y"
    assert parse("FROM a\r\nRUN x\r\n").dialect.newline == "\r\n"


def test_mixed_newlines_stay_and_the_majority_gives_the_dialect() -> None:
    assert parse("FROM a\r\nRUN x\nRUN y\r\n").dialect.newline == "\r\n"
    assert parse("FROM a\r\nRUN x\n").dialect.newline == "\n"
    assert only("FROM a\r\nRUN x\r\r\n").tokens[-1].text == "\r\r\n"


def test_the_line_is_that_of_the_keyword_in_the_file() -> None:
    text = "# syntax=x\n\nARG A\nFROM a\nRUN <<E\nx\nE\n# c\nRUN \\\n y\nCMD z\n"
    assert [i.line for i in parse(text).instructions] == [3, 4, 5, 9, 11]


def test_a_no_break_space_before_a_keyword_is_an_indent() -> None:
    assert kinds(only("FROM a\n\xa0RUN x\n")) == "INDENT KEYWORD SPACE TEXT NEWLINE"


def test_other_characters_that_python_takes_for_line_ends_end_no_line() -> None:
    assert only("FROM a\nRUN a\x0bb\x0cc\x1cd\u2028e\x85f\rg\n").body == (
        "a\x0bb\x0cc\x1cd\u2028e\x85f\rg"
    )


def test_an_instruction_without_arguments_is_kept() -> None:
    assert only("FROM a\nCMD\n").body == ""


@pytest.mark.parametrize(
    "line",
    [
        "RUN docker inspect -f '{{.State.Running}}' x",
        'RUN echo "{% if x %}" > template.j2',
        "ENV FORMAT='{{.Names}}'",
        'CMD ["docker", "ps", "--format", "{{.Names}}"]',
    ],
)
def test_braces_of_other_tools_in_a_real_file_are_no_template(line: str) -> None:
    assert only(f"FROM a\n{line}\n").text == f"{line}\n"


@pytest.mark.parametrize(
    "image",
    ["$IMAGE", "${A:-b}:${C#v}", "${A:-${B}}", "--platform=$BUILDPLATFORM a@sha256:ab AS b"],
)
def test_variables_in_from_are_no_template(image: str) -> None:
    assert only(f"FROM {image}\n").body == image
