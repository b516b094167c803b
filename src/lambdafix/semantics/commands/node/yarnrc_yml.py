"""The settings of Yarn 3 and 4: .yarnrc.yml of the project, of the directories above and of the
user, and YARN_* variables, which count most.

Source: Yarn 4 documentation, "Settings (.yarnrc.yml)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname

from lambdafix.catalog.yarn_settings import (
    is_followed,
    is_ignored,
    is_plain_plugin,
    is_plain_setting,
)
from lambdafix.context.infrastructure.tree import Unreadable
from lambdafix.context.infrastructure.yaml_nodes import Node, documents
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.commands.call import Call, Unknown

RC = ".yarnrc.yml"
RELEASES, PLUGINS = ".yarn/releases", ".yarn/plugins"
_PATHS = frozenset("cacheFolder globalFolder yarnPath".split())
_VARIABLE = re.compile(r"\$\{\w+[^}]*\}")


def settings_of(call: Call, there: tuple[str, ...]) -> Mapping[str, str] | Unknown:
    """The settings by their names, paths as those of the image; Unknown for what moves packages."""
    home = call.scope.value("HOME") or "/root"
    found: dict[str, str] = {}
    for path in dict.fromkeys((join(home, RC), *reversed(there))):
        if not path.endswith(f"/{RC}"):
            continue
        if path not in call.files and path in call.present:
            return Unknown(path, "it is not as the build context has it")
        text = call.project.read(call.files[path]) if path in call.files else ""
        read = _read(call, dirname(path), text) if text is not None else None
        if read is None:
            return Unknown(path, "it cannot be read")
        if isinstance(read, Unknown):
            return read
        found |= read
    for name, value in _variables(call):
        if value is None or not _is_known(name):
            return Unknown(f"YARN_{_snake(name)}", "what this variable decides is not followed")
        at = call.path(value) if name in _PATHS else value
        found[name] = at or ""
    return found


def _read(call: Call, directory: str, text: str) -> dict[str, str] | Unknown | None:
    """The settings of one file; None where it is no mapping."""
    try:
        roots = documents(text)
    except Unreadable:
        return None
    root = roots[0] if roots else None
    if root is not None and not root.is_map:
        return None
    found = {}
    for name, value in root.items() if root else ():
        if not _is_known(name):
            return Unknown(name, f"this setting of {RC} is not followed")
        if name == "plugins":
            odd = next((u for p in value.elements() if (u := _plugin(call, directory, p))), None)
            if odd:
                return odd
            found[name] = "true"
        elif is_plain_setting(name):
            found[name] = " ".join(_variables_in(value))
        elif value.text is None or "$" in value.text:
            return Unknown(name, f"its value in {RC} is not known")
        else:
            found[name] = join(directory, value.text) if name in _PATHS else value.text
    return found


def _is_known(name: str) -> bool:
    return is_plain_setting(name) or is_followed(name)


def _plugin(call: Call, directory: str, plugin: Node) -> Unknown | None:
    """Why what a plugin does is not known: it is code that every command runs."""
    named = plugin.get("path") or plugin
    path = named.text or ""
    name = path.rpartition("/plugins/")[2].removesuffix(".cjs")
    if not is_plain_plugin(name):
        return Unknown(name or "plugins", "what this plugin of Yarn does is not known")
    at = join(directory, path)
    if at not in call.files or not below(at, join(directory, PLUGINS)):
        return Unknown(path, f"it is not below {PLUGINS} as the build context has it")
    return None


def _variables(call: Call) -> Iterator[tuple[str, str | None]]:
    """The settings that variables give a value, by the names that files have for them."""
    for variable, value in {**call.scope.args, **call.scope.env}.items():
        prefix, _, rest = variable.lower().partition("_")
        first, *words = rest.split("_")
        name = first + "".join(w.capitalize() for w in words)
        if prefix == "yarn" and name and not is_ignored(name):
            yield name, value


def _snake(name: str) -> str:
    return re.sub(r"(?=[A-Z])", "_", name).upper()


def _variables_in(value: Node) -> Iterator[str]:
    """The `${NAME}` of a value, at any depth."""
    stack = [value]
    while stack:
        node = stack.pop()
        yield from _VARIABLE.findall(node.text or "")
        stack += [*node.elements(), *(v for _, v in node.items())]
