from __future__ import annotations

import io
import threading

import pytest

from lambdafix.report import progress
from lambdafix.report.progress import Bar


class Terminal(io.StringIO):
    """A stream that says that a person looks on."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "EVERY", 0)


def test_a_bar_counts_the_files_and_is_gone_at_the_end() -> None:
    terminal = Terminal()
    with Bar(3, terminal) as bar:
        bar.advance()
        bar.advance()
    text = terminal.getvalue()
    assert "1/3" in text
    assert "2/3" in text
    assert text.endswith("\x1b[1A\x1b[2K")  # a line up, and cleared


def test_a_bar_makes_room_for_what_is_printed_and_comes_back() -> None:
    terminal = Terminal()
    with Bar(3, terminal) as bar:
        bar.advance()
        bar.hide()
        terminal.write("a line\n")
        before = len(terminal.getvalue())
        bar.advance()
        assert "2/3" in terminal.getvalue()[before:]
    lines = terminal.getvalue().replace("\r", "").split("\n")
    assert any(line.endswith("a line") and "1/3" not in line for line in lines)


@pytest.mark.parametrize(
    ("stream", "wanted"), [(io.StringIO(), True), (Terminal(), False)], ids=["pipe", "quiet"]
)
def test_in_a_pipe_or_when_it_is_not_wanted_there_is_none(
    stream: io.StringIO, wanted: bool
) -> None:
    with Bar(1, stream, wanted=wanted) as bar:
        bar.advance()
    assert stream.getvalue() == ""


def test_a_run_that_is_quick_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 60)
    terminal = Terminal()
    with Bar(1, terminal) as bar:
        bar.advance()
    assert terminal.getvalue() == ""


def test_a_bar_starts_no_thread_for_then_no_process_could_be_forked() -> None:
    before = threading.active_count()
    with Bar(2, Terminal()) as bar:
        bar.advance()
        assert threading.active_count() == before
