from __future__ import annotations

import pytest

from tests.command_support import held, shown, trace, unknown


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("git clone https://x/y.git", "y/"),
        ("git clone --depth 1 -b v1 https://x/y /opt/z", "/opt/z/"),
        ("git clone git@x:a/y.git", "y/"),
        ("git clone --bare https://x/y.git", "y.git/"),
        ("git -C /opt clone https://x/y.git", "/opt/y/"),
        ("git -c http.sslVerify=false clone https://x/y", "y/"),
        ("git clone ${REPOSITORY} z", "z/"),
        ("git init z", "z/"),
    ],
)
def test_a_clone_is_all_below_its_directory(line: str, place: str) -> None:
    assert shown(trace(line).writes) == {place}


def test_a_clone_of_a_directory_reads_it() -> None:
    assert "/src/y/" in shown(trace("git clone /src/y z").reads)
    assert "/" in shown(trace("git clone ${REPOSITORY} z").reads)


@pytest.mark.parametrize("line", ["git checkout v1", "git submodule update --init", "git pull"])
def test_a_change_of_a_repository_may_run_its_hooks(line: str) -> None:
    assert shown(trace(line).writes) == {"/"}


@pytest.mark.parametrize("line", ["git rev-parse HEAD", "git log -1", "git describe --tags"])
def test_a_question_reads_the_repository_above(line: str) -> None:
    found = trace(line)
    assert not found.writes
    assert {".git/", "/var/.git/", "/.git/"} <= shown(found.reads)


@pytest.mark.parametrize(
    ("line", "writes"),
    [
        ("git config --system user.name x", {"/etc/gitconfig"}),
        ("git config --global user.name x", {"/root/.gitconfig", "/root/.config/git/config"}),
        ("git config user.name x", {".git/", "/var/.git/", "/.git/"}),
        ("git config --get user.name", set()),
        ("git --version", set()),
    ],
)
def test_settings_are_written_where_they_are_kept(line: str, writes: set[str]) -> None:
    assert shown(trace(line).writes) == writes


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("git clone", "git clone"),
        ("git clone https://x/${Y}", "${Y}"),
        ("git clone --template=/x https://x/y", "--template=/x"),
        ("git clone -c core.hooksPath=/x https://x/y", "core.hooksPath=/x"),
        ("git -c core.hooksPath=/x pull", "-c"),
        ("git --git-dir=/x log", "--git-dir=/x"),
        ("git frobnicate", "git frobnicate"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_a_clone_stays_behind_the_settings_and_git_itself() -> None:
    assert held("RUN git config --global url.x.insteadOf y", "RUN git clone https://y/z /opt/z")
    assert held("RUN dnf install -y git", "RUN git clone https://y/z /opt/z")
    assert not held("COPY app.py ./", "RUN git clone https://y/z /opt/z")
