from __future__ import annotations

import pytest

from tests.command_support import held, shown, trace, unknown


@pytest.mark.parametrize(
    ("line", "writes"),
    [
        ("curl -sSL https://x/y", set()),
        ("curl -fsSLo /opt/y https://x/y", {"/opt/y"}),
        ("curl -o - https://x/y", set()),
        ("curl -o /dev/null https://x/y", set()),
        ("curl -O https://x/a/y.tgz?z=1", {"y.tgz"}),
        ("curl -LO x/y.tgz", {"y.tgz"}),
        ("curl -O https://x/${V}/y.tgz", {"./"}),
        ("curl -OJ https://x/y", {"./"}),
        ("curl -O https://x/[1-3].txt", {"./"}),
        ("curl --output-dir /opt -O https://x/y", {"/opt/y"}),
        ("curl -D head -o y https://x/y", {"y", "head"}),
        ("curl --version", set()),
        ("wget -qO- https://x/y", set()),
        ("wget -O y https://x/z", {"y"}),
        ("wget https://x/y", {"y", "y.1"}),
        ("wget -qP /opt https://x/y", {"/opt/y", "/opt/y.1"}),
        ("wget https://x/y?z=1", {"./"}),
        ("wget https://x/", {"index.html", "index.html.1"}),
        ("wget ${URL}", {"./"}),
        ("wget --content-disposition https://x/y", {"./"}),
        ("wget -q -o log -O y https://x/y", {"log", "y"}),
    ],
)
def test_which_files_a_download_leaves(line: str, writes: set[str]) -> None:
    assert shown(trace(line).writes) == writes


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("curl -d @body https://x", "body"),
        ("curl -F f=@body;type=x https://x", "body"),
        ("curl --cacert ca.pem https://x", "ca.pem"),
        ("curl -T body https://x", "body"),
        ("wget --ca-certificate=ca.pem https://x/y", "ca.pem"),
        ("curl https://x", "/root/"),
        ("curl https://x", "/etc/"),
    ],
)
def test_what_a_download_reads(line: str, file: str) -> None:
    assert file in shown(trace(line.replace(";", "\\;")).reads)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("curl -K conf", "-K"),
        ("curl -o ${X} https://x", "./${X}"),
        ("curl ${OPTIONS} -o y https://x/y", "${OPTIONS}"),
        ("wget -i list", "-i"),
        ("wget -e x=y https://x", "-e"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_a_download_needs_a_known_directory() -> None:
    assert unknown("curl -O https://x/y", cwd=None).word == "./y"


def test_another_address_makes_another_file() -> None:
    one, two = trace("curl -o y https://x/1"), trace("curl -o y https://x/2")
    assert one.deposits[0].semantic != two.deposits[0].semantic


def test_a_download_stays_behind_what_brings_the_program() -> None:
    assert held("RUN dnf install -y wget", "RUN wget -O /opt/y https://x/y")
    assert held("RUN curl -o /opt/y https://x/y", "COPY app.py /opt/y")
    assert not held("RUN curl -o /opt/y https://x/y", "COPY app.py ./")
