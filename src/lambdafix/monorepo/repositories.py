"""Which functions would share which layers, what is stored twice for it, and how it is mended."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lambdafix.catalog.images import recognise
from lambdafix.catalog.registry import base_bytes
from lambdafix.config import nearest
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import tree_of
from lambdafix.monorepo.layer_keys import Pile, pile_of, project_at
from lambdafix.monorepo.shared_base import Built
from lambdafix.monorepo.shared_stage import proposals
from lambdafix.monorepo.survey import survey
from lambdafix.monorepo.told_repositories import advice, better, edits
from lambdafix.report.found import Found
from lambdafix.report.outcome import Failure
from lambdafix.report.sharing import Member, Shared, Sharing, Step
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source


def sharing(directory: Path, address: str = "") -> Sharing:
    """All that the functions below a directory share; writes nothing.

    `address` is the repository that SAM's functions are to share, empty for one of theirs.
    """
    found = survey(directory)
    images = [_image(file) for file in found.found if file.functions or file.failure]
    members: list[Member] = []
    built: list[Built] = []
    for image in images:
        for use in image.file.functions or (None,):
            if image.built:
                built.append(image.built._replace(member=len(members), use=use))
            members.append(_member(image, use))
    shared = tuple(_shared(members, built))
    edited = edits(members, shared, address)
    return Sharing(
        members,
        shared,
        proposals(built),
        edited,
        advice(members, shared),
        found.unresolved,
        better(members, shared),
    )


class _Image(NamedTuple):
    """A Dockerfile that was read, or why it was not; `built` is that of no function yet."""

    file: Found
    built: Built | None = None
    failure: Failure | None = None


def _image(file: Found) -> _Image:
    if file.failure:
        return _Image(file, failure=file.failure)
    path = Path(os.path.abspath(file.path))
    try:
        dockerfile = parse(Source.read(path).text)
        project = project_at(os.path.abspath(file.context), path)
        sizes = nearest(path.parent, tree_of(path)).sizes
        piles = {use: pile_of(dockerfile, project, use, sizes) for use in file.functions}
    except LambdafixError as error:
        return _Image(file, failure=Failure.of(error, file.path))
    except Exception as bug:  # noqa: BLE001 - as in a rewrite, it must not stop the others
        return _Image(file, failure=Failure.of_bug(bug))
    context = os.path.abspath(file.context)
    return _Image(file, Built(0, str(path), context, dockerfile, piles, None))


def _member(image: _Image, use: object) -> Member:
    from lambdafix.context.infrastructure.uses import Use

    known = use if isinstance(use, Use) else None
    name = known.function if known else ""
    name = image.file.path if name in ("", "?") else name  # `?`: the program computes it
    destination = known.destination if known else None
    return Member(name, image.file.path, known, destination, image.failure)


class _Entry(NamedTuple):
    """One layer of one function."""

    step: Step
    text: str
    bytes: int | None
    exact: bool
    base: bool = False


def _shared(members: Sequence[Member], built: Sequence[Built]) -> Iterator[Shared]:
    by_content: dict[str, list[_Entry]] = {}
    for image in built:
        for key, entry in _entries(members[image.member], image.member, image.pile):
            by_content.setdefault(key, []).append(entry)
    for entries in by_content.values():
        if len({entry.step.member for entry in entries}) > 1:
            yield _counted(members, entries)


def _entries(member: Member, number: int, pile: Pile) -> Iterator[tuple[str, _Entry]]:
    if pile.known and pile.base.lower() != "scratch":
        machine = (member.use.architecture if member.use else "") or "x86_64"
        key = f"base {pile.base} {machine}"
        step = Step(number, member.dockerfile, 0, key)
        yield (
            key,
            _Entry(
                step,
                pile.base + (" (arm64)" if machine == "arm64" else ""),
                _base_size(pile.base),
                False,
                True,
            ),
        )
    seen: set[str] = set()
    for layer in pile.layers:
        if layer.content not in seen and layer.bytes:
            seen.add(layer.content)
            step = Step(number, member.dockerfile, layer.line, layer.chain)
            yield layer.content, _Entry(step, layer.text, layer.bytes, layer.exact)


def _base_size(text: str) -> int | None:
    image = recognise(text)
    return base_bytes(image.family, image.version) if image and image.version else None


def _counted(members: Sequence[Member], entries: Sequence[_Entry]) -> Shared:
    """How often a layer is stored: once in a repository for each way to it that a builder's cache
    keeps apart; in another account or Region nothing is shared."""
    known, possible = set(), set()
    for entry in entries:
        destination = members[entry.step.member].destination
        if destination:
            known.add((destination.registry, destination.repository, entry.step.chain))
        own = destination.repository if destination else f"of {entry.step.member}"
        registry = destination.registry if destination else ""
        possible.add((registry, own, entry.step.chain))
    once = {(registry, chain) for registry, _, chain in known}
    ever = {(registry, chain) for registry, _, chain in possible}
    first = entries[0]
    size = first.bytes or 0
    return Shared(
        first.text,
        first.base,
        first.bytes,
        first.exact,
        tuple(entry.step for entry in entries),
        repositories=len({repository for _, repository, _ in known}),
        twice=size * (len(known) - len(once)),
        staged=size * (len(once) - len({registry for registry, _ in once})),
        possibly=size * (len(possible) - len(ever)),
    )
