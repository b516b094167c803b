"""webpack.config.js: the directories that webpack writes into, where its text shows them.

Source: webpack 5 documentation, "Configuration" (Output, Module, Cache).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import join, normpath
from typing import TYPE_CHECKING

from msgspec import Struct

from lambdafix.catalog.webpack import keeps_packages_apart, listed, plugin_is_known
from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.typescript import Source, text_of, walk
from lambdafix.context.settings_calls import NotFollowed
from lambdafix.context.settings_program import SettingsProgram, pairs, read_settings

if TYPE_CHECKING:
    from tree_sitter import Node

OUTPUT = "dist"  # from the working directory, where no setting says anything else
# Names of settings whose paths are of what is read.
_READING = frozenset(
    """alias configFile entry exclude extensions ignore import include main mainFields modules path
    test tsconfig""".split()
)
_EXTENDING = ("plugins", "presets")  # of a compiler; a path there is a program of the project


class WebpackConfig(Struct, frozen=True):
    """What webpack does by its settings. `outputs` are absolute, or seen from the working
    directory; `whole`: each package that is imported comes into the bundle; `caches`: it keeps what
    it has worked out in node_modules/.cache; `packages` are its plugins and loaders."""

    outputs: tuple[str, ...] = (OUTPUT,)
    loaders: frozenset[str] = frozenset()
    whole: bool = True
    caches: bool = False
    packages: frozenset[str] = frozenset()


def read_webpack_config(text: str, path: str) -> WebpackConfig:
    """The settings in a file that lies at `path`, an absolute path.

    Raises NotFollowed where they may have it write beside these directories.
    """
    program = read_settings(text, path)
    try:
        return _read(program)
    except RecursionError:
        raise NotFollowed(program.source.root, "it is nested too deeply") from None


def _read(program: SettingsProgram) -> WebpackConfig:
    source, asked = program.source, program.asked
    for name, node in program.packages:
        if name != "webpack" and not plugin_is_known(name, "") and name not in listed("loaders"):
            raise NotFollowed(node, f"what {name} does is not known")
    for call in asked:
        if not plugin_is_known(call.package, call.member):
            name = " of ".join(filter(None, (call.member, call.package)))
            raise NotFollowed(call.node, f"what {name} does is not known")
    named = list(pairs(source.root))
    for name, value in named:
        if name in listed("elsewhere"):
            raise NotFollowed(value, f"where `{name}` has it write is not followed")
    outputs = tuple(dict.fromkeys(_output(source, node) for node in program.settings))
    caches = [_caches(source, name, value) for name, value in named]
    for name, value in named:
        if name in listed("placed"):
            _must_lie_below(outputs, name, source.worth(value), value)
        if name in _EXTENDING:
            _must_be_packages(value)
    _must_not_climb(source.root)
    apart = any(keeps_packages_apart(call.package, call.member) for call in asked)
    whole = not apart and not {"externals", "noParse"} & {name for name, _ in named}
    if not whole:
        _must_ask_for_themselves(source, named)
    loaders = frozenset(n for node in program.settings for n in _loader_names(source, node))
    return WebpackConfig(
        outputs,
        loaders,
        whole,
        any(caches),
        loaders | {name for name, _ in program.packages},
    )


def _output(source: Source, settings: Node) -> str:
    """The directory that one part of the settings has it write into."""
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
    return normpath(place)


def _must_lie_below(places: Iterable[str], name: str, worth: object, value: Node) -> None:
    for place in places:
        into = normpath(join(place, worth)) if isinstance(worth, str) else UNKNOWN
        outside = UNKNOWN in into or not f"{into}/".startswith(f"{place}/")
        if outside or "[path]" in into:  # it is seen from the context, and may lie above it
            raise NotFollowed(value, f"whether what `{name}` names lies in {place} is not known")


def _must_be_packages(extensions: Node) -> None:
    """Plugins and presets that are named by a path are programs of the project."""
    if extensions.type in ("new_expression", "call_expression"):
        return
    if extensions.type == "string" and text_of(extensions)[1:2] in (".", "/"):
        raise NotFollowed(extensions, f"{text_of(extensions)} is a program")
    for child in extensions.named_children:
        _must_be_packages(child)


def _must_ask_for_themselves(source: Source, named: list[tuple[str, Node]]) -> None:
    """Where packages stay out of the bundle, the settings bring none into it that no source asks
    for: by an entry, or as another one's name."""
    for name, value in named:
        if name == "entry":
            for node in walk(source.bound(value)):
                word = text_of(node).strip("'\"`")
                if node.type == "string" and not _is_key(node) and not word.startswith((".", "/")):
                    raise NotFollowed(node, f"the entry {text_of(node)} may be a package")
        if name == "externals":
            for key, given in pairs(source.bound(value)):
                worth = source.worth(given)
                if not isinstance(worth, str) or worth.split(" ")[-1] != key:
                    raise NotFollowed(given, f"`{key}` is another package outside of the bundle")


def _is_key(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "pair" and parent.named_children[0].id == node.id


def _must_not_climb(node: Node, *, read: bool = False) -> None:
    """A path with `..` may be of something that is written, unless it names what is `read`. A name
    of an entry is one of what is written."""
    if node.type == "import_statement" or text_of(node).startswith(("require(", "import(")):
        return
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
            raise NotFollowed(module, f"what the loader `{name}` does is not known")
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
