from __future__ import annotations

import pytest

from lambdafix.semantics.scope import Scope, names_in
from lambdafix.syntax.parser import parse

KNOWN = Scope(
    env={"A": "a", "EMPTY": "", "ROOT": "/var/task"},
    args={"TAG": "3.12", "NONE": None},
    complete=True,
    workdir="/srv",
)
UNKNOWN = Scope(env=KNOWN.env, args=KNOWN.args)


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("$A-${A}", "a-a", "a-a"),
        ("$TAG", "3.12", "3.12"),
        ("$NONE", "${NONE}", "${NONE}"),
        ("$GONE", "", "${GONE}"),
        (r"\$A", "$A", "$A"),
        ("${GONE:-x}", "x", "${GONE:-x}"),
        ("${EMPTY:-x}|${EMPTY-x}", "x|", "x|"),
        ("${A:-x}|${A:+y}|${A+y}", "a|y|y", "a|y|y"),
        ("${EMPTY:+y}|${EMPTY+y}", "|y", "|y"),
        ("${A#x}", "${A#x}", "${A#x}"),
        ("$$A", "$a", "$a"),
        ("a$", "a$", "a$"),
    ],
)
def test_a_variable_has_its_value_or_stays_where_that_cannot_be_known(
    text: str, known: str, unknown: str
) -> None:
    assert KNOWN.expand(text) == known
    assert UNKNOWN.expand(text) == unknown


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("app.py", "/srv/app.py"),
        ("$ROOT/app.py", "/var/task/app.py"),
        ("${ROOT}", "/var/task"),
        ("$NONE/x", None),
        ("/opt/../x", "/x"),
        (".", "/srv"),
        ("", "/srv"),
    ],
)
def test_a_path_is_seen_from_the_working_directory(text: str, path: str | None) -> None:
    assert KNOWN.path(text) == path


def test_without_a_known_working_directory_only_an_absolute_path_is_known() -> None:
    assert UNKNOWN.path("app.py") is None
    assert UNKNOWN.path("/opt/x") == "/opt/x"


def after(*lines: str, start: Scope = KNOWN, outer: dict[str, str | None] | None = None) -> Scope:
    stage = parse("\n".join(("FROM scratch", *lines, ""))).stages[0]
    for instruction in stage.instructions:
        start = start.after(instruction, "\\", outer or {})
    return start


def test_all_values_of_one_env_see_the_state_before_it() -> None:
    found = after("ENV A=b B=$A")
    assert (found.env["A"], found.env["B"]) == ("b", "a")


def test_an_env_goes_over_an_arg_of_the_same_name() -> None:
    assert after("ENV TAG=1", "ARG TAG=2").value("TAG") == "1"


def test_an_arg_without_a_default_takes_the_one_before_the_first_from() -> None:
    assert after("ARG OUT", outer={"OUT": "x"}).value("OUT") == "x"
    assert after(outer={"OUT": "x"}).value("OUT") == ""


def test_an_arg_whose_default_cannot_be_known_is_not_known() -> None:
    assert after("ARG X=$NONE").value("X") is None
    assert after("ARG X=$TAG").value("X") == "3.12"


def test_the_working_directory_goes_on_from_where_it_is() -> None:
    assert after("WORKDIR src", "WORKDIR ..", "WORKDIR lib").workdir == "/srv/lib"
    assert after("WORKDIR $ROOT/x").workdir == "/var/task/x"
    assert after("WORKDIR $NONE").workdir is None
    assert after("WORKDIR $EMPTY").workdir == "/srv"


def test_user_and_shell_are_kept_for_what_follows() -> None:
    found = after("USER $A", 'SHELL ["/bin/bash", "-c"]', "RUN true", "LABEL USER=x")
    assert (found.user, found.shell) == ("a", ("/bin/bash", "-c"))


def test_every_name_in_a_text_is_found() -> None:
    assert names_in(r"$A ${B:-c} \$D ${E#x} $1") == {"A", "B", "E"}
