"""CloudFormation's intrinsic functions, as far as the template itself says what they are worth."""

from __future__ import annotations

from collections.abc import Mapping

from lambdafix.context.infrastructure.yaml_nodes import Node
from lambdafix.regex import regex

_VARIABLE = regex(r"\$\{(!?)([^}]{0,500})\}")
_DEEPEST = 20


def parameters(template: Node, given: Mapping[str, str]) -> dict[str, str]:
    """What each parameter is worth: what it is given, else its default."""
    declared = template.get("Parameters")
    found = {}
    for name, parameter in declared.items() if declared else ():
        default = parameter.get("Default")
        value = given.get(name, default.text if default else None)
        if value is not None:
            found[name] = value
    return found


def text_of(node: Node | None, values: Mapping[str, str], depth: int = _DEEPEST) -> str | None:
    """A scalar, with `!Ref`, `!Sub` and `!Join` of parameters put in; None: not known."""
    if node is None or not depth:
        return None
    name, argument = _call(node)
    if not name:
        return node.plain
    if name == "Ref":
        return values.get(argument.text or "")
    if name == "Sub":
        return _substituted(argument, values, depth)
    if name == "Join":
        parts = list(argument.elements())
        between = parts[0].plain if len(parts) == 2 else None
        words = [text_of(part, values, depth - 1) for part in parts[1].elements()] if parts else []
        known = [word for word in words if word is not None]
        return between.join(known) if between is not None and len(known) == len(words) else None
    return None


def texts_of(node: Node | None, values: Mapping[str, str]) -> tuple[str, ...] | None:
    """A list of scalars, or one scalar as a list; empty where there is none, None if not known."""
    if node is None:
        return ()
    words = [text_of(n, values) for n in (node.elements() if node.is_list else (node,))]
    known = tuple(word for word in words if word is not None)
    return known if len(known) == len(words) else None


def _call(node: Node) -> tuple[str, Node]:
    """`!Sub x` and `{Fn::Sub: x}` as a name and its argument; no name for anything else."""
    if node.tag:
        return node.tag.removeprefix("!"), node
    if node.is_map:
        entries = list(node.items())
        if len(entries) == 1 and (entries[0][0] == "Ref" or entries[0][0].startswith("Fn::")):
            return entries[0][0].removeprefix("Fn::"), entries[0][1]
    return "", node


def _substituted(argument: Node, values: Mapping[str, str], depth: int) -> str | None:
    scope = dict(values)
    pattern = argument.text
    if argument.is_list:
        parts = list(argument.elements())
        pattern = parts[0].text if parts else None
        for name, node in parts[1].items() if len(parts) > 1 else ():
            value = text_of(node, values, depth - 1)
            if value is not None:
                scope[name] = value
    if pattern is None:
        return None
    names = [name for literal, name in _VARIABLE.findall(pattern) if not literal]
    if not all(name in scope for name in names):
        return None
    return _VARIABLE.sub(
        lambda m: f"${{{m[2]}}}" if m[1] else scope[m[2]],
        pattern,
    )
