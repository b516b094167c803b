"""What a base image gives to the stage that stands on it: variables, places, entry point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lambdafix.catalog.loading import Seen, Table, load


class Contract(NamedTuple):
    """The settings that a stage inherits from its base, and where the language runtime lives.

    `varies` names variables that are set to a value nobody can know without the image. The four
    places of a language are None where the family is another than Python or nobody has looked.
    """

    env: Mapping[str, str]
    varies: frozenset[str]
    workdir: str
    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]
    user: str
    interpreter: str | None
    site_packages: str | None
    scripts: str | None  # where console scripts are installed
    libraries: frozenset[str]  # distributions that the image brings to functions
    search: tuple[str, ...] | None  # where the Lambda runtime looks for modules, in order
    directories: tuple[str, ...]  # that lie there besides those of the system
    seen: Seen
    source: str


class Surroundings(NamedTuple):
    """What Lambda does around a function: directories of layers and of extensions, and the variable
    that names a script which starts the runtime."""

    layer: str
    extensions: str
    wrapper: str
    seen: Seen
    source: str


class Places(NamedTuple):
    """How an official image of a language differs from AWS's base image: its repository, the
    directories that have another name there, and the programs that lie in `/usr/local/bin`."""

    repository: str
    moved: tuple[tuple[str, str], ...]
    programs: tuple[str, ...]


def places(family: str, version: str) -> Places | None:
    """The places of a language's official image; None where nobody has looked."""
    entry = load("contracts")["places"].get(family)
    if entry is None:
        return None

    def filled(text: str) -> str:
        return text.replace("{version}", version)

    moved = tuple((filled(a), filled(b)) for a, b in entry["moved"].items())
    return Places(entry["repository"], moved, tuple(map(filled, entry["programs"])))


def surroundings() -> Surroundings:
    """The same for every base image of AWS."""
    table = load("contracts")["surroundings"]
    return Surroundings(**{**table, "seen": Seen(table["seen"])})


def links() -> Mapping[str, str]:
    """The symbolic links of the directories of a system: its path -> target as written."""
    targets: Mapping[str, str] = load("contracts")["links"]["targets"]
    return targets


def aws_contract(family: str, version: str) -> Contract:
    """The contract of an AWS base image: `aws_contract("python", "3.12")`."""
    table = load("contracts")["aws"]
    return _contract(table, table.get(family, {}), version)


def official_contract(family: str, version: str) -> Contract | None:
    """The contract of an official language image on Debian or Alpine; None: nobody has looked."""
    table = load("contracts")["official"].get(family)
    return _contract(table, table, version) if table else None


def system_contract(name: str) -> Contract | None:
    """The contract of an official image of an operating system alone: `debian`, `alpine`."""
    table = load("contracts")["system"]
    return _contract({**table, **table[name]}, {}, "") if name in table else None


def _contract(stage: Table, places: Table, version: str) -> Contract:
    older = {
        name: entry["value"]
        for name, entry in stage.get("env_before", {}).items()
        if _number(version) < _number(entry["version"])
    }
    return Contract(
        env={**stage["env"], **older},
        varies=frozenset([*stage["varies"], *places.get("varies", ())]),
        workdir=stage["workdir"],
        entrypoint=tuple(stage["entrypoint"]),
        cmd=tuple(stage["cmd"]),
        user=stage["user"],
        interpreter=_place(places, "interpreter", version),
        site_packages=_place(places, "site_packages", version),
        scripts=_place(places, "scripts", version),
        libraries=frozenset(places.get("libraries", ())),
        search=_search(places, version),
        directories=tuple(stage.get("directories", ())),
        seen=Seen(places.get("seen", stage["seen"])),
        source=places.get("source", stage["source"]),
    )


def _place(places: Table, key: str, version: str) -> str | None:
    place: str | None = places.get(key)
    return place.replace("{version}", version) if place else None


def _search(places: Table, version: str) -> tuple[str, ...] | None:
    for entry in places.get("search", ()):  # newest first
        if _number(version) >= _number(entry["from"]):
            return tuple(path.replace("{version}", version) for path in entry["path"])
    return None


def _number(version: str) -> tuple[int, ...]:
    """3.9 comes before 3.13; a part that is no number (core3.1) counts as 0."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
