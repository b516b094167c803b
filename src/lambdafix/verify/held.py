"""What two saved images hold, held against one another, and what a rewrite may change left out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from lambdafix.codemod import Allowance
from lambdafix.verify import distributions_gone, packages_gone
from lambdafix.verify.archive import ImageArchive
from lambdafix.verify.contents import Difference, Expected, compare


def held(
    before: Path,
    after: Path,
    allowed: Iterable[Allowance],
    base_layers: tuple[int, int],
    inherited: frozenset[str],
) -> tuple[Difference, ...]:
    """Where the archives differ; raises UnreadableImage.

    `base_layers`: how many of their layers are those of their bases; `inherited`: the names of
    variables and labels that a base brings.
    """
    expected = Expected.of(allowed, base_layers)
    with ImageArchive(str(before)) as old, ImageArchive(str(after)) as new:
        first = old.tree(old.image(), base_layers[0])
        second = new.tree(new.image(), base_layers[1])
        gone = distributions_gone.gone_with(first, expected.dropped)
        gone |= packages_gone.gone_with(first, expected.dropped)
        expected = replace(expected, dropped=expected.dropped | gone)
        return compare(first, second, expected, inherited)
