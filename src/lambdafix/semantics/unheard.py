"""Comments that are meant for lambdafix and are not understood, or stand where nothing hears them.

A comment that only speaks of lambdafix is left in peace: it counts as meant for it where a colon
follows the name, or one of the words that are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from lambdafix.codemod import Reason, Safety, Verdict
from lambdafix.regex import regex
from lambdafix.semantics.effects import LAYERS
from lambdafix.semantics.ordering.rates import WORDS
from lambdafix.syntax.tree import Dockerfile, Gap, Instruction, Kind, Token

_MEANT = regex(r"#\s*lambdafix\b(?P<colon>\s*:)?\s*(?P<words>.*)", re.IGNORECASE)
_EXACT = regex(r"#\s*lambdafix:")
_WORDS = ("keep", "skip-file", "changes")
_UNDERSTOOD = f"Understood are `keep`, `skip-file` and `changes {'|'.join(WORDS)}`."


def unheard(dockerfile: Dockerfile) -> Iterator[Reason]:
    """One piece of advice for each such comment, with its line in the author's file."""
    line = 1 + sum(t.text.count("\n") for t in dockerfile.header)
    items = (*dockerfile.preamble, *(i for s in dockerfile.stages for i in s.items))
    for item in (*items, Gap(dockerfile.footer)):
        above = item.trivia if isinstance(item, Instruction) else ()
        keyword = item.keyword if isinstance(item, Instruction) else ""
        for at, token in enumerate((*above, *item.tokens)):
            inside = at >= len(above)
            found = (
                _fault(token.text.strip(), keyword, inside=inside) if _is_comment(token) else None
            )
            if found:
                yield Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, line, *found)
            line += token.text.count("\n")


def _is_comment(token: Token) -> bool:
    return token.kind is Kind.COMMENT


def _fault(comment: str, keyword: str, *, inside: bool) -> tuple[str, str] | None:
    """What is wrong with a comment above or inside an instruction (no keyword: of none), and what
    to write; None: nothing, or it is not for us."""
    meant = _MEANT.match(comment)
    if not meant:
        return None
    word, *rest = re.split(r"\s+", meant["words"].strip(), maxsplit=1) or [""]
    near = get_close_matches(word.lower(), _WORDS, n=1, cutoff=0.7)
    if not (meant["colon"] or near):
        return None
    if not _EXACT.match(comment) or word not in _WORDS:
        right = f"# lambdafix: {' '.join((*near, *rest))}".rstrip()
        hint = f"Did you mean `{right}`? {_UNDERSTOOD}" if near else _UNDERSTOOD
        return f"`{comment}` is not understood", hint
    if word == "keep" and not keyword:
        where = "right above the instruction, with no blank line between"
        return f"`{comment}` touches no instruction, and keeps none", f"Put it {where}."
    if word == "changes" and (inside or keyword not in LAYERS):
        where = f"stands {'in' if inside else 'above'} {keyword}" if keyword else "touches no step"
        hint = f"Put it right above {', '.join(LAYERS[:-1])} or {LAYERS[-1]}."
        return f"`{comment}` {where}: it puts nothing in order", hint
    return None
