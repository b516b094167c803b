from __future__ import annotations

import pytest

from tests.command_support import shown, trace, unknown


@pytest.mark.parametrize(
    ("line", "area"),
    [
        ("yum-config-manager --add-repo https://x/y.repo", "/etc/yum.repos.d/"),
        ("dnf config-manager --set-enabled crb", "/etc/yum.repos.d/"),
        ("amazon-linux-extras enable docker", "/etc/"),
        ("add-apt-repository -y ppa:a/b", "/etc/apt/"),
        ("apt-add-repository 'deb https://x stable main'", "/etc/apt/"),
        ("apt-key add -", "/etc/apt/"),
        ("apt-key --keyring /x.gpg add key", "/x.gpg"),
        ("apt-key adv --keyserver x --recv-keys 0A", "/etc/apt/"),
        ("apt-mark hold git", "/var/lib/dpkg/"),
    ],
)
def test_where_packages_come_from_is_written_down(line: str, area: str) -> None:
    found = trace(line)
    assert area in shown(found.writes)
    assert found.deposits
    assert "/" not in shown(found.writes)


def test_a_topic_of_the_extras_is_a_package_of_its_own() -> None:
    found = trace("amazon-linux-extras install -y rust1=stable")
    assert found.packages
    assert found.packages.names == ("extras:rust1=stable",)
    assert found.deposits[0].items == frozenset({"extras:rust1=stable"})


@pytest.mark.parametrize("line", ["amazon-linux-extras", "amazon-linux-extras list",
                                  "apt-mark showmanual", "apt-key list"])  # fmt: skip
def test_a_question_changes_nothing(line: str) -> None:
    assert trace(line).writes == ()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("add-apt-repository ppa:a/${X}", "ppa:a/${X}"),
        ("amazon-linux-extras frobnicate x", "amazon-linux-extras frobnicate"),
        ("yum-config-manager --frobnicate", "--frobnicate"),
    ],
)
def test_what_is_not_known_is_named(line: str, word: str) -> None:
    assert unknown(line).word == word
