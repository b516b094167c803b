"""What one instruction does where it stands."""

from __future__ import annotations

from lambdafix.semantics.areas import EVERYTHING, Area
from lambdafix.semantics.copies import copied
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.runs import ran
from lambdafix.semantics.scope import names_in
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Copy, Run, Volume


def effect_of(instruction: Instruction, at: Moment) -> Effect:
    """What an instruction does where it stands."""
    match instruction.keyword:
        case "COPY" | "ADD":
            return copied(Copy.of(instruction, at.escape), at)
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
            return Effect(reads=areas, writes=areas)
        case _:
            return Effect()
