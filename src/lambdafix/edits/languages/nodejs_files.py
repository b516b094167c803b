"""What a function of Node asks for, as its files say: sources, and locks of its packages."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from lambdafix.context import node_source
from lambdafix.context.node_locks import LOCKS, Locked, read_lock
from lambdafix.edits.languages.language import Concern
from lambdafix.semantics.node_modules import found, reached


def sources(concern: Concern) -> Iterator[tuple[str, str]]:
    """The sources that the handler leads to, or where its file is compiled in another stage, all
    that it may be compiled from."""
    image = concern.function.image
    if found(image, concern):
        yield from ((source, text) for _, source, text in reached(image, concern))
        return
    copied = {c for b in concern.built for c in b.image.context.values()}
    for source in sorted(s for s in copied if s.endswith(node_source.SUFFIXES)):
        if "node_modules/" not in source:
            yield source, concern.project.read(source) or ""


def locks_read(concern: Concern) -> Iterator[Locked]:
    """The locks that installs read."""
    for built in concern.stages:
        for step in built.steps:
            for install in step.effect.installs:
                for path in install.manifests:
                    source = step.at.image.context.get(path)
                    text = concern.project.read(source) if source else None
                    lock = read_lock(path, text) if text and basename(path) in LOCKS else None
                    if lock:
                        yield lock
