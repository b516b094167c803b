"""The user's own table of OS packages: `packages = "FILE.toml"` in the settings.

It has the sections of apt.toml, apk.toml, yum.toml and packages.toml, and the extras of
managers.toml; an entry in it replaces the one of the same name. Its source is the file itself, so
it counts as SEEN.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from lambdafix.catalog.loading import Seen, Table, load
from lambdafix.errors import LambdafixError
from lambdafix.regex import regex

# Each entry has one of them.
_NAMES: Mapping[str, type] = {"to": list, "drop": str, "absent": str, "spal": list}
_PACKAGE: Mapping[str, type] = {
    "build_only": bool,
    "runtime": list,
    "present": bool,
    "commands": list,
}
_KEYS: Mapping[str, Mapping[str, type]] = {
    "apt": _NAMES,
    "apk": _NAMES,
    "yum": _NAMES,
    "package": _PACKAGE,
    "extras": {"to": list, "absent": str},
}
_WORDS = {list: "a list of names", str: "a sentence in quotes", bool: "true or false"}
_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9+._-]*")


def read(path: Path) -> str:
    """The table in a file, checked, as JSON; raises LambdafixError with the file and the line."""
    import tomli

    try:
        text = path.read_bytes().decode()
        table = tomli.loads(text)
    except OSError as error:
        raise LambdafixError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise LambdafixError(f"{path}: no TOML: {error}") from error
    return json.dumps(_File(path, text).checked(table))


class _File:
    """One file, for the words of its faults."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.lines = path, text.splitlines()

    def checked(self, table: Mapping[str, Any]) -> Table:
        out = dict[str, dict[str, Any]]()
        for section, entries in table.items():
            self._known(section, _KEYS, (section,), "section")
            if not isinstance(entries, dict):
                raise self._bad((section,), f"{section} is no table", f"Write [{section}].")
            out[section] = {n: self._entry(section, n, e) for n, e in entries.items()}
        there = load("packages")["package"].keys() | out.get("package", {}).keys()
        for section, entries in out.items():
            for name, entry in entries.items():
                self._offered(section, name, entry, there)
        return out

    def _entry(self, section: str, name: str, entry: object) -> dict[str, Any]:
        where = (section, name)
        if not isinstance(entry, dict):
            raise self._bad(where, f"{name} is no table", f'Write {name} = {{ to = ["..."] }}.')
        kinds = _KEYS[section]
        for key, value in entry.items():
            self._known(key, (*kinds, "source"), (*where, key), "key")
            self._typed(value, kinds.get(key, str), (*where, key))
        said = [key for key in _NAMES if key in entry]
        if section == "package" and "build_only" not in entry:
            hint = "Say build_only = true or build_only = false."
            raise self._bad(where, f"{name} does not say whether only a build needs it", hint)
        if section != "package" and len(said) != 1:
            hint = f"Say one of {', '.join(kinds)}."
            raise self._bad(where, f"{name} says {' and '.join(said) or 'nothing'}", hint)
        own = entry.get("source", str(self.path))
        return {**entry, "source": own, "seen": Seen.SEEN.value}

    def _typed(self, value: object, kind: type, where: tuple[str, ...]) -> None:
        fits = isinstance(value, kind)
        if isinstance(value, list):
            fits = fits and all(isinstance(v, str) and _NAME.fullmatch(v) for v in value)
            fits = fits and (bool(value) or where[-1] in ("runtime", "commands"))
        if not fits or value == "":
            raise self._bad(where, f"{where[-1]} = {value!r}", f"It is {_WORDS[kind]}.")

    def _offered(self, section: str, name: str, entry: Table, there: Collection[str]) -> None:
        """What is installed has to be told of: whether it serves the build or the function."""
        for key in ("to", "runtime"):
            new = next((n for n in entry.get(key, ()) if n not in there), None)
            if new is not None:
                what = f"{name} names {new}, of which no table tells what it is for"
                hint = f"Add it below [package]: {new} = {{ build_only = false }}."
                raise self._bad((section, name, key), what, hint)

    def _known(self, word: str, words: Collection[str], where: tuple[str, ...], what: str) -> None:
        if word not in words:
            near = difflib.get_close_matches(word, words, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(words)}."
            raise self._bad(where, f"there is no {what} {word!r}", hint)

    def _bad(self, where: tuple[str, ...], what: str, hint: str) -> LambdafixError:
        return LambdafixError(f"{self.path}:{self._line(where)}: {what}", hint)

    def _line(self, where: tuple[str, ...]) -> int:
        """The line on which a key stands, or the nearest above it that is found.

        TOML readers keep no positions; so the words are looked for in their order.
        """
        at = 0
        for word in where:
            quoted = rf"""(?<![\w+.-])["']?{re.escape(word)}["']?\s*[\]=.]"""
            found = (i for i in range(at, len(self.lines)) if re.search(quoted, self.lines[i]))
            at = next(found, at)
        return at + 1
