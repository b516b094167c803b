"""Where two answers differ."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import NamedTuple

from lambdafix.verify.answers import Answer, Json, Outcome

# A stack trace names the places of files, which a rewrite may move, and line numbers.
_OF_ERRORS = frozenset({"stackTrace", "trace"})
_ANY = "*"
_ABSENT = "(absent)"


class Difference(NamedTuple):
    """A field by its path (`body.items.0.id`; empty: the whole answer) and both values."""

    path: str
    before: str
    after: str


def differences(
    before: Answer, after: Answer, ignored: Collection[str] = ()
) -> tuple[Difference, ...]:
    """The fields that differ, less those that the user names.

    `a.b` names `b` and all below it, `a.*.b` the `b` of everything in `a`.
    """
    if before.outcome is not after.outcome:
        return (Difference("", before.meaning, after.meaning),)
    if not before.answers:
        return ()
    left = _OF_ERRORS if before.outcome is Outcome.FUNCTION_ERROR else frozenset()
    found = _unlike(_opened(before.payload), _opened(after.payload), ())
    return tuple(d for d in found if not _is_ignored(d.path, {*ignored, *left}))


def _unlike(before: Json, after: Json, path: tuple[str, ...]) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in (*before, *(k for k in after if k not in before)):
            here = (*path, key)
            if key in before and key in after:
                yield from _unlike(before[key], after[key], here)
            else:
                yield Difference(".".join(here), _shown(before, key), _shown(after, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _unlike(old, new, (*path, str(at)))
    elif json.dumps(before) != json.dumps(after):  # true is not 1, and NaN is NaN
        yield Difference(".".join(path), json.dumps(before), json.dumps(after))


def _shown(value: dict[str, Json], key: str) -> str:
    return json.dumps(value[key]) if key in value else _ABSENT


def _opened(payload: Json) -> Json:
    """An answer for an API gateway carries its body as JSON text: its fields can be named, too."""
    if not isinstance(payload, dict) or not isinstance(body := payload.get("body"), str):
        return payload
    try:
        return {**payload, "body": json.loads(body)}
    except ValueError:
        return payload


def _is_ignored(path: str, ignored: Collection[str]) -> bool:
    parts = path.split(".")
    return any(_is_at(parts, name.split(".")) for name in ignored)


def _is_at(parts: list[str], name: list[str]) -> bool:
    """Whether a path is the named field or below it."""
    pairs = zip(parts, name, strict=False)
    return len(name) <= len(parts) and all(n in (part, _ANY) for part, n in pairs)
