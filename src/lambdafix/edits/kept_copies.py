"""A COPY that brings only some of its files, in the author's words where they bring no others."""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.edits.manifest_copies import into_words
from lambdafix.semantics.areas import below
from lambdafix.semantics.simulate import Step
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Copy, put

_ROOT = "."


def only(step: Step, paths: frozenset[str]) -> list[Instruction]:
    """The COPY as one or several that bring these paths of the image; a directory that is asked for
    by its name comes whole. As it is where a clone would lack what it had to name."""
    instruction, escape = step.instruction, step.at.escape
    copy = Copy.of(instruction, escape)
    brought = {p: c for p, (_, c) in step.effect.files.items()}
    named = [c for p in sorted(paths) if (c := brought[p])]
    unclear = copy.heredocs or "from" in copy.flags or len(named) < len(paths)
    if unclear or step.at.project.ignored_by_git(named):
        return [instruction]
    single, trees = _chosen(copy, step, frozenset(named))
    base = copy.destination if step.at.scope.expand(copy.destination) else _ROOT
    slashed = base if base.endswith("/") else f"{base}/"
    new = list[Copy]()
    if single:
        into = base if single == copy.sources else into_words(base, slashed, _ROOT, len(single))
        new.append(replace(copy, sources=single, destination=into))
    new += (replace(copy, sources=(t,), destination=f"{slashed}{t}/") for t in trees)
    made = [replace(put(instruction, view, escape), trivia=()) for view in new]
    return [replace(made[0], trivia=instruction.trivia), *made[1:]] if made else [instruction]


def _chosen(
    copy: Copy, step: Step, named: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that stay or stand for what stays, and directories that go to one of their name."""
    single, trees = dict[str, None](), dict[str, None]()
    for source in copy.sources:
        matches = step.at.project.match(step.at.scope.expand(source))
        if matches == (_ROOT,):
            for path in sorted(named):
                top, slash, _ = path.partition("/")
                (trees if slash else single)[top] = None
            continue
        wanted = [m for m in matches if any(below(f"/{n}", f"/{m}") for n in named)]
        single |= dict.fromkeys([source] if len(wanted) == len(matches) else wanted)
    return tuple(single), tuple(trees)


def lists_today(step: Step, paths: frozenset[str]) -> bool:
    """Whether a COPY of a directory would bring what is named in its place, or nothing: then a file
    that is new in the directory does not come by itself."""
    escape = step.at.escape
    author = Copy.of(step.instruction, escape).sources
    plain = {step.at.scope.expand(source).removeprefix("./") for source in author}
    if not paths:
        return any(context not in plain for _, context in step.effect.files.values())
    made = (Copy.of(instruction, escape) for instruction in only(step, paths))
    return any(source not in author for copy in made for source in copy.sources)
