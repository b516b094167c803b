from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.scope import Scope


def run(line: str) -> Trace | Unknown:
    return read(Call(tuple(line.split()), "/var/task", Scope(), {}, Project.of({})))


def trace(line: str) -> Trace:
    found = run(line)
    assert isinstance(found, Trace)
    return found


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("dnf install -y gcc git", ("gcc", "git")),
        ("dnf -y install gcc", ("gcc",)),
        ("microdnf install --nodocs --setopt=install_weak_deps=0 gcc", ("gcc",)),
        ("yum install -qy gcc", ("gcc",)),
        ("apt-get install -y --no-install-recommends gcc libpq-dev", ("gcc", "libpq-dev")),
        ("apt install --yes gcc", ("gcc",)),
        ("apk add --no-cache gcc", ("gcc",)),
        ("apk add --virtual .build gcc", ("gcc",)),
        ("/usr/bin/dnf install -y gcc", ("gcc",)),
    ],
)
def test_the_packages_of_an_install(line: str, names: tuple[str, ...]) -> None:
    found = trace(line).packages
    assert found is not None
    assert found.names == names


@pytest.mark.parametrize(
    "line",
    [
        "apt-get update",
        "apk update",
        "dnf clean all",
        "yum makecache",
        "apt-get clean",
        "apk cache clean",
    ],
)
def test_lists_and_caches_leave_nothing_to_compare(line: str) -> None:
    found = trace(line)
    assert found.packages is None
    assert not found.deposits


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("dnf update -y", "upgrade"),
        ("yum upgrade -y", "upgrade"),
        ("apt-get upgrade -y", "upgrade"),
        ("apt-get dist-upgrade -y", "upgrade"),
        ("dnf remove -y gcc", "remove"),
        ("apt-get purge -y gcc", "remove"),
        ("apk del gcc", "remove"),
    ],
)
def test_an_upgrade_and_a_removal_change_the_image(line: str, kind: str) -> None:
    assert [d.semantic for d in trace(line).deposits] == [("os", kind)]


def test_packages_write_the_system_and_leave_the_function_alone() -> None:
    writes = trace("dnf install -y gcc").writes
    assert meet(writes, (Area("/usr/bin/gcc"),))
    assert meet(writes, (Area("/etc/yum.repos.d/x.repo"),))
    assert not meet(writes, (Area("/var/task", deep=True), Area("/opt", deep=True)))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("dnf install -y ./local.rpm", "./local.rpm"),
        ("yum install -y https://example.com/x.rpm", "https://example.com/x.rpm"),
        ("dnf install -y @development", "@development"),
        ("dnf install -y ${MORE}", "${MORE}"),
        ("dnf --installroot /x install -y gcc", "--installroot"),
        ("dnf install --frobnicate gcc", "--frobnicate"),
        ("dnf module enable nodejs", "dnf module"),
        ("dnf -y", "dnf"),
        ("apt-get source gcc", "apt-get source"),
    ],
)
def test_what_may_write_anywhere_is_not_known(line: str, word: str) -> None:
    found = run(line)
    assert isinstance(found, Unknown)
    assert found.word == word
