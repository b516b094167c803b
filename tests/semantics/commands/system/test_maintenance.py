from __future__ import annotations

import pytest

from tests.command_support import held, shown, trace, unknown


@pytest.mark.parametrize(
    ("line", "writes"),
    [
        ("strip -s a", {"a"}),
        ("strip --strip-unneeded -o b a", {"a", "b"}),
        ("setcap cap_net_raw+eip /usr/bin/x", {"/usr/bin/x"}),
        ("patchelf --set-rpath /opt/lib a", {"a"}),
        ("patch -p1 -i fix.patch", {"./"}),
        ("patch -d /opt -p0 -i /tmp/fix.patch", {"/opt/"}),
        ("patch app.py fix.patch", {"./", "app.py/"}),
        ("update-ca-certificates", {"/etc/", "/var/lib/"}),
        ("update-ca-trust extract", {"/etc/pki/"}),
        ("localedef -i en_US -f UTF-8 en_US.UTF-8", {"/usr/lib/locale/"}),
        ("ldconfig", {"/"}),
        ("ssh-keyscan github.com", set()),
        ("openssl dgst -sha256 a", set()),
        ("gpg --batch --import key", {"/root/.gnupg/"}),
        ("gpg --dearmor -o /x.gpg", {"/root/.gnupg/", "/x.gpg"}),
        ("update-alternatives --install /usr/bin/python python /usr/bin/python3 1",
         {"/etc/alternatives/", "/var/lib/alternatives/", "/var/lib/dpkg/", "/usr/bin/python"}),
    ],
)  # fmt: skip
def test_what_a_program_keeps_up_to_date(line: str, writes: set[str]) -> None:
    assert shown(trace(line).writes) == writes


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("patch -p1 -i fix.patch", "fix.patch"),
        ("patch -d /opt -i fix.patch", "/opt/fix.patch"),
        ("gpg --verify a.asc a", "a.asc"),
        ("gpg --import KEYS", "KEYS"),
        ("openssl dgst -sha256 a", "a"),
        ("update-ca-trust", "/etc/"),
        ("fc-cache -f", "/"),
    ],
)
def test_what_a_program_reads(line: str, read: str) -> None:
    assert read in shown(trace(line).reads)


def test_an_alternative_is_a_link() -> None:
    found = trace("update-alternatives --install /usr/bin/a a /opt/a 1 --slave /usr/bin/b b /opt/b")
    links = [(d.areas[0].path, d.semantic[2]) for d in found.deposits if d.semantic[0] == "link"]
    assert links == [("/usr/bin/a", "/opt/a"), ("/usr/bin/b", "/opt/b")]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("strip --frobnicate a", "--frobnicate"),
        ("strip", "strip"),
        ("openssl genrsa 2048", "openssl genrsa"),
        ("openssl x509 -in a -out b", "openssl -out"),
        ("dpkg-reconfigure tzdata", "dpkg-reconfigure"),
        ("update-alternatives --set python /usr/bin/python3", "update-alternatives --set"),
        ("ldconfig -r /x", "ldconfig"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_certificates_are_gathered_behind_their_copy() -> None:
    certificate = "COPY app.py /etc/pki/ca-trust/source/anchors/"
    assert held(certificate, "RUN update-ca-trust")
    assert not held("COPY app.py ./", "RUN update-ca-trust")
