"""Files under the task root and the directories that moved there, before and after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from lambdafix.semantics.bases import TASK_ROOT
from lambdafix.verify.archive.tar import Kind
from lambdafix.verify.archive.tree import ImageTree, Node
from lambdafix.verify.contents import elf
from lambdafix.verify.contents.difference import Difference, Part
from lambdafix.verify.contents.expected import Expected
from lambdafix.verify.contents.noise import has_noise, ignored, settled, source_of

_SCRIPT = b"#!"
_MODULES = "/node_modules"


def differing(before: ImageTree, after: ImageTree, expected: Expected) -> Iterator[Difference]:
    """Files that are gone, new, or other. Owners and times do not count: Lambda gives neither.

    Directories count only where they are empty; a path is named as it is after.
    """
    roots = _roots(before, after)
    starts = (*roots, *(move[0] for move in expected.moves))
    old = _files(before, starts, expected, expected.base_layers[0])
    new = _files(after, (*roots, *(move[1] for move in expected.moves)), None, _below(expected))
    unlike = []
    for path in sorted(old.keys() | new.keys()):
        one, other = old.get(path), new.get(path)
        if one is None or other is None:
            yield from _alone(path, one, other, old, new, expected)
        elif _shape(one[1]) != _shape(other[1]):
            yield Difference(Part.FILE, path, _words(one[1]), _words(other[1]))
        elif one[1].sha256 != other[1].sha256 and not expected.drops(one[0], path):
            unlike.append(path)
    yield from _unlike(unlike, old, new, (before, after), expected)


_Files = Mapping[str, tuple[str, Node]]


def _below(expected: Expected) -> int:
    return expected.base_layers[1] if expected.rebased else 0


def _roots(before: ImageTree, after: ImageTree) -> tuple[str, ...]:
    said = (tree.config.env.get("LAMBDA_TASK_ROOT", "") for tree in (before, after))
    return tuple(dict.fromkeys(filter(None, (TASK_ROOT, *said))))


def _files(
    tree: ImageTree, roots: tuple[str, ...], expected: Expected | None, layers: int
) -> _Files:
    """By the path after: the path in this tree, and what lies there, above the base."""
    found: dict[str, tuple[str, Node]] = {}
    starts = tuple(root.rstrip("/") + "/" for root in roots if root != "/")
    parents = {path.rpartition("/")[0] for path in tree.nodes}
    for path, node in tree.nodes.items():
        if not path.startswith(starts) or ignored(path):
            continue
        if node.kind is Kind.DIRECTORY and (path in parents or f"{path}/" in starts):
            continue
        if node.kind in (Kind.FILE, Kind.SYMLINK) and node.layer < layers:
            continue
        source = tree.nodes.get(source_of(path) or "")
        if source is not None and source.layer < layers:
            continue  # a step of the build has compiled what the base brings
        found[expected.moved(path) if expected else path] = (path, node)
    return found


def _shape(node: Node) -> tuple[object, ...]:
    mode = 0 if node.kind is Kind.SYMLINK else node.mode
    return node.kind, mode, node.target


def _words(node: Node) -> str:
    if node.kind is Kind.SYMLINK:
        return f"link to {node.target}"
    content = f" {node.sha256[:12]}" if node.kind is Kind.FILE else ""
    return f"{node.kind.value} {node.mode:o}{content}"


def _alone(
    path: str,
    one: tuple[str, Node] | None,
    other: tuple[str, Node] | None,
    old: _Files,
    new: _Files,
    expected: Expected,
) -> Iterator[Difference]:
    source = source_of(path)
    if source is not None and source in old and source in new:
        return  # compiled code that Python makes of the source, if it is not there
    if one is not None and (expected.lets_go(one[0]) or expected.lets_go(path)):
        return
    if other is not None and (expected.lets_come(path) or _emptied(path, other[1], expected)):
        return
    yield Difference(
        Part.FILE, path, _words(one[1]) if one else "", _words(other[1]) if other else ""
    )


def _emptied(path: str, node: Node, expected: Expected) -> bool:
    """Whether a directory is empty because its packages were pruned: .bin, a scope, or where pnpm
    links what packages ask for without a word."""
    inside = path.endswith("/.pnpm/node_modules") or path.rpartition("/")[0].endswith(_MODULES)
    return expected.prunes and node.kind is Kind.DIRECTORY and inside


def _unlike(
    paths: list[str],
    old: _Files,
    new: _Files,
    trees: tuple[ImageTree, ImageTree],
    expected: Expected,
) -> Iterator[Difference]:
    """Files of another content: equal once the noise is left out, compiled anew, or other."""
    moved = bool(expected.moves) or expected.rebased
    noisy = [path for path in paths if _may_settle(path, old[path][1], new[path][1], moved)]
    sourced = {path for path in noisy if _same(source_of(path) or "", old, new)}
    sums = [
        _settled(tree, files, noisy, sourced, moved, expected.dropped)
        for tree, files in zip(trees, (old, new), strict=True)
    ]
    for path in paths:
        one, other = old[path][1], new[path][1]
        if path in sums[0] and sums[0][path] == sums[1].get(path):
            continue
        if moved and _scripts(source_of(path) or "", old, new):
            continue  # its source is held itself, and its size is that of another first line
        compiled = one.start == other.start == elf.MAGIC
        yield Difference(
            Part.FILE,
            path,
            _words(one),
            _words(other),
            counts=not compiled,
            why="compiled anew: two builds of one source differ" if compiled else "",
        )


def _may_settle(path: str, one: Node, other: Node, moved: bool) -> bool:
    return has_noise(path) or (moved and _SCRIPT == one.start[:2] == other.start[:2])


def _scripts(path: str, old: _Files, new: _Files) -> bool:
    starts = {files[path][1].start[:2] if path in files else b"" for files in (old, new)}
    return starts == {_SCRIPT}


def _same(path: str, old: _Files, new: _Files) -> bool:
    return path in old and path in new and old[path][1].sha256 == new[path][1].sha256


def _settled(
    tree: ImageTree,
    files: _Files,
    paths: list[str],
    sourced: set[str],
    moved: bool,
    dropped: frozenset[str],
) -> Mapping[str, str]:
    after = {files[path][0]: path for path in paths if files[path][1].size <= tree.limits.file}
    found = dict[str, str]()
    for there, stream in tree.contents([*after]):
        path = after[there]
        sure = path in sourced
        content = settled(path, stream.read(), moved=moved, sourced=sure, dropped=dropped)
        found[path] = hashlib.sha256(content).hexdigest()
    return found
