"""A wrong case made small: lines, words and files go as long as the same goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from tests.proof.generator.case import Case

Problem = Callable[[Case], str]


def kind(problem: str) -> str:
    """What sort of thing went wrong: the words without paths, texts and numbers."""
    return re.sub(r"`[^`]*`|'[^']*'|/\S+|\d+|\b[\w.-]+\.\w+\b", "_", problem.split("exit code")[0])[
        :70
    ]


def smaller(case: Case, problem: Problem, most: int = 400) -> Case:
    """The smallest case nearby that goes wrong in the same way, after at most `most` tries."""
    wanted = kind(problem(case))
    if not wanted:
        return case
    tries = 0
    again = True
    while again:
        again = False
        for candidate in _candidates(case):
            tries += 1
            if tries > most:
                return case
            try:
                same = kind(problem(candidate)) == wanted
            except Exception:  # noqa: BLE001  (a candidate may be no Dockerfile at all)
                same = False
            if same:
                case, again = candidate, True
                break
    return case


def _candidates(case: Case) -> Iterator[Case]:
    blocks = blocks_of(case.text)
    for size in (max(len(blocks) // 2, 1), 2, 1):
        for at in range(0, len(blocks) - size + 1, size):
            yield replace(case, text="".join(blocks[:at] + blocks[at + size :]))
    for path in sorted(case.files):
        yield replace(case, files={p: t for p, t in case.files.items() if p != path})
    for path, content in case.files.items():
        lines = content.splitlines(keepends=True) if isinstance(content, str) else []
        if path.endswith(".txt") and len(lines) > 1:
            for at in range(len(lines)):
                less = "".join(lines[:at] + lines[at + 1 :])
                yield replace(case, files={**case.files, path: less})
    for at, block in enumerate(blocks):
        for pattern in (r" && [^&\n]*", r"[^&\s][^&\n]* && ", r" --[\w-]+(?:=\S+)?", r" [\w./-]+"):
            for found in re.finditer(pattern, block):
                if found.start() == 0 and block.startswith(("FROM", "CMD")):
                    continue
                less = (
                    block[: found.start()]
                    + (" " if pattern.startswith("[") else "")
                    + block[found.end() :]
                )
                if block.split(" ")[0] == less.split(" ")[0]:
                    yield replace(case, text="".join([*blocks[:at], less, *blocks[at + 1 :]]))


def blocks_of(text: str) -> list[str]:
    """The instructions, with the here-documents and continuations that belong to them."""
    out, until, goes_on = list[str](), "", False
    for line in text.splitlines(keepends=True):
        if (until or goes_on) and out:
            out[-1] += line
        else:
            out.append(line)
        found = re.search(r"<<-?['\"]?(\w+)", line)
        if until:
            until = "" if line.strip() == until else until
        elif found:
            until = found[1]
        goes_on = line.rstrip().endswith("\\")
    return out
