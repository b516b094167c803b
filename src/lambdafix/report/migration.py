"""A group of changes -> a commit message, and the description of a pull request."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from lambdafix import __version__
from lambdafix.codemod import Verdict
from lambdafix.report.explain import names, title
from lambdafix.report.markdown import CHECK, Markdown
from lambdafix.report.markdown_text import code
from lambdafix.report.outcome import Outcome
from lambdafix.report.tally import Tally
from lambdafix.report.words import one_line

_WIDTH = 72  # columns of a commit message
_SUBJECT = 60  # of them for whom a commit is


def message(name: str, outcomes: Sequence[Outcome]) -> str:
    """What, why, by which codemods, and what was refused."""
    shown = textwrap.shorten(one_line(name), _SUBJECT, placeholder=" ...")
    tally, changed = Tally(outcomes), [o for o in outcomes if o.diff]
    parts = [
        f"Rewrite Dockerfiles for Lambda: {shown}",
        _filled(
            "The function gives the same answer as before, shown from the files; what changes "
            "seldom comes first, and what only the build needs stays out of the image."
        ),
        "\n".join(f"- {one_line(o.path)}: {', '.join(o.steps)}" for o in changed),
        "\n".join(_filled(f"{n}: {title(n)}", "  ") for n in names() if tally.changed[n]),
        "\n".join(_refused(tally)),
        f"Made by lambdafix {__version__}; git revert takes it back.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def body(name: str, outcomes: Sequence[Outcome], branch: str, base: str) -> str:
    """The description in Markdown."""
    tally, page = Tally(outcomes), Markdown()
    for outcome in outcomes:
        page.add(outcome)
    check = (f"{code(f'git diff {base}...{branch}')} is all of it.", *CHECK)
    undo = ("Before it is merged: close this. After: `git revert` of the one commit.",)
    counts = tally.counts(written=True, verbose=True)
    return page.page(
        f"lambdafix for {name}: {counts}", tally, {"How to check": check, "How to undo": undo}
    )


def _refused(tally: Tally) -> Iterator[str]:
    refused = tally.places[Verdict.REFUSED]
    if refused:
        parts = ", ".join(f"{name} {number}" for name, number in sorted(refused.items()))
        yield _filled(f"Refused, for it could not be shown right: {parts} (places).")
    if tally.withheld:
        yield f"Only with --unsafe: {tally.withheld} more."


def _filled(text: str, below: str = "") -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent=below, break_on_hyphens=False)
