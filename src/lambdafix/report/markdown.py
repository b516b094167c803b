"""Outcomes -> Markdown for a pull request: what, why, what was refused, how to check and to undo.

Shorter than GitHub takes (65,536 characters of a comment or a description): first the diffs are
left out that do not fit, then what is said of a file, then only numbers are given. The first line
is a mark by which a comment can be found and renewed rather than repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lambdafix.codemod import Verdict
from lambdafix.report.markdown_text import block, code, inline
from lambdafix.report.outcome import Outcome, Status
from lambdafix.report.tally import Tally

MARK = "<!-- lambdafix -->"
MOST = 60_000  # characters
_ROOM = 4_000  # of them for what stands above and below the files
_VERDICTS = {
    Verdict.APPLIED: "",
    Verdict.REFUSED: "**refused:** ",
    Verdict.WITHHELD: "**not without `--unsafe`:** ",
}
CHECK = (
    "Build the image and call the function: the rewrite was shown from the files, not by a build.",
    "`lambdafix --check` finds nothing more to change in what is rewritten.",
)


class Markdown:
    """One comment about a run; what does not fit is counted and forgotten."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._sections: list[str] = []
        self._left = MOST - _ROOM
        self._untold = 0

    def add(self, outcome: Outcome) -> str:
        """Nothing yet: what stands above is known last."""
        if outcome.status not in (Status.REWRITTEN, Status.REFUSED, Status.FAILED):
            return ""
        for section in _sections(outcome):
            if len(section) <= self._left:
                self._sections.append(section)
                self._left -= len(section)
                return ""
        self._untold += 1
        return ""

    def end(self, tally: Tally) -> str:
        """All of it, as a dry run would say it."""
        title = f"lambdafix: {tally.counts(written=False, verbose=True)}"
        apply = ("`lambdafix --write` makes the changes; `git checkout -- FILE` takes one back.",)
        return self.page(title, tally, {"How to apply": apply, "How to check": CHECK})

    def page(self, title: str, tally: Tally, below: dict[str, Iterable[str]]) -> str:
        """The page under a title, with lists below the files."""
        parts = [f"{MARK}\n## {inline(title)}\n", _table(tally), *self._sections]
        if self._untold:
            parts.append(f"{self._untold} more do not fit here; `lambdafix -v` tells of them.\n")
        for heading, lines in below.items():
            parts.append(f"### {heading}\n\n" + "".join(f"- {line}\n" for line in lines))
        return "\n".join(part for part in parts if part)


def _table(tally: Tally) -> str:
    refused, withheld = tally.places[Verdict.REFUSED], tally.places[Verdict.WITHHELD]
    names = sorted({*tally.changed, *refused, *withheld})
    if not names:
        return ""
    rows = (f"| `{n}` | {tally.changed[n]} | {refused[n]} | {withheld[n]} |\n" for n in names)
    head = "| codemod | files changed | places refused | with `--unsafe` |\n|---|--:|--:|--:|\n"
    return head + "".join(rows)


def _sections(outcome: Outcome) -> Iterator[str]:
    """What is said of a file: all, without the diff, in one line; the first that fits is taken."""
    heading = f"### {code(outcome.path)}\n\n"
    said = "".join(f"- {line}\n" for line in _reasons(outcome))
    diff = block(outcome.diff, "diff")
    folded = f"\n<details><summary>Diff</summary>\n\n{diff}\n</details>\n" if outcome.diff else ""
    yield heading + said + folded
    yield f"{heading}{said}- the diff does not fit here\n"
    yield f"- {code(outcome.path)}: {outcome.status.value}\n"


def _reasons(outcome: Outcome) -> Iterator[str]:
    if failure := outcome.failure:
        where = f"line {failure.line}: " if failure.line else ""
        yield f"**error:** {where}{inline(failure.message)}{_hint(failure.hint)}"
    for name, reason in outcome.reasons:
        if reason.verdict in _VERDICTS:
            where = f"line {reason.line}, " if reason.line else ""
            said = f"{_VERDICTS[reason.verdict]}{inline(reason.text)}{_hint(reason.hint)}"
            yield f"{where}`{name}`: {said}"
    for name, broken in outcome.withdrawn:
        yield f"`{name}`: undone, for it broke an invariant, a bug of lambdafix: {inline(broken)}"


def _hint(hint: str) -> str:
    return f" *({inline(hint)})*" if hint else ""
