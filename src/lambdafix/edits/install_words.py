"""The words of installs: do they ask for the client, and where do they put packages?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambdafix.catalog.builds import installs
from lambdafix.catalog.client import client_distribution, client_verbs
from lambdafix.syntax.shell import Command

_VALUED = frozenset("-t --target --prefix -i --index-url --extra-index-url -c --constraint".split())


# Where the old image looks for packages, and the AWS base image does not.
PREFIXES = frozenset("/usr /usr/local /usr/local/lib /root/.local".split())


def is_client(word: str, family: str) -> bool:
    return re.match(rf"{client_distribution(family)}(\[|[=<>~!@]|$)", word) is not None


def installing(command: Command, family: str) -> list[str]:
    """The words behind the one by which a command installs; empty where it installs nothing."""
    values, verbs = command.values, client_verbs(family)
    at = next((i for i, v in enumerate(values) if i and v in verbs), None)
    return [] if at is None else values[at + 1 :]


def installs_dependencies(command: Command) -> bool:
    """Whether a command is, by its words alone, one that installs from manifests."""
    return installs(command.values)


def asks_only_for_client(command: Command, family: str) -> bool:
    """Whether a command installs the client and nothing else."""
    behind = installing(command, family)
    asked = [
        w for i, w in enumerate(behind) if not w.startswith("-") and behind[i - 1] not in _VALUED
    ]
    files = any(w in ("-r", "--requirement", "-e", "--editable") for w in behind)
    return bool(asked) and not files and all(is_client(w, family) for w in asked)


def prefixes(command: Command) -> Iterator[str]:
    """The interpreter's own prefix, where an install names it as its place."""
    values = command.values
    for at, value in enumerate(values):
        option, _, given = value.partition("=")
        if option in ("--prefix", "--root"):
            given = given or (values[at + 1] if at + 1 < len(values) else "")
            if given.rstrip("/") in PREFIXES:
                yield given
