"""What has to be written elsewhere so that layers are stored once: as edits of SAM's files, and as
words for what is not edited."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from lambdafix.context.infrastructure.uses import SAM, Builder, Destination, registry_of
from lambdafix.edits.sam_repository import configured
from lambdafix.edits.template_repository import with_repository
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.contexts import tree_of
from lambdafix.report.outcome import Failure
from lambdafix.report.places import shown
from lambdafix.report.sharing import Advice, Edit, Member, Shared


def edits(members: Sequence[Member], shared: Sequence[Shared], address: str) -> tuple[Edit, ...]:
    """samconfig.toml and templates of the functions whose layers are stored twice."""
    concerned = [members[number] for number in _concerned(members, shared)]
    configurations = dict.fromkeys(
        m.destination.place.path
        for m in concerned
        if m.destination and m.use and m.use.builder in SAM
    )
    found: list[Edit] = []
    for path in configurations:
        edit = _configuration(path, address)
        found.append(edit)
        chosen = _chosen(edit)
        if chosen:
            of = [m for m in members if m.destination and m.destination.place.path == path]
            found += _templates(of, chosen)
    return tuple(found)


def _configuration(path: str, address: str) -> Edit:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        return Edit(path, b"", b"", failure=Failure(f"cannot be read: {error.strerror}"))
    after, refused = configured(content, address)
    return Edit(path, content, after, refused)


def _chosen(edit: Edit) -> str:
    """The repository that an edit wrote: the template follows it."""
    old, new = edit.before.splitlines(), edit.after.splitlines()
    lines = [line for line in new if b"image_repository" in line and line not in old]
    words = lines[0].replace(b"'", b'"').split(b'"') if lines else []
    return next((w.decode() for w in words if registry_of(w.decode())), "")


def _templates(members: Sequence[Member], address: str) -> Iterator[Edit]:
    by_path: dict[str, list[str]] = {}
    for member in members:
        if member.use:
            by_path.setdefault(member.use.place.path, []).append(member.use.function)
    for path, functions in by_path.items():
        content = Path(path).read_bytes()
        try:
            text = content.decode()
        except UnicodeDecodeError:
            continue  # a template that is not UTF-8 was not read either
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        bare = text.removeprefix(mark)
        new = with_repository(bare, functions, address, json=path.endswith(".json"))
        if new.text != bare or new.refused:
            yield Edit(path, content, (mark + new.text).encode(), new.refused)


def written(edit: Edit) -> Edit:
    """The edit on the disk, or with the failure to write it."""
    from lambdafix.syntax.source import write

    if not edit.changed or edit.failure:
        return edit
    try:
        write(edit.path, edit.after, tree_of(Path(edit.path)))
    except LambdafixError as error:
        return edit._replace(failure=Failure.of(error, edit.path))
    return edit._replace(written=True)


def advice(members: Sequence[Member], shared: Sequence[Shared]) -> tuple[Advice, ...]:
    """Words for Serverless, Terraform and CDK, one for each repository that is one too many."""
    found: dict[tuple[str, int], Advice] = {}
    for number in _concerned(members, shared):
        member = members[number]
        if member.use is None or member.destination is None or member.use.builder in SAM:
            continue
        says = _words(member.use.builder, member.destination)
        place = member.destination.place
        found.setdefault((place.path, place.line), Advice(shown(place.path), place.line, says))
    return tuple(found.values())


def _words(builder: Builder, destination: Destination) -> str:
    if builder is Builder.SERVERLESS:
        return (
            f"{destination.shown}: Serverless makes one repository for a service and stage. Put "
            "the functions into one service, or push the images yourself and name them with "
            "`image.uri`; else blob mounting"
        )
    if builder in (Builder.TERRAFORM, Builder.TERRAFORM_BUILDX):
        return (
            f"{destination.shown}: let one `aws_ecr_repository` serve all, and begin each image's "
            "tag with its function's name: equal tags would replace each other, and the tag that "
            "modules/docker-build makes by itself is the time"
        )
    return f"{destination.shown}: it is named here; other functions' images go elsewhere"


def better(members: Sequence[Member], shared: Sequence[Shared]) -> str:
    """One repository where one place configures all that is stored twice; else blob mounting, which
    leaves teams and tools their own. Neither where nothing is stored twice."""
    places = {
        os.path.dirname(destination.place.path)
        for number in _concerned(members, shared)
        if (destination := members[number].destination)
    }
    if not places:
        return ""
    return "repository" if len(places) == 1 else "mounting"


def _concerned(members: Sequence[Member], shared: Sequence[Shared]) -> list[int]:
    """The functions that have a layer which is stored twice, and go to a repository of several."""
    numbers = sorted({n for layer in shared if layer.twice for n in layer.members})
    return [n for n in numbers if members[n].destination]


def label(path: str) -> str:
    """How a diff calls a file."""
    return Path(shown(os.path.abspath(path))).as_posix()
