"""The tree: tokens that tile the file, gathered into instructions, stages and a Dockerfile.

Nothing here knows what an instruction means. Every character of the file is in exactly one
token, so printing is joining. Nodes are frozen values without positions; `line` says where the
author wrote the instruction and takes no part in equality, so a moved node still compares equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from itertools import accumulate, takewhile

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.alike import Alike


class Kind(Enum):
    """What a token is."""

    DIRECTIVE = "a parser directive: a whole line, newline included"
    COMMENT = "a comment: a whole line, newline included"
    BLANK = "a blank line, newline included"
    INDENT = "blanks before a keyword"
    KEYWORD = "the instruction's keyword, as written"
    SPACE = "blanks between keyword and body"
    TEXT = "a piece of the body on one physical line"
    CONTINUATION = "the escape character at the end of a line, blanks after it, the newline"
    NEWLINE = "the newline that ends the instruction"
    HEREDOC = "the lines of one here-document, terminator included"


class Token(Struct, frozen=True):
    """A kind and the exact characters."""

    kind: Kind
    text: str


class Edit(Struct, frozen=True):
    """Replace `body[start:stop]` of an instruction by `text`."""

    start: int
    stop: int
    text: str


class Instruction(Alike, Struct, frozen=True, eq=False, dict=True):
    """One instruction with the comment block that touches it.

    `trivia` holds the comment lines directly above; they travel with the instruction.
    `line` is the keyword's line in the author's file (1 is the first; 0 for a new instruction).
    """

    trivia: tuple[Token, ...]
    tokens: tuple[Token, ...]
    line: int = 0

    def _alike(self) -> tuple[object, ...]:
        return self.trivia, self.tokens

    @cached_property
    def keyword(self) -> str:
        """The keyword in capitals: `FROM`, `COPY` ..."""
        return next(t.text for t in self.tokens if t.kind is Kind.KEYWORD).upper()

    @cached_property
    def body(self) -> str:
        """All after the keyword as BuildKit joins it: continuations and comments taken out."""
        return "".join(t.text for t in self.tokens if t.kind is Kind.TEXT)

    @property
    def heredocs(self) -> tuple[str, ...]:
        """The here-documents as written, each with its terminator line."""
        return tuple(t.text for t in self.tokens if t.kind is Kind.HEREDOC)

    @property
    def comments(self) -> tuple[str, ...]:
        """Every comment above and inside, stripped."""
        both = (*self.trivia, *self.tokens)
        return tuple(t.text.strip() for t in both if t.kind is Kind.COMMENT)

    @property
    def text(self) -> str:
        return "".join(t.text for t in (*self.trivia, *self.tokens))

    def edited(self, *edits: Edit) -> Instruction:
        """This instruction with pieces of its body replaced; layout and comments stay.

        Edits must not overlap and must hold no newline. A physical line that an edit leaves blank
        goes, with its continuation.
        """
        real = [e for e in edits if self.body[e.start : e.stop] != e.text]
        if not real:
            return self
        tokens = tuple(_spliced(self.tokens, real))
        above = tuple(takewhile(lambda t: t.kind is Kind.COMMENT, tokens))
        return replace(self, trivia=(*self.trivia, *above), tokens=tokens[len(above) :])


def _spliced(tokens: tuple[Token, ...], edits: list[Edit]) -> Iterator[Token]:
    edits = sorted(edits, key=lambda e: (e.start, e.stop))
    last = max(i for i, t in enumerate(tokens) if t.kind is Kind.TEXT)
    lines: list[list[Token]] = [[]]
    emptied: set[int] = set()
    at = 0
    for i, token in enumerate(tokens):
        if token.kind is Kind.TEXT:
            new = _cut(token.text, at, edits, owns_end=i == last)
            at += len(token.text)
            if new.strip() or not token.text.strip():
                lines[-1] += [Token(Kind.TEXT, new)] if new else []
            else:
                emptied.add(len(lines) - 1)
        else:
            lines[-1].append(token)
        if token.kind in (Kind.CONTINUATION, Kind.COMMENT, Kind.BLANK):
            lines.append([])
    return _without(lines, emptied)


def _cut(text: str, at: int, edits: list[Edit], *, owns_end: bool) -> str:
    """`text`, which begins at offset `at` of the body, after the edits that touch it.

    An edit's new text goes where the edit starts; `owns_end`: an edit may start right behind.
    """
    out, here, end = [], at, at + len(text)
    for edit in edits:
        starts_here = at <= edit.start < end or (owns_end and edit.start == end)
        if not starts_here and not (edit.start < at < edit.stop):
            continue
        out.append(text[here - at : max(edit.start - at, 0)])
        if starts_here:
            out.append(edit.text)
        here = min(edit.stop, end)
    return "".join((*out, text[here - at :]))


def _without(lines: list[list[Token]], emptied: set[int]) -> Iterator[Token]:
    """The tokens of the lines, less the emptied ones; the instruction's own end is kept."""
    for i in sorted(emptied):
        line = lines[i]
        if any(t.kind is Kind.KEYWORD for t in line):
            continue
        lines[i] = []
        if line[-1].kind is not Kind.CONTINUATION:  # the last line: what follows it moves up
            at = max(b for b in range(i) if _holds_text(lines[b]))
            above = lines[at]
            above[-1:] = line
            text = above[-len(line) - 1]
            if text.kind is Kind.TEXT:
                above[-len(line) - 1] = Token(text.kind, text.text.rstrip(" \t"))
            # comments that stood between the two must not end up behind the instruction
            comments = [b for b in lines[at + 1 : i] if b and b[-1].kind is Kind.COMMENT]
            lines[at : i + 1] = [*comments, above]
    for line in lines:
        yield from line


def _holds_text(line: list[Token]) -> bool:
    return any(t.kind in (Kind.TEXT, Kind.KEYWORD) for t in line)


class Gap(Struct, frozen=True):
    """Blank lines and the headings (comments followed by a blank line): they stay in place."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return "".join(t.text for t in self.tokens)

    @property
    def comments(self) -> tuple[str, ...]:
        return tuple(t.text.strip() for t in self.tokens if t.kind is Kind.COMMENT)


Item = Instruction | Gap


def instructions_of(items: Iterable[Item]) -> tuple[Instruction, ...]:
    return tuple(i for i in items if isinstance(i, Instruction))


class Stage(Struct, frozen=True):
    """A FROM and all up to the next; the gap above FROM belongs to it."""

    items: tuple[Item, ...]

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """FROM first, then the rest in order."""
        return instructions_of(self.items)

    @property
    def text(self) -> str:
        return "".join(i.text for i in self.items)

    def with_from(self, new: Instruction) -> Stage:
        """The stage with another FROM."""
        first = self.instructions[0]
        return Stage(tuple(new if item is first else item for item in self.items))

    def mapped(self, change: Callable[[Instruction], Instruction | None]) -> Stage:
        """Every instruction changed; None takes it out (its gap stays)."""
        new = (i if isinstance(i, Gap) else change(i) for i in self.items)
        return Stage(tidy(i for i in new if i is not None))


def tidy(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items as the parser makes them: neighbouring gaps are one, blank lines do not pile up."""
    out: list[Item] = []
    for item in items:
        if isinstance(item, Gap) and out and isinstance(out[-1], Gap):
            if not item.comments:
                continue
            above = out.pop()
            item = Gap((*above.tokens, *item.tokens)) if above.comments else item
        out.append(item)
    return tuple(out)


def permuted(stage: Stage, order: Sequence[int], blank: Gap) -> Stage:
    """The stage with the instructions behind FROM in a new order.

    A heading stays at the top of its section, or goes where the first of it goes; right below an
    instruction that does not sink, it is a remark and stays with that. A blank line stays between
    two that stay neighbours; elsewhere there is one (`blank`) before what began a paragraph or has
    a comment.
    """
    first, *rest = stage.instructions
    sunk = frozenset(step + 1 for place, step in enumerate(order) if place > step)
    leads, tails = _leads_and_tails(stage, sunk)
    headed = [[g for g in lead if g.comments] for lead in leads[1:-1]]
    section = list(accumulate(bool(h) for h in headed))
    told: set[int] = {0}
    out: list[Item] = [*leads[0], first, *tails[0]]
    for place, step in enumerate(order):
        heading: list[Gap] = []
        if section[step] not in told:
            told.add(section[step])
            heading = headed[section.index(section[step])]
        neighbours = (order[place - 1] if place else -1) == step - 1
        paragraph = bool(leads[step + 1]) if neighbours or place else bool(leads[1])
        commented = bool(rest[step].trivia) and not neighbours and place > 0
        own = [g for g in leads[step + 1] if not g.comments] if neighbours else []
        if isinstance(out[-1], Gap):  # else it would be the comment of what follows
            out[-1] = Gap((*out[-1].tokens, *blank.tokens))
        out += heading or own or ([blank] if paragraph or commented else [])
        out += (rest[step], *tails[step + 1])
    return Stage(tidy(out))


def _leads_and_tails(stage: Stage, sunk: frozenset[int]) -> tuple[list[list[Gap]], list[list[Gap]]]:
    """For each instruction the gaps right before it, and the remarks right below it, which none has
    that is `sunk`."""
    leads: list[list[Gap]] = [[]]
    tails: list[list[Gap]] = []
    for item in stage.items:
        if not isinstance(item, Gap):
            leads.append([])
            tails.append([])
            continue
        own = bool(tails) and len(tails) - 1 not in sunk
        below = tuple(takewhile(lambda t: t.kind is Kind.COMMENT, item.tokens)) if own else ()
        rest = item.tokens[len(below) :]
        if below:
            tails[-1].append(Gap(below))
        if rest:
            leads[-1].append(Gap(rest))
    return leads, tails


class Dialect(Struct, frozen=True):
    """File-wide facts: the escape character, the newline that new lines get, the last newline."""

    escape: str = "\\"
    newline: str = "\n"
    final_newline: bool = True


class Dockerfile(Struct, frozen=True):
    """Parser directives, global ARGs (preamble), stages, what stands after the last instruction.

    The last line always carries its newline here; `dialect.final_newline` says whether the file
    has it, so that no instruction needs to know that it is the last.
    """

    header: tuple[Token, ...]
    preamble: tuple[Item, ...]
    stages: tuple[Stage, ...]
    footer: tuple[Token, ...]
    dialect: Dialect

    @classmethod
    def unread(cls, text: str) -> Dockerfile:
        """A text that nobody has parsed: it prints as it is and has no instruction."""
        return cls((Token(Kind.TEXT, text),), (), (), (), Dialect())

    def settled(self) -> Dockerfile:
        """With every gap where the parser puts it: above a FROM, never behind a stage."""
        stages: list[Stage] = []
        footer = self.footer
        for stage in self.stages:
            trailing = stages[-1].items[-1] if stages else None
            if isinstance(trailing, Gap):
                stages[-1] = Stage(stages[-1].items[:-1])
                stage = Stage(tidy((trailing, *stage.items)))
            stages.append(stage)
        last = stages[-1].items[-1]
        if isinstance(last, Gap):
            stages[-1] = Stage(stages[-1].items[:-1])
            footer = (*(last.tokens if last.comments else ()), *footer)
        return replace(self, stages=tuple(stages), footer=footer)

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """All of them, in the order of the file."""
        return (*instructions_of(self.preamble), *(i for s in self.stages for i in s.instructions))

    @property
    def comments(self) -> tuple[str, ...]:
        """Every comment in the file, stripped, in order; parser directives are not comments."""
        items = (*self.preamble, *(i for s in self.stages for i in s.items), Gap(self.footer))
        return tuple(c for item in items for c in item.comments)

    @property
    def text(self) -> str:
        """The file, character for character."""
        joined = "".join(
            (
                *(t.text for t in self.header),
                *(i.text for i in self.preamble),
                *(s.text for s in self.stages),
                *(t.text for t in self.footer),
            )
        )
        return joined if self.dialect.final_newline else joined.removesuffix(self.dialect.newline)
