"""Two images held against one another, with what a rewrite may change left out."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from lambdafix.verify.archive.tree import ImageTree
from lambdafix.verify.contents import contract, files, packages
from lambdafix.verify.contents.difference import Difference, Part
from lambdafix.verify.contents.expected import Expected
from lambdafix.verify.contents.libraries import Missing, missing
from lambdafix.verify.contents.pruned import for_development, state_of_pnpm
from lambdafix.verify.contents.scan import Scan, scan


def compare(
    before: ImageTree,
    after: ImageTree,
    expected: Expected = Expected(),
    inherited: frozenset[str] = frozenset(),
) -> tuple[Difference, ...]:
    """Everything in which the image after is not what the image before lets expect.

    `inherited` are the variables and labels that come from the base images, needed only where the
    base is another. Both archives have to be open. Differences that do not count are among them.
    """
    if expected.prunes:
        behind = expected.behind | for_development(before)
        dropped = expected.dropped | state_of_pnpm(before)
        expected = replace(expected, behind=behind, dropped=dropped)
    scans = scan(before), scan(after)
    return (
        *contract.differing(before.config, after.config, expected, inherited),
        *packages.differing(scans[0].packages, scans[1].packages, expected),
        *files.differing(before, after, expected),
        *_libraries(before, after, scans, expected),
        *_unread(scans),
    )


def _libraries(
    before: ImageTree, after: ImageTree, scans: tuple[Scan, Scan], expected: Expected
) -> Iterator[Difference]:
    """What is missing after. What was missing before is said, and not blamed on the rewrite."""
    old, new = (
        [*missing(tree, found.binaries, found.texts)]
        for tree, found in zip((before, after), scans, strict=True)
    )
    known = {_place(one, expected.moved(one.path)): one for one in old}
    base = expected.base_layers[1] if expected.rebased else 0
    for one in new:
        was = known.get(_place(one, one.path))
        why = "it was so before" if was else ""
        if not was and after.nodes[one.path].layer < base:
            why = "a file of the base image"
        before_words = str(was) if was else ""
        what = f"{one.library} for {one.path}"
        yield Difference(Part.LIBRARY, what, before_words, str(one), counts=not why, why=why)


def _place(one: Missing, path: str) -> tuple[str, str, str]:
    return path, one.library, one.version


def _unread(scans: tuple[Scan, Scan]) -> Iterator[Difference]:
    for path in sorted({*scans[0].unread, *scans[1].unread}):
        old, new = ("not read" if path in found.unread else "" for found in scans)
        why = "in a form that is not read"
        yield Difference(Part.PACKAGE, path, old, new, counts=False, why=why)
