"""The kinds of values that settings have: each reads one, and tells an editor what it takes.

What an editor is told is never stricter than what is read; where a schema has no words for it (a
pattern, a registry) it is weaker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from lambdafix.errors import LambdafixError

JsonSchema = dict[str, Any]

_UNITS = {
    "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
}  # fmt: skip
_SIZE = rf"(\d+(?:\.\d+)?) ?({'|'.join(_UNITS)})"
_MOST_BYTES = 10**15
_PATTERN_HINT = "A pattern is one of .dockerignore, without !, or begins with ADD, COPY or RUN."


class Place(NamedTuple):
    """Where a value stands: the file with its content, and the keys that lead there."""

    file: Path
    content: bytes
    keys: tuple[str, ...]

    def below(self, key: str) -> Place:
        return self._replace(keys=(*self.keys, key))

    def fault(self, what: str, hint: str) -> LambdafixError:
        """An error with the file and, where the parser finds it, the line."""
        from lambdafix.context.infrastructure.toml_pairs import line_of

        line = line_of(self.content, self.keys)
        where = f"{self.file}:{line}" if line else str(self.file)
        return LambdafixError(f"{where}: {what}", hint)

    def bad(self, what: str, hint: str) -> LambdafixError:
        return self.fault(f"{what} cannot be read", hint)

    @property
    def name(self) -> str:
        """The last key, in quotes where it has to be."""
        last = self.keys[-1]
        return last if re.fullmatch(r"[\w-]+", last, re.ASCII) else repr(last)


class Kind(Protocol):
    """What a value may be."""

    def read(self, value: object, place: Place) -> Any:
        """The value as the program has it; raises LambdafixError."""

    def schema(self) -> JsonSchema:
        """The same for an editor."""


class Flag:
    """true or false."""

    def read(self, value: object, place: Place) -> bool:
        if not isinstance(value, bool):
            raise place.bad(f"{place.name} = {value!r}", "Say true or false.")
        return value

    def schema(self) -> JsonSchema:
        return {"type": "boolean"}


class Choice(NamedTuple):
    """One of some words; `of` makes of it what the program has."""

    words: Callable[[], Iterable[str]]
    of: Callable[[str], object] = str

    def read(self, value: object, place: Place) -> Any:
        words = [*self.words()]
        if not isinstance(value, str) or value not in words:
            import difflib

            near = difflib.get_close_matches(str(value), words, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Say one of {', '.join(words)}."
            raise place.bad(f"{place.name} = {value!r}", hint)
        return self.of(value)

    def schema(self) -> JsonSchema:
        return {"enum": [*self.words()]}


class Bytes:
    """A number of bytes, or one with a unit."""

    def read(self, value: object, place: Place) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_BYTES:
            return value
        match = re.fullmatch(_SIZE, value) if isinstance(value, str) else None
        if match is None:
            hint = f"Say bytes, or a number with one of {', '.join(_UNITS)}: '500 MB'."
            raise place.bad(f"{place.name} = {value!r}", hint)
        size = float(match[1]) * _UNITS[match[2]]
        if size > _MOST_BYTES:
            hint = "No image of Lambda holds that much."
            raise place.bad(f"{place.name} = {size:.0e} bytes", hint)
        return round(size)

    def schema(self) -> JsonSchema:
        number = {"type": "integer", "minimum": 0, "maximum": _MOST_BYTES}
        return {"anyOf": [number, {"type": "string", "pattern": f"^{_SIZE}$"}]}


class Pattern:
    """Files or instructions."""

    def read(self, value: object, place: Place) -> str:
        from lambdafix.semantics.ordering.hints import is_pattern

        if not isinstance(value, str) or not is_pattern(value):
            raise place.bad(repr(value), _PATTERN_HINT)
        return value

    def schema(self) -> JsonSchema:
        return {"type": "string", "pattern": "^[^!#]"}


class Registry:
    """A registry, perhaps with the first part of repositories: `public.ecr.aws`."""

    def read(self, value: object, place: Place) -> str:
        from lambdafix.syntax.image import ImageReference

        found = ImageReference.parse(f"{value}/a/b") if isinstance(value, str) else None
        if found is None or "." not in str(value).partition("/")[0] or str(value).endswith("/"):
            raise place.bad(
                f"base-images: {value!r}",
                "Name a registry and what it is a mirror of: "
                "'registry.example.com/hub' = 'docker.io'.",
            )
        return str(value)

    def schema(self) -> JsonSchema:
        return {"type": "string", "pattern": r"^[^/]*\.[^/]*(/.*[^/])?$"}


class PackageTable:
    """The name of a file of OS packages, from the directory of the settings; what it holds."""

    def read(self, value: object, place: Place) -> str:
        if not isinstance(value, str):
            hint = 'Name a file: packages = "os-packages.toml".'
            raise place.bad(f"{place.name} = {value!r}", hint)
        if not value:
            return ""
        from lambdafix.catalog import package_file

        return package_file.read(place.file.parent / value)

    def schema(self) -> JsonSchema:
        return {"type": "string"}


class Pairs(NamedTuple):
    """A table of keys and values that the author names."""

    key: Kind
    value: Kind

    def read(self, value: object, place: Place) -> tuple[tuple[Any, Any], ...]:
        if not isinstance(value, dict):
            raise place.bad(f"{place.name} = {value!r}", f"{place.name} is a table.")
        return tuple(
            (self.key.read(key, place.below(key)), self.value.read(of, place.below(key)))
            for key, of in value.items()
        )

    def schema(self) -> JsonSchema:
        return {
            "type": "object",
            "propertyNames": self.key.schema(),
            "additionalProperties": self.value.schema(),
        }
