"""What is refused, with the line, what was expected and what to do."""

from __future__ import annotations

import pytest

from lambdafix.errors import SyntaxFault
from lambdafix.syntax.parser import parse


def refused(text: str) -> SyntaxFault:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "The file has no instructions."),
        ("\n\n", 2, "The file has no instructions."),
        ("# only\n# comments\n", 2, "The file has no instructions."),
        ("ARG A\nARG B\n", 2, "The file has no FROM."),
        ("ARG A\nRUN x\nFROM a\n", 2, "RUN stands before the first FROM; only ARG may."),
        ("FROM\n", 1, "FROM has no image."),
        (
            "FROM a # base\n",
            1,
            "FROM takes an image, or an image AS a name; here it has `a # base`.",
        ),
        ("FROM a\nRUN <<E\nx\n", 2, "The here-document `E` is not closed."),
        ("FROM a\nRUN <<-E\nx\n E\n", 2, "The here-document `E` is not closed."),
        ("FROM a\nRUN <<E \\\nE\n", 2, "The here-document `E` is not closed."),
        ("# escape=x\nFROM a\n", 1, "The escape character cannot be `x`."),
        (
            "# syntax=a\n# SYNTAX = b\nFROM a\n",
            2,
            "The parser directive `syntax` stands here for a second time.",
        ),
        ("FROM a\nRU\\\nN x\n", 2, "The keyword `RUN` is split over two lines."),
        (
            "FROM a\n\\\n",
            2,
            "An escape character stands alone, with no instruction after it.",
        ),
        ("FROM a\nENV PATH\n", 2, "ENV PATH has no value."),
        ("FROM a\nLABEL a=b c\n", 2, "LABEL has `c`, which is no name=value."),
        ("FROM a\nONBUILD ENV a=b c\n", 2, "ENV has `c`, which is no name=value."),
        ('FROM a\nCMD ["x", ["y"]]\n', 2, "The list of CMD holds something that is not a string."),
        ("FROM a\n<<<<<<< HEAD\nRUN x\n", 2, "A merge conflict is left in the file."),
        ("FROM a\n>>>>>>> theirs\n", 2, "A merge conflict is left in the file."),
    ],
)
def test_each_fault_names_its_line(text: str, line: int, message: str) -> None:
    fault = refused(text)
    assert (fault.line, fault.message) == (line, message)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("FORM", "Did you mean FROM?"),
        ("COPPY", "Did you mean COPY?"),
        ("ENTRYPONT", "Did you mean ENTRYPOINT?"),
        ("run\xa0", "An invisible character touches the keyword; delete it."),
        ("\ufeffRUN", "An invisible character touches the keyword; delete it."),
        ("apt-get", "If it continues the RUN above, end the line above with a backslash."),
        ("&&", "If it continues the RUN above, end the line above with a backslash."),
    ],
)
def test_an_unknown_instruction_comes_with_a_guess(word: str, hint: str) -> None:
    fault = refused(f"FROM a\nRUN x\n{word} y\n")
    assert (fault.line, fault.message, fault.hint) == (3, f"Unknown instruction `{word}`.", hint)


def test_an_unknown_instruction_on_the_first_line_names_the_known_ones() -> None:
    assert "WORKDIR" in refused("version: 3\n").hint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{% if x %}\nFROM a\n{% endif %}\n", 1),
        ("{%- if x == 'a' %}\nFROM a\n", 1),
        ("{{ header }}\nFROM a\n", 1),
        ("{# note #}\nFROM a\n", 1),
        ("<% if x %>\nFROM a\n", 1),
        ("FROM {{cookiecutter.image}}\n", 1),
        ("FROM a:{{ .Tag }}\n", 1),
        ("FROM {image}\n", 1),
        ("FROM <Placeholder>\n", 1),
        ("FROM @BASE@\n", 1),
        ("FROM %%BASE%%\n", 1),
        ("FROM __BASE__\n", 1),
        ("FROM a\nCOPY {{ cookiecutter.dir }}/app.py .\n", 2),
        ("FROM a\nWORKDIR {{ dir }}\n", 2),
        ("FROM a\n${EXTRA}\n", 2),
        ("FROM a\n%%EXTRA%%\n", 2),
        ("FROM a\nRUN x\n<Placeholder>\n", 3),
    ],
)
def test_a_template_is_told_from_a_dockerfile(text: str, line: int) -> None:
    fault = refused(text)
    assert fault.line == line
    assert fault.message.startswith("This looks like a template, not a Dockerfile: `")
    assert fault.hint.startswith("Render it first")


def test_a_line_that_a_template_tore_off_is_explained_by_the_template() -> None:
    fault = refused("FROM a\nRUN pip install \\\n{% if x %}\n  foo\n")
    assert (fault.line, fault.message) == (4, "Unknown instruction `foo`.")
    assert fault.hint.startswith("The file looks like a template.")


def test_a_very_long_word_is_cut_in_the_message() -> None:
    assert len(refused("FROM a\n" + "x" * 5000 + "\n").message) < 80
