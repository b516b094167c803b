"""A COPY in two: what later installs read, by name, and the rest. Where a later COPY brings that by
name already, it goes in front."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import basename, dirname, relpath

from msgspec.structs import replace

from lambdafix.context.globs import has_wildcard
from lambdafix.regex import regex
from lambdafix.semantics.areas import below
from lambdafix.semantics.keep import kept
from lambdafix.semantics.ordering.passing import may_swap
from lambdafix.semantics.ordering.required import installs, looked_at, required
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.tree import Gap, Instruction, Item, Stage
from lambdafix.syntax.views import Copy, put

_DEPENDENCIES = regex(r"\b(cach|dependenc|lock|manifest|module|package|requirement)", re.IGNORECASE)
_SOURCE = regex(r"\b(app|code|function|handler|project|source|src)", re.IGNORECASE)


def parted(
    stage: Stage,
    steps: tuple[Step, ...],
    escape: str,
    whole: frozenset[int],
    named: Mapping[str, str],
) -> Stage:
    """The stage with such COPYs in two, less those of the lines in `whole`. `named` are files of
    the build context with the words to name them by, where that is not their path."""
    by_instruction = {id(s.instruction): i for i, s in enumerate(steps)}
    items: list[Item] = []
    moved: set[int] = set()
    for item in stage.items:
        at = by_instruction.get(id(item))
        if at in moved:
            continue
        if at is None or isinstance(item, Gap) or item.line in whole:
            items.append(item)
        elif again := _again(steps, at):
            moved.update(again)
            items += [*(steps[j].instruction for j in again), item]
        else:
            items += _two(item, steps, at, escape, named)
    return Stage(tuple(items))


def _again(steps: tuple[Step, ...], at: int) -> list[int]:
    """The later COPYs that bring once more, and by name, all that installs read of this one."""
    files = steps[at].effect.files
    read, found = set(required(files, steps[at + 1 :])), list[int]()
    for j in range(at + 1, len(steps)):
        if installs(steps[j]):
            break
        own = steps[j].effect.files
        alone = own.keys() <= read and not steps[j].effect.deposits
        if own and alone and own.items() <= files.items() and not kept(steps[j].instruction):
            between = (steps[k] for k in range(at + 1, j) if k not in found)
            if all(may_swap(other, steps[j]) for other in between):
                found.append(j)
    brought = {path for j in found for path in steps[j].effect.files}
    return found if read and read <= brought and not kept(steps[at].instruction) else []


def _two(
    instruction: Instruction,
    steps: tuple[Step, ...],
    at: int,
    escape: str,
    named: Mapping[str, str],
) -> list[Item]:
    step, there = steps[at], steps[at].at.image.files
    files = {  # of the build context, and new: else an earlier COPY has brought them
        path: context
        for path, (provenance, context) in step.effect.files.items()
        if there.get(path) != provenance
    }
    if instruction.keyword not in ("COPY", "ADD") or kept(instruction):
        return [instruction]
    copy = Copy.of(instruction, escape)
    read = required(files, steps[at + 1 :])
    all_of_it = len(read) == len(step.effect.files)
    if not read or all_of_it or copy.heredocs or "from" in copy.flags:
        return [instruction]
    brought = {path: context for path in read if (context := files[path])}
    if len(brought) < len(read) or step.at.project.ignored_by_git(brought.values()):
        return [instruction]  # a name that a clone has not would end the build there
    trees = _trees(brought, step, steps[at + 1 :])
    single = {p: c for p, c in brought.items() if not any(below(p, t) for t in trees)}
    words = {**named, **_words(copy, step, {*single.values(), *trees.values()})}
    views = _with_spare(
        _copies(copy, step, single, trees, words), copy, spare := _spare(copy, step)
    )
    if not views:
        return [instruction]
    first = [replace(put(instruction, view, escape), trivia=()) for view in views]
    rest = tuple(s for s in copy.sources if s not in (*words.values(), *spare))
    own = put(instruction, replace(copy, sources=rest), escape) if rest else instruction
    if _of_manifests(instruction.comments):
        first[0] = replace(first[0], trivia=instruction.trivia)
        own = replace(own, trivia=())
    return [*first, own]


def _spare(copy: Copy, step: Step) -> tuple[str, ...]:
    """The patterns that match nothing: `package-lock.json*` where there is no lock."""
    scope, project = step.at.scope, step.at.project
    patterns = (s for s in copy.sources if has_wildcard(s) and "://" not in s)
    return tuple(s for s in patterns if not project.match(scope.expand(s)))


def _with_spare(views: list[Copy], copy: Copy, spare: tuple[str, ...]) -> list[Copy]:
    """With the patterns that match nothing in the COPY that goes where theirs went: what they bring
    one day, an install may read. None where no COPY goes there."""
    if not spare:
        return views
    for at, view in enumerate(views):
        if view.destination.rstrip("/") == copy.destination.rstrip("/"):
            asked = {*view.sources, *spare}
            told = tuple(s for s in copy.sources if s in asked)  # in the author's order
            more = tuple(s for s in view.sources if s not in told)
            views[at] = replace(view, sources=(*told, *more))
            return views
    return []


def _of_manifests(comments: tuple[str, ...]) -> bool:
    """Whether what is said above a COPY is about dependencies, and not about the source."""
    said = " ".join(comments)
    return bool(_DEPENDENCIES.search(said)) and not _SOURCE.search(said)


def _trees(brought: dict[str, str], step: Step, later: tuple[Step, ...]) -> dict[str, str]:
    """The directories that are read whole, and where in the build context each comes from."""
    project, out = step.at.project, dict[str, str]()
    for area in (a for s in later for a in looked_at(s) if a.deep):
        inside = {p: c for p, c in brought.items() if p != area.path and below(p, area.path)}
        path, context = next(iter(inside.items()), ("", ""))
        tail = path.removeprefix(area.path)
        origin = context.removesuffix(tail)
        if tail and f"{origin}{tail}" == context and len(project.under(origin)) == len(inside):
            out[area.path] = origin
    return out


def _words(copy: Copy, step: Step, taken: set[str]) -> dict[str, str]:
    """The author's words that bring nothing but what is taken, patterns too, by what they bring."""
    scope, project = step.at.scope, step.at.project
    brought = {source: project.match(scope.expand(source)) for source in copy.sources}
    return {
        c: source for source, found in brought.items() if taken.issuperset(found) for c in found
    }


def _copies(
    copy: Copy, step: Step, single: dict[str, str], trees: dict[str, str], words: dict[str, str]
) -> list[Copy]:
    """One COPY for each directory that files land in, and for each tree, in the author's words."""
    destination = step.at.scope.path(copy.destination) or "/"
    groups: dict[str, list[str]] = {}
    whole = list[tuple[str, str]]()
    for path, context in single.items():
        word = words.get(context, context)
        into = _said(relpath(dirname(path), destination), context, word)
        if basename(word).startswith("$") and word not in copy.sources:
            # a value may be a path: it is the same on both sides
            whole.append((word, word if into == "." else f"{into}/{basename(word)}"))
        else:
            groups.setdefault(into, []).append(word)
    # an empty variable is the working directory, and with a slash behind it the root
    base = copy.destination if step.at.scope.expand(copy.destination) else "."
    slashed = base if base.endswith("/") else f"{base}/"
    placed = [
        (tuple(dict.fromkeys(sources)), into_words(base, slashed, into, len(sources)))
        for into, sources in groups.items()
    ]
    placed += [((word,), f"{slashed}{into}") for word, into in whole]
    placed += [
        ((words.get(context, context),), f"{slashed}{relpath(path, destination)}/")
        for path, context in trees.items()
    ]
    return [replace(copy, sources=sources, destination=into) for sources, into in placed]


def _said(into: str, context: str, word: str) -> str:
    """Where a file goes, by the word that it has in the build context as far as it lies alike."""
    parts, plain, said = into.split("/"), dirname(context).split("/"), dirname(word).split("/")
    alike = len(said) == len(plain) and plain[-len(parts) :] == parts
    return "/".join(said[-len(parts) :]) if alike else into


def into_words(base: str, slashed: str, below: str, count: int) -> str:
    """A destination in the author's words; several sources need a slash (the classic builder)."""
    if below != ".":
        return f"{slashed}{below}/"
    return base if base in (".", "..") and count == 1 else slashed
