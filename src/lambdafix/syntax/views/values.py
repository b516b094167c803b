"""ENV, LABEL and ARG; WORKDIR, USER, STOPSIGNAL and MAINTAINER; EXPOSE and VOLUME."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self

from lambdafix.regex import regex
from lambdafix.syntax.quoting import escaped, quoted
from lambdafix.syntax.smallest import Piece, Wanted
from lambdafix.syntax.splitting import Word, blank_words, json_array, quoted_words
from lambdafix.syntax.views.base import Body, View

_GAP = regex(r"[\t\v\f\r ]+")


def _name(body: Body, raw: str) -> str:
    return body.value(raw) or body.fail("a name is missing")


def _words(body: Body) -> list[Word]:
    words = [*quoted_words(body.rest, body.start, body.escape)]
    return words or body.fail("it takes at least one argument")


class Pairs(View, frozen=True):
    """ENV and LABEL: (name, value) pairs in their order; a name may stand there twice."""

    pairs: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The value that counts, which is the last."""
        return dict(self.pairs).get(name)

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        pieces = [*cls._pieces(body)]
        return cls(tuple((str(p.key[1]), str(p.key[2])) for p in pieces)), pieces

    @classmethod
    def _pieces(cls, body: Body) -> Iterator[Piece]:
        words = _words(body)
        if "=" not in words[0].raw:  # the old form: ENV name the rest is the value
            parts = _GAP.split(body.rest, maxsplit=1)
            if len(parts) < 2:
                body.fail(f"{parts[0]} has no value")
            yield Piece(("pair", *map(body.value, parts)), body.start, body.end)
            return
        for word in words:
            name, equals, value = word.raw.partition("=")
            if not equals:
                body.fail(f"there is no = in {word.raw}")
            yield Piece(("pair", _name(body, name), body.value(value)), word.start, word.stop)

    def _write(self, escape: str) -> Iterable[Wanted]:
        return (
            Wanted(("pair", n, v), f"{quoted(n, escape)}={quoted(v, escape)}")
            for n, v in self.pairs
        )


class Env(Pairs, frozen=True):
    KEYWORDS = ("ENV",)


class Label(Pairs, frozen=True):
    KEYWORDS = ("LABEL",)


class Arg(View, frozen=True):
    """ARG: (name, default) pairs; the default is None where there is none."""

    KEYWORDS = ("ARG",)
    pairs: tuple[tuple[str, str | None], ...]

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        words = _words(body)
        pairs = tuple(cls._pair(body, word) for word in words)
        keyed = zip(pairs, words, strict=True)
        return cls(pairs), (Piece(("pair", *pair), w.start, w.stop) for pair, w in keyed)

    @classmethod
    def _pair(cls, body: Body, word: Word) -> tuple[str, str | None]:
        name, equals, value = word.raw.partition("=")
        return _name(body, name), body.value(value) if equals else None

    def _write(self, escape: str) -> Iterable[Wanted]:
        for name, default in self.pairs:
            value = "" if default is None else f"={quoted(default, escape)}"
            yield Wanted(("pair", name, default), quoted(name, escape) + value)


class Text(View, frozen=True):
    """An instruction whose whole body is one value, blanks included."""

    value: str

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        if not body.rest:
            body.fail("it takes one argument")
        value = body.value(body.rest)
        return cls(value), [Piece(("text", value), body.start, body.end)]

    def _write(self, escape: str) -> Iterable[Wanted]:
        return [Wanted(("text", self.value), quoted(self.value, escape))]


class Workdir(Text, frozen=True):
    KEYWORDS = ("WORKDIR",)

    @property
    def path(self) -> str:
        return self.value


class User(Text, frozen=True):
    KEYWORDS = ("USER",)

    @property
    def user(self) -> str:
        return self.value


class Stopsignal(Text, frozen=True):
    KEYWORDS = ("STOPSIGNAL",)


class Maintainer(Text, frozen=True):
    """The value has its quotes: BuildKit takes it as it is."""

    KEYWORDS = ("MAINTAINER",)

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        if not body.rest:
            body.fail("it takes one argument")
        return cls(body.rest), [Piece(("text", body.rest), body.start, body.end)]

    def _write(self, escape: str) -> Iterable[Wanted]:
        return [Wanted(("text", self.value), self.value)]


class Items(View, frozen=True):
    """EXPOSE and VOLUME: values, as words or (VOLUME) in a JSON array."""

    values: tuple[str, ...]

    @classmethod
    def _read(cls, body: Body) -> tuple[Self, Iterable[Piece]]:
        array = body.array(body.rest, body.start) if "VOLUME" in cls.KEYWORDS else None
        words = [*blank_words(body.rest, body.start)] if array is None else [*array]
        values = tuple(body.value(w.value) for w in words)
        if not all(v.strip() for v in values) or not values:
            body.fail("it takes at least one argument")
        if array is not None:
            return cls(values), [Piece(("json", *values), body.start, body.end)]
        keyed = zip(values, words, strict=True)
        return cls(values), (Piece(("word", v), w.start, w.stop) for v, w in keyed)

    def _write(self, escape: str) -> Iterable[Wanted]:
        if "VOLUME" in self.KEYWORDS and any(c.isspace() for v in self.values for c in v):
            return [
                Wanted(("json", *self.values), json_array(escaped(v, escape) for v in self.values))
            ]
        return (Wanted(("word", v), quoted(v, escape)) for v in self.values)


class Expose(Items, frozen=True):
    KEYWORDS = ("EXPOSE",)


class Volume(Items, frozen=True):
    KEYWORDS = ("VOLUME",)
