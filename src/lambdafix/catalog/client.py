"""What belongs to the runtime interface client and the emulator, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from lambdafix.catalog.loading import load

# The switch of the emulator's README: the emulator where there is no runtime API, else without.
_SWITCH = re.compile(
    r"""(\#!\s*/\S+\s*)?(set\s+-\w+\s*)?
    if\s+\[\[?\s*-z\s+["']?\$\{?AWS_LAMBDA_RUNTIME_API\}?["']?\s*\]\]?\s*;?\s*then
    \s+exec\s+\S*aws-lambda-rie\s+(?P<rie>[^\n]*)\s+
    else\s+exec\s+(?P<ric>[^\n]*)\s+fi\s*(exit\s+\d\s*)?""",
    re.VERBOSE,
)


def client_distribution(family: str = "python") -> str:
    """The distribution that is a language's client: awslambdaric."""
    name: str = load("client")["client"][family]["distribution"]
    return name


def client_family(words: Iterable[str]) -> str | None:
    """The language whose client a command starts; None if it starts none."""
    said = " ".join(words)
    clients = load("client")["client"]
    return next((f for f in clients if client_distribution(f) in said), None)


@cache
def recipe_packages() -> frozenset[str]:
    """OS packages that the recipes install only to compile the client, in any manager's words."""
    build = load("client")["build"]
    return frozenset(name for entry in build.values() for name in entry["packages"])


def is_emulator(text: str) -> bool:
    """Whether a path or an address is the emulator's."""
    return any(name in text for name in load("client")["emulator"]["names"])


def is_entry_script(text: str) -> bool:
    """Whether a script only chooses between the emulator and the client."""
    bare = "\n".join(line for line in text.splitlines() if not re.match(r"\s*#(?!!)", line))
    match = _SWITCH.fullmatch(bare.strip())
    return match is not None and all(
        client_distribution() in match[part] for part in ("rie", "ric")
    )
