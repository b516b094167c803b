"""How an instruction is named in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lambdafix.regex import regex
from lambdafix.syntax.tree import Instruction

MOST = 48  # characters: a name in a sentence, not a copy of the line
# A RUN may hold a password: an address, an assignment or a long token ends what is quoted of it.
_ASSIGNED = regex(r"""\w+=[^\s'"\\$`;&|<>()]*""")  # in front of a command, all in one word
_PRIVATE = regex(r"://|=|@|\w{24}")


def shown(instruction: Instruction) -> str:
    """`RUN pip install -r requirements.txt`, cut where it is long or could hold a secret."""
    words = instruction.body.split()
    flags = next((i for i, w in enumerate(words) if not w.startswith("--")), 0)
    origin = [w for w in words[:flags] if w.startswith("--from=")]
    said, rest = [instruction.keyword], [*origin, *words[flags:]]
    while instruction.keyword == "RUN" and len(rest) > 1 and _ASSIGNED.fullmatch(rest[0]):
        said, rest = ["RUN", "..."], rest[1:]
    begun = len(said)
    for word in rest:
        private = instruction.keyword in ("RUN", "ENV", "ARG", "LABEL") and _PRIVATE.search(word)
        if private or len(" ".join((*said, word))) > MOST:
            start = word[: MOST // 2] if len(said) == begun and not private else ""
            if start:
                return f"{' '.join((*said, start))}..."
            return " ".join((*said, *(["..."] if said[-1] != "..." else [])))
        said.append(word)
    return " ".join(said)


def bytes_in_words(number: float) -> str:
    """`512 kB`, `12.3 MB`: in thousands, as registries count."""
    for unit in ("bytes", "kB", "MB"):
        if number < 999.5:
            return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.3g} {unit}"
        number /= 1000
    return f"{number:.3g} GB"


def described(instruction: Instruction) -> str:
    """An instruction and its comments in a sentence, so that none is lost without a word."""
    comments = "".join(f" (with its comment `{c}`)" for c in instruction.comments)
    return f"`{shown(instruction)}`{comments}"


def left_out(packages: Mapping[str, str]) -> Iterator[str]:
    """What is said of packages that are not installed any more, by name with why: one sentence for
    each reason."""
    by_reason: dict[str, list[str]] = {}
    for name, why in packages.items():
        by_reason.setdefault(why, []).append(name)
    for why, names in by_reason.items():
        *others, last = names
        listed = f"s {', '.join(others)} and {last} are" if others else f" {last} is"
        yield f"the package{listed} left out: {why}"
