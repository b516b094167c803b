"""What each package manager leaves of a package, read from small images."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from lambdafix.verify.archive import ImageArchive
from lambdafix.verify.contents.scan import Scan, scan
from tests.verify.images import ImageFile, files, oci, written

_TEXT, _TEXTS, _NUMBERS = 6, 8, 4


def scanned(tmp_path: Path, contents: Mapping[str, bytes | str]) -> Scan:
    with ImageArchive(written(tmp_path, oci(ImageFile([files(contents)])))) as archive:
        return scan(archive.tree(archive.image()))


def found(tmp_path: Path, contents: Mapping[str, bytes | str]) -> set[str]:
    packages = scanned(tmp_path, contents).packages
    return {f"{package.kind} {package.name} {package.version}" for package in packages}


SITE = "var/lang/lib/python3.12/site-packages"
NODE = "var/task/node_modules"
GEMS = "usr/lib/ruby/gems/3.3.0/specifications"
DPKG = "var/lib/dpkg/status"
INSTALLED = "Package: libpq5\nStatus: install ok installed\nVersion: 15.1-1\n"


@pytest.mark.parametrize(
    ("path", "content", "package"),
    [
        (f"{SITE}/F_B-1.dist-info/METADATA", "Name: F_B\nVersion: 1\n\nName: x", "pip f-b 1"),
        (f"{SITE}/old-2.egg-info/PKG-INFO", "Name: old\nVersion: 2\n", "pip old 2"),
        (f"{SITE}/older-3.egg-info", "Name: older\nVersion: 3\n", "pip older 3"),
        (f"{NODE}/left-pad/package.json", '{"name": "left-pad", "version": "1"}', "npm left-pad 1"),
        (f"{NODE}/a/node_modules/@b/c/package.json", '{"name":"@b/c","version":"3"}', "npm @b/c 3"),
        (f"{GEMS}/net-http-0.4.1.gemspec", "", "gem net-http 0.4.1"),
        (DPKG, INSTALLED, "dpkg libpq5 15.1-1"),
        (f"{DPKG}.d/base", "Package: base-files\nVersion: 12\n", "dpkg base-files 12"),
        ("lib/apk/db/installed", "P:musl\nV:1.2.5-r0\n\n", "apk musl 1.2.5-r0"),
    ],
)
def test_a_package_is_known_by_what_its_manager_wrote(
    path: str, content: str, package: str, tmp_path: Path
) -> None:
    assert found(tmp_path, {path: content}) == {package}


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("var/task/package.json", '{"name": "my-function", "version": "1"}'),
        ("var/task/node_modules/a/lib/package.json", '{"name": "fixture", "version": "1"}'),
        ("var/task/node_modules/a/package.json", "{"),
        ("var/task/node_modules/a/package.json", '{"name": ["x"], "version": 1}'),
        (f"{SITE}/x-1.dist-info/METADATA", "\xff"),
        ("var/lib/dpkg/status", "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n"),
    ],
)
def test_what_is_no_installed_package_is_none(path: str, content: str, tmp_path: Path) -> None:
    assert found(tmp_path, {path: content}) == set()


def test_dpkg_tells_what_a_package_needs(tmp_path: Path) -> None:
    status = (
        "Package: gcc\nStatus: install ok installed\nVersion: 12\n"
        "Depends: cpp (= 12), gcc-12 | gcc-13,\n libc6:any\nProvides: c-compiler\n"
    )
    (package,) = scanned(tmp_path, {"var/lib/dpkg/status": status}).packages
    assert {"cpp", "gcc-12", "gcc-13"} <= package.needs
    assert package.gives == {"gcc", "c-compiler"}


def rpm_header(name: str, version: str, release: str, requires: list[str]) -> bytes:
    """A header of an rpm database as rpm.org describes it."""
    texts = "".join(f"{word}\0" for word in requires)
    values = [
        (1000, _TEXT, 1, f"{name}\0"),
        (1001, _TEXT, 1, f"{version}\0"),
        (1002, _TEXT, 1, f"{release}\0"),
        (1047, _TEXTS, 1, f"{name}\0"),
        (1049, _TEXTS, len(requires), texts),
        (1117, _TEXTS, 1, "tool\0"),
        (1118, _TEXTS, 1, "/usr/bin/\0"),
        (1116, _NUMBERS, 1, "\0\0\0\0"),
    ]
    entries, data = b"", b""
    for tag, kind, count, text in values:
        data += bytes(-len(data) % 4) if kind == _NUMBERS else b""
        entries += struct.pack(">IIII", tag, kind, len(data), count)
        data += text.encode()
    return struct.pack(">II", len(values), len(data)) + entries + data


def rpm_database(path: Path, *headers: bytes) -> bytes:
    """The database that rpm 4.16 and later write, with a write-ahead log."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
    database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(h,) for h in headers])
    database.commit()
    database.close()
    return path.read_bytes()


@pytest.mark.parametrize("place", ["var/lib/rpm", "usr/lib/sysimage/rpm"])
def test_the_rpm_database_of_amazon_linux_2023_is_read(place: str, tmp_path: Path) -> None:
    content = rpm_database(
        tmp_path / "db",
        rpm_header("libpq", "16.3", "1.amzn2023", ["libc.so.6", "/bin/sh"]),
        rpm_header("bash", "5.2.15", "1.amzn2023", []),
    )
    packages = scanned(tmp_path, {f"{place}/rpmdb.sqlite": content}).packages
    assert [(p.kind, p.name, p.version) for p in packages] == [
        ("rpm", "libpq", "16.3-1.amzn2023"),
        ("rpm", "bash", "5.2.15-1.amzn2023"),
    ]
    assert packages[0].needs == {"libc.so.6", "/bin/sh"}
    assert packages[0].gives == {"libpq", "/usr/bin/tool"}


@pytest.mark.parametrize("cut", [100, 5000, -1])
def test_a_broken_rpm_database_is_said_and_stops_nothing(cut: int, tmp_path: Path) -> None:
    content = rpm_database(tmp_path / "db", rpm_header("x", "1", "1", [])[:40])[:cut]
    scan = scanned(
        tmp_path,
        {"var/lib/rpm/rpmdb.sqlite": content, f"{SITE}/a-1.egg-info": "Name: a\nVersion: 1\n"},
    )
    assert scan.unread == ("/var/lib/rpm/rpmdb.sqlite",)
    assert [package.name for package in scan.packages] == ["a"]


def test_the_database_of_amazon_linux_2_is_said_not_to_be_read(tmp_path: Path) -> None:
    assert scanned(tmp_path, {"var/lib/rpm/Packages": "\0"}).unread == ("/var/lib/rpm/Packages",)
