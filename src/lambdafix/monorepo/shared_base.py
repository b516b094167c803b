"""The files of a base that several functions stand on: its Dockerfile, theirs, and a bake file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lambdafix.context.infrastructure.uses import Use
from lambdafix.monorepo.layer_keys import Pile
from lambdafix.syntax.tree import Dockerfile, Item
from lambdafix.syntax.views import From


class Built(NamedTuple):
    """The image of one function, by its number; paths are absolute."""

    member: int
    path: str
    context: str
    dockerfile: Dockerfile
    piles: Mapping[Use | None, Pile]
    use: Use | None

    @property
    def pile(self) -> Pile:
        return self.piles[self.use]


class Head(NamedTuple):
    """The same beginning of several files: how many instructions, and the bytes of its layers."""

    images: tuple[Built, ...]
    first: int
    bytes: int


def _parted(image: Built, first: int) -> tuple[list[Item], list[Item]]:
    """The items of the last stage up to the last shared instruction, and those behind it."""
    items = list(image.dockerfile.stages[-1].items)
    last = image.dockerfile.stages[-1].instructions[first - 1]
    cut = next(n for n, item in enumerate(items) if item is last) + 1
    return items[:cut], items[cut:]


def shared_text(head: Head) -> str:
    """The Dockerfile of the base: the beginning as the first of the files has it."""
    image = head.images[0]
    items, _ = _parted(image, head.first)
    directives = "".join(token.text for token in image.dockerfile.header)
    return directives + "".join(item.text for item in items)


def own_text(image: Built, head: Head, name: str) -> str:
    """A function's Dockerfile, from the base on."""
    dockerfile = image.dockerfile
    _, rest = _parted(image, head.first)
    first, newline = dockerfile.stages[-1].instructions[0], dockerfile.dialect.newline
    alias = From.of(first, dockerfile.dialect.escape).alias
    flags = [word for word in first.body.split() if word.startswith("--")]
    line = " ".join(("FROM", *flags, name, *(("AS", alias) if alias else ()))) + newline
    own = "".join(item.text for item in dockerfile.stages[-1].items)
    before = dockerfile.text[: dockerfile.text.rindex(own)] if own in dockerfile.text else ""
    after = "".join((*(i.text for i in rest), *(t.text for t in dockerfile.footer)))
    text = before + line + after
    return text if dockerfile.dialect.final_newline else text.removesuffix(newline)


def bake_file(head: Head, name: str, top: str, machine: str) -> str:
    """A bake file in the directory `top` that builds all, the base once; `machine`: a platform."""

    def at(path: str) -> str:
        return Path(os.path.relpath(path, top)).as_posix()

    def target(of: str, image: Built, file: str, *more: str) -> str:
        context = at(image.context)
        dockerfile = Path(os.path.relpath(file, image.context)).as_posix()
        lines = [f'context = "{context}"', f'dockerfile = "{dockerfile}"', *more]
        lines += [f'platforms = ["{machine}"]'] if machine else []
        return "\n".join((f'target "{of}" {{', *(f"  {line}" for line in lines), "}", ""))

    names = {image.path: _target(at(image.path)) for image in head.images}
    every = ", ".join(f'"{of}"' for of in names.values())
    parts = [f'group "default" {{\n  targets = [{every}]\n}}\n']
    parts.append(target(name, head.images[0], os.path.join(top, f"{name}.Dockerfile")))
    for image in head.images:
        link = f'contexts = {{ {name} = "target:{name}" }}'
        tag = f'tags = ["{names[image.path].lower()}"]'
        parts.append(target(names[image.path], image, image.path, link, tag))
    return "\n".join(parts)


def _target(path: str) -> str:
    """A target's name: letters, digits, `_` and `-`."""
    stem = path.removesuffix("/Dockerfile").removesuffix(".Dockerfile")
    return re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or "function"
