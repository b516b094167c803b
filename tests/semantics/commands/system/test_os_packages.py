from __future__ import annotations

import pytest

from lambdafix.semantics.areas import Area, meet
from tests.command_support import held, shown, swapped, trace, unknown


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
        ("dnf install -y main/gcc", "main/gcc"),
        ("apt-get install gcc/stable", "gcc/stable"),
        ("yum-builddep x.spec", "yum-builddep"),
        ("apt-get install -y", "apt-get install"),
        ("dnf install -y ${MORE}", "${MORE}"),
        ("dnf --installroot /x install -y gcc", "--installroot"),
        ("dnf install --frobnicate gcc", "--frobnicate"),
        ("dnf module enable nodejs", "dnf module"),
        ("dnf -y", "dnf"),
        ("apt-get source gcc", "apt-get source"),
    ],
)
def test_what_may_write_anywhere_is_not_known(line: str, word: str) -> None:
    assert unknown(line).word == word


@pytest.mark.parametrize(
    "line",
    [
        "yum groupinstall -y 'Development Tools'",
        "dnf group install -y 'Development Tools'",
        "dnf install -y '@Development Tools'",
    ],
)
def test_a_group_is_a_name_of_its_own(line: str) -> None:
    found = trace(line)
    assert found.packages
    assert found.packages.names == ("@Development Tools",)
    assert found.deposits[0].items == frozenset({"@Development Tools"})


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("dnf install -y ./tool.rpm", "tool.rpm"),
        ("yum localinstall -y tool.rpm", "tool.rpm"),
        ("yum install -y RPMS/*", "RPMS/"),
        ("apt-get install -y /tmp/x.deb", "/tmp/x.deb"),
        ("yum install -y https://example.com/x.rpm", ""),
    ],
)
def test_a_package_from_a_file_or_an_address_may_write_anywhere(line: str, read: str) -> None:
    found = trace(line)
    assert "/" in shown(found.writes)
    assert not read or read in shown(found.reads)
    assert [d.semantic[0] for d in found.deposits] == ["package"]


def test_a_package_from_a_file_stays_behind_the_file() -> None:
    pair = ("COPY tool.rpm ./", "RUN dnf install -y ./tool.rpm")
    assert held(*pair)
    assert swapped(*pair) != ""


def test_names_and_files_in_one_install_are_two_things() -> None:
    found = trace("dnf install -y gcc ./tool.rpm")
    assert [d.semantic[0] for d in found.deposits] == ["os", "package"]
    assert found.packages
    assert found.packages.names == ("gcc", "./tool.rpm")


def test_an_option_that_says_from_where_packages_come_makes_a_difference() -> None:
    one, two = trace("dnf install gcc"), trace("dnf install --enablerepo=epel gcc")
    assert one.deposits[0].semantic != two.deposits[0].semantic


def test_a_swap_takes_one_package_away_and_brings_another() -> None:
    found = trace("dnf swap -y curl-minimal curl")
    assert [(d.semantic[1], d.items) for d in found.deposits] == [
        ("remove", frozenset({"curl-minimal"})),
        ("install", frozenset({"curl"})),
    ]


def test_packages_that_are_added_under_one_name_can_be_removed_by_it() -> None:
    assert trace("apk add --virtual .build gcc").deposits[0].items == frozenset({"gcc", ".build"})


@pytest.mark.parametrize("line", ["dnf list installed", "apk info", "apt-get --version"])
def test_a_question_changes_nothing(line: str) -> None:
    assert trace(line).writes == ()


def test_a_pattern_of_names_depends_on_the_files_beside_it() -> None:
    assert "./" in shown(trace("yum install -y postgresql-devel*").reads)
    assert "./" not in shown(trace("yum install -y postgresql-devel").reads)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("RUN dnf install -y git", "RUN dnf install -y gcc"),
        ("RUN echo x > /etc/yum.repos.d/x.repo", "RUN dnf install -y git"),
        ("RUN rpm --import https://x/key", "RUN dnf install -y git"),
        ("RUN yum-config-manager --add-repo https://x/y.repo", "RUN dnf install -y git"),
        ("RUN amazon-linux-extras enable docker", "RUN yum install -y docker"),
    ],
)
def test_an_install_stays_behind_what_it_is_configured_by(first: str, second: str) -> None:
    assert held(first, second)


def test_packages_and_the_function_may_swap() -> None:
    assert not held("RUN dnf install -y git", "COPY app.py ./")
    assert not swapped("RUN dnf install -y git", "COPY app.py ./")
