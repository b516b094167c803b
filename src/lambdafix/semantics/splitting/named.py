"""Who names a file by what is completed: `require("../jest.config")`, CMD ["webpack.hook.handler"],
`${name}.json`. The settings of a tool speak only once something else names them."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename, dirname

from msgspec import Struct

from lambdafix.catalog.build_files import is_settings
from lambdafix.context import node_source
from lambdafix.context.project import Project
from lambdafix.semantics.asked_packages import begins, table
from lambdafix.semantics.image import Image
from lambdafix.semantics.mentions import texts_of

_COMPLETED = (*node_source.SUFFIXES, ".json")  # what is found without its suffix


class Named(Struct, frozen=True):
    """`sources` are those that the function may run, each with its text; `tables` have the other
    names of files, `start` are the words that start it, `words` those of settings and variables,
    each with where it stands."""

    image: Image  # less the settings of tools that no function runs
    sources: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, str], ...]
    start: tuple[str, ...]
    words: Mapping[str, str]

    @classmethod
    def of(
        cls,
        image: Image,
        project: Project,
        root: str,
        start: tuple[str, ...],
        words: Mapping[str, str],
    ) -> Named:
        """With all settings of tools that something names, and what these name in turn."""
        context = image.context
        apart = {p for p in context if is_settings(p) and dirname(p) == root}
        manifests = [c for p, c in context.items() if basename(p) == "package.json"]
        tables = tuple((c, table(c, project.read(c) or "")) for c in manifests)
        while True:
            run = image.unread(apart)
            found = cls(run, tuple(sources_of(run, project)), tables, start, words)
            named = {p for p in apart if found.by(p)}
            if not named:
                return found
            apart -= named

    def by(self, path: str) -> str:
        """Who names a file, in words; empty: nobody."""
        name = basename(path)
        stem = name.rpartition(".")[0]
        if name.endswith(_COMPLETED):
            if name.endswith(node_source.SUFFIXES) and begins(self.start, path):
                return f"what starts the function names {stem}"
            for where, text in (*self.sources, *self.tables):
                if node_source.names_file(text, path):
                    return f"{where} names {stem}"
            if where := self.words.get(stem, ""):
                return f"{where} names {stem}"
        return next((f"{w} names {name}" for w, text in self.tables if name in text), "")

    def by_a_pattern(self, path: str) -> str:
        """Who may name a file by a name that is put together, in words; empty: nobody."""
        name = basename(path)
        for where, text in self.sources:
            if node_source.asks_unknown(text):
                return f"{where} asks for a module by a name that is put together"
            if end := node_source.name_end(text, name):
                return f"{where} may put a name together that ends in {end}"
            if pattern := node_source.name_pattern(text, name):
                return f"{where} names {pattern}"
        return ""


def sources_of(image: Image, project: Project) -> list[tuple[str, str]]:
    found = texts_of(frozenset(image.context.values()), project, image.base.family)
    return [(path, text) for path, text in found if path.endswith(node_source.SUFFIXES)]
