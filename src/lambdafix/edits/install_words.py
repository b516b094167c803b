"""The words of installs: do they ask for the client, and where do they put packages?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambdafix.catalog.client import client_distribution
from lambdafix.syntax.shell import Command

_VALUED = frozenset("-t --target --prefix -i --index-url --extra-index-url -c --constraint".split())


# Where the old image looks for packages, and the AWS base image does not.
PREFIXES = frozenset("/usr /usr/local /usr/local/lib /root/.local".split())


def is_client(word: str) -> bool:
    return re.match(rf"{client_distribution()}(\[|[=<>~!]|$)", word) is not None


def asks_only_for_client(command: Command) -> bool:
    """Whether a command installs the client and nothing else."""
    values = values_of(command)
    if "install" not in values:
        return False
    behind = values[values.index("install") + 1 :]
    asked = [
        w for i, w in enumerate(behind) if not w.startswith("-") and behind[i - 1] not in _VALUED
    ]
    files = any(w in ("-r", "--requirement", "-e", "--editable") for w in behind)
    return bool(asked) and not files and all(map(is_client, asked))


def prefixes(command: Command) -> Iterator[str]:
    """The interpreter's own prefix, where an install names it as its place."""
    values = values_of(command)
    for at, value in enumerate(values):
        option, _, given = value.partition("=")
        if option in ("--prefix", "--root"):
            given = given or (values[at + 1] if at + 1 < len(values) else "")
            if given.rstrip("/") in PREFIXES:
                yield given


def values_of(command: Command) -> list[str]:
    return [w.value or w.raw for w in command.words]
