from __future__ import annotations

import pytest

from lambdafix.semantics.commands.call import Unknown
from tests.command_support import held, run, shown, swapped, trace, unknown


@pytest.mark.parametrize(
    ("line", "reads", "writes"),
    [
        ("tar xzf a.tgz", {"a.tgz/"}, {"./"}),
        ("tar xf ${X}.tgz -C /opt", {"/"}, {"/opt/"}),
        ("tar -xzf a.tgz -C /opt", {"a.tgz/"}, {"/opt/"}),
        ("tar xzfC a.tgz /opt", {"a.tgz/"}, {"/opt/"}),
        ("tar --extract --file=a.tgz --directory /opt --strip 1", {"a.tgz/"}, {"/opt/"}),
        ("tar xz --strip-components=1 -C /opt", set(), {"/opt/"}),
        ("tar -xzC /opt", set(), {"/opt/"}),
        ("tar xf - -C /opt", set(), {"/opt/"}),
        ("tar xf a.tgz bin/x lib", {"a.tgz/"}, {"./"}),
        ("tar xf Python-*.tgz", {"./"}, {"./"}),
        ("tar tf a.tgz", {"a.tgz/"}, set()),
        ("tar xOf a.tgz x", {"a.tgz/"}, set()),
        ("tar czf out.tgz src", {"src/"}, {"out.tgz"}),
        ("tar -czf /out.tgz -C /opt a b", {"/opt/a/", "/opt/b/"}, {"/out.tgz"}),
        ("tar czf out.tgz -T list", {"list", "/"}, {"out.tgz"}),
        ("tar cz src", {"src/"}, set()),
        ("unzip -q a.zip", {"a.zip"}, {"./"}),
        ("unzip a.zip -d /opt", {"a.zip"}, {"/opt/"}),
        ("unzip a bin/*", {"a", "a.zip", "a.ZIP"}, {"./"}),
        ("unzip -l a.zip", {"a.zip"}, set()),
        ("zip -r9 out.zip src lib", {"src/", "lib/"}, {"out.zip"}),
        ("zip -qr out . -x *.pyc", {"./"}, {"out", "out.zip"}),
        ("zip out.zip -@", {"/"}, {"out.zip"}),
        ("gunzip a.gz", {"a.gz/"}, {"a.gz", "a", "a.tar", "a.gz.gz", "a.gz.bz2", "a.gz.xz",
                                    "a.gz.zst", "a.gz.lzma"}),
        ("gzip -dc a.gz", {"a.gz/"}, set()),
        ("zcat a.gz", {"a.gz/"}, set()),
        ("xz -d -T0 *.xz", {"./"}, {"./"}),
    ],
)  # fmt: skip
def test_what_an_archiver_reads_and_writes(line: str, reads: set[str], writes: set[str]) -> None:
    found = trace(line)
    assert (shown(found.reads), shown(found.writes)) == (reads, writes)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("tar xf a.tgz -C ${X}", "${X}"),
        ("tar cf ${X}.tgz a", "${X}.tgz"),
        ("tar xf host:a.tgz", "host:a.tgz"),
        ("tar xf a.tgz -I ./tool", "./tool"),
        ("tar xf a.tgz --to-command=sh", "--to-command=sh"),
        ("tar xf a.tgz -P", "-P"),
        ("tar f a.tgz", "tar"),
        ("unzip", "unzip"),
        ("unzip -: a.zip", "-:"),
        ("zip -m out.zip a", "-m"),
        ("gunzip -N a.gz", "-N"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word


def test_a_variable_that_adds_options_is_not_followed() -> None:
    assert shown(trace("tar xf a.tgz", env={"TAR_OPTIONS": ""}).writes) == {"./"}
    found = run("tar xf a.tgz", env={"TAR_OPTIONS": "-P"})
    assert isinstance(found, Unknown)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("COPY a.tar.gz /tmp/", "RUN tar xzf /tmp/a.tar.gz -C /opt"),
        ("RUN tar xzf a.tar.gz -C /opt", "COPY app.py /opt/bin/"),
        ("RUN dnf install -y tar", "RUN tar xzf a.tar.gz -C /opt"),
        ("COPY app.py ./", "RUN tar czf /opt/out.tgz app.py"),
    ],
)
def test_what_is_unpacked_or_packed_keeps_its_order(first: str, second: str) -> None:
    assert held(first, second)
    assert swapped(first, second) != ""


def test_what_is_packed_and_what_lies_apart_may_swap() -> None:
    assert not held("COPY lib.py ./", "RUN tar czf /opt/out.tgz app.py")


def test_the_directory_that_is_packed_from_decides_what_is_in_the_archive() -> None:
    one, two = trace("tar czf /x.tgz ."), trace("tar czf /x.tgz .", cwd="/opt")
    assert one.deposits[0].semantic != two.deposits[0].semantic
