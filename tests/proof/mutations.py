"""Parts of semantics/ taken out one at a time, at run time.

A mutation says what it takes out and can be put on and off. Functions are changed in place (their
code object), so that it does not matter who imported them.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from lambdafix import invariants
from lambdafix.semantics import areas, difference, effects, environment, image, simulate
from lambdafix.semantics import commands as tools
from lambdafix.semantics.commands.call import Trace
from lambdafix.semantics.effects import Effect

# What a reader or an instruction states; the rest of both is for people or for other rooms.
OF_A_TRACE = "reads writes deposits variables needs program cwd maybe".split()
OF_AN_EFFECT = """reads writes again variables sets state changes needs makes searches files
deposits carried links wall""".split()
# The search does not ask for these; the comparison of the images is made of them.
OF_THE_IMAGE = frozenset({"deposits", "files", "carried", "links"})
# Each of these is one list of rules: every part of them is taken out, one at a time.
RULES_OF_ORDER: tuple[Callable[..., object], ...] = (
    effects.conflict,
    effects._serves_no_build,
    areas.overlap,
    areas._meets_install,
)
RULES_OF_SAMENESS: tuple[Callable[..., object], ...] = (
    difference.difference,
    difference._differences,
    difference._made,
    environment.environment_of,
    environment._who,
    simulate._apply,
    image.Image.leave,
    image.Image.read_keys,
    image.Image._files_in,
    image.Image._system_keys,
    image.Image.put,
)


class Mutation(Struct, frozen=True):
    """What is taken out, and how; `reckless`: the search is told that all may pass all, so that
    only the comparison of the images stands between it and a wrong file."""

    name: str
    apply: Callable[[], AbstractContextManager[None]]
    reckless: bool = False
    states: tuple[str, str] = ("", "")  # the module and the field, where it is one


def mutations() -> Iterator[Mutation]:
    yield from _readers()
    yield from _effects()
    for function in RULES_OF_ORDER:
        yield from _parts(function, reckless=False)
    for function in RULES_OF_SAMENESS:
        yield from _parts(function, reckless=True)
    yield from _checks()


@contextmanager
def patched(owner: object, name: str, value: object) -> Iterator[None]:
    old = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, old)


@contextmanager
def noted(stated: set[tuple[str, str]]) -> Iterator[None]:
    """Note which fields readers and instructions state at all: (module, field)."""
    with ExitStack() as stack:
        places = [
            (import_module(f"{tools.__name__}.{tool}"), "read") for tool, _ in tools.modules()
        ]
        for module, name in (*places, (simulate, "effect_of")):
            stack.enter_context(patched(module, name, _noting(module, name, stated)))
        yield


def _noting(module: ModuleType, name: str, stated: set[tuple[str, str]]) -> Callable[..., object]:
    original = getattr(module, name)

    def note(*given: Any) -> object:
        found = original(*given)
        if isinstance(found, Trace | Effect):
            said = (f for f in found.__struct_fields__ if getattr(found, f))
            stated.update((module.__name__, field) for field in said)
        return found

    return note


@contextmanager
def reckless() -> Iterator[None]:
    """Every two steps may pass each other, as far as the search is concerned."""

    def conflict(first: Effect, second: Effect) -> str:
        return ""

    with _with_code(effects.conflict, conflict):
        yield


# --- what readers and instructions state ---------------------------------------------------------


def _empty(value: object) -> object:
    return None if value is None or not hasattr(value, "__len__") else type(value)()


def _readers() -> Iterator[Mutation]:
    for tool, _ in tools.modules():
        module = import_module(f"{tools.__name__}.{tool}")
        for field in OF_A_TRACE:
            if field in Trace.__struct_fields__:
                less = _without(module, "read", field, Trace)
                states = (module.__name__, field)
                yield Mutation(f"{tool}: no {field}", less, field in OF_THE_IMAGE, states)


def _effects() -> Iterator[Mutation]:
    known = Effect.__struct_fields__
    for field in (f for f in OF_AN_EFFECT if f in known):
        less = _without(simulate, "effect_of", field, Effect)
        states = (simulate.__name__, field)
        yield Mutation(f"effect: no {field}", less, field in OF_THE_IMAGE, states)


def _without(
    module: object, name: str, field: str, kind: type[Trace] | type[Effect]
) -> Callable[[], AbstractContextManager[None]]:
    def apply() -> AbstractContextManager[None]:
        original = getattr(module, name)

        def less(*given: Any) -> object:
            found = original(*given)
            if not isinstance(found, kind):
                return found
            value = getattr(found, field)
            empty = None if field in ("wall", "cwd") else _empty(value)
            changed: dict[str, Any] = {field: empty}
            return replace(found, **changed)

        return patched(module, name, less)

    return apply


def _checks() -> Iterator[Mutation]:
    for check in invariants.CHECKS:
        rest = tuple(c for c in invariants.CHECKS if c is not check)
        yield Mutation(
            f"check {check.__name__.strip('_')}",
            lambda rest=rest: patched(invariants, "CHECKS", rest),  # type: ignore[misc]
            reckless=True,
        )


# --- parts of a function -------------------------------------------------------------------------


@contextmanager
def _with_code(function: Callable[..., object], other: Callable[..., object]) -> Iterator[None]:
    assert isinstance(function, FunctionType)
    assert isinstance(other, FunctionType)
    old = function.__code__
    function.__code__ = other.__code__
    try:
        yield
    finally:
        function.__code__ = old


def _parts(function: Callable[..., object], *, reckless: bool) -> Iterator[Mutation]:
    assert isinstance(function, FunctionType)
    source = textwrap.dedent(inspect.getsource(function))
    for number, (line, what) in enumerate(list(_less(ast.parse(source)))):
        name = f"{function.__qualname__.split('.')[-1].strip('_')}+{line}: no {what}"

        def apply(number: int = number) -> AbstractContextManager[None]:
            changed = ast.parse(source)
            for at, _ in enumerate(_less(changed)):
                if at == number:
                    break  # the tree stays as it was changed for this part
            return _with_code(function, _compiled(changed, function))

        yield Mutation(name, apply, reckless)


def _compiled(tree: ast.Module, function: FunctionType) -> FunctionType:
    ast.fix_missing_locations(tree)
    space = dict(function.__globals__)
    exec(compile(tree, f"<{function.__name__} with a part less>", "exec"), space)
    made = space[function.__name__]
    assert isinstance(made, FunctionType)
    return made


def _less(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Take one part out, say what it was, put it back: an `if` with what it guards, an operand of
    `or` (of `and`, where that is the answer), of `|` or `-`, an element of a tuple, a statement
    that only acts. What would only ask for more is no part."""
    answers = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Return)}
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            old, node.test = node.test, ast.Constant(False)
            yield node.lineno, f"`if {_said(old)}`"
            node.test = old
        elif isinstance(node, ast.BoolOp):
            if isinstance(node.op, ast.And) and id(node) not in answers:
                continue
            for at, operand in enumerate(node.values):
                node.values[at] = ast.Constant(isinstance(node.op, ast.And))
                yield operand.lineno, f"`{_said(operand)}`"
                node.values[at] = operand
        elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
            for at, element in enumerate(list(node.elts)):
                if isinstance(element, ast.Starred):
                    node.elts.pop(at)
                    yield element.lineno, f"`{_said(element)}`"
                    node.elts.insert(at, element)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            for side in (node.left, node.right):
                if isinstance(side, (ast.Name, ast.Constant, ast.Subscript)):
                    continue  # an annotation
                left, right, other = node.left, node.right, node.right
                other = right if side is left else left
                node.left = node.right = other
                yield side.lineno, f"`{_said(side)}`"
                node.left, node.right = left, right
        body = getattr(node, "body", None)
        for at, statement in enumerate(list(body) if isinstance(body, list) else []):
            acts = isinstance(statement, (ast.Expr, ast.AugAssign, ast.For))
            if acts and not isinstance(getattr(statement, "value", None), ast.Constant):
                assert isinstance(body, list)
                body[at] = ast.Pass(lineno=statement.lineno, col_offset=0)
                yield statement.lineno, f"`{_said(statement)}`"
                body[at] = statement


def _said(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) < 60 else f"{text[:57]}..."
