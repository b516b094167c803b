"""Which files that a build read the function does without: by their names, and by what its sources
and its start say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname, relpath

from msgspec import Struct

from lambdafix.catalog.build_files import BuildFile, build_file, build_tools
from lambdafix.context import node_source
from lambdafix.context.package_json import read_package_json
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.code import Code
from lambdafix.semantics.mentions import mentioned, texts_of
from lambdafix.semantics.simulate import Built, Step
from lambdafix.semantics.splitting.named import Named, sources_of

_MANIFEST = BuildFile(frozenset(), sources=False)
_OF_YARN = ".yarn"  # a directory of no other program
_SETTINGS = (".env", ".json", ".toml", ".yaml", ".yml")
_STARTS = frozenset({"CMD", "ENTRYPOINT", "ENV"})
_PART = regex(r"[\w.*@-]+")
_TYPESCRIPT = regex(r"\*\*|\.[cm]?tsx?$")


class Beside(Struct, frozen=True):
    """What a stage says of the files in it. `named` knows who names one, without the settings of
    tools that no function runs; `root` is the project's directory in the image, `later` are the
    steps that stay in the final stage; `asked` are the packages that the function may load, `parts`
    the names of files and directories in its sources, settings and variables, each with its file,
    `lists` is a source that may list a directory, `typed` one that may mean sources of TypeScript
    by a pattern or a suffix.
    """

    built: Built
    named: Named
    project: Project
    root: str
    later: tuple[Step, ...]
    asked: frozenset[str]
    parts: Mapping[str, str]
    lists: str
    typed: str
    starts: str  # what the function starts and nobody knows the needs of; empty: nothing
    names_all: bool  # no source asks for a module by a name that is put together

    @classmethod
    def of(
        cls,
        built: Built,
        project: Project,
        code: Code,
        root: str,
        later: Iterable[Step],
        handlers: tuple[str, ...] = (),
    ) -> Beside:
        later = tuple(later)
        texts = sources_of(built.image, project)
        asked = frozenset(name for _, text in texts for name in node_source.asked(text))
        asked |= _required(built, project)
        settings = list(_settings(built, project))
        words = dict(_variables(built)) | dict(settings)
        named = Named.of(built.image, project, root, (*_start(built, later), *handlers), words)
        run = named.sources
        parts = words | {part: path for path, text in run for part in node_source.path_parts(text)}
        lists = next((path for path, text in run if node_source.lists(text)), "")
        typed = next((path for path, text in run if node_source.names_typescript(text)), "")
        typed = typed or next((p for p, part in settings if _TYPESCRIPT.search(part)), "")
        tools = code.called & build_tools().runners or {
            c for c in code.commands if "node_modules/" in c
        }
        starts = code.unseen or min(tools, default="")
        names_all = not any(node_source.asks_unknown(text) for _, text in texts)
        return cls(
            built, named, project, root, later, asked, parts, lists, typed, starts, names_all
        )

    def why_needed(self, path: str, *, manifest: bool) -> str:
        """What the function may need a path of the image for; empty if nothing. `manifest`: an
        install has read it."""
        known = build_file(basename(path)) or (_MANIFEST if manifest else None)
        if known is None:
            return "the function may read it"
        if self.starts:
            return f"{self.starts} may start what reads it"
        if taken := known.unless & self.asked:
            return f"{min(taken)} may read it"
        for step in self.built.steps:
            words = step.instruction.body if step.instruction.keyword in _STARTS else ""
            if name := next((n for n in sorted(known.unless) if _has_word(words, n)), ""):
                return f"{name} may read it"
        if where := mentioned(basename(path), self.later, self.named.image, self.project):
            return f"{where} names it"
        if not below(path, self.root):
            return f"it lies outside of {self.root}"
        if self.lists:
            return f"{self.lists} may list the directory that it lies in"
        if known.sources and self.typed:
            return f"{self.typed} may name it by a pattern"
        own = known is _MANIFEST and below(path, join(self.root, _OF_YARN))
        if not (known.sources or own) and dirname(path) != self.root:
            return "only at the root of the project its name tells what it is"
        if not known.sources and (who := self.named.by(path) or self.named.by_a_pattern(path)):
            return who
        return self._named_by_part(path)

    def _named_by_part(self, path: str) -> str:
        """Who names the file, or a directory that it lies in."""
        inner = relpath(path, self.root).split("/")
        named = next((part for part in inner if part in self.parts), "")
        return f"{self.parts[named]} names {named}" if named else ""


def _has_word(words: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words) is not None


def _settings(built: Built, project: Project) -> Iterator[tuple[str, str]]:
    """The parts of paths in settings that the function may read, each with the file."""
    texts = texts_of(frozenset(built.image.context.values()), project, built.image.base.family)
    for path, text in texts:
        name = basename(path)
        if name.endswith(_SETTINGS) and name != "package.json" and build_file(name) is None:
            yield from ((part, path) for part in _PART.findall(text))


def _variables(built: Built) -> Iterator[tuple[str, str]]:
    """The parts of paths in the values that are set, each with the name of its variable."""
    base = built.image.base.scope.env
    values = {**built.scope.args, **built.scope.env}
    for name, value in values.items():
        if value and base.get(name) != value:
            yield from ((part, name) for part in _PART.findall(value))


def _start(built: Built, later: Iterable[Step]) -> Iterator[str]:
    """What starts the function, and what the final stage runs."""
    for step in (*built.steps, *later):
        if step.instruction.keyword in _STARTS:
            yield step.at.scope.expand(step.instruction.body)
    for step in later:
        if step.instruction.keyword == "RUN":
            yield step.instruction.body


def _required(built: Built, project: Project) -> frozenset[str]:
    """What package.json requires for more than development."""
    names = set[str]()
    for path, context in built.image.context.items():
        if basename(path) == "package.json" and "/node_modules/" not in path:
            package = read_package_json(project, context)
            if not isinstance(package, str):
                names |= package.dependencies.keys() - package.development
    return frozenset(names)
