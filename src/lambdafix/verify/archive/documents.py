"""JSON from an archive, as what it has to be, or an error that names the place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from msgspec import Struct

from lambdafix.errors import UnreadableImage


def parsed(content: bytes, name: str) -> Fields:
    """A document that is a JSON object."""
    return Fields(_loaded(content, name), name)


def parsed_list(content: bytes, name: str) -> tuple[Fields, ...]:
    """A document that is a list of JSON objects."""
    values = _loaded(content, name)
    if not isinstance(values, list):
        raise UnreadableImage(f"{name}: has to be a list")
    return tuple(Fields(value, f"{name}[{at}]") for at, value in enumerate(values))


def _loaded(content: bytes, name: str) -> object:
    try:
        loaded: object = json.loads(content)
    except RecursionError as error:
        raise UnreadableImage(f"{name}: JSON that is nested too deep") from error
    except ValueError as error:  # bad UTF-8 is one, too
        raise UnreadableImage(f"{name}: not JSON: {error}") from error
    return loaded


class Fields(Struct, frozen=True):
    """A JSON object; `name` says where it stands. What is null counts as not said."""

    values: object
    name: str

    def __post_init__(self) -> None:
        if not isinstance(self.values, dict):
            raise UnreadableImage(f"{self.name}: has to be an object")

    def _value(self, key: str) -> object:
        assert isinstance(self.values, dict)
        return self.values.get(key)

    def _wrong(self, key: str, what: str) -> UnreadableImage:
        return UnreadableImage(f"{self.name}: {key!r} has to be {what}")

    def has(self, key: str) -> bool:
        return self._value(key) is not None

    def text(self, key: str, otherwise: str = "") -> str:
        value = self._value(key)
        if value is None:
            return otherwise
        if not isinstance(value, str):
            raise self._wrong(key, "text")
        return value

    def number(self, key: str) -> int:
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
            raise self._wrong(key, "a number of bytes")
        return value

    def yes(self, key: str) -> bool:
        value = self._value(key)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return bool(value)

    def fields(self, key: str) -> Fields:
        value = self._value(key)
        return Fields({} if value is None else value, f"{self.name}: {key!r}")

    def all_fields(self, key: str) -> Iterator[Fields]:
        for at, value in enumerate(self._list(key)):
            yield Fields(value, f"{self.name}: {key}[{at}]")

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._all_text(self._list(key), key))

    def mapping(self, key: str) -> Mapping[str, str]:
        value = self._value(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return dict(zip(value, self._all_text(list(value.values()), key), strict=True))

    def keys(self, key: str) -> tuple[str, ...]:
        """The names in an object that is used as a set."""
        value = self._value(key)
        if value is not None and not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return tuple(sorted(value or ()))

    def _list(self, key: str) -> list[object]:
        value = self._value(key)
        if value is not None and not isinstance(value, list):
            raise self._wrong(key, "a list")
        return value or []

    def _all_text(self, values: list[object], key: str) -> Iterator[str]:
        for value in values:
            if not isinstance(value, str):
                raise self._wrong(key, "made of texts")
            yield value
