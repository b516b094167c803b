"""The user's own table of OS packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.catalog.loading import Seen
from lambdafix.catalog.package_file import read
from lambdafix.catalog.packages import is_build_only, known_packages, runtime_half, translate
from lambdafix.errors import LambdafixError

WHOLE = """
[package]
acme-libs = { build_only = false, commands = ["acme"] }
acme-devel = { build_only = true, runtime = ["acme-libs"] }

[apt]
libacme-dev = { to = ["acme-devel"], source = "our wiki" }
apt-acme = { drop = "it serves apt only" }

[yum.acme-gui]
absent = "we never built it"

[extras]
acme1 = { to = ["acme-libs"] }
"""


def test_an_entry_counts_as_seen_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "os.toml"
    path.write_text(WHOLE)
    with known_packages(read(path)):
        assert translate("libacme-dev", "apt").names == ("acme-devel",)
        assert translate("libacme-dev", "apt").source == "our wiki"
        gone = translate("apt-acme", "apt")
        assert (gone.kind, gone.seen, gone.source) == ("dropped", Seen.SEEN, str(path))
        assert translate("acme-gui", "yum").why == "we never built it"
        assert is_build_only("acme-devel")
        assert runtime_half("acme-devel") == ("acme-libs",)
    assert translate("libacme-dev", "apt").kind == "unknown"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("[atp]\nx = 1", 1, "no section 'atp'", "Did you mean apt?"),
        ("apt = 1", 1, "apt is no table", "[apt]"),
        ("[apt]\nok = { drop = 'x' }\nx = 1", 3, "x is no table", 'to = ["..."]'),
        ("[apt]\nx = { too = ['git'] }", 2, "no key 'too'", "Did you mean to?"),
        ("[apt]\nx = { to = 'git' }", 2, "to = 'git'", "a list of names"),
        ("[apt]\nx = { to = [] }", 2, "to = []", "a list of names"),
        ("[apt]\nx = { to = ['git; rm'] }", 2, "to = ['git; rm']", "a list of names"),
        ("[apt]\nx = { drop = '' }", 2, "drop = ''", "a sentence"),
        ("[apt]\nx = {}", 2, "x says nothing", "one of to, drop"),
        ("[apt]\nx = { to = ['git'], drop = 'x' }", 2, "x says to and drop", "one of"),
        ("[apt]\n\n\nx = { to = ['acme'] }", 4, "x names acme", "[package]: acme ="),
        ("[apt.x]\nto = ['acme']", 2, "x names acme", "[package]"),
        ("[package]\nx = { build = true }", 2, "no key 'build'", "build_only"),
        ("[package]\nx = { runtime = [] }", 2, "whether only a build needs it", "build_only"),
        ("[package]\nx = { build_only = 1 }", 2, "build_only = 1", "true or false"),
        ("[package]\nx = { build_only = true, runtime = ['y'] }", 2, "x names y", "[package]"),
        ("[extras]\nx = { drop = 'y' }", 2, "no key 'drop'", "There are to, absent"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(
    text: str, line: int, message: str, hint: str, tmp_path: Path
) -> None:
    path = tmp_path / "os.toml"
    path.write_text(text)
    with pytest.raises(LambdafixError) as caught:
        read(path)
    assert caught.value.message.startswith(f"{path}:{line}: ")
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.exit_code == 2


def test_what_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "os.toml"
    path.write_text("[apt]\nx = = 1\n")
    with pytest.raises(LambdafixError, match=r"os\.toml: no TOML: .*line 2"):
        read(path)
