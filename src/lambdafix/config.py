"""What a project has settled: [tool.lambdafix] in pyproject.toml, or the same in lambdafix.toml.

Of all such files from the Dockerfile's directory up to the top of its tree the nearest one counts,
whole; in one directory, lambdafix.toml. What is said on the command line counts more.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import Order, Settings
from lambdafix.errors import LambdafixError
from lambdafix.regex import regex

_UNITS = {
    "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
}  # fmt: skip
_SIZE = regex(rf"(\d+(?:\.\d+)?) ?({'|'.join(_UNITS)})")
# A line that begins our table of a pyproject.toml; where the rest is no TOML, this says it is ours.
_HEADER = regex(rb"""^\s*\[+\s*["']?tool["']?\s*\.\s*["']?lambdafix\b""", re.MULTILINE)
_MOST_BYTES = 10**15
_PATTERN_HINT = "A pattern is one of .dockerignore, without !, or begins with ADD, COPY or RUN."


class Config(Struct, frozen=True):
    """The settings of one file; None where it does not speak of them."""

    order: Order | None = None
    history: bool | None = None
    stability: tuple[tuple[str, str], ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    base_images: tuple[tuple[str, str], ...] = ()
    packages: str = ""

    def under(
        self, settings: Settings, order: Order | None = None, history: bool | None = None
    ) -> Settings:
        """The settings of a run with those of the project beneath; `order` and `history` are what
        the command line says."""
        found = (v for v in (order, self.order, settings.order) if v is not None)
        asked = (v for v in (history, self.history, settings.history) if v is not None)
        return replace(
            settings,
            order=next(found),
            history=next(asked),
            stability=(*self.stability, *settings.stability),
            sizes=(*self.sizes, *settings.sizes),
            base_images=(*self.base_images, *settings.base_images),
            packages=settings.packages or self.packages,
        )


def nearest(directory: Path, top: Path) -> Config:
    """The settings that count in a directory; raises LambdafixError for what cannot be read."""
    for above in (directory, *directory.parents):
        for name in ("lambdafix.toml", "pyproject.toml"):
            path = os.path.join(above, name)
            found = _read(Path(path)) if os.path.lexists(path) else None
            if found is not None:
                return found
        if above == top:
            break
    return Config()


def _read(path: Path) -> Config | None:
    """The settings in a file; None where it is missing, or says nothing of lambdafix."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    except OSError as error:
        raise LambdafixError(f"{path}: cannot be read: {error.strerror}") from error
    shared = path.name == "pyproject.toml"
    if shared and b"lambdafix" not in content:
        return None  # whatever it is, even if it is no TOML
    import tomli

    try:
        table: Any = tomli.loads(content.decode())
    except (UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        if shared and not _HEADER.search(content):
            return None  # other tools' business
        raise LambdafixError(f"{path}: no TOML: {error}") from error
    if shared:
        tool = table.get("tool", {})
        table = tool.get("lambdafix") if isinstance(tool, dict) else None
    return None if table is None else _config(_table(table, path, "tool.lambdafix"), path)


def _config(table: Mapping[str, Any], path: Path) -> Config:
    _known(table, ("order", "history", "stability", "sizes", "base-images", "packages"), path)
    history = table.get("history")
    if not isinstance(history, bool | None):
        raise _bad(path, f"history = {history!r}", "Say true or false.")
    stability = _table(table.get("stability", {}), path, "stability")
    sizes = _table(table.get("sizes", {}), path, "sizes")
    mirrors = _table(table.get("base-images", {}), path, "base-images")
    return Config(
        packages=_own_packages(table.get("packages", ""), path),
        base_images=tuple((_registry(p, path), _registry(o, path)) for p, o in mirrors.items()),
        order=order_of(table["order"], f"{path}: order") if "order" in table else None,
        history=history,
        stability=tuple((_pattern(p, path), _rate(w, p, path)) for p, w in stability.items()),
        sizes=tuple((_pattern(p, path), _bytes(s, p, path)) for p, s in sizes.items()),
    )


def order_of(word: object, where: str) -> Order:
    """An order by its name; raises LambdafixError."""
    known = [order.value for order in Order]
    if word not in known:
        raise LambdafixError(f"{where}: {word!r} is no order", f"Say one of {', '.join(known)}.")
    return Order(word)


def _known(table: Mapping[str, Any], keys: Collection[str], path: Path) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(keys)}."
            raise LambdafixError(f"{path}: lambdafix has no setting {key!r}", hint)


def _table(value: object, path: Path, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _bad(path, f"{name} = {value!r}", f"{name} is a table.")
    return value


def _pattern(text: str, path: Path) -> str:
    from lambdafix.semantics.ordering.hints import is_pattern

    if not is_pattern(text):
        raise _bad(path, repr(text), _PATTERN_HINT)
    return text


def _registry(text: object, path: Path) -> str:
    """A registry, perhaps with the first part of repositories: `public.ecr.aws`."""
    from lambdafix.syntax.image import ImageReference

    found = ImageReference.parse(f"{text}/a/b") if isinstance(text, str) else None
    if found is None or "." not in str(text).partition("/")[0] or str(text).endswith("/"):
        hint = (
            "Name a registry and what it is a mirror of: 'registry.example.com/hub' = 'docker.io'."
        )
        raise _bad(path, f"base-images: {text!r}", hint)
    return str(text)


def _own_packages(name: object, path: Path) -> str:
    """The table of OS packages in a file that is named from the directory of the settings."""
    if name == "":
        return ""
    if not isinstance(name, str):
        raise _bad(path, f"packages = {name!r}", 'Name a file: packages = "os-packages.toml".')
    from lambdafix.catalog import package_file

    return package_file.read(path.parent / name)


def _rate(word: object, pattern: str, path: Path) -> str:
    from lambdafix.semantics.ordering.rates import WORDS

    if not isinstance(word, str) or word not in WORDS:
        raise _bad(path, f"{pattern!r} = {word!r}", f"Say one of {', '.join(WORDS)}.")
    return word


def _bytes(size: object, pattern: str, path: Path) -> int:
    if isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= _MOST_BYTES:
        return size
    match = _SIZE.fullmatch(size) if isinstance(size, str) else None
    if match is None:
        hint = f"Say bytes, or a number with one of {', '.join(_UNITS)}: '500 MB'."
        raise _bad(path, f"{pattern!r} = {size!r}", hint)
    return _bytes_at_most(float(match[1]) * _UNITS[match[2]], pattern, path)


def _bytes_at_most(size: float, pattern: str, path: Path) -> int:
    """Bytes, if any image could hold them."""
    if size > _MOST_BYTES:
        raise _bad(path, f"{pattern!r} = {size:.0e} bytes", "No image of Lambda holds that much.")
    return round(size)


def _bad(path: Path, what: str, hint: str) -> LambdafixError:
    return LambdafixError(f"{path}: {what} cannot be read", hint)
