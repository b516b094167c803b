"""Shared layers and their repositories -> a page for a person."""

from __future__ import annotations

import os
from collections.abc import Sequence

from lambdafix.catalog.registry import choice, fact
from lambdafix.context.infrastructure.uses import SAM
from lambdafix.report.diff import unified
from lambdafix.report.places import located, shown
from lambdafix.report.shared_layers import SMALL, layers, named, size
from lambdafix.report.sharing import Edit, Member, Sharing, Stage
from lambdafix.report.table import columns
from lambdafix.report.words import one_line, shown_path


def text(found: Sharing) -> str:
    """The whole page; a dry run's diffs are in it."""
    if len(found.members) < 2:
        number = len(found.members) or "no"
        alone = f"There is {number} function here: layers are shared by two or more.\n"
        return "\n".join(part for part in (alone, _failures(found)) if part)
    parts = [
        _members(found.members),
        layers(found),
        _sums(found),
        _ways(found),
        "".join(f"{_stage(found, stage)}\n" for stage in found.stages).removesuffix("\n"),
        _edits(found),
        _failures(found),
    ]
    return "\n".join(part for part in parts if part)


def _members(members: Sequence[Member]) -> str:
    rows = [("FUNCTION", "DOCKERFILE", "REPOSITORY", "SAID IN")]
    rows += [
        (
            m.name if m.name != m.dockerfile else "-",
            m.dockerfile,
            m.destination.shown if m.destination else "not said",
            located(m.destination.place) if m.destination else "-",
        )
        for m in members
        if m.failure is None
    ]
    return columns(rows)


def _sums(found: Sharing) -> str:
    lines = []
    bases = [s for s in found.shared if s.base]
    others = [s for s in found.shared if not s.base]
    twice = _both(sum(s.twice for s in bases), sum(s.twice for s in others))
    unknown = sum(m.destination is None and m.failure is None for m in found.members)
    possibly = _both(sum(s.possibly for s in bases), sum(s.possibly for s in others))
    if twice:
        lines.append(f"Stored and pushed again today: {twice}.")
        lines.append(
            "One repository saves all of that, if one builder with its cache makes all images"
        )
        lines.append(f"({fact('built_once').says}; base images are equal anyway).")
    elif unknown < len(found.members):
        lines.append("As far as the files say where images go, nothing is stored twice for it.")
    if any(s.base and s.bytes is None and s.repositories > 1 for s in bases):
        lines.append("The size of a base image is not known; it is stored in each repository.")
    if unknown and possibly != twice:
        said = "1 function" if unknown == 1 else f"{unknown} functions"
        lines.append(f"Of {said} no file says where the image goes{_guided(found.members)}.")
        lines.append(f"If each had a repository of its own, stored again would be: {possibly}.")
    staged = sum(s.staged for s in others)
    if staged:
        lines.append(
            f"Stored again even in one repository: {size(staged, exact=False)} (unpacked). The "
            "content is equal, but the steps before it are not. `lambdafix` puts what changes "
            "least first, which often makes them equal; else only a base that is built once does."
        )
    return "\n".join(lines) + "\n" if lines else ""


def _guided(members: Sequence[Member]) -> str:
    """What SAM does where no configuration says it."""
    if any(m.destination is None and m.use and m.use.builder in SAM for m in members):
        return " (`sam deploy --guided` makes a repository for each, unless it is told one)"
    return ""


def _both(base: int, other: int) -> str:
    said = []
    other = other if other >= SMALL else 0
    if base:
        said.append(f"{size(base, exact=False)} of base images (compressed)")
    if other:
        said.append(f"{size(other, exact=False)} of other layers (unpacked)")
    return " and ".join(said)


def _ways(found: Sharing) -> str:
    if not found.better:
        return ""
    better = {
        "repository": "Here, one repository: one place says where all these images go.",
        "mounting": "Here, blob mounting: these images are sent by several files, each its own "
        "stack or tool.",
    }[found.better]
    lines = [f"{fact('repository').says}. Two ways to store it once:", f"  {better}"]
    for title, way in (("One repository", "repository"), ("ECR blob mounting", "mounting")):
        lines.append(f"  {title}:")
        lines += [f"    - {said.says}" for said in choice(way)]
    lines.append("  (--format json has the source of each of these sentences)")
    return "\n".join(lines) + "\n"


def _stage(found: Sharing, stage: Stage) -> str:
    names = [found.members[n].name for n in stage.members]
    said = named(names)
    head = (
        f"{len(names)} functions begin with the same {size(stage.bytes, exact=False)} (unpacked): "
        f"{one_line(said)}.\n"
        "  A base that is built once makes one layer of it. Only shown, never written, for it "
        "changes how you build.\n"
        f"  {one_line(stage.words)}\n"
    )
    return head + stage.diff


def diff_of(edit: Edit) -> str:
    """The diff of one file."""
    before = edit.before.decode("utf-8", "surrogateescape")
    return unified(before, edit.after.decode("utf-8", "surrogateescape"), _posix(edit.path))


def _edits(found: Sharing) -> str:
    lines = [shown_path(f"{line.path}:{line.line}: {line.says}") + "\n" for line in found.advice]
    for edit in found.edits:
        lines += [
            shown_path(f"{shown(edit.path)}{f':{line}' if line else ''}: not changed: {why}") + "\n"
            for line, why in edit.refused
        ]
    changed = [edit for edit in found.edits if edit.changed and not edit.failure]
    if any(not edit.written for edit in changed):
        lines.append("With --write (--repository names another):\n")
    for edit in changed:
        done = shown_path(f"{shown(edit.path)}: written")
        lines.append(f"{done}\n" if edit.written else diff_of(edit))
    if changed:
        lines.append(
            "The repository has to be there before the next deployment, and those who deploy have "
            "to be allowed to push to it. The old ones keep their images until somebody deletes "
            "them.\n"
        )
    return "".join(lines)


def _failures(found: Sharing) -> str:
    failed = [(m.dockerfile, m.failure) for m in found.members if m.failure]
    failed += [(shown(e.path), e.failure) for e in found.edits if e.failure]
    lines = [
        "  " + shown_path(f"{path}{f':{f.line}' if f.line else ''}: {f.message}") + "\n"
        for path, f in dict(failed).items()
        if f
    ]
    return "".join(("Not read:\n", *lines)) if lines else ""


def _posix(path: str) -> str:
    return shown(path).replace(os.sep, "/")
