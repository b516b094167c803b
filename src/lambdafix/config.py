"""What a project has settled: [tool.lambdafix] in pyproject.toml, or the same in lambdafix.toml.

Of all such files from the Dockerfile's directory up to the top of its tree the nearest one counts,
whole; in one directory, lambdafix.toml. What is said on the command line counts more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import Order, Settings
from lambdafix.errors import LambdafixError
from lambdafix.regex import regex
from lambdafix.setting_kinds import (
    Bytes,
    Choice,
    Flag,
    JsonSchema,
    Kind,
    PackageTable,
    Pairs,
    Pattern,
    Place,
    Registry,
)

# A line that begins our table of a pyproject.toml; where the rest is no TOML, this says it is ours.
_HEADER = regex(rb"""^\s*\[+\s*["']?tool["']?\s*\.\s*["']?lambdafix\b""", re.MULTILINE)


class Setting(NamedTuple):
    """One key of the file: its name, what it may be, and what it is for."""

    name: str
    kind: Kind
    says: str


def _orders() -> Iterable[str]:
    return [order.value for order in Order]


def _rates() -> Iterable[str]:
    from lambdafix.semantics.ordering.rates import WORDS

    return WORDS


# All of them; `lambdafix schema` and docs/settings.schema.json are made of it.
SETTINGS = (
    Setting(
        "order",
        Choice(_orders, Order),
        "What the steps of a stage are put in order by: what changes least first (stability), or "
        "the least bytes that a commit makes new (cost).",
    ),
    Setting("history", Flag(), "Whether git is asked how often files change."),
    Setting(
        "stability",
        Pairs(Pattern(), Choice(_rates)),
        "How often something changes: patterns as in .dockerignore, or of whole instructions such "
        "as `RUN pip install *`.",
    ),
    Setting(
        "sizes",
        Pairs(Pattern(), Bytes()),
        "The bytes of all that a pattern fits, as a number or in words: 500 MB.",
    ),
    Setting(
        "base-images",
        Pairs(Registry(), Registry()),
        "Mirrors and pull-through caches of yours, and the registries that they stand for.",
    ),
    Setting(
        "packages",
        PackageTable(),
        "A file with a table of OS packages of yours, from the directory of these settings.",
    ),
)


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


def order_of(word: str, where: str) -> Order:
    """An order by its name; raises LambdafixError."""
    known = [order.value for order in Order]
    if word not in known:
        raise LambdafixError(f"{where}: {word!r} is no order", f"Say one of {', '.join(known)}.")
    return Order(word)


def schema() -> JsonSchema:
    """A JSON schema of lambdafix.toml, and of the table [tool.lambdafix], for editors."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "lambdafix",
        "description": "Settings of lambdafix: lambdafix.toml, or [tool.lambdafix].",
        "type": "object",
        "additionalProperties": False,
        "properties": {s.name: {"description": s.says, **s.kind.schema()} for s in SETTINGS},
    }


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
        raise LambdafixError(f"{_where(path, content, error)}: no TOML: {error}") from error
    if shared:
        tool = table.get("tool", {})
        table = tool.get("lambdafix") if isinstance(tool, dict) else None
    if table is None:
        return None
    return _config(table, Place(path, content, ("tool", "lambdafix") if shared else ()))


def _where(path: Path, content: bytes, error: ValueError) -> str:
    """The file, and the line that the error names in its words."""
    named = re.search(r"at line (\d+)|at end of document", str(error))
    last = content.rstrip().count(b"\n") + 1
    return f"{path}:{named[1] or last}" if named else str(path)


def _config(table: object, place: Place) -> Config:
    if not isinstance(table, dict):
        raise place.bad(f"tool.lambdafix = {table!r}", "tool.lambdafix is a table.")
    _known(table, place)
    return Config(
        **{
            setting.name.replace("-", "_"): setting.kind.read(
                table[setting.name], place.below(setting.name)
            )
            for setting in SETTINGS
            if setting.name in table
        }
    )


def _known(table: Mapping[str, object], place: Place) -> None:
    names = [setting.name for setting in SETTINGS]
    for key in table:
        if key not in names:
            import difflib

            near = difflib.get_close_matches(key, names, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(names)}."
            raise place.below(key).fault(f"lambdafix has no setting {key!r}", hint)
