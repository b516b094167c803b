"""What package managers are told, in the words of dnf."""

from __future__ import annotations

import pytest

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.managers import option, refused, refused_verb, topic, verb
from lambdafix.catalog.packages import Manager, package


@pytest.mark.parametrize(
    ("manager", "word", "becomes"),
    [
        ("apt", "--no-install-recommends", "--setopt=install_weak_deps=0"),
        ("apt", "-qq", ""),
        ("apt", "-t", None),
        ("apk", "--virtual", ""),
        ("apk", "--root", None),
        ("yum", "-q", ""),
        ("yum", "--setopt=tsflags=nodocs", "--setopt=tsflags=nodocs"),
        ("yum", "--enablerepo=epel", None),
        ("yum", "--skip-broken", None),
    ],
)
def test_an_option_in_the_words_of_dnf(manager: Manager, word: str, becomes: str | None) -> None:
    assert option(manager, word) == becomes


def test_every_command_and_option_that_is_written_is_one_of_microdnf() -> None:
    known = load("managers")["microdnf"]
    for words in load("managers")["verbs"].values():
        assert {w.split()[0] for w in words.values() if w} <= set(known["commands"])
    options = {*known["options"], *known["valued"]}
    for words in load("managers")["options"].values():
        assert {w.partition("=")[0] for w in words.values() if w} <= options


def test_every_extra_has_a_source_and_its_packages_are_known() -> None:
    table = load("managers")
    for name, entry in table["extras"].items():
        assert entry["source"] in table["sources"], name
        assert Seen(entry["seen"]).proves, name
        assert all(package(new) for new in entry.get("to", ())), name
        assert ("to" in entry) != ("absent" in entry), name


def test_every_refusal_has_a_source() -> None:
    table = load("managers")
    for section in ("refused", "refused-verbs"):
        assert all(e["source"] in table["sources"] for e in table[section].values())
    assert all(", read 20" in words for words in table["sources"].values())


def test_an_extra_may_bear_a_version() -> None:
    found = topic("rust1=stable")
    assert found is not None
    assert found.names == ("rust", "cargo")
    assert topic("nginx1") is None


def test_what_has_no_counterpart_says_what_to_do_instead() -> None:
    assert "gcc gcc-c++ make" in refused_verb("groupinstall")
    assert ".repo file" in (refused("yum-config-manager") or "")
    assert refused("curl") is None
    assert verb("yum", "groupinstall") is None
