"""Reports from templates/reports/, one file a format, where nothing can act that is not ours.

Whatever a template prints goes through the format's own escape, unless one of its filters has made
it fit before. So an escape cannot be forgotten: a template has no other way to print a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from lambdafix.report.table import amount

if TYPE_CHECKING:
    from jinja2 import Template

Escape = Callable[[Any], str]
Filter = Callable[[str], str]


class Fit(str):
    """Text that a filter has made fit for its place; it is printed as it is."""

    __slots__ = ()


class Blocks:
    """The blocks of `templates/reports/<name>.jinja2`, each printed by itself.

    `escape` makes any value fit for the places where no filter stands; `filters` are for the others
    (an attribute, a code span).
    """

    def __init__(self, name: str, escape: Escape, filters: Mapping[str, Filter] = {}) -> None:
        self._template = _template(name, escape, tuple(filters.items()))

    def __call__(self, block: str, /, **values: object) -> str:
        """One block, with the values that it names."""
        return "".join(self._template.blocks[block](self._template.new_context(values)))


@cache
def _template(name: str, escape: Escape, filters: tuple[tuple[str, Filter], ...]) -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("lambdafix", "templates/reports"),
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Fit) else escape(value),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["amount"] = amount
    environment.filters.update((name, _fitting(fit)) for name, fit in filters)
    return environment.get_template(f"{name}.jinja2")


def _fitting(fit: Filter) -> Callable[[object], Fit]:
    return lambda value: Fit(fit(str(value)))
