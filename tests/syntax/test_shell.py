"""RUN scripts as lists of commands: what is read, and what is left unread with its reason."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lambdafix.syntax.shell import Command, Compound, Script, Unreadable, read


def commands(script: str) -> tuple[Command, ...]:
    found = read(script)
    assert isinstance(found, Script)
    for command in found.commands:
        for word in command.words:
            assert script[word.start : word.stop] == word.raw
            assert command.start <= word.start < word.stop <= command.stop
    return found.commands


def plain(script: str) -> list[tuple[str, list[str | None]]]:
    return [(c.connector, [w.value for w in c.words]) for c in commands(script)]


def test_commands_are_joined_by_their_connectors() -> None:
    assert plain("a 1   && b || c;d | e\nf") == [
        ("", ["a", "1"]),
        ("&&", ["b"]),
        ("||", ["c"]),
        (";", ["d"]),
        ("|", ["e"]),
        (";", ["f"]),
    ]


def test_a_command_has_its_place() -> None:
    script = "cd /x  && pip install -r a.txt >log 2>&1;  b"
    assert [script[c.start : c.stop] for c in commands(script)] == [
        "cd /x",
        "pip install -r a.txt >log 2>&1",
        "b",
    ]


def test_places_count_characters_and_not_bytes() -> None:
    script = "echo 'é😀'  && b ü$X"
    assert [w.raw for c in commands(script) for w in c.words] == ["echo", "'é😀'", "b", "ü$X"]


def test_a_redirect_belongs_to_the_last_command() -> None:
    first, second = commands("a && b 2>/dev/null c >>$F")
    assert first.redirects == ()
    assert [w.value for w in second.words] == ["b", "c"]
    assert [(r.descriptor, r.operator, r.target and r.target.value) for r in second.redirects] == [
        ("2", ">", "/dev/null"),
        ("", ">>", "$F"),
    ]


def test_assignments_stand_before_the_words() -> None:
    first, second = commands("A=1 B='x y' cmd C=2 && D=")
    assert [(n, w.value) for n, w in first.assignments] == [("A", "1"), ("B", "x y")]
    assert [w.value for w in first.words] == ["cmd", "C=2"]
    assert [(n, w.value) for n, w in second.assignments] == [("D", "")]
    assert second.name is None


def test_export_is_a_command_with_words() -> None:
    assert plain('export A="b c" D && unset -f E') == [
        ("", ["export", "A=b c", "D"]),
        ("&&", ["unset", "-f", "E"]),
    ]


def test_a_test_is_a_command_with_words() -> None:
    assert plain('[ ! -f "$X" ] && [[ a == b ]]') == [
        ("", ["[", "!", "-f", "$X", "]"]),
        ("&&", ["[[", "a", "==", "b", "]]"]),
    ]


def test_a_comment_swallows_the_rest_of_the_line() -> None:
    assert plain("a # b && c") == [("", ["a"])]


def test_the_python_specifier_that_lacks_quotes_is_a_redirect() -> None:
    (command,) = commands("pip install a>=2")
    assert [w.value for w in command.words] == ["pip", "install", "a"]
    assert [r.operator for r in command.redirects] == [">"]


@pytest.mark.parametrize(
    ("raw", "value", "variables", "globs"),
    [
        ("a'b'\"c\"", "abc", (), False),
        (r"\$X\ y", r"\$X y", (), False),
        ("'$X'", r"\$X", (), False),
        ('"$X/${Y}z"', "$X/${Y}z", ("X", "Y"), False),
        ("$X'b'", "${X}b", ("X",), False),
        (r'"a\b\"c"', 'a\\b"c', (), False),
        ("*.whl", "*.whl", (), True),
        ("'*'", "*", (), False),
        ("a[0-9]", "a[0-9]", (), True),
        ("{a,b}/c", "{a,b}/c", (), True),
        ("{}", "{}", (), False),
        ("~/x", "${HOME}/x", ("HOME",), False),
        ('"~/x"', "~/x", (), False),
        ("$(a b)", None, (), False),
        ("`a`", None, (), False),
        ('x"$(a "b")"', None, (), False),
        ("${X:-y}", None, (), False),
        ("$((1+2))", None, (), False),
        ("$@", None, (), False),
        ("$'a\\n'", None, (), False),
        ("~root/x", None, (), False),
    ],
)
def test_a_word_is_worth_what_the_shell_makes_of_it(
    raw: str, value: str | None, variables: tuple[str, ...], globs: bool
) -> None:
    (command,) = commands(f"x {raw}")
    word = command.words[1]
    assert (word.raw, word.value, word.variables, word.globs) == (raw, value, variables, globs)


@pytest.mark.parametrize(
    ("script", "word", "why"),
    [
        ("for ((i=0; i<2; i++)); do a; done", "for", "loop of bash"),
        ("a && ((i++))", "((i++))", "arithmetic"),
        ("f() { a; }", "f()", "function"),
        ("a & b", "&", "background"),
        ("a |& b", "|&", "pipe"),
        ("a <(b)", "<(b)", "another command"),
        ("A=(1 2)", "A=(1", "array"),
        ("a 'b", "'b", "syntax"),
        ("a &&", "&&", "syntax"),
        ("> f", ">", "no command"),
    ],
)
def test_what_is_no_list_of_commands_is_named(script: str, word: str, why: str) -> None:
    found = read(script)
    assert isinstance(found, Unreadable)
    assert found.word == word
    assert why in found.why
    assert 0 <= found.start <= len(script)


def test_deep_nesting_does_not_end_the_run() -> None:
    (command,) = commands("x " + "$(" * 1000 + "a" + ")" * 1000)
    assert command.words[1].value is None
    assert isinstance(read("(" * 5000), Unreadable)
    deep = read("( " * 50 + "a" + " )" * 50)
    assert isinstance(deep, Unreadable)
    assert "inside each other" in deep.why
    assert len(commands("a && " * 2000 + "b")) == 2001


def test_a_script_beyond_all_measure_is_not_read() -> None:
    assert read("a " * 100_000) == Unreadable("a " * 20, 0, "the script is too long")


@pytest.mark.parametrize(
    ("script", "held"),
    [
        ("(a; b)", ["(", ["a", "b"]]),
        ("{ a; }", ["{", ["a"]]),
        ("! a", ["!", ["a"]]),
        ("if a; then b; c; fi", ["if", ["a"], ["b", "c"]]),
        ("if a; then b; elif c; then d; else e; fi", ["if", ["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("while a; do b; done", ["while", ["a"], ["b"]]),
        ("until a; do b; done", ["while", ["a"], ["b"]]),
        ("for x in p q*; do b; done", ["for", ["b"]]),
        ("case $x in p|q) b;; *) c;; esac", ["case", ["b"], ["c"]]),
    ],
)
def test_a_compound_command_holds_lists_of_commands(script: str, held: list[object]) -> None:
    found = read(f"first && {script} > log")
    assert isinstance(found, Script)
    assert not found.flat
    part = found.parts[1]
    assert isinstance(part, Compound)
    bodies = ([p.name for p in body if isinstance(p, Command)] for body in part.bodies)
    assert [part.kind, *bodies] == held
    assert part.connector == "&&"
    assert [r.operator for r in part.redirects] == [">"]


def test_a_loop_knows_its_variable_and_its_words() -> None:
    found = read("for x in p $Y *.txt; do b; done; case $z in a) ;; esac")
    assert isinstance(found, Script)
    loop, case = found.parts
    assert isinstance(loop, Compound)
    assert isinstance(case, Compound)
    assert (loop.variable, [w.raw for w in loop.words]) == ("x", ["p", "$Y", "*.txt"])
    assert (case.variable, [w.raw for w in case.words]) == ("", ["$z"])


@pytest.mark.parametrize(
    ("script", "text", "value", "names"),
    [
        ("cat <<E > f\na $b\nE\nc", "a $b\n", None, ["cat", "c"]),
        ("cat <<'E' > f && c\na $b\nE", "a $b\n", "a $b\n", ["cat", "c"]),
        ("cat <<E | c\na\nE", "a\n", "a\n", ["cat", "c"]),
    ],
)
def test_a_here_document_is_a_redirect_with_its_text(
    script: str, text: str, value: str | None, names: list[str]
) -> None:
    found = read(script)
    assert isinstance(found, Script)
    assert not found.flat
    assert [p.name for p in found.commands] == names
    target = found.parts[0].redirects[0].target
    assert target is not None
    assert (target.raw, target.value) == (text, value)


def test_a_word_knows_the_scripts_that_the_shell_puts_in_its_place() -> None:
    (command,) = commands('make -j$(nproc) "x$(a $(b))" `c d` $((1+1))')
    assert [w.inner for w in command.words] == [(), ("nproc",), ("a $(b)",), ("c d",), ()]


def test_an_empty_script_has_no_commands() -> None:
    assert commands("") == ()


def test_the_grammar_is_loaded_with_the_first_script_and_not_before() -> None:
    code = "import lambdafix.syntax.shell, sys; print('tree_sitter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@given(st.lists(st.text("ab-_./=:,+%@é '\"\\$#~", min_size=1), min_size=1, max_size=5))
def test_quoted_words_read_as_they_were(words: list[str]) -> None:
    assume(not any(w.startswith("=") for w in words))  # the grammar takes `x ==` for a comparison
    (command,) = commands(shlex.join(["x", *words]))
    values = [(w.value or "").replace("\\$", "$") for w in command.words]
    assert [v.replace("\\", "") for v in values] == ["x", *(w.replace("\\", "") for w in words)]


@given(st.text("ab '\"\\$&|;(){}<>#`\n!*é", max_size=20))
def test_any_text_is_read_or_named_and_never_a_crash(script: str) -> None:
    found = read(script)
    if isinstance(found, Script):
        assert found.commands == commands(script)
    else:
        assert 0 <= found.start <= len(script)
