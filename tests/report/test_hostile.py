"""What a file, its name or its path in the context says is read, and never done: in every format.

Terminal escapes, Markdown, HTML, workflow commands, characters that turn the direction of writing,
and new lines.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lambdafix.cli.reporting import DOCUMENTS, document
from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.pipeline import Rewrite, Step
from lambdafix.report.diff import unified
from lambdafix.report.migration import body, message
from lambdafix.report.outcome import Change, Failure, Outcome, Saved
from lambdafix.report.summary import summary
from lambdafix.report.tally import Tally
from lambdafix.report.terminal import write_diff, write_page, write_summary
from lambdafix.report.verified import Verified
from lambdafix.report.verify import text as verify_text
from lambdafix.report.verify_markdown import text as verify_markdown
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source
from lambdafix.verify.verdict import Verdict as Proof

WORDS = (
    "\x1b]0;x\x07\x1b[2J", "\x9b31m", "\u202e", "\u2066", "\u200b", "\r", "\x08", "\x00", "\udcff",
    "\n::error::x", "::set-output name=a::b", "##[error]x", "%0A::error::x", "::stop-commands::x",
    "`", "``` ", "\n```\n", "````", "~~~", "|", "\\|", "**b**", "[x](javascript:y)", "![x](//y)",
    "<!-- lambdafix -->", "-->", "<script>x</script>", "<img src=x onerror=y>", "</details>",
    "</code>", "</pre>", "\"'", "&lt;", "&#x202e;", "@team", "#1", "GH-1", "https://x.example",
    "www.x.example", "a@x.example", "$x$", "{{ x }}", "{% x %}", "${{ x }}", "]]>", "\n# x\n",
    "\n- x", "\n\n    x", "  x", "\t", "\u2028", "\x0c", "\x85", "\\u001b",
)  # fmt: skip
sayings = (
    st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=4).map("".join).filter(bool)
)


def for_each_saying(test: Callable[[str], None]) -> Callable[[], None]:
    """Without a deadline: the first finds templates that are not loaded yet."""
    return settings(deadline=None, max_examples=50)(given(sayings)(test))


def outcome(said: str) -> Outcome:
    """Everything in it that may come of a file says it."""
    reasons = tuple(
        Reason(verdict, Safety.SAFE, 2, f"{said} `{said}`", f"see {said}") for verdict in Verdict
    )
    old = Source.of("FROM a\n# " + re.sub("[\n\ud800-\udfff]", "", said) + "\n", said)
    step = Step("os-packages", old.text, "FROM b\n", reasons)
    undone = Step("multi-stage", old.text, old.text, (), withdrawn=said)
    diff = unified(f"{said}\n{said}", f"{said}\nnew", said)
    return Outcome(
        said,
        rewrite=Rewrite(old, parse("FROM b\n"), (step, undone)),
        diff=diff,
        changes=(Change(said, f"{said}\n{said}", f"{said}\nnew"),),
        saved=Saved(2, 10, 5),
    )


def outcomes(said: str) -> list[Outcome]:
    failed = Outcome(said, failure=Failure(said, f"see {said}", 3, trace=said))
    source = Source.of("FROM a\n", said)
    alone = Outcome(said, rewrite=Rewrite(source, parse("FROM a\n"), left_alone=said))
    return [outcome(said), failed, alone]


def whole(name: str, said: str) -> str:
    report, told = document(name, strict=True), outcomes(said)
    return "".join((*map(report.add, told), *report.end(Tally(told))))


each_hostile = pytest.mark.parametrize("said", WORDS)


def safe_lines(text: str) -> list[str]:
    """Lines that a terminal and a log of GitHub Actions only show."""
    lines = text.split("\n")
    for line in lines:
        assert line.replace("\t", "").isprintable(), line
        assert "##[" not in line
    return lines


# --- GitHub's annotations ------------------------------------------------------------------------


@for_each_saying
def test_annotations_are_those_of_the_findings(said: str) -> None:
    lines = safe_lines(whole("github", said))
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert [line.split(" ")[0] for line in commands] == [
        "::notice", "::notice", "::warning", "::error", "::error",
    ]  # fmt: skip
    for line in commands:
        assert re.fullmatch(r"::\w+ file=[^:,]*,line=\d+,title=lambdafix [a-z-]+::.*", line)
        assert "%" not in re.sub("%(25|3A|2C)", "", line)
    assert len(lines) == len(commands) + 2  # the counts, and nothing behind the last newline


# --- Markdown ------------------------------------------------------------------------------------

_OURS = re.compile(
    r"<!-- lambdafix -->|</?details>|<details><summary>(Diff|How to check)</summary>"
)


def tokens(text: str) -> list[Token]:
    """All of them as GitHub parses it; its references and mentions are not in any parser."""
    found = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [each for token in found for each in (token, *(token.children or ()))]


def check_markdown(text: str) -> None:
    safe_lines(text)
    shown = ""
    for token in tokens(text):
        if token.type in ("html_block", "html_inline"):
            assert all(_OURS.fullmatch(line) for line in token.content.split("\n") if line)
        shown += token.content if token.type == "text" else "\n"
        assert token.type not in ("link_open", "image", "s_open", "hr", "code_block", "lheading")
    for call in (r"@\w", r"#\d", r"\bGH-\d", r"https?://", r"\bwww\."):
        assert not re.search(call, shown), call


@for_each_saying
def test_a_comment_has_our_markup_and_no_other(said: str) -> None:
    text = whole("markdown", said)
    check_markdown(text)
    assert text.startswith("<!-- lambdafix -->\n## lambdafix: ")
    kinds = [token.type for token in tokens(text)]
    assert kinds.count("heading_open") == 1 + 2 + 2  # title, files, how to
    assert kinds.count("fence") == 1
    assert kinds.count("table_open") == 1
    assert kinds.count("td_open") == 2 * 5  # two files
    assert kinds.count("bullet_list_open") == 2 + 2


@for_each_saying
def test_the_description_of_a_pull_request_has_no_other_markup(said: str) -> None:
    check_markdown(body(said, outcomes(said), said, said))


@for_each_saying
def test_a_commit_message_is_of_plain_lines(said: str) -> None:
    safe_lines(message(said, outcomes(said)))


@for_each_saying
def test_a_verification_has_no_other_markup(said: str) -> None:
    files = [
        Verified(said, failure=Failure(said, said)),
        Verified(said, idle=said),
        Verified(said, verdict=Proof(None, None, (), (said,), notes=(said,))),
    ]
    check_markdown(verify_markdown(files))
    for line in safe_lines(verify_text(files)):
        assert not line.lstrip().startswith("::")


# --- HTML ----------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Tags and text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def tags(text: str) -> list[tuple[str, tuple[str, ...]]]:
    page = Page()
    page.feed(text)
    page.close()
    safe_lines(page.text)
    return page.tags


@for_each_saying
def test_a_page_has_our_tags_and_no_other(said: str) -> None:
    found, plain = Counter(tags(whole("html", said))), Counter(tags(whole("html", "x")))
    for each in (found, plain):
        del each[("span", ("class",))]  # as many as the diff has lines
        del each[("code", ())]
    assert found == plain
    assert "default-src 'none'" in whole("html", said)


# --- for programs --------------------------------------------------------------------------------


@for_each_saying
def test_a_log_of_sarif_is_ascii_and_its_messages_are_lines(said: str) -> None:
    text = whole("sarif", said)
    assert text.isascii()
    for result in json.loads(text)["runs"][0]["results"]:
        safe_lines(result["message"]["text"])
        assert "\n" not in result["message"]["text"]
        [place] = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9_.~/%:-]*", uri)


@for_each_saying
def test_json_is_ascii_and_holds_every_word_as_it_is(said: str) -> None:
    text = whole("json", said)
    assert text.isascii()
    assert json.loads(text)["files"][0]["path"] == said


def test_every_format_is_tried_here() -> None:
    assert set(DOCUMENTS) == {"json", "sarif", "github", "markdown", "html"}


# --- a terminal, and the log of a workflow -------------------------------------------------------


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def on_a_terminal(write: Callable[[io.TextIOWrapper], None]) -> str:
    """What it shows, less the colours, which are ours."""
    stream = Terminal(io.BytesIO(), encoding="utf-8")
    write(stream)
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return re.sub(r"\x1b\[[0-9;]*m", "", stream.buffer.getvalue().decode())


@for_each_saying
def test_a_summary_is_of_lines_that_only_tell(said: str) -> None:
    text = summary(outcomes(said), written=False, verbose=True)
    for line in safe_lines(text):
        assert not line.lstrip().startswith("::")


@each_hostile
def test_a_terminal_shows_words_and_never_obeys(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    found = outcome(said)
    safe_lines(on_a_terminal(lambda stream: write_diff(found.diff, stream)))
    safe_lines(on_a_terminal(lambda stream: write_page(f"{said}\n", stream)))
    safe_lines(on_a_terminal(lambda stream: write_summary(f"{said}\n", stream)))
