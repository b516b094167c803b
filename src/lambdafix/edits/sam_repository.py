"""samconfig.toml with one repository for all functions, as replaced bytes.

The key and its value are replaced and nothing else; comments inside of a list come to stand above
it, with the name of the function that each was about. What comes out is read again, and has to be
what went in but for that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import tomli

from lambdafix.catalog.registry import is_companion
from lambdafix.context.infrastructure.sam_repositories import KEYS, addresses, parameters
from lambdafix.context.infrastructure.toml_pairs import Pair, pairs
from lambdafix.context.infrastructure.uses import registry_of
from lambdafix.regex import regex

_ADDRESS = regex(r"[a-z0-9.-]+(?::\d+)?/[a-z0-9]+(?:[._/-][a-z0-9]+)*")


class Edited(NamedTuple):
    """New bytes, and for each line that is not changed although it might be: why."""

    content: bytes
    refused: tuple[tuple[int, str], ...] = ()


class _Table(NamedTuple):
    """One table of parameters: its environment and command, and its pairs of our keys."""

    environment: str
    command: str
    pairs: Mapping[str, Pair]


def is_address(text: str) -> bool:
    """Whether it is the address of an ECR repository, without a tag."""
    return bool(registry_of(text) and _ADDRESS.fullmatch(text))


def configured(content: bytes, address: str = "") -> Edited:
    """samconfig.toml with `image_repository`; without an address, one that the list names."""
    try:
        said: dict[str, Any] = tomli.loads(content.decode())
    except (UnicodeDecodeError, tomli.TOMLDecodeError):
        return Edited(content, ((0, "not TOML"),))
    refused: list[tuple[int, str]] = []
    new, wanted = content, tomli.loads(content.decode())
    for table in reversed(list(_tables(content))):
        own = parameters(said, table.environment, table.command)
        found = [key for key in KEYS if own.get(key)]
        if not found or found == ["image_repository"]:
            continue
        pair = table.pairs[found[0]]
        chosen = _chosen(found, own, said, table, address)
        if _loses_comments(content, pair):
            refused.append(
                (pair.line, "the comments in this list would be lost: change it by hand")
            )
        elif chosen.why:
            refused.append((pair.line, chosen.why))
        elif chosen.address:
            new = _spliced(new, pair, chosen.address)
            changed = parameters(wanted, table.environment, table.command)
            del changed[found[0]]
            changed["image_repository"] = chosen.address
    if _read(new) != wanted:
        return Edited(content, ((0, "what would be written does not read as meant"),))
    return Edited(new, tuple(refused[::-1]))


class _Chosen(NamedTuple):
    address: str = ""
    why: str = ""


def _chosen(
    found: list[str], own: Mapping[str, Any], said: Mapping[str, Any], table: _Table, address: str
) -> _Chosen:
    """The one repository of a table, or why there is none; neither: it is one already."""
    shared = parameters(said, table.environment, "global")
    both = [key for key in KEYS if own.get(key) or shared.get(key)]
    if len(both) > 1:
        return _Chosen(why=f"{' and '.join(both)}: SAM takes only one of them")
    if found[0] == "resolve_image_repos":
        return _for_resolved(own.get("region") or shared.get("region"), said, table, address)
    named = list(addresses(own["image_repositories"]).values())
    registries = {registry_of(a) for a in named}
    if not named or "" in registries or len(registries) > 1:
        return _Chosen(why="not all addresses are of one account and Region")
    if address and registry_of(address) not in registries:
        return _Chosen(why=f"these go to {registries.pop()}, another account or Region")
    kept = Counter(a for a in named if not is_companion(a)).most_common(1)
    address = address or (kept[0][0] if kept else "")
    if not address:
        what = "every repository here is one that SAM made and deletes by itself"
        return _Chosen(why=f"{what}: make one, and name it with --repository")
    return _Chosen("" if set(named) == {address} else address)


def _for_resolved(region: object, said: Mapping[str, Any], table: _Table, address: str) -> _Chosen:
    if not address:
        return _Chosen(why="SAM makes a repository for each: make one, and name it: --repository")
    if isinstance(region, str) and f".{region}." not in registry_of(address):
        return _Chosen(why=f"this deploys to {region}, the repository is in another Region")
    others = {
        e for e in said
        for c in ("global", "deploy", "package", "sync")
        if parameters(said, e, c).get("resolve_image_repos")
    }  # fmt: skip
    if len(others) > 1 and table.environment != "default":
        return _Chosen(why="its account is not said here: name its repository by hand")
    return _Chosen(address)


def _tables(content: bytes) -> Iterator[_Table]:
    found: dict[tuple[str, str], dict[str, Pair]] = {}
    for pair in pairs(content):
        if len(pair.path) == 4 and pair.path[2] == "parameters" and pair.path[3] in KEYS:
            found.setdefault((pair.path[0], pair.path[1]), {})[pair.path[3]] = pair
    yield from (_Table(*name, own) for name, own in found.items())


def _spliced(content: bytes, pair: Pair, address: str) -> bytes:
    """The pair as `image_repository`; later pairs have been replaced before, so places hold."""
    begin, start, end = _line(content, pair), pair.key[0], pair.value[1]
    before = content[begin:start]
    indent = before[: len(before) - len(before.lstrip())]
    newline = b"\r\n" if content[:begin].endswith(b"\r\n") else b"\n"
    lead = b"".join(indent + told + newline for told in map(_told, pair.comments))
    between = content[pair.key[1] : pair.value[0]]
    value = content[pair.value[0] : end]
    quote = b"'" if b"'" in value and b'"' not in value else b'"'
    key = content[slice(*pair.key)]
    around = key[:1] if key[:1] in (b"'", b'"') else b""
    new = around + b"image_repository" + around + between + quote + address.encode() + quote
    return content[:begin] + lead + before + new + content[end:]


def _told(comment: tuple[str, str]) -> bytes:
    """A comment where its entry is gone: with the name of the function that it was about."""
    before, text = comment
    name = before.strip("\"'").partition("=")[0].strip() if "=" in before else ""
    return (f"# {name}: {text.lstrip('#').strip()}" if name else text).encode()


def _line(content: bytes, pair: Pair) -> int:
    """Where the line of a pair begins."""
    return content.rfind(b"\n", 0, pair.key[0]) + 1


def _loses_comments(content: bytes, pair: Pair) -> bool:
    """Whether the comments of a list have no place above it: it stands inside of another value."""
    before = content[_line(content, pair) : pair.key[0]]
    return bool(pair.comments) and re.fullmatch(rb"""\s*[\w."'\s-]*""", before) is None


def _read(content: bytes) -> object:
    try:
        return tomli.loads(content.decode())
    except (UnicodeDecodeError, tomli.TOMLDecodeError):
        return None
