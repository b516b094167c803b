from __future__ import annotations

import pytest

from lambdafix.semantics.commands.system.sed import is_plain
from tests.command_support import held, shown, trace, unknown


@pytest.mark.parametrize(
    ("line", "reads", "writes"),
    [
        ("sed s/a/b/ x", {"x"}, set()),
        ("sed -n 1p", set(), set()),
        ("sed -i s/a/b/ x y", {"x", "y"}, {"x", "y"}),
        ("sed s/a/b/ -i x", {"x"}, {"x"}),
        ("sed -Ei -e s/a/b/ -e /c/d x", {"x"}, {"x"}),
        ("sed -i.bak s/a/b/ x", {"x"}, {"x", "x.bak"}),
        ("sed --in-place=old.* s/a/b/ x", {"x"}, {"x", "old.x"}),
        ("sed -i s/a/b/ conf/*.ini", {"conf/"}, {"conf/"}),
        ("sed -i -f plain.sed x", {"plain.sed", "x"}, {"x"}),
    ],
)
def test_what_sed_reads_and_writes(line: str, reads: set[str], writes: set[str]) -> None:
    found = trace(line)
    assert (shown(found.reads), shown(found.writes)) == (reads, writes)


@pytest.mark.parametrize(
    "script",
    [
        "s/a/b/",
        "s/a/b/gI; s|/x|/y|2",
        "/^GIT/s/False/True/",
        "2,6{s/RUN //;p}",
        "1i env ARIA2_PORT;",
        "$ a w is a word of this text",
        "/a/,/b/d",
        "12s@$@ -L /usr/lib@",
        r"s/[^/]*\/x//",
        r"\,^/w,d",
        "y/abc/xyz/",
        "$!N; # e\nP;D",
        ":a;s/x/y/;ta",
        "/x/!d",
        "0~3d",
        "",
    ],
)
def test_a_script_that_only_edits(script: str) -> None:
    assert is_plain(script)


@pytest.mark.parametrize(
    "script",
    ["w /etc/x", "s/a/b/w /etc/x", "s/a/b/e", "e rm x", "1e", "r /etc/x", "/x/R f", "/a/{w f\n}",
     "s/a/b", "{p", "p}", "W f", "s/a/b/;w f", "p;e"],
)  # fmt: skip
def test_a_script_that_may_do_more(script: str) -> None:
    assert not is_plain(script)


@pytest.mark.parametrize(
    "line",
    ["sed -i 's/a/b/w x' y", "sed -i s/a/${X}/ y", "sed -f other.sed y", "sed -f writes.sed y",
     "sed -i s/a/b/", "sed --frobnicate x"],
)  # fmt: skip
def test_what_is_not_known_is_never_guessed(line: str) -> None:
    assert unknown(line).why


def test_an_edit_stays_behind_the_file() -> None:
    assert held("COPY app.py ./", "RUN sed -i s/a/b/ app.py") == "both touch /var/task/app.py"
    assert held("COPY lib.py ./", "RUN sed -i s/a/b/ app.py") == ""
