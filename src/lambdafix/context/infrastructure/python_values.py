"""What a Python expression is worth, where the file says so."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.worth import remembered

_DEEPEST = 30
_SAME = ("resolve", "absolute", "as_posix", "strip")  # methods that leave a path what it is
_PATHS = ("abspath", "realpath", "normpath", "fspath", "expanduser")


class Values(Struct, frozen=True, eq=False):
    """Names (`x`, `self.x`) that are bound once, with what they are bound to."""

    path: str
    names: Mapping[str, ast.expr]
    every: Mapping[str, list[ast.expr]]  # of all names, all that they are ever bound to
    _known: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, module: ast.Module, path: str) -> Values:
        found: dict[str, list[ast.expr]] = {}
        parameters = {node.arg for node in ast.walk(module) if isinstance(node, ast.arg)}
        for node in ast.walk(module):
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            targets = node.targets if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AnnAssign):
                targets = [node.target]
            for target in targets:
                if value is not None and (name := dotted(target)):
                    found.setdefault(name, []).append(value)
        once = {name: bound[0] for name, bound in found.items() if len(bound) == 1}
        names = {name: node for name, node in once.items() if name not in parameters}
        return cls(path, names | _defaults(module, found), found)

    def may_be(self, node: ast.expr) -> list[ast.expr]:
        """All that a name is bound to anywhere in the file."""
        return self.every.get(dotted(node), [])

    def worth(self, node: ast.expr, depth: int = _DEEPEST) -> Any:
        """A text (UNKNOWN in it where a part is not known), a list, a dict, or None.

        Of an attribute that no name of the file is, the dotted name: `Platform.LINUX_ARM64`.
        """
        if not depth:
            return None
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return [self.worth(element, depth - 1) for element in elements]
            case ast.Dict(keys=keys, values=worths):
                pairs = zip(keys, worths, strict=True)
                return {
                    key.value: self.worth(worth, depth - 1)
                    for key, worth in pairs
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                }
            case ast.JoinedStr(values=parts):
                return "".join(self._part(part, depth) for part in parts)
            case ast.FormattedValue(value=inner):
                return self.worth(inner, depth - 1)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined("", [left, right], depth)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._joined("/", [left, right], depth)
            case ast.Call():
                return self._called(node, depth)
            case ast.Subscript(value=ast.Attribute(value=inner, attr="parents"), slice=index):
                above = index.value if isinstance(index, ast.Constant) else None
                levels = above + 1 if isinstance(above, int) and 0 <= above < _DEEPEST else 0
                return self._parent(inner, levels, depth) if levels else None
            case ast.Attribute(value=inner, attr="parent"):
                return self._parent(inner, 1, depth)
            case ast.Name(id="__file__"):
                return self.path
            case ast.Name() | ast.Attribute():
                name = dotted(node)
                if name in self.names:
                    return self._named(name, depth)
                return (
                    dotted(node) if isinstance(node, ast.Attribute) and _is_constant(node) else None
                )
        return None

    def _named(self, name: str, depth: int) -> Any:
        return remembered(self._known, name, lambda: self.worth(self.names[name], depth - 1))

    def _called(self, call: ast.Call, depth: int) -> Any:
        owner, _, name = dotted(call.func).rpartition(".")
        if name == "join" and owner.endswith("path"):
            return self._joined("/", call.args, depth)
        if name == "dirname" and call.args:
            return self._parent(call.args[0], 1, depth)
        if name in (*_PATHS, "Path", "PurePath", "str") and call.args:
            return self._joined("/", call.args, depth)
        if name in ("getcwd", "cwd"):
            return "."
        if isinstance(call.func, ast.Attribute) and name in (*_SAME, "joinpath"):
            return self._joined("/", [call.func.value, *call.args], depth)
        return None

    def _joined(self, between: str, nodes: list[ast.expr], depth: int) -> str | None:
        words = [self._part(node, depth) for node in nodes]
        return os.path.join(*words) if between else "".join(words)

    def _parent(self, node: ast.expr, levels: int, depth: int) -> str | None:
        found = self.worth(node, depth - 1)
        for _ in range(levels):
            found = os.path.dirname(found) or "." if isinstance(found, str) else None
        return found if isinstance(found, str) else None

    def _part(self, node: ast.expr, depth: int) -> str:
        found = self.worth(node, depth - 1)
        return found if isinstance(found, str) else UNKNOWN


def _defaults(module: ast.Module, bound: Mapping[str, Any]) -> dict[str, ast.expr]:
    """Parameters that have one default wherever they stand, and are given nothing else here."""
    found: dict[str, list[ast.expr | None]] = {}
    words = (node for node in ast.walk(module) if isinstance(node, ast.keyword))
    given = {word.arg for word in words if dotted(word.value) != word.arg}  # not: handed on
    for node in ast.walk(module):
        if isinstance(node, ast.arguments):
            places = [*node.posonlyargs, *node.args]
            bare: list[ast.expr | None] = [None] * (len(places) - len(node.defaults))
            pairs = [*zip(places, [*bare, *node.defaults], strict=True)]
            pairs += zip(node.kwonlyargs, node.kw_defaults, strict=True)
            for argument, default in pairs:
                found.setdefault(argument.arg, []).append(default)
    return {
        name: defaults[0]
        for name, defaults in found.items()
        if defaults[0]
        and name not in bound
        and name not in given
        and len({ast.dump(d) if d else "" for d in defaults}) == 1
    }


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a name or an attribute; of `f().c` only `.c`; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def _is_constant(node: ast.Attribute) -> bool:
    return node.attr.isupper()
