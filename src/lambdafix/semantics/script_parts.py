"""The commands of a script as lists and pipelines, and what a pipe or a condition adds to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from lambdafix.semantics.commands.call import Trace
from lambdafix.semantics.shell_state import SETS
from lambdafix.syntax.shell import Compound, Part

# What is compared by what it says itself, whatever a pipe or a condition adds.
_PLAIN = frozenset({"link", "mkdir", "os"})


def chains(parts: Sequence[Part]) -> Iterator[list[list[Part]]]:
    """The lists between two `;`, as pipelines."""
    chain: list[list[Part]] = []
    for part in parts:
        if part.connector == "|" and chain:
            chain[-1].append(part)
        elif part.connector in ("&&", "||") and chain:
            chain.append([part])
        else:
            if chain:
                yield chain
            chain = [[part]]
    if chain:
        yield chain


def assigned(bodies: Iterable[Sequence[Part]]) -> set[str]:
    """The variables that some commands may set."""
    names: set[str] = set()
    for part in (p for body in bodies for p in body):
        if isinstance(part, Compound):
            names |= assigned(part.bodies) | ({part.variable} - {""})
        else:
            names |= {name for name, _ in part.assignments}
            if part.name in (*SETS, "read", "unset"):
                names |= {w.raw.partition("=")[0] for w in part.words[1:]}
    return names


def made_of(trace: Trace, more: tuple[str, ...]) -> Trace:
    """The trace with what is left made of more: a condition, what a pipe or a text brings."""
    plain = frozenset({"os"}) if trace.maybe else _PLAIN
    deposits = (
        d if d.semantic[0] in plain else replace(d, semantic=("of", more, *d.semantic))
        for d in trace.deposits
    )
    return replace(trace, deposits=tuple(deposits))


def lists_variables(command: str, words: Sequence[str]) -> bool:
    """Whether a command of the shell itself prints all variables that it knows."""
    return (command == "set" and not words) or (command in SETS and ("-p" in words or not words))
