"""Here-documents: which are opened, where they end, and what only looks like one."""

from __future__ import annotations

import pytest

from lambdafix.syntax.heredoc import Heredoc, heredocs_of
from lambdafix.syntax.parser import parse


def names(line: str) -> list[str]:
    return [h.name for h in heredocs_of(line)]


@pytest.mark.parametrize(
    ("word", "heredoc"),
    [
        ("<<EOF", Heredoc("EOF", None, False, True)),
        ("<<-EOF", Heredoc("EOF", None, True, True)),
        ("<<'EOF'", Heredoc("EOF", None, False, False)),
        ('<<"EOF"', Heredoc("EOF", None, False, False)),
        ("<<-'EOF'", Heredoc("EOF", None, True, False)),
        ("3<<EOF", Heredoc("EOF", 3, False, True)),
        ("<<E'O'F", Heredoc("EOF", None, False, False)),
        ("<<E\\'F", Heredoc("E'F", None, False, True)),
        ("<<'two words'", Heredoc("two words", None, False, False)),
        ("<<  EOF", Heredoc("EOF", None, False, True)),
        ("<< -EOF", Heredoc("-EOF", None, False, True)),
        ("<<$EOF", Heredoc("$EOF", None, False, True)),
        ("<<file.txt", Heredoc("file.txt", None, False, True)),
    ],
)
def test_a_heredoc_word_says_all_about_it(word: str, heredoc: Heredoc) -> None:
    assert heredocs_of(f"RUN cat {word} > f") == (heredoc,)


@pytest.mark.parametrize(
    "line",
    [
        "RUN cat <<<EOF",
        "RUN cat<<EOF",
        "RUN echo '<<EOF'",
        'RUN echo "<<EOF"',
        "RUN echo \\<<EOF",
        'RUN ["sh", "<<EOF"]',
        'RUN --mount=type=tmpfs,target=/x ["<<EOF"]',
        "USER <<EOF",
        "ENV A=<<EOF",
        "ONBUILD USER <<EOF",
        "ONBUILD ONBUILD RUN <<EOF",
        "RUN <<EOF don't",  # an open quote: BuildKit sees no words at all
        "RUN <<EOF ${x^^}",  # a substitution that it does not know
        "RUN <<EOF ${",
        "RUN <<",
        "RUN <<- EOF",  # the dash ends the word
        "RUN echo '<<",
    ],
)
def test_what_only_looks_like_a_heredoc_opens_none(line: str) -> None:
    assert names(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN cat <<A <<-B 3<<'C'", ["A", "B", "C"]),
        ("COPY --chmod=755 <<one <<two /dest/", ["one", "two"]),
        ("ADD <<E /x", ["E"]),
        ("ONBUILD COPY <<E /x", ["E"]),
        ("RUN cat >> /f <<E", ["E"]),
        ("RUN [ -f x ] && cat <<E", ["E"]),
        ("RUN cat <<A ${x:-y} <<B", ["A", "B"]),
        ("RUN cat <<A ${x#y z} ${x/a/b} ${x:?no} $1 $@ $(y) <<B", ["A", "B"]),
        ('RUN echo "a $x ${y} \\" \\n" <<A', ["A"]),
        ("RUN echo $((1 <<2))", ["2))"]),
    ],
)
def test_all_heredocs_of_a_line_are_found_in_order(line: str, expected: list[str]) -> None:
    assert names(line) == expected


def test_a_deep_nest_of_substitutions_ends_the_search_and_not_the_run() -> None:
    assert names(f"RUN <<E {'${a:-' * 5000}") == []


def test_the_body_may_hold_whatever_it_likes() -> None:
    text = "FROM a\nRUN <<EOF\nFROM b\n# no comment\nRUN y \\\n EOF\nEOF \n\nEOF\nCMD z\n"
    tree = parse(text)
    assert tree.text == text
    assert tree.instructions[1].heredocs == ("FROM b\n# no comment\nRUN y \\\n EOF\nEOF \n\nEOF\n",)
    assert tree.comments == ()


def test_two_heredocs_follow_one_another() -> None:
    run = parse("FROM a\nCOPY <<A <<B /x/\n1\nB\nA\n2\nB\n").instructions[-1]
    assert run.heredocs == ("1\nB\nA\n", "2\nB\n")


def test_a_dash_lets_tabs_stand_before_the_terminator_and_nothing_else() -> None:
    run = parse("FROM a\nRUN <<-E\n\tx\n  E\n\t\tE\n").instructions[-1]
    assert run.heredocs == ("\tx\n  E\n\t\tE\n",)


def test_a_heredoc_may_be_opened_on_a_continued_line() -> None:
    run = parse("FROM a\nRUN x && \\\n  # c\n  cat <<E > f\nE\n").instructions[-1]
    assert (run.body, run.heredocs) == ("x &&   cat <<E > f", ("E\n",))


def test_a_terminator_may_end_in_crlf_or_the_file() -> None:
    text = "FROM a\r\nRUN <<E\r\nx\r\nE"
    tree = parse(text)
    assert tree.text == text
    assert tree.instructions[-1].heredocs == ("x\r\nE\r\n",)


def test_a_backslash_escapes_in_heredoc_words_of_a_backtick_file() -> None:
    tree = parse("# escape=`\nFROM a\nRUN <<E\\'F\nE'F\nCMD x\n")
    assert tree.instructions[-1].keyword == "CMD"
