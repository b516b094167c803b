from __future__ import annotations

import pytest

from tests.command_support import held, shown, trace, unknown


@pytest.mark.parametrize(
    "line",
    ["rpm -Uvh tool.rpm", "rpm -i *.rpm", "rpm -U https://x/y.rpm", "dpkg -i /tmp/x.deb"],
)
def test_a_package_from_a_file_may_write_anywhere(line: str) -> None:
    found = trace(line)
    assert "/" in shown(found.writes)
    assert found.packages
    assert found.packages.names == (line.split()[-1],)


@pytest.mark.parametrize(
    "line",
    ["rpm -qa", "rpm -E %rhel", "dpkg --print-architecture", "dpkg -l", "dpkg-query -S x"],
)
def test_a_question_changes_nothing(line: str) -> None:
    assert trace(line).writes == ()


@pytest.mark.parametrize(
    ("line", "area"),
    [
        ("rpm --import https://x/key", "/var/lib/rpm/"),
        ("dpkg --add-architecture i386", "/var/lib/dpkg/"),
        ("dpkg -x x.deb /opt", "/opt/"),
        ("rpm -e git", "/usr/bin/"),
        ("dpkg -r git", "/usr/bin/"),
    ],
)
def test_what_changes_the_data_base(line: str, area: str) -> None:
    assert area in shown(trace(line).writes)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("rpm -i ${X}.rpm", "${X}.rpm"),
        ("rpm -i", "rpm"),
        ("rpm --root /x -i a.rpm", "--root"),
        ("dpkg --configure -a", "--configure"),
        ("rpm -e ${X}", "${X}"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_a_package_stays_behind_its_file() -> None:
    assert held("COPY tool.rpm ./", "RUN rpm -U tool.rpm")
