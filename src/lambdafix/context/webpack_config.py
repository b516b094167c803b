"""webpack.config.js: the directories that webpack writes into, where its text shows them.

Source: webpack 5 documentation, "Configuration" (Output, Module, Cache).
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath
from typing import TYPE_CHECKING

from msgspec import Struct

from lambdafix.catalog.webpack import keeps_packages_apart, listed, plugin_is_known
from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.typescript import Source, text_of
from lambdafix.context.settings_program import NotFollowed, pairs, read_settings

if TYPE_CHECKING:
    from tree_sitter import Node

OUTPUT = "dist"  # from the working directory, where no setting says anything else
# Names of settings whose paths are of what is read.
_READING = frozenset(
    """alias configFile context entry exclude extensions from ignore import include main mainFields
    modules path test tsconfig""".split()
)


class WebpackConfig(Struct, frozen=True):
    """What webpack does by its settings. `outputs` are absolute, or seen from the working
    directory; `whole`: each package that is imported comes into the bundle; `caches`: it keeps what
    it has worked out in node_modules/.cache."""

    outputs: tuple[str, ...] = (OUTPUT,)
    loaders: frozenset[str] = frozenset()
    whole: bool = True
    caches: bool = False


def read_webpack_config(text: str, path: str) -> WebpackConfig:
    """The settings in a file that lies at `path`, an absolute path.

    Raises NotFollowed where they may have it write beside these directories.
    """
    program = read_settings(text, path)
    source, asked = program.source, program.asked
    for call in asked:
        if not plugin_is_known(call.package, call.member):
            name = " of ".join(filter(None, (call.member, call.package)))
            raise NotFollowed(call.node, f"what {name} writes is not known")
    for name, value in pairs(source.root):
        if name in listed("elsewhere"):
            raise NotFollowed(value, f"where `{name}` has it write is not followed")
    caches = [_caches(source, name, value) for name, value in pairs(source.root)]
    inside = [name for node in program.settings for name, _ in pairs(node)]
    apart = any(keeps_packages_apart(call.package, call.member) for call in asked)
    loaders = (_loader_names(source, node) for node in program.settings)
    return WebpackConfig(
        tuple(dict.fromkeys(_output(source, node) for node in program.settings)),
        frozenset(name for names in loaders for name in names),
        whole=not apart and "externals" not in inside and "noParse" not in inside,
        caches=any(caches),
    )


def _output(source: Source, settings: Node) -> str:
    """The directory in which everything lies that these settings have it write."""
    fields = source.fields(settings)
    for name, value in fields.items():
        if name not in listed("settings"):
            raise NotFollowed(value, f"the setting `{name}` is not followed")
    said = source.fields(fields["output"]).get("path") if "output" in fields else None
    if "output" in fields and source.bound(fields["output"]).type != "object":
        raise NotFollowed(fields["output"], "`output` is not written out")
    place = source.worth(said) if said else OUTPUT
    if not isinstance(place, str) or UNKNOWN in place:
        raise NotFollowed(said or settings, "which directory `output.path` is is not known")
    for name, value in pairs(settings):
        if name in listed("placed"):
            _must_lie_below(normpath(place), name, source.worth(value), value)
    _must_not_climb(settings)
    return normpath(place)


def _must_lie_below(place: str, name: str, worth: object, value: Node) -> None:
    into = normpath(join(place, worth)) if isinstance(worth, str) else UNKNOWN
    if UNKNOWN in into or not f"{into}/".startswith(f"{place}/"):
        raise NotFollowed(value, f"whether what `{name}` names lies in {place} is not known")


def _must_not_climb(node: Node, *, read: bool = False) -> None:
    """A path with `..` may be of something that is written, unless it names what is `read`. A name
    of an entry is one of what is written."""
    if node.type in ("string", "template_string"):
        if not read and ".." in text_of(node)[1:-1].split("/"):
            raise NotFollowed(node, f"{text_of(node)} may be written beside the output")
        return
    if node.type != "pair":
        for child in node.named_children:
            _must_not_climb(child, read=read)
        return
    key, value = node.named_children[0], node.named_children[-1]
    name = text_of(key).strip("'\"")
    _must_not_climb(key)
    _must_not_climb(value, read=read or name in _READING or name in listed("placed"))


def _loader_names(source: Source, settings: Node) -> Iterator[str]:
    fields = source.fields(settings)
    module = source.bound(fields["module"]) if "module" in fields else None
    if module is None:
        return
    if module.type != "object":
        raise NotFollowed(module, "`module` is not written out")
    for name in _of_rules(source, source.fields(module).get("rules")):
        if name not in listed("loaders"):
            raise NotFollowed(module, f"what the loader `{name}` writes is not known")
        yield name


def _of_rules(source: Source, rules: Node | None) -> Iterator[str]:
    """The loaders of a list of rules, and of the rules in them."""
    for rule in _listed_in(source, rules):
        fields = source.fields(rule)
        if source.bound(rule).type != "object":
            raise NotFollowed(rule, "this rule is not written out")
        for key in ("use", "loader", "loaders"):
            yield from _loaders(source, fields[key]) if key in fields else ()
        for key in ("oneOf", "rules"):
            yield from _of_rules(source, fields.get(key))


def _loaders(source: Source, used: Node) -> Iterator[str]:
    value = source.bound(used)
    if value.type == "string":
        yield text_of(value).strip("'\"")
    elif value.type == "array":
        for part in _listed_in(source, value):
            yield from _loaders(source, part)
    elif value.type == "object" and "loader" in source.fields(value):
        yield from _loaders(source, source.fields(value)["loader"])
    elif text_of(value).startswith("require.resolve("):
        yield text_of(value.named_children[-1]).strip("()'\"")
    else:
        raise NotFollowed(value, "which loader this is is not known")


def _listed_in(source: Source, node: Node | None) -> list[Node]:
    value = source.bound(node) if node else None
    if value is None:
        return []
    if value.type != "array":
        raise NotFollowed(value, "this list is not written out")
    return [part for part in value.named_children if part.type != "comment"]


def _caches(source: Source, name: str, value: Node) -> bool:
    """Whether something is kept for the next time; where, is known for the usual place alone."""
    if name not in ("cache", "cacheDirectory") or text_of(value) == "false":
        return False
    kind = source.worth(value)
    if text_of(value) == "true":
        return True
    if name == "cache" and isinstance(kind, dict) and isinstance(kind.get("type"), str):
        return str(kind["type"]) != "memory"
    raise NotFollowed(value, f"where `{name}` keeps what it has worked out is not followed")
