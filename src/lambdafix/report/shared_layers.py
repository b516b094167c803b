"""The layers that functions share, as a table for a person."""

from __future__ import annotations

from collections.abc import Sequence

from lambdafix.report.sharing import Member, Shared, Sharing
from lambdafix.report.table import columns

SMALL = 1_000_000  # bytes below which a layer is only counted
_MOST = 12  # layers that are listed; the others are counted
_WIDEST = 90
_NAMES = 3  # functions that are named where a layer is told


def layers(found: Sharing) -> str:
    """The largest with who has them and where; the others counted."""
    ordered = sorted(
        found.shared, key=lambda s: (not s.base, -(s.twice + s.staged), -(s.bytes or 0))
    )
    large = [s for s in ordered if s.base or (s.bytes or 0) >= SMALL][:_MOST]
    small = [s for s in ordered if s not in large]
    if not large:
        return "No two functions share a base image or a layer of 1 MB and more.\n"
    rows = [("BYTES", "FUNCTIONS", "REPOSITORIES", "STORED AGAIN", "LAYER")]
    for layer in large:
        again = size(layer.twice, layer.exact) if layer.twice else "-"
        rows.append(
            (
                size(layer.bytes, layer.exact),
                str(len(layer.members)),
                str(layer.repositories) if layer.repositories else "?",
                ("?" if layer.bytes is None and layer.repositories > 1 else again),
                _cut(("base image " if layer.base else "") + layer.text),
            )
        )
        rows.append(("", "", "", "", f"  {_who(found.members, layer)}"))
    lines = ["Layers that functions share:", *(f"  {line}" for line in columns(rows).splitlines())]
    if small:
        total = size(sum(s.bytes or 0 for s in small), exact=False)
        lines.append(f"  and {len(small)} more, {total} in all")
    lines.append(
        "  (~ is estimated; base images are compressed bytes, all else is unpacked; files of the "
        "build context are counted)"
    )
    return "\n".join(lines) + "\n"


def _who(members: Sequence[Member], layer: Shared) -> str:
    """The first few functions; those without a name by their file. Then where the step stands."""
    places = dict.fromkeys((s.dockerfile, s.line) for s in layer.steps)
    said = named([members[n].name for n in layer.members])
    path, line = next(iter(places))
    return said if layer.base else f"{said}; {path}:{line}" + " ..." * (len(places) > 1)


def named(names: Sequence[str]) -> str:
    """The first few names."""
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def size(count: int | None, exact: bool = True) -> str:
    """Bytes for people; `~`: estimated."""
    if count is None:
        return "?"
    for unit, of in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= of:
            number = count / of
            return f"{'' if exact else '~'}{number:.{0 if number >= 10 else 1}f} {unit}"
    return f"{'' if exact else '~'}{count} B"


def _cut(words: str) -> str:
    return words if len(words) <= _WIDEST else words[: _WIDEST - 4] + " ..."
