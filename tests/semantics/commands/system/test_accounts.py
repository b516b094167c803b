from __future__ import annotations

import pytest

from tests.command_support import held, shown, trace, unknown


@pytest.mark.parametrize(
    ("line", "home"),
    [
        ("useradd me", "/home/me/"),
        ("useradd -ms /bin/bash me", "/home/me/"),
        ("useradd -r -d /opt/me -g root me", "/opt/me/"),
        ("useradd --create-home --home-dir /opt/me me", "/opt/me/"),
        ("adduser -D -u 1000 me", "/home/me/"),
        ("adduser -S -h /opt/me me", "/opt/me/"),
        ("adduser --disabled-password --gecos '' me", "/home/me/"),
        ("adduser -u 666 -SHG me me", "/home/me/"),
        ("useradd ${NAME}", "/home/"),
        ("usermod -aG docker me", "/home/me/"),
    ],
)
def test_a_user_has_an_entry_and_perhaps_a_home(line: str, home: str) -> None:
    writes = shown(trace(line).writes)
    assert {"/etc/passwd", "/etc/group", "/etc/shadow", home} <= writes


@pytest.mark.parametrize("line", ["groupadd -r me", "addgroup -S me", "groupmod -g 5 me"])
def test_a_group_has_no_home(line: str) -> None:
    writes = shown(trace(line).writes)
    assert "/etc/group" in writes
    assert all(w.startswith("/etc/") for w in writes)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("useradd -R /x me", "-R"),
        ("useradd -d ${X} me", "${X}"),
        ("usermod -d /x -m me", "usermod -m"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_a_user_is_made_before_it_owns_something() -> None:
    assert held("RUN useradd me", "RUN chown -R me:me /opt") == "both touch /etc/passwd"
    assert held("RUN useradd -m me", "COPY app.py /home/me/")
    assert held("RUN dnf install -y shadow-utils", "RUN useradd me")
    assert not held("RUN useradd me", "COPY app.py ./")
