"""The twenty hazards of a naive rewrite: a golden case each, and its twin that may be rewritten.

A case says `hazard` and `twin` in its case.toml. The two differ by one word, so that it is the
word and nothing else that the rewrite has understood: a rewrite that is refused for another reason
would be refused in the twin, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

import pytest
from msgspec.structs import replace

from lambdafix.pipeline import Rewrite, rewrite
from tests.golden_support import CASES, OURS, Case

HAZARDS = {
    1: "packages lie outside of the task root",
    2: "the install needs the source",
    3: "a later step overrides an earlier file",
    4: "COPY . . brings what the developer has installed",
    5: "an OS package is needed when the function runs",
    6: "the base image has packages that Amazon Linux lacks",
    7: "the entry point is a command of the author's own, or in shell form",
    8: "the deployed stage is not the last one",
    9: "ENV, WORKDIR and ARG change between the steps",
    10: "a RUN pins its place",
    11: "a path is lost, or cannot be read, when the function runs",
    12: "a build argument decides the base image or the source",
    13: "a stamp of the release stands above the install",
    14: "a mount stands in for a COPY",
    15: "ADD unpacks, COPY does not",
    16: "a pattern flattens directories",
    17: "the system of the build is not the one of the function",
    18: "a virtual environment works at its own path only",
    19: "Lambda's user cannot read a file until a RUN repairs it",
    20: "the file is broken already",
}

BY_NAME = {case.name: case for case in CASES}
HAZARDOUS = [case for case in CASES if case.hazard]

each_hazard = pytest.mark.parametrize("number", HAZARDS, ids=lambda number: str(number))
each_hazardous = pytest.mark.parametrize("case", HAZARDOUS, ids=lambda case: case.name)


@each_hazard
def test_each_hazard_has_a_case_and_that_a_twin(number: int) -> None:
    cases = [case for case in HAZARDOUS if case.hazard == number]
    assert cases, HAZARDS[number]
    assert all(case.twin in BY_NAME for case in cases)


def test_every_number_and_every_twin_belong_to_a_hazard() -> None:
    assert {case.hazard for case in HAZARDOUS} <= HAZARDS.keys()
    assert [case.name for case in CASES if not case.hazard and (case.twin or case.stays)] == []


@each_hazardous
def test_the_twin_differs_by_one_word_and_in_no_option(case: Case) -> None:
    twin = BY_NAME[case.twin]
    assert one_word_apart(inputs(case), inputs(twin))
    own = {"directory", "says", "hazard", "twin", "stays"}
    options = [name for name in Case.__struct_fields__ if name not in own]
    assert [getattr(case, name) for name in options] == [getattr(twin, name) for name in options]


@each_hazardous
def test_the_hazardous_lines_stay_and_those_of_the_twin_do_not(case: Case) -> None:
    twin = BY_NAME[case.twin]
    own, theirs_after = moved(case), moved(twin)
    if not case.stays:
        assert not own.changed
        assert theirs_after.changed
        return
    lines = case.source.text.splitlines()
    numbers = [lines.index(line) for line in case.stays]
    assert numbers == sorted(numbers)
    theirs = [twin.source.text.splitlines()[number] for number in numbers]
    assert in_order(case.stays, own.text.splitlines())
    assert not in_order(theirs, theirs_after.text.splitlines())


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"a": b"x y z"}, {"a": b"x  y\nz"}, False),
        ({"a": b"x y z"}, {"a": b"x b z"}, True),
        ({"a": b"x y z"}, {"a": b"x z"}, True),
        ({"a": b"x z"}, {"a": b"x x z"}, True),
        ({"a": b"x y z"}, {"a": b"b y b"}, False),
        ({"a": b"x", "b": b"x"}, {"a": b"y", "b": b"y"}, False),
        ({"a": b"x"}, {"b": b"x"}, False),
    ],
)
def test_one_word_is_replaced_added_or_taken_away_in_one_file(
    one: Mapping[str, bytes], other: Mapping[str, bytes], apart: bool
) -> None:
    assert one_word_apart(one, other) is apart


# --- helpers -------------------------------------------------------------------------------------


def moved(case: Case) -> Rewrite:
    """The rewrite, less what only adds words inside of a line: no hazard is in that."""
    skip = case.settings.skip | {"no-package-caches", "no-pip-cache"}
    return rewrite(case.source, case.project, replace(case.settings, skip=skip))


def inputs(case: Case) -> Mapping[str, bytes]:
    """The Dockerfile and its context, as found."""
    return {
        path.relative_to(case.directory).as_posix(): path.read_bytes()
        for path in case.directory.rglob("*")
        if path.is_file() and not (path.parent == case.directory and path.name in OURS)
    }


def one_word_apart(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> bool:
    """Whether one word, a run of no blanks, is replaced, added or taken away in all the files."""
    if one.keys() != other.keys():
        return False
    differing = [path for path in one if one[path].split() != other[path].split()]
    if len(differing) != 1:
        return False
    some, others = one[differing[0]].split(), other[differing[0]].split()
    before = shared_start(some, others)
    rest, others_rest = some[before:][::-1], others[before:][::-1]
    after = shared_start(rest, others_rest)
    return len(rest) - after <= 1 and len(others_rest) - after <= 1


def shared_start(some: Sequence[bytes], others: Sequence[bytes]) -> int:
    pairs = zip(some, others, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def in_order(wanted: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether the wanted lines stand among the lines, in this order."""
    rest = iter(lines)
    return all(any(line == want for line in rest) for want in wanted)
