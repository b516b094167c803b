"""The jinja2 templates of the reports, read from the package's `templates/reports/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined


def render(name: str, filters: Mapping[str, Callable[..., str]], **values: object) -> str:
    """The text that `templates/reports/<name>` makes of the values."""
    environment = Environment(
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(filters)
    return environment.get_template(name).render(**values)


def _read(name: str) -> str:
    return files("lambdafix").joinpath("templates", "reports", name).read_text(encoding="utf-8")
