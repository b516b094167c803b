from __future__ import annotations

import pytest

from tests.command_support import held, shown, trace, unknown


@pytest.mark.parametrize(
    "line",
    ["echo a", "echo ${X}", "true", "pwd", ": x", "sleep 1", "id", "printf %s x", "tr -d a",
     "basename /a/b", "nproc", "uname -m", "date +%s", "cat", "grep -q x", "test -n x",
     "test a = b", "[ -z x ]"],
)  # fmt: skip
def test_what_only_speaks_reads_and_changes_nothing(line: str) -> None:
    found = trace(line)
    assert (found.reads, found.writes, found.deposits) == ((), (), ())


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("cat a b", {"a/", "b/"}),
        ("ls -la", {"./"}),
        ("ls /opt", {"/opt/"}),
        ("test -f a", {"a/"}),
        ("[ a -nt b ]", {"a/", "b/"}),
        ("[ ! -d a -o -s b ]", {"a/", "b/"}),
        ("test -f $X", {"/"}),
        ("cat `which x`", {"/"}),
        ("head -1 a", {"a/"}),
        ("head -n 1 a", {"a/"}),
        ("grep -v pattern a", {"a/"}),
        ("grep -rq pattern", {"./"}),
        ("grep -e pattern -f list a", {"list/", "a/"}),
        ("awk -F: '{print $1}' a", {"a/"}),
        ("cut -d. -f1,2 a", {"a/"}),
        ("sort -u a", {"a/"}),
        ("wc -l a", {"a/"}),
        ("sha256sum a", {"a/"}),
        ("sha256sum -c a", {"/"}),
        ("getent passwd me", {"/etc/"}),
    ],
)
def test_what_a_command_prints_is_read(line: str, reads: set[str]) -> None:
    found = trace(line)
    assert shown(found.reads) == reads
    assert not found.writes


@pytest.mark.parametrize(
    "line",
    [
        "awk 'system(\"rm x\")'",
        "awk '{print > \"x\"}' a",
        "awk '{print | \"sh\"}' a",
        "awk '{getline < \"x\"}' a",
        "awk -f x.awk y",
        "sort -o a a",
        "tail -f a",
        "printf -v x y",
    ],
)
def test_what_may_do_more_than_print_is_not_known(line: str) -> None:
    assert unknown(line).why


def test_a_program_that_a_package_brings_stays_behind_it() -> None:
    assert held("RUN dnf install -y jq", "RUN jq . /opt/a.json > /opt/b.json")
    assert not held("RUN dnf install -y jq", "RUN cat /opt/a.json > /opt/b.json")
