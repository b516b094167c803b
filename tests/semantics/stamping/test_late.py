"""Which steps carry a stamp together, and how late they may stand."""

from __future__ import annotations

from lambdafix.context.project import Project
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.semantics.stamping.late import late
from lambdafix.semantics.stamping.stamps import Group, names_of
from lambdafix.syntax.parser import parse

BASE = "FROM public.ecr.aws/lambda/python:3.12"
DNF = "RUN dnf install -y git"


def steps(*lines: str) -> tuple[Step, ...]:
    tree = parse("\n".join((BASE, *lines, "")))
    return simulate(tree, Project.of({"app.py": ""}))[-1].steps


def ordered(*lines: str) -> tuple[tuple[int, ...], list[Group]]:
    return late(steps(*lines))


def test_two_stamps_that_one_label_holds_are_one_group() -> None:
    order, groups = ordered("ARG GIT_SHA", "ARG BUILD_DATE", "LABEL v=$GIT_SHA-$BUILD_DATE", DNF)
    assert order == (3, 0, 1, 2)
    assert [g.members for g in groups] == [[0, 1, 2]]


def test_a_group_stays_together_above_the_first_step_that_names_any_of_it() -> None:
    lines = (
        "ARG GIT_SHA",
        "ENV A=$GIT_SHA",
        "LABEL b=$A",
        DNF,
        "RUN echo $A > /a",
        "COPY app.py .",
    )
    order, (group,) = ordered(*lines)
    assert order == (3, 0, 1, 2, 4, 5)
    assert (group.above, group.why) == (4, "it reads A")


def test_what_stands_behind_the_step_that_names_it_does_not_move() -> None:
    order, groups = ordered("ARG GIT_SHA", "RUN echo $GIT_SHA > /a", "LABEL b=$GIT_SHA", DNF)
    assert order == (0, 1, 2, 3)
    assert groups == []


def test_an_argument_that_is_declared_again_keeps_its_order() -> None:
    order, _ = ordered(
        "ARG GIT_SHA=a", "LABEL one=$GIT_SHA", "ARG GIT_SHA=b", "ENV TWO=$GIT_SHA", DNF
    )
    assert order == (4, 0, 1, 2, 3)


def test_a_label_that_goes_along_is_no_member() -> None:
    order, (group,) = ordered("ARG GIT_SHA", "LABEL a=$GIT_SHA", DNF, "LABEL b=1", "COPY app.py .")
    assert order == (2, 4, 0, 1, 3)
    assert (group.members, group.with_it) == ([0, 1], [3])


def test_a_stamp_that_would_gain_nothing_does_not_keep_another_from_moving() -> None:
    order, groups = ordered("ARG GIT_SHA", DNF, "ARG BUILD_DATE", "COPY app.py .")
    assert order == (1, 2, 3, 0)
    assert [g.members for g in groups] == [[0]]


def test_an_order_is_a_permutation_and_the_second_time_the_same() -> None:
    lines = ("ARG GIT_SHA", "ARG VERSION", "LABEL v=$VERSION", DNF, "RUN echo $VERSION > /v", DNF)
    order, _ = ordered(*lines)
    assert sorted(order) == list(range(len(lines)))
    again, _ = ordered(*(lines[i] for i in order))
    assert again == tuple(range(len(lines)))


def test_names_of_a_step_are_what_it_gives_a_value_to() -> None:
    found = [names_of(s) for s in steps("ARG A B=1", "ENV C=1 D=$A", "LABEL e=1", DNF)]
    assert found == [("A", "B"), ("C", "D"), ("e",), ()]
