from __future__ import annotations

import io

import pytest

from lambdafix.report.terminal import write_diff, write_summary

DIFF = "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1 +1 @@\n-FROM old\n+FROM new [link=x]\n"
SUMMARY = "a/Dockerfile:3: stable-order: refused: make is not known\n1 refused\n"


class Terminal(io.TextIOWrapper):
    """A stream that says that a person looks on."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return Terminal(io.BytesIO(), encoding="utf-8")


def shown(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def test_a_diff_on_a_terminal_has_colours(terminal: Terminal) -> None:
    write_diff(DIFF, terminal)
    text = shown(terminal)
    assert "\x1b[31m-FROM old" in text
    assert "\x1b[32m+FROM new [link=x]" in text
    assert text.count("\n") == DIFF.count("\n")


def test_a_summary_on_a_terminal_shows_refusals_in_yellow(terminal: Terminal) -> None:
    write_summary(SUMMARY, terminal)
    assert "\x1b[1ma/Dockerfile:3\x1b[0m: stable-order: \x1b[33mrefused\x1b[0m: " in shown(terminal)


def test_no_color_is_kept(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    write_diff(DIFF, terminal)
    assert "\x1b[3" not in shown(terminal)


def test_a_pipe_gets_every_byte_as_it_is() -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\r\n")
    write_diff("-é\r\n+\x0c\n", pipe)
    assert shown(pipe) == "-é\r\n+\x0c\n"
