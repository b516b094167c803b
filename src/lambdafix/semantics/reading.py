"""What one instruction does where it stands."""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.catalog.stamps import RENEWED, is_renewed
from lambdafix.semantics.areas import EVERYTHING, Area
from lambdafix.semantics.copies import copied
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.links import through_links
from lambdafix.semantics.runs import ran
from lambdafix.semantics.scope import names_in
from lambdafix.semantics.shell_state import variables_in
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Copy, Run, Volume


def effect_of(instruction: Instruction, at: Moment) -> Effect:
    """What an instruction does where it stands; its paths are those that links lead to."""
    effect = _effect(instruction, at)
    linked = (d for d in effect.deposits if d.semantic[0] == "link")
    made = {a.path: str(d.semantic[1]) for d in linked for a in d.areas}
    real = through_links(effect, {**at.image.links, **made}, at.image.base.links)
    return replace(real, makes=_made(real) - at.image.directories)


def _made(effect: Effect) -> frozenset[str]:
    """Every directory that is there behind an instruction that writes below it."""
    removed = {a for d in effect.deposits if d.semantic[0] == "rm" for a in d.areas}
    made = {"/"}
    for path in (*effect.files, *(a.path for a in effect.writes if a not in removed)):
        _with_all_above(made, path.rpartition("/")[0] or "/")
    for path in effect.directories:
        _with_all_above(made, path)
    made.discard("/")
    made |= {a.path for a in effect.writes if a.deep and a not in removed}
    made |= {a.path for d in effect.deposits if d.semantic[0] == "mkdir" for a in d.areas}
    return frozenset(made)


def _with_all_above(made: set[str], path: str) -> None:
    while path not in made:
        made.add(path)
        path = path.rpartition("/")[0] or "/"


def _effect(instruction: Instruction, at: Moment) -> Effect:
    match instruction.keyword:
        case "COPY" | "ADD":
            copy = Copy.of(instruction, at.escape)
            renewed = copy.add and any(is_renewed(at.scope.expand(s)) for s in copy.sources)
            effect = copied(copy, at)
            told = (n for h in copy.heredocs for n in sorted(variables_in(h.content)))
            return replace(
                effect,
                variables=(*effect.variables, *told),
                sets=frozenset({RENEWED} if renewed else ()),
            )
        case "RUN":
            return ran(Run.of(instruction, at.escape), at)
        case "ENV" | "ARG":
            after = at.scope.after(instruction, at.escape, {})
            changed = {**after.env, **after.args}.items() - {
                **at.scope.env,
                **at.scope.args,
            }.items()
            declared = after.args.keys() - at.scope.args.keys()
            return Effect(
                variables=tuple(names_in(instruction.body)),
                sets=frozenset({n for n, _ in changed} | declared),
            )
        case "WORKDIR" | "USER" | "SHELL":
            names = tuple(names_in(instruction.body))
            state = frozenset({instruction.keyword})
            return Effect(variables=names, changes=state, state=state)
        case "VOLUME":
            paths = [at.scope.path(p) for p in Volume.of(instruction, at.escape).values]
            areas = tuple(Area(p, deep=True) if p else EVERYTHING for p in paths)
            return Effect(areas, areas, variables=tuple(names_in(instruction.body)))
        case "EXPOSE" | "LABEL" | "STOPSIGNAL":
            return Effect(variables=tuple(names_in(instruction.body)))
        case _:
            return Effect()
