"""The names of OS packages, and what is known of them."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from lambdafix.catalog.loading import Seen, Table, load
from lambdafix.catalog.packages import (
    Kind,
    Manager,
    conflict,
    is_build_only,
    known_packages,
    package,
    packages,
    runtime_half,
    translate,
)


@pytest.mark.parametrize(
    ("name", "manager", "kind", "names"),
    [
        ("build-essential", "apt", "renamed", ("gcc", "gcc-c++", "make")),
        ("g++", "apt", "renamed", ("gcc-c++",)),
        ("libssl-dev", "apt", "renamed", ("openssl-devel",)),
        ("libffi-dev", "apt", "renamed", ("libffi-devel",)),
        ("libpq-dev", "apt", "renamed", ("libpq-devel",)),
        ("zlib1g-dev", "apt", "renamed", ("zlib-devel",)),
        ("libgl1-mesa-glx", "apt", "renamed", ("mesa-libGL",)),
        ("libgomp1", "apt", "renamed", ("libgomp",)),
        ("procps", "apt", "renamed", ("procps-ng",)),
        ("imagemagick", "apt", "renamed", ("ImageMagick",)),
        ("git", "apt", "same", ("git",)),
        ("poppler-utils", "apt", "same", ("poppler-utils",)),
        ("curl", "apt", "dropped", ()),
        ("ca-certificates", "apt", "dropped", ()),
        ("libglib2.0-0", "apt", "dropped", ()),
        ("python3-dev", "apt", "dropped", ()),
        ("software-properties-common", "apt", "dropped", ()),
        ("ffmpeg", "apt", "spal-only", ("ffmpeg-free",)),
        ("tesseract-ocr", "apt", "spal-only", ("tesseract",)),
        ("wkhtmltopdf", "apt", "unknown", ()),
        ("chromium", "apt", "spal-only", ("chromium-headless",)),
        ("left-pad", "apt", "unknown", ()),
        ("build-base", "apk", "renamed", ("gcc", "gcc-c++", "make")),
        ("musl-dev", "apk", "renamed", ("glibc-devel",)),
        ("libc6-compat", "apk", "dropped", ()),
        ("gcc", "yum", "same", ("gcc",)),
        ("unzip", "yum", "same", ("unzip",)),
        ("cmake3", "yum", "renamed", ("cmake",)),
        ("openssl11-devel", "yum", "renamed", ("openssl-devel",)),
        ("postgresql-devel", "yum", "renamed", ("libpq-devel",)),
        ("curl", "yum", "dropped", ()),
        ("some-devel", "yum", "unknown", ()),
        ("gcc-c++", "dnf", "same", ("gcc-c++",)),
    ],
)
def test_a_package_name_on_amazon_linux_2023(
    name: str, manager: Manager, kind: Kind, names: tuple[str, ...]
) -> None:
    translation = translate(name, manager)
    assert (translation.kind, translation.names) == (kind, names)


def test_a_name_without_a_source_proves_nothing_and_says_so() -> None:
    translation = translate("left-pad", "apt")
    assert "left-pad" in translation.why
    assert not translation.seen.proves


@pytest.mark.parametrize(
    ("name", "there"),
    [("curl", "curl-minimal"), ("gnupg2", "gnupg2-minimal"), ("yum", "microdnf-dnf"), ("git", "")],
)
def test_what_a_package_conflicts_with(name: str, there: str) -> None:
    assert conflict(name) == there


def test_a_dropped_name_says_why() -> None:
    assert "curl-minimal" in translate("curl", "apt").why


def test_no_name_is_known_on_another_operating_system() -> None:
    assert translate("git", "apt", to_os="AL2").kind == "unknown"


@pytest.mark.parametrize(
    ("name", "build_only"),
    [
        ("gcc", True),
        ("make", True),
        ("libffi-devel", True),
        ("gdal310-devel", True),
        ("git", False),
        ("mesa-libGL", False),
        ("some-devel", None),
    ],
)
def test_what_only_a_build_needs(name: str, build_only: bool | None) -> None:
    assert is_build_only(name) is build_only


@pytest.mark.parametrize(
    ("name", "half"),
    [
        ("libpq-devel", ("libpq",)),
        ("freetype-devel", ("freetype",)),
        ("openssl-devel", ()),  # openssl-libs is part of the image
        ("libffi-devel", ()),
        ("gdal310-devel", None),
        ("git", None),
        ("some-devel", None),
    ],
)
def test_the_half_of_a_devel_package_that_has_to_stay(
    name: str, half: tuple[str, ...] | None
) -> None:
    assert runtime_half(name) == half


TABLES = {"package": "packages", "apt": "apt", "apk": "apk", "yum": "yum"}


def entries(*sections: str) -> list[tuple[str, Table]]:
    return [item for each in sections for item in load(TABLES[each])[each].items()]


def test_every_entry_names_a_source_with_a_date() -> None:
    sources = load("packages")["sources"]
    assert all("read 20" in words or ", 20" in words for words in sources.values())
    for name, entry in entries(*TABLES):
        assert entry["source"] in sources, name
        assert Seen(entry["seen"]).proves, name


def test_every_source_is_used() -> None:
    conflicts = load("packages")["conflicts"].values()
    used = {entry["source"] for _, entry in entries(*TABLES)} | {e["source"] for e in conflicts}
    assert used == set(load("packages")["sources"])


def test_every_name_that_is_offered_is_a_package_of_the_table() -> None:
    offered = {name for _, entry in entries("apt", "apk", "yum") for name in entry.get("to", ())}
    halves = {half for each in packages().values() for half in each.runtime or ()}
    assert offered | halves <= set(packages())


def test_nothing_that_a_build_alone_needs_is_a_run_time_half() -> None:
    halves = {half for each in packages().values() for half in each.runtime or ()}
    assert not any(is_build_only(half) for half in halves)


def test_every_devel_package_is_for_builds_only() -> None:
    assert all(each.build_only for each in packages().values() if each.name.endswith("-devel"))


def test_no_name_stands_twice_in_a_table() -> None:
    for section, table in TABLES.items():
        text = (resources.files("lambdafix.catalog") / f"{table}.toml").read_text()
        body = text.partition(f"[{section}]\n")[2]
        names = [line.partition(" = ")[0].strip('"') for line in body.splitlines() if line]
        assert len(names) == len(set(names)) == len(load(table)[section]), table


def test_every_name_has_one_meaning() -> None:
    kinds = {"to", "drop", "absent", "spal"}
    for name, entry in entries("apt", "apk", "yum"):
        assert len(kinds & entry.keys()) == 1, name


def test_a_name_that_cannot_be_had_says_why() -> None:
    for name, entry in entries("apt", "apk", "yum"):
        assert len(entry.get("absent", "a reason")) > 5, name


def test_no_command_is_brought_by_a_package_that_only_a_library_needs() -> None:
    assert not [n for n, e in entries("package") if n.endswith("-libs") and e.get("commands")]


def test_the_own_table_adds_a_package() -> None:
    own = {
        "package": {"acme-agent": {"build_only": False, "source": "ours", "seen": "SEEN"}},
        "apt": {"acme": {"to": ["acme-agent"], "source": "ours", "seen": "SEEN"}},
    }
    with known_packages(json.dumps(own)):
        assert translate("acme", "apt").names == ("acme-agent",)
        assert translate("git", "apt").kind == "same"
        known = package("acme-agent")
        assert known is not None
        assert known.source == "ours"
    assert package("acme-agent") is None


def test_the_own_table_replaces_an_entry_whole() -> None:
    own = {"apt": {"ffmpeg": {"to": ["ffmpeg-free"], "source": "ours", "seen": "SEEN"}}}
    assert translate("ffmpeg", "apt").kind == "spal-only"
    with known_packages(json.dumps(own)):
        assert translate("ffmpeg", "apt").kind == "renamed"
