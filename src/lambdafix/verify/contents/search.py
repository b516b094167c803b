"""Where the loader of an image looks for a library (ld.so(8), "DESCRIPTION"; musl where it is)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from lambdafix.regex import regex
from lambdafix.verify.archive.tree import ImageTree
from lambdafix.verify.contents.elf import Binary

_TRIPLES = {"EM_X86_64": "x86_64-linux-gnu", "EM_AARCH64": "aarch64-linux-gnu"}
_DEFAULT = ("/lib64", "/usr/lib64", "/lib", "/usr/lib")
_MUSL = ("/lib", "/usr/local/lib", "/usr/lib")
_TOKEN = regex(r"\$(?:\{(ORIGIN|LIB|PLATFORM)\}|(ORIGIN|LIB|PLATFORM))")
CONFIGURED = regex(r"/etc/ld\.so\.conf|/etc/ld\.so\.conf\.d/.*|/etc/ld-musl-[^/]*\.path")
_INCLUDES = 20


def directories(
    binary: Binary, path: str, tree: ImageTree, texts: dict[str, bytes]
) -> Iterator[str]:
    """Every directory in the loader's order; `texts` are the files that fit CONFIGURED."""
    origin = posixpath.dirname(path)
    triple = _TRIPLES.get(binary.abi[0], "")
    if not binary.runpath:
        yield from _expanded(binary.rpath, origin, triple)
    said = tree.config.env.get("LD_LIBRARY_PATH", "")
    yield from _expanded(filter(None, re.split("[:;]", said)), origin, triple)
    yield from _expanded(binary.runpath, origin, triple)
    if any(name.startswith("ld-musl-") or "libc.musl" in name for name in binary.needed):
        yield from _musl(texts)
        return
    yield from _configured("/etc/ld.so.conf", texts, 0)
    if triple:
        yield from (f"/lib/{triple}", f"/usr/lib/{triple}")
    yield from _DEFAULT


def _expanded(paths: Iterable[str], origin: str, triple: str) -> Iterator[str]:
    for path in paths:
        for lib in (
            dict.fromkeys(("lib64", f"lib/{triple}", "lib")) if "LIB" in path else ("lib64",)
        ):
            values = {"ORIGIN": origin, "LIB": lib, "PLATFORM": triple.partition("-")[0]}
            yield posixpath.normpath(
                _TOKEN.sub(lambda match, v=values: v[match[1] or match[2]], path)  # type: ignore[misc]
            )


def _musl(texts: dict[str, bytes]) -> Iterator[str]:
    said = next((text for path, text in texts.items() if path.startswith("/etc/ld-musl-")), None)
    if said is None:
        yield from _MUSL
    else:
        yield from re.split(r"[:\n]", said.decode("utf-8", "surrogateescape").strip())


def _configured(path: str, texts: dict[str, bytes], depth: int) -> Iterator[str]:
    if depth > _INCLUDES:
        return
    for line in texts.get(path, b"").decode("utf-8", "surrogateescape").splitlines():
        words = line.partition("#")[0].split()
        if not words or words[0] == "hwcap":
            continue
        if words[0] != "include":
            yield from (word.rstrip("/") for word in re.split(r"[\s:,]+", " ".join(words)) if word)
            continue
        for pattern in words[1:]:
            wanted = posixpath.normpath(posixpath.join("/etc", pattern))
            for name in sorted(texts):
                if name != path and fnmatchcase(name, wanted):
                    yield from _configured(name, texts, depth + 1)
