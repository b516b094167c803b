"""What belongs to the runtime interface client and the emulator, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from posixpath import basename

from lambdafix.catalog.loading import load
from lambdafix.regex import regex

# The switch of the emulator's README: the emulator where there is no runtime API, else without.
_SWITCH = regex(
    r"""(\#!\s*/\S+\s*)?(set\s+-\w+\s*)?
    if\s+\[\[?\s*-z\s+["']?\$\{?AWS_LAMBDA_RUNTIME_API\}?["']?\s*\]\]?\s*;?\s*then
    \s+exec\s+\S*aws-lambda-rie\s+(?P<rie>[^\n]*)\s+
    else\s+exec\s+(?P<ric>[^\n]*)\s+fi\s*(exit\s+\d\s*)?""",
    re.VERBOSE,
)
_PLAIN = regex(r'[\w./=:@%+-]+|"\$@"')


def client_distribution(family: str) -> str:
    """The distribution that is a language's client: awslambdaric."""
    name: str = load("client")["client"][family]["distribution"]
    return name


def client_family(words: Iterable[str]) -> str | None:
    """The language whose client a command starts; None if it starts none."""
    said = " ".join(words)
    clients = load("client")["client"]
    return next((f for f in clients if client_distribution(f) in said), None)


def client_verbs(family: str) -> frozenset[str]:
    """The words by which a language's package managers install: install, add."""
    return frozenset(load("client")["client"][family]["verbs"])


def words_behind_client(family: str, words: tuple[str, ...]) -> tuple[str, ...] | None:
    """What follows the words that start a language's client; None if they do not start it."""
    start = re.compile(load("client")["client"][family]["start"])
    said = (*(basename(w) for w in words[:1]), *words[1:])
    counts = range(1, len(said) + 1)
    return next((words[n:] for n in counts if start.fullmatch(" ".join(said[:n]))), None)


@cache
def recipe_packages(family: str) -> frozenset[str]:
    """OS packages with which the recipes compile the client, in any manager's words."""
    return _of_recipes(family, "packages")


@cache
def besides_recipe(family: str) -> frozenset[str]:
    """OS packages that the recipes install besides, and that nothing else is compiled with."""
    return _of_recipes(family, "besides")


def _of_recipes(family: str, key: str) -> frozenset[str]:
    build = load("client")["build"].values()
    entries = (e for e in build if family in e.get("families", (family,)))
    return frozenset(name for entry in entries for name in entry.get(key, ()))


def inits() -> frozenset[str]:
    """Programs that only start another one, as the first process of a container."""
    return frozenset(load("client")["inits"]["names"])


def without_init(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a process less a program that only starts it."""
    if not words or basename(words[0]) not in inits():
        return words
    rest, flags = words[1:], load("client")["inits"]["flags"]
    while rest and rest[0] in flags:
        rest = rest[1:]
    return rest


def is_emulator(text: str) -> bool:
    """Whether a path or an address is the emulator's."""
    return any(name in text for name in load("client")["emulator"]["names"])


def emulator_path() -> str:
    """Where the emulator lies in AWS's base images."""
    path: str = load("client")["emulator"]["path"]
    return path


def is_entry_script(text: str, family: str) -> bool:
    """Whether a script only chooses between the emulator and the client."""
    started = _started_by(text)
    return bool(started) and all(client_distribution(family) in words for words in started)


def words_of_entry_script(text: str) -> tuple[str, ...]:
    """What a script starts that only chooses whether the emulator starts it, as plain words and
    `"$@"` for those that the script is given; empty where it does anything else."""
    started = {words.strip() for words in _started_by(text)}
    words = tuple(started.pop().split()) if len(started) == 1 else ()
    plain = all(_PLAIN.fullmatch(word) for word in words)
    given = [word for word in words if "$" in word]
    return words if plain and given in ([], list(words[-1:])) else ()


def _started_by(text: str) -> tuple[str, ...]:
    """What such a script starts through the emulator, and without it; empty for another script."""
    bare = "\n".join(line for line in text.splitlines() if not re.match(r"\s*#(?!!)", line))
    match = _SWITCH.fullmatch(bare.strip())
    return (match["rie"], match["ric"]) if match else ()
