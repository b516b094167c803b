from __future__ import annotations

import pytest

from tests.command_support import held, shown, swapped, trace, unknown


@pytest.mark.parametrize(
    ("line", "writes"),
    [
        ("find . -name x", set()),
        ("find /opt -type d ( -name a -o -name b ) -print0", set()),
        ("find /opt -name x -delete", {"/opt/"}),
        ("find /opt /srv -type d -exec rm -rf {} +", {"/opt/", "/srv/"}),
        ("find /opt -exec chmod 755 {} ; -exec strip {} ;", {"/opt/"}),
        ("find src -name *.py -exec cp {} /x ;", {"/x/"}),
        ("find /opt -exec mv {} {}.bak ;", {"/opt/"}),
        ("find /opt -execdir rm {} ;", {"/opt/"}),
        ("find -name x -delete", {"./"}),
        ("find -L . -delete", {"./"}),
        ("find /opt -exec grep -q x {} ; -print", set()),
    ],
)
def test_what_is_found_may_be_all_below_the_starting_points(line: str, writes: set[str]) -> None:
    assert shown(trace(line).writes) == writes


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("find . -exec ./tool {} +", "./tool"),
        ("find . -exec sh -c x {} ;", "sh"),
        ("find . -exec touch x{} ;", "x{}"),
        ("find . -execdir touch x ;", "x"),
        ("find . -fprint out", "find -fprint"),
        ("find ${X} -delete", "${X}"),
        ("find . -exec ln -sT {} /x ;", "ln"),
        ("find . -frobnicate", "find -frobnicate"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_what_is_looked_for_decides_what_is_left() -> None:
    one, two = trace("find . -name a -delete"), trace("find . -name b -delete")
    assert one.deposits[0].semantic != two.deposits[0].semantic


def test_what_is_deleted_below_a_directory_stays_behind_what_is_copied_into_it() -> None:
    for line in ("find . -name '*.pyc' -delete", "find . -name '*.pyc' -print0 | xargs -0 rm -f"):
        assert held("COPY app.py ./", f"RUN {line}")
        assert swapped("COPY app.py ./", f"RUN {line}") != ""
    assert not held("COPY app.py ./", "RUN find src -name '*.pyc' -delete")


@pytest.mark.parametrize("line", ["find src -delete", "touch x && find src -exec strip {} +"])
def test_a_program_stays_behind_the_package_that_brings_it(line: str) -> None:
    assert held("RUN dnf install -y findutils binutils", f"RUN {line}")


def test_a_program_that_is_run_on_what_is_found_is_read() -> None:
    assert "/usr/bin/strip" in shown(trace("find src -exec strip {} +").reads)
    assert shown(trace("find src -exec rm {} +").reads) == {"src/"}
