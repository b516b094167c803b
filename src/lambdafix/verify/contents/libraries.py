"""Every program and library of an image: does it find what it needs, in the version it needs?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lambdafix.verify.archive.tree import ImageTree
from lambdafix.verify.contents.elf import Binary
from lambdafix.verify.contents.search import directories


class Missing(NamedTuple):
    """`path` needs `library`; `version` is the symbol version that it lacks, "" if the library
    itself is not found. `there` is where one lies in the image that is not found, or too old."""

    path: str
    library: str
    version: str = ""
    there: str = ""

    def __str__(self) -> str:
        if self.version:
            return f"{self.version} is not in {self.there}"
        return f"only at {self.there}, where it is not looked for" if self.there else "not found"


def missing(
    tree: ImageTree, binaries: Mapping[str, Binary], texts: dict[str, bytes]
) -> Iterator[Missing]:
    """What the loader would not find. `binaries` are all of the image, by their real path."""
    elsewhere = {path.rpartition("/")[2]: path for path in binaries}
    elsewhere |= {binary.soname: path for path, binary in binaries.items() if binary.soname}
    for path, binary in sorted(binaries.items()):
        if binary.interpreter and tree.node(binary.interpreter) is None:
            yield Missing(path, binary.interpreter)
        places = list(dict.fromkeys(directories(binary, path, tree, texts)))
        for library in binary.needed:
            found = _found(library, binary, places, tree, binaries)
            if found is None:
                yield Missing(path, library, there=elsewhere.get(library, ""))
                continue
            has = binaries[found].defines
            for version in sorted(binary.versions.get(library, frozenset()) - has if has else ()):
                yield Missing(path, library, version, found)


def _found(
    library: str,
    binary: Binary,
    places: list[str],
    tree: ImageTree,
    binaries: Mapping[str, Binary],
) -> str | None:
    """The real path of a library for this binary: the first that fits its machine and class."""
    names = [library] if "/" in library else [f"{place}/{library}" for place in places]
    for name in names:
        real = tree.resolve(name)
        if real is not None and real in binaries and binaries[real].abi == binary.abi:
            return real
    return None
