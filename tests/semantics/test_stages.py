"""How stages stand on each other, and where a build ends that has a target."""

from __future__ import annotations

import pytest

from lambdafix.semantics.stages import by_number, in_name_only, number_of, unused, up_to, with_rest
from lambdafix.syntax.parser import parse


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("FROM a AS x\nFROM b\n", (0,)),
        ("FROM a AS x\nFROM b\nCOPY --from=X /a /b\n", ()),
        ("FROM a AS x\nFROM b\nCOPY --from=0 /a /b\n", ()),
        ("FROM a AS x\nFROM b\nCOPY --from=00 /a /b\n", ()),
        ("FROM a AS x\nFROM b\nRUN --mount=type=bind,from=x,target=/x true\n", ()),
        ("FROM a AS x\nFROM x AS y\nFROM x\n", (1,)),
        ("FROM a AS x\nFROM x AS y\nFROM b\nCOPY --from=y /a /b\n", ()),
        ("ARG OF=x\nFROM a AS x\nFROM ${OF}\n", ()),
        ("FROM a\n", ()),
    ],
)
def test_a_stage_is_used_by_whatever_takes_from_it(text: str, numbers: tuple[int, ...]) -> None:
    assert unused(parse(text)) == numbers


def test_a_stage_that_is_a_target_is_used() -> None:
    assert unused(parse("FROM a AS x\nFROM x AS y\nFROM b\n"), 1) == ()


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("FROM a AS x\nFROM x\n", True),
        ("FROM a AS x\nFROM x AS y\nFROM Y\n", True),
        ("FROM a\n", False),
        ("FROM a AS x\nFROM x AS y\nFROM x\n", False),
        ("FROM a AS x\nFROM x AS y\nCOPY --from=x /a /b\n", False),
        ("FROM a AS x\nFROM b\n", False),
    ],
)
def test_stages_that_go_on_from_each_other_are_one_image(text: str, only: bool) -> None:
    assert in_name_only(parse(text)) is only


FILE = "FROM a AS x\nRUN x\n\n# said\nFROM b AS Y\n\nFROM Y AS z\nRUN z\n# end\n"


def test_a_build_ends_with_the_last_of_its_targets() -> None:
    whole = parse(FILE)
    assert up_to(whole, ("y", "x")).text == "FROM a AS x\nRUN x\n\n# said\nFROM b AS Y\n"
    assert up_to(whole, ("1",)).text == up_to(whole, ("y",)).text
    assert up_to(whole, ("z",)) is whole
    assert up_to(whole, ("x", "")) is whole
    assert up_to(whole, ()) is whole
    assert number_of(whole, "other") is None


def test_a_stage_that_is_built_by_its_number_is_told_where_one_in_front_would_change_it() -> None:
    whole = parse(FILE)
    assert by_number(whole, ("", "z", "02")) == "02"
    assert by_number(whole, ("1", "x")) == ""  # in front of it comes nothing
    assert by_number(up_to(whole, ("y",)), ("1",)) == "1"


def test_what_stands_behind_comes_back_as_it_was() -> None:
    whole = parse(FILE)
    own = up_to(whole, ("x",))
    assert with_rest(own, own, whole) is whole
    new = parse("FROM a AS x\nRUN y\nRUN x\n")
    assert with_rest(new, own, whole).text == FILE.replace("RUN x\n", "RUN y\nRUN x\n")


def test_what_is_said_at_the_end_of_the_last_target_stays() -> None:
    whole = parse(FILE)
    again = with_rest(parse("FROM a AS x\nRUN x\n# new\n"), up_to(whole, ("x",)), whole)
    assert again.comments == ("# new", "# said", "# end")
    assert parse(again.text) == again
