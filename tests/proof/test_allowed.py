"""The comparison sees what differs, and lets pass what a step was allowed, and no more."""

from __future__ import annotations

import pytest

from lambdafix.codemod import Allowance, Dropped, LeftBehind, Moved, Renamed, Supplied
from tests.proof.allowed import difference
from tests.proof.stage import Stage
from tests.proof.tree import Entry

FILE = Entry("f", 0o644, b"x")
DIRECTORY = Entry("d", 0o755)


def stage(env: dict[str, str] | None = None, **files: Entry) -> list[Stage]:
    """A last stage with files by their names below /a, or OS packages (`os_gcc`)."""
    tree = {"/a": DIRECTORY, "/usr/share/os": DIRECTORY}
    for name, entry in files.items():
        place = f"/usr/share/os/{name[3:]}" if name.startswith("os_") else f"/a/{name}"
        tree[place] = entry
    return [Stage("0", env=env or {}, config={"image": "x"}, tree=tree)]


@pytest.mark.parametrize(
    "after",
    [
        stage(),
        stage(x=Entry("f", 0o755, b"x")),
        stage(x=Entry("f", 0o644, b"y")),
        stage(x=Entry("l", 0o777, b"x")),
        stage(x=FILE, y=FILE),
        stage(x=FILE, os_gcc=Entry("f", 0o644, b"/usr/bin/gcc\n")),
        stage({"A": "1"}, x=FILE),
    ],
)
def test_a_difference_is_seen(after: list[Stage]) -> None:
    assert difference(stage(x=FILE), after)
    assert difference(after, stage(x=FILE))


def test_the_same_is_the_same() -> None:
    assert difference(stage(x=FILE), stage(x=FILE)) == ""


PACKAGE = Entry("f", 0o644, b"\n")


@pytest.mark.parametrize(
    ("allowed", "before", "after"),
    [
        (LeftBehind("/a/x", ""), stage(x=FILE, y=FILE), stage(y=FILE)),
        (Dropped("/a/x", ""), stage(y=FILE), stage(x=FILE, y=FILE)),
        (Dropped("ENV A", ""), stage({"A": "1"}), stage()),
        (LeftBehind("gcc", ""), stage(os_gcc=PACKAGE), stage()),
        (Supplied("libpq", ""), stage(), stage(os_libpq=PACKAGE)),
        (Renamed("cc", ("gcc",)), stage(os_cc=PACKAGE), stage(os_gcc=PACKAGE)),
    ],
)
def test_an_allowance_covers_what_it_names(
    allowed: Allowance, before: list[Stage], after: list[Stage]
) -> None:
    assert difference(before, after)
    assert difference(before, after, [allowed]) == ""
    worse = after[0].tree | {"/b": FILE}
    assert difference(before, [Stage("0", env=after[0].env, config={"image": "x"}, tree=worse)])


def test_what_moved_lies_in_its_new_place_and_names_it() -> None:
    script = Entry("f", 0o755, b"#!/old/bin/python\ncd /older\n")
    moved = Entry("f", 0o755, b"#!/new/bin/python\ncd /older\n")
    before = [Stage("0", config={"image": "x"}, tree={"/old": DIRECTORY, "/old/s": script})]
    after = [Stage("0", config={"image": "x"}, tree={"/new": DIRECTORY, "/new/s": moved})]
    assert difference(before, after, [Moved("/old", "/new")]) == ""
    assert difference(before, after, [Moved("/old", "/other")])


def test_two_files_that_would_have_one_place_are_no_move() -> None:
    tree = {"/old/s": FILE, "/new/s": Entry("f", 0o644, b"other")}
    after = [Stage("0", config={"image": "x"}, tree={"/new/s": FILE})]
    before = [Stage("0", config={"image": "x"}, tree=tree)]
    assert "one place" in difference(before, after, [Moved("/old", "/new")])
