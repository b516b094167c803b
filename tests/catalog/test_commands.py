"""Commands that a base image has, lacks, or of which nobody knows."""

from __future__ import annotations

import pytest

from lambdafix.catalog.commands import Status, command_status, runtime_commands, supplier
from lambdafix.catalog.loading import load
from lambdafix.catalog.packages import package


@pytest.mark.parametrize(
    ("command", "package_name"),
    [
        ("tar", "tar"),
        ("gzip", "gzip"),
        ("unzip", "unzip"),
        ("find", "findutils"),
        ("xargs", "findutils"),
        ("which", "which"),
        ("ps", "procps-ng"),
        ("useradd", "shadow-utils"),
        ("groupadd", "shadow-utils"),
        ("sudo", "sudo"),
        ("su", "util-linux"),
        ("git", "git"),
        ("diff", "diffutils"),
        ("openssl", "openssl"),
        ("gcc", "gcc"),
        ("wget", "wget"),
        ("pg_config", "libpq-devel"),
    ],
)
def test_a_command_that_amazon_linux_2023_lacks_and_what_brings_it(
    command: str, package_name: str
) -> None:
    assert command_status("AL2023", command) == "absent"
    assert supplier("AL2023", command) == package_name


@pytest.mark.parametrize(
    "command",
    ["bash", "sh", "ls", "cp", "chmod", "cat", "curl", "grep", "sed", "awk", "rpm", "dnf",
     "microdnf", "cd", "export", "ldd", "gpg"],
)  # fmt: skip
def test_a_command_that_amazon_linux_2023_has(command: str) -> None:
    assert command_status("AL2023", command) == "present"
    assert supplier("AL2023", command) is None


@pytest.mark.parametrize(
    ("os", "command", "status"),
    [
        ("AL2", "yum", "present"),
        ("AL2", "find", "present"),
        ("AL2", "tar", "absent"),
        ("AL2", "dnf", "absent"),
        ("AL2", "ps", "unknown"),
        ("AL2023", "yum", "absent"),
        ("AL2023", "apt-get", "absent"),
        ("AL2023", "terraform", "unknown"),
        ("AL1", "tar", "unknown"),
        ("AL1", "ls", "present"),
    ],
)
def test_what_is_known_of_a_command(os: str, command: str, status: Status) -> None:
    assert command_status(os, command) == status


def test_no_package_brings_yum_to_amazon_linux_2023() -> None:
    assert supplier("AL2023", "yum") is None


def test_the_python_of_the_base_counts_where_the_base_is_named() -> None:
    assert command_status("AL2023", "pip", "python", "3.12") == "present"
    assert command_status("AL2023", "python3.12", "python", "3.12") == "present"
    assert command_status("AL2023", "python3.11", "python", "3.12") == "unknown"
    assert command_status("AL2023", "pip") == "unknown"
    assert runtime_commands("cobol", "1") == ()


def test_every_supplier_is_a_package_of_the_table() -> None:
    named = [
        *load("commands")["AL2"]["absent"].values(),
        *load("commands")["AL2023"]["absent"].values(),
    ]
    assert all(package(name) for name in named if name)


def test_every_entry_has_a_source() -> None:
    table = load("commands")
    entries = (table["shell"], table["coreutils"], table["runtime"]["python"], table["AL2"])
    assert all("20" in entry["source"] and entry["seen"] for entry in entries)
