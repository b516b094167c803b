"""What the RUNs of a build left, and what of it is certain to be there to be copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from lambdafix.context.node_locks import LOCKS
from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, below, overlap
from lambdafix.semantics.commands.call import Deposit, Install
from lambdafix.semantics.image import cached
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.splitting.plan import No, Plan, under_copied

MODULES = "node_modules"
DIRECTORY = "let tsc, nest, esbuild or webpack write into a directory of its own, such as dist"
NOTHING = "leave this install out, if nothing else needs it"
_REMOVING = frozenset({"rm", "rmdir"})
_MAKING = frozenset({"cp", "patch-package", "prisma generate"})
_CHANGING = frozenset({"node", "sed"})  # what they write of the project's files was there before
# Words by which a command may not run.
_UNLESS = regex(r"\|\||\[|\b(case|for|if|test|until|while)\b")
_ADDING = frozenset({"add", "ci", "i", "install"})


def brought(built: Built, out: Plan, root: str) -> No | None:
    """Fill in what comes over of what the chain left, and what is noted or gone. What may not be
    there cannot be copied."""
    there, noted = dict[str, bool](), set[str]()  # path -> whether it is a directory
    gone, unsure = dict[str, Step](), dict[str, Step]()
    last = dict[str, tuple[Step, Install]]()
    for step in (built.steps[i] for i in out.installs):
        last |= {install.place: (step, install) for install in step.effect.installs}
        noted |= {n for install in step.effect.installs for n in install.noted}
        for deposit, area in _lasting(step):
            if no := _misplaced(deposit, area, step, root):
                return no
            if deposit.semantic[0] in _REMOVING:
                gone[area.path] = step
                continue
            gone = {g: s for g, s in gone.items() if not overlap(area, Area(g, deep=True))}
            if basename(area.path) in LOCKS or _is_note(deposit, area):
                noted.add(area.path)
            elif area in deposit.output or _is_there(deposit, area, built, root):
                there[area.path] = area.deep
            else:
                unsure[area.path] = step
    wide = [p for p, deep in there.items() if deep and p not in gone]
    out.copies = [(p, p) for p in wide if not any(p != w and below(p, w) for w in wide)]
    single = (p for p, deep in there.items() if not deep and p not in noted | gone.keys())
    out.files = [p for p in single if not under_copied(p, out)]
    out.noted = frozenset(p for p in noted if not under_copied(p, out))
    out.gone = frozenset(p for p in gone if not under_copied(p, out))
    for step, install in last.values():
        if install.bare and install.place in there:
            return No(step, install.bare, NOTHING)
    for path, step in unsure.items():
        if not under_copied(path, out) and path not in out.gone:
            why = f"whether there is something in {path} behind it is not known"
            return No(step, why, "let all that is built lie in one directory, such as dist")
    for path in sorted(out.gone):
        held = any(below(p, path) for p in (*there, *built.image.files))
        if held and not _removes(gone[path]):
            return No(gone[path], f"whether it takes {path} away is not known", "use a plain rm")
    return None


def _misplaced(deposit: Deposit, area: Area, step: Step, root: str) -> No | None:
    words = deposit.semantic
    if words[0] == "node" and words[2] in _ADDING and not step.effect.installs:
        return No(step, "it links packages of the project itself into node_modules")
    if below(root, area.path):
        return No(step, f"what it leaves may be anywhere in {area.path}", DIRECTORY)
    if not below(area.path, root):
        return No(step, f"it leaves something in {area.path}, outside of the project")
    return None


def _is_note(deposit: Deposit, area: Area) -> bool:
    """Whether it is only for the next build, or for git."""
    return deposit.semantic[0] == "husky" or bool(deposit.output and area not in deposit.output)


def _is_there(deposit: Deposit, area: Area, built: Built, root: str) -> bool:
    """Whether something is there for certain behind the command that may write it."""
    kind = deposit.semantic[0]
    if kind in _CHANGING and any(below(path, area.path) for path in built.image.files):
        return True
    return area.deep and (kind in _MAKING or (kind == "node" and area.path == f"{root}/{MODULES}"))


def _removes(step: Step) -> bool:
    """Whether a RUN takes something away by its own words, whatever comes before."""
    body = step.instruction.body
    return bool(re.search(r"\brm(dir)?\s", body)) and not _UNLESS.search(body)


def _lasting(step: Step) -> Iterator[tuple[Deposit, Area]]:
    """What a RUN leaves, and where, besides packages of the operating system, tools and caches."""
    for deposit in step.effect.deposits:
        if deposit.semantic[0] not in ("node -g", "os") and not deposit.modes:
            yield from ((deposit, area) for area in deposit.areas if not cached(area.path))
