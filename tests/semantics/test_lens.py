from __future__ import annotations

import pytest

from lambdafix.codemod import Dropped, LeftBehind, Moved, Rebased, Renamed, Supplied
from lambdafix.semantics.lens import Lens

LENS = Lens.of(
    (
        Moved("/app", "/var/task"),
        Rebased("python:3.12-slim", "public.ecr.aws/lambda/python:3.12"),
        Dropped("awslambdaric", "the base image has it"),
        Dropped("/entry.sh", "it only starts the client"),
        Renamed("libpq-dev", ("libpq-devel",)),
        Renamed("build-essential", ("gcc", "make")),
        Renamed("curl", ()),
        LeftBehind("/var/task/requirements.txt", "only the install reads it"),
        LeftBehind("gcc", "only a build needs it"),
        Supplied("libpq", "the run-time half"),
    )
)


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/app", "/var/task"),
        ("/app/src/x.py", "/var/task/src/x.py"),
        ("/apps/x.py", "/apps/x.py"),
        ("/opt/app", "/opt/app"),
    ],
)
def test_a_moved_path_is_seen_at_its_new_place(path: str, seen: str) -> None:
    assert LENS.path(path) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("cp /app/x /opt/app", "cp /var/task/x /opt/app"),
        ("/app:/app/lib", "/var/task:/var/task/lib"),
        ("/application", "/application"),
        ("from python:3.12-slim", "from public.ecr.aws/lambda/python:3.12"),
        ("from python:3.12-slim-bookworm", "from python:3.12-slim-bookworm"),
        (
            ("a", ("/app",), frozenset({"/app/b"})),
            ("a", ("/var/task",), frozenset({"/var/task/b"})),
        ),
        (3, 3),
    ],
)
def test_a_name_in_a_text_is_seen_as_it_will_be(text: object, seen: object) -> None:
    assert LENS.text(text) == seen


def test_packages_go_by_their_new_names_less_the_dropped_ones() -> None:
    seen = LENS.items(frozenset({"build-essential", "libpq-dev", "awslambdaric", "curl", "git"}))
    assert seen == {"gcc", "make", "libpq-devel", "git"}


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("/entry.sh", False),
        ("/entry.sh.txt", True),
        ("/var/task/requirements.txt", False),
        ("/var/task/app.py", True),
        ("/gcc", True),
    ],
)
def test_which_paths_count(path: str, counts: bool) -> None:
    assert (LENS.drops(path) or LENS.leaves_behind(path)) is not counts


def test_what_is_left_behind_may_be_missing_but_not_be_another() -> None:
    assert LENS.leaves_behind("/var/task/requirements.txt")
    assert not LENS.drops("/var/task/requirements.txt")
    assert not LENS.leaves_behind("/entry.sh")


def test_without_an_allowance_everything_is_seen_as_it_is() -> None:
    lens = Lens.of(())
    assert lens.path("/app/x") == "/app/x"
    assert lens.image("python:3.12") == "python:3.12"
    assert lens.text("RUN /app/x") == "RUN /app/x"
    assert not lens.drops("/app/x")
    assert not lens.left_behind | lens.supplied | lens.dropped
