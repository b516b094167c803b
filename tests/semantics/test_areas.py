from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdafix.semantics.areas import EVERYTHING, Area, below, join, meet, overlap, paths_met
from lambdafix.semantics.places import Places

SIX = frozenset({"six"})
INSTALL = Area("/var/task", deep=True, names=SIX)


@pytest.mark.parametrize(
    ("directory", "path", "found"),
    [
        ("/var/task", "app.py", "/var/task/app.py"),
        ("/var/task", "./src/", "/var/task/src"),
        ("/var/task", "../x", "/var/x"),
        ("/var/task", "../../../x", "/x"),
        ("/var/task", "/opt//x/.", "/opt/x"),
        ("/", ".", "/"),
        ("/var/task", "//x", "/x"),
    ],
)
def test_a_path_is_seen_from_its_directory(directory: str, path: str, found: str) -> None:
    assert join(directory, path) == found


@pytest.mark.parametrize(
    ("path", "directory", "is_below"),
    [
        ("/var/task", "/var/task", True),
        ("/var/task/app.py", "/var/task", True),
        ("/var/tasks", "/var/task", False),
        ("/var", "/var/task", False),
        ("/var", "/", True),
    ],
)
def test_a_name_that_only_begins_alike_is_not_below(
    path: str, directory: str, is_below: bool
) -> None:
    assert below(path, directory) is is_below


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (Area("/var/task/app.py"), Area("/var/task/lib.py"), False),
        (Area("/var/task/app.py"), Area("/var/task", deep=True), True),
        (Area("/var/task/app.py"), Area("/var/task/app.py/x"), True),
        (Area("/opt", deep=True), Area("/var/task", deep=True), False),
        (Area("/opt"), EVERYTHING, True),
        # an install meets only what has the name of something that it brings
        (INSTALL, Area("/var/task/app.py"), False),
        (INSTALL, Area("/var/task/six.py"), True),
        (INSTALL, Area("/var/task/six", deep=True), True),
        (INSTALL, Area("/var/task/six/moves.py"), True),
        (INSTALL, Area("/var/task/sixty.py"), False),
        (INSTALL, Area("/var/task/bin/run"), True),
        (INSTALL, Area("/var/task/six-1.17.dist-info/RECORD"), True),
        (INSTALL, Area("/var/task/nothing.pth"), True),
        (INSTALL, Area("/var/task/six.cpython-312-x86_64-linux-gnu.so"), True),
        (INSTALL, Area("/var/task", deep=True), True),
        (INSTALL, Area("/var", deep=True), True),
        (INSTALL, Area("/opt", deep=True), False),
        # two installs into one directory share its metadata and bin
        (INSTALL, Area("/var/task", deep=True, names=frozenset({"idna"})), True),
        (INSTALL, Area("/opt", deep=True, names=SIX), False),
    ],
)
def test_which_areas_meet(one: Area, other: Area, meets: bool) -> None:
    assert overlap(one, other) is meets
    assert overlap(other, one) is meets


def test_an_install_whose_packages_are_not_known_meets_all_that_lies_there() -> None:
    assert overlap(Area("/var/task", deep=True, names=None), Area("/var/task/app.py"))


def test_the_first_pair_that_meets_is_named() -> None:
    opt, app = Area("/opt", deep=True), Area("/opt/app.py")
    assert meet((Area("/srv"), opt), (Area("/var"), app)) == (opt, app)
    assert meet((Area("/srv"),), (app,)) is None
    assert str(opt) == "/opt/"
    assert str(app) == "/opt/app.py"


PATHS = st.lists(st.sampled_from(["opt", "six", "app.py", "bin", "a"]), max_size=3).map(
    lambda parts: "/" + "/".join(parts)
)
AREAS = st.builds(Area, PATHS, st.booleans(), st.sampled_from([None, SIX, frozenset[str]()]))


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(AREAS, AREAS)
def test_meeting_has_no_direction_and_everything_meets_everything(one: Area, other: Area) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert overlap(one, one)
    assert overlap(one, EVERYTHING)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(st.lists(AREAS, max_size=12), st.lists(AREAS, max_size=12))
def test_looking_near_by_finds_the_first_pair_of_all(some: list[Area], others: list[Area]) -> None:
    pairs = ((one, other) for one in some for other in others if overlap(one, other))
    assert meet(some, others) == next(pairs, None)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(st.lists(PATHS, max_size=12), st.lists(AREAS, max_size=6))
def test_of_many_paths_those_are_found_that_meet_an_area(
    paths: list[str], areas: list[Area]
) -> None:
    found = list(paths_met(paths, tuple(areas)))
    assert found == [p for p in paths if meet([Area(p)], areas)]


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(st.lists(st.lists(AREAS, min_size=1, max_size=3), max_size=6), st.lists(AREAS, max_size=3))
def test_what_meets_an_area_is_found_by_its_place(
    things: list[list[Area]], areas: list[Area]
) -> None:
    places = Places()
    for number, thing in enumerate(things):
        places.add(number, thing)
    near = places.near(areas)
    assert near == sorted(near)
    assert {n for n, thing in enumerate(things) if meet(thing, areas)} <= set(near)
