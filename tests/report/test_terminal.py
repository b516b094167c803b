from __future__ import annotations

import io
import time

import pytest

from lambdafix.report import terminal as reports
from lambdafix.report.terminal import progress, write_diff, write_replay, write_summary

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


REPLAY = """\
a/Dockerfile: 3 commits, 2026-01-02 to 2026-01-04

  bytes pushed  150 MB  50.0 MB  66.7%
  layers pushed      2        3  -50.0%

  before  ███ 150 MB
  after   █▍ 50.0 MB
"""


def test_a_replay_on_a_terminal_shows_what_got_better_in_green_and_worse_in_red(
    terminal: Terminal,
) -> None:
    write_replay(REPLAY, terminal)
    text = shown(terminal)
    assert "\x1b[1ma/Dockerfile\x1b[0m: 3 commits" in text
    assert "\x1b[32m66.7%\x1b[0m\n" in text
    assert "\x1b[1;31m-50.0%\x1b[0m\n" in text
    assert "  before  \x1b[31m███\x1b[0m 150 MB" in text
    assert "  after   \x1b[32m█▍\x1b[0m 50.0 MB" in text


def test_a_replay_in_a_pipe_is_plain_and_utf_8() -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write_replay(REPLAY, pipe)
    assert shown(pipe) == REPLAY


def test_progress_is_shown_on_a_terminal_once_it_takes_long(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "_PATIENCE", 0.01)
    with progress(3, terminal) as begin:
        begin("a/[b]/Dockerfile")
        begin("c/Dockerfile")
        time.sleep(0.3)
    text = shown(terminal)
    assert "1/3" in text
    assert "c/Dockerfile" in text


def test_progress_is_not_shown_where_it_is_quick(terminal: Terminal) -> None:
    with progress(1, terminal) as begin:
        begin("Dockerfile")
    assert "Dockerfile" not in shown(terminal)


def test_progress_is_not_shown_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "_PATIENCE", 0)
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with progress(1, pipe) as begin:
        begin("Dockerfile")
        time.sleep(0.05)
    assert shown(pipe) == ""
