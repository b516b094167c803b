"""One requirement as PEP 508 writes it: `requests[socks]>=2; python_version < "3.12"`."""

from __future__ import annotations

from typing import NamedTuple

from lambdafix.catalog.distributions import normalised
from lambdafix.regex import regex

# Most lines; surely taken by PEP 508 and PEP 440. Reading the rest loads packaging, for 13 ms.
_PLAIN = regex(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
    r"(?: *(==|>=|<=|!=|<|>) *([0-9]+(?:\.[0-9]+)*))?"
)


class Distribution(NamedTuple):
    """A required distribution: canonical name and version specifier.

    `pinned`: exactly one version satisfies the specifier (`==1.2`, not `==1.*`).
    """

    name: str
    specifier: str = ""
    pinned: bool = False


class Requirement(NamedTuple):
    """A distribution, and the URL that it is to be had from (empty: the index)."""

    distribution: Distribution
    url: str = ""


def read(text: str) -> Requirement | None:
    """The requirement that a text is, or None where it breaks the grammar."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return _parsed(text)
    name, operator, version = match.groups("")
    return Requirement(Distribution(normalised(name), operator + version, operator == "=="))


def _parsed(text: str) -> Requirement | None:
    from packaging import requirements

    try:
        found = requirements.Requirement(text)
    except requirements.InvalidRequirement:
        return None
    specs = list(found.specifier)
    exact = len(specs) == 1 and specs[0].operator in ("==", "===")
    pinned = exact and not specs[0].version.endswith(".*")
    distribution = Distribution(normalised(found.name), str(found.specifier), pinned)
    return Requirement(distribution, found.url or "")
