"""prisma generate: makes a client of the schema, in node_modules or where the schema says.

Source: Prisma documentation 6, "Generating Prisma Client", "CLI reference", "Prisma schema
location", ".env files" and "Generators" (`prisma-client` looks at tsconfig.json). Other generators
are programs and are not known, nor is a prisma.config.ts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname
from typing import NamedTuple

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown, options
from lambdafix.semantics.commands.node.project import NodeProject, find, looked_for
from lambdafix.semantics.commands.node.settings import caches, surroundings

_GENERATOR = regex(r"^\s*generator\s+\w+\s*\{(?P<body>.*?)\}", re.DOTALL | re.MULTILINE)
_SETTING = regex(r"^\s*(?P<name>\w+)\s*=\s*(?P<value>.+?)\s*$", re.MULTILINE)
_CLIENTS = ('"prisma-client-js"', '"prisma-client"')
_PROGRAM = regex(r"/prisma\.config\.\w+$")
_ENV = regex(r"""\benv\(\s*"(\w+)"\s*\)""")
_USUAL = ("prisma/schema.prisma", "schema.prisma")
_CONFIGURED = ("prisma.config", ".config/prisma")
_PROGRAMS = "cjs cts js mjs mts ts".split()


class Generated(NamedTuple):
    """What a generation writes, what it reads of the project, and its schema in the image."""

    places: tuple[Area, ...]
    reads: tuple[Area, ...]
    variables: tuple[str, ...]
    schema: str


def read(call: Call) -> Trace | Unknown:
    if call.argv[1:2] in (("--version",), ("-v",), ("version",)):
        return Trace(reads=(EVERYTHING,))
    words = options(
        call.argv[1:],
        "--no-engine --no-hints --data-proxy --accelerate --allow-no-models",
        "--schema",
    )
    if isinstance(words, Unknown):
        return words
    if words.operands != ["generate"]:
        return Unknown(" ".join(call.argv[:2]), "only `prisma generate` is known")
    project = find(call, "npm")
    if isinstance(project, Unknown):
        return project
    found = generated(call, project, words.last("--schema"))
    if isinstance(found, Unknown):
        return found
    if found is None:
        why = "its schema is not a file that was copied from the build context"
        return Unknown("prisma generate", why)
    made = Deposit(found.places, ("prisma generate", *call.argv[1:]), "the client of prisma")
    kept = caches(call, "npm", project.settings)
    return Trace(
        reads=(*found.reads, *looked_for(project), *surroundings(call, project.settings), *kept),
        writes=(*found.places, *kept),
        deposits=(made,),
        variables=("*",),  # a schema names its own: `env("DATABASE_URL")`
        manifests=(found.schema,),
    )


def generated(
    call: Call, project: NodeProject, named: str | None = None
) -> Generated | Unknown | None:
    """What `prisma generate` reads and leaves; None where no schema is seen."""
    config = next((p for p in call.files if _PROGRAM.search(p)), None)
    if config is not None:
        return Unknown(config, "what this program does cannot be seen")
    settled = named or (project.package.schema if project.package else "")
    found = [call.path(settled)] if settled else [join(project.root, usual) for usual in _USUAL]
    schema = next((p for p in found if p and p in call.files), None)
    text = call.project.read(call.files[schema]) if schema else None
    if schema is None or text is None:
        return Unknown(settled, "this schema is not one file") if settled else None
    places = _places(project, schema, text)
    if isinstance(places, Unknown):
        return places
    return Generated(places, tuple(_read(project, schema)), tuple(_ENV.findall(text)), schema)


def _read(project: NodeProject, schema: str) -> Iterator[Area]:
    """Where a schema and its settings are looked for, there or not."""
    yield Area(join(project.root, "prisma"), deep=True)
    yield Area(schema)
    programs = (f"{name}.{ending}" for name in _CONFIGURED for ending in _PROGRAMS)
    usual = ("schema.prisma", ".env", "tsconfig.json", "package.json", *programs)
    yield from (Area(join(project.root, name)) for name in usual)
    yield Area(join(dirname(schema), ".env"))


def _places(project: NodeProject, schema: str, text: str) -> tuple[Area, ...] | Unknown:
    places = [project.modules]
    for match in _GENERATOR.finditer(text):
        settings = {m["name"]: m["value"] for m in _SETTING.finditer(match["body"])}
        if settings.get("provider") not in _CLIENTS:
            return Unknown(settings.get("provider", "generator"), "this generator is not known")
        output = settings.get("output", "").strip('"')
        if "(" in output or "$" in output:
            return Unknown(output, "where it writes is not known")
        if output:
            places.append(Area(join(dirname(schema), output), deep=True))
    return tuple(places)
