"""Commands taken out of a RUN: the operators, blanks and lines around them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.syntax.parser import parse
from lambdafix.syntax.shell import Script, read
from lambdafix.syntax.shell_edits import remove
from lambdafix.syntax.smallest import line_starts
from lambdafix.syntax.tree import Edit
from lambdafix.syntax.views import Run


def without(text: str, *names: str) -> str | None:
    """A RUN less the commands of these names, held against what its own text parses to."""
    instruction = parse(f"FROM x\n{text}\n").instructions[-1]
    run = Run.of(instruction)
    script = read(run.script or "")
    assert isinstance(script, Script)
    doomed = [c for c in script.commands if c.name in names]
    at = run.script_start
    starts = tuple(s - at for s in line_starts(instruction) if s >= at)
    edits = remove(script, doomed, starts)
    if edits is None:
        return None
    changed = instruction.edited(*(Edit(e.start + at, e.stop + at, e.text) for e in edits))
    again = parse(f"FROM x\n{changed.text}").instructions[-1]
    assert again == changed
    left = read(Run.of(again).script or "")
    assert isinstance(left, Script)
    kept = [c for c in script.commands if c not in doomed]
    assert [[w.raw for w in c.words] for c in left.commands] == [
        [w.raw for w in c.words] for c in kept
    ]
    return changed.text.removesuffix("\n")


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("RUN a && b && c", "a", "RUN b && c"),
        ("RUN a && b && c", "b", "RUN a && c"),
        ("RUN a && b && c", "c", "RUN a && b"),
        ("RUN a; b; c", "b", "RUN a; c"),
        ("RUN a; b && c", "b", "RUN a; c"),
        ("RUN a && b; c", "b", "RUN a; c"),
        ("RUN a; b; c;", "c", "RUN a; b"),
        ("RUN a x|b && c", "c", "RUN a x|b"),
        ("RUN a || b && c", "c", "RUN a || b"),
        ("RUN a; b # why", "b", "RUN a # why"),
        ("RUN --network=none a && b", "a", "RUN --network=none b"),
    ],
)
def test_a_command_goes_with_what_joined_it(text: str, name: str, left: str) -> None:
    assert without(text, name) == left


LEADING = "RUN a 1 \\\n  && b 2 \\\n  # why\n  && c 3"
TRAILING = "RUN a 1 && \\\n    b 2 && \\\n    c 3"


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        (LEADING, "a", "RUN b 2 \\\n  # why\n  && c 3"),
        (LEADING, "b", "RUN a 1 \\\n  # why\n  && c 3"),
        (LEADING, "c", "RUN a 1 \\\n  # why\n  && b 2"),
        (LEADING, "ac", "  # why\nRUN b 2"),
        (TRAILING, "a", "RUN b 2 && \\\n    c 3"),
        (TRAILING, "b", "RUN a 1 && \\\n    c 3"),
        (TRAILING, "c", "RUN a 1 && \\\n    b 2"),
        (TRAILING, "ac", "RUN b 2"),
        (TRAILING, "ab", "RUN c 3"),
    ],
)
def test_a_line_that_is_left_empty_goes_and_the_others_keep_their_indent(
    text: str, names: str, left: str
) -> None:
    assert without(text, *names) == left


def test_a_command_of_many_lines_keeps_them_when_the_first_goes() -> None:
    assert without("RUN a \\\n  && b 1 \\\n     2 \\\n  && c", "a") == (
        "RUN \\\n  b 1 \\\n     2 \\\n  && c"
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("RUN a || b && c", "a"),
        ("RUN a || b && c", "b"),
        ("RUN a && b | c", "b"),
        ("RUN a && b | c", "c"),
        ("RUN a && b", "ab"),
    ],
)
def test_half_a_pipe_or_the_whole_script_cannot_go(text: str, names: str) -> None:
    assert without(text, *names) is None


def test_a_whole_pipe_can_go() -> None:
    assert without("RUN a && b | c && d", "b", "c") == "RUN a && d"


def test_a_script_with_newlines_of_its_own_is_left_alone() -> None:
    script = read("a\nb\n")
    assert isinstance(script, Script)
    assert remove(script, script.commands[:1]) is None


def test_nothing_to_take_out_is_no_edit() -> None:
    assert without("RUN a && b") == "RUN a && b"


JOINTS = st.sampled_from([" && ", "; ", ";", " \\\n  && ", " && \\\n  ", "; \\\n", "\\\n&& "])


@given(st.lists(JOINTS, min_size=1, max_size=4), st.booleans())
def test_any_choice_can_be_taken_out_of_any_layout(joints: list[str], indented: bool) -> None:
    names = "abcde"[: len(joints) + 1]
    text = "RUN " + ("\\\n  " if indented else "")
    text += "".join(n + j for n, j in zip(names, [*joints, ""], strict=True))
    for count in range(len(names)):
        for doomed in combinations(names, count):
            assert without(text, *doomed) is not None
