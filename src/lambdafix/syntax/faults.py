"""What a text can lack to be a Dockerfile, said so that its author can mend it.

What BuildKit refuses later, with no file at hand any more, is refused here: an unknown
instruction, an instruction before the first FROM, a FROM without an image.
"""

from __future__ import annotations

from collections.abc import Sequence

from lambdafix.errors import SyntaxFault
from lambdafix.regex import regex
from lambdafix.syntax.heredoc import Heredoc
from lambdafix.syntax.lines import BLANKS, is_comment
from lambdafix.syntax.splitting import behind_flags, json_words, quoted_words, split_keyword
from lambdafix.syntax.tree import Dialect, Instruction, Kind

KEYWORDS = (
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL",
    "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
)  # fmt: skip

_PLAIN = ("ADD", "COPY", "EXPOSE", "FROM", "USER", "WORKDIR")  # no `{{` that is not a template
_MARK = regex(r"\{\{|\{%|<%")  # Jinja, Go, cookiecutter, ERB
_LEAD = regex(r"[{<@%$]+\w|\{#|__[A-Za-z]")  # `{a}`, `<a>`, `@a@`, `%%a%%`, `$a`, `__a__`
_VARIABLE = regex(r"\$\{[^{}]*\}|\$\w+")
_HOLE = regex(r"\{.*|<[^<>]*>|%+\w+%+|@\w+@|__[A-Za-z]\w*__")  # in no image's name
_CONFLICT = regex(r"<{7}|={7}|>{7}|\|{7}")
_CONTINUES = regex(r"[-&|;\\\"'()]|\w")
_RENDER = "Render it first and give lambdafix the Dockerfile that comes out."


def check(
    instruction: Instruction, before: Instruction | None, lines: Sequence[str], dialect: Dialect
) -> None:
    """Raises SyntaxFault where BuildKit would refuse the instruction, or a template shows.

    `before` is the instruction above, `lines` are all lines of the file.
    """
    keyword, body = instruction.keyword, instruction.body
    if keyword not in KEYWORDS or not keyword.isascii():
        raise _unknown(instruction, before, lines)
    if keyword in _PLAIN and (mark := _MARK.search(body)):
        raise _template(body[mark.start() :], instruction.line)
    _check(keyword, body.strip(BLANKS), instruction.line, dialect.escape)


def _check(keyword: str, rest: str, line: int, escape: str) -> None:
    """The arguments of one instruction, or of the trigger behind ONBUILD."""
    body = behind_flags(rest, escape)
    match keyword.upper():
        case "FROM":
            _check_image(body, line)
        case "ENV" | "LABEL":
            words = [word.raw for word in quoted_words(body, 0, escape)]
            _check_pairs(keyword, words, body, line)
        case "ONBUILD":
            _check(*split_keyword(body), line, escape)
        case "ADD" | "CMD" | "COPY" | "ENTRYPOINT" | "RUN" | "SHELL" | "VOLUME":
            _check_strings(keyword, body, line)


def _check_strings(keyword: str, body: str, line: int) -> None:
    try:
        json_words(body)
    except ValueError:
        raise SyntaxFault(
            f"The list of {keyword} holds something that is not a string.",
            line,
            'In the JSON form every item is a string in double quotes: ["python", "-m", "app"].',
        ) from None


def _check_image(body: str, line: int) -> None:
    bare = _VARIABLE.sub("", _VARIABLE.sub("", body))  # twice: ${A:-${B}}
    if hole := _HOLE.search(bare):
        raise _template(hole[0], line)
    words = body.split()
    if len(words) == 1 or (len(words) == 3 and words[1].upper() == "AS"):
        return
    raise SyntaxFault(
        f"FROM takes an image, or an image AS a name; here it has `{_short(body)}`."
        if body
        else "FROM has no image.",
        line,
        "A comment goes on a line of its own." if "#" in body else "Write FROM image AS name.",
    )


def _check_pairs(keyword: str, words: Sequence[str], body: str, line: int) -> None:
    """ENV and LABEL: name=value ..., or one name and a value behind a blank."""
    if words and "=" not in words[0]:
        if len(body.split(maxsplit=1)) < 2:
            raise SyntaxFault(
                f"{keyword} {_short(body)} has no value.",
                line,
                f"Write {keyword} {_short(body)}=value.",
            )
        return
    for word in words:
        if "=" not in word:
            raise SyntaxFault(
                f"{keyword} has `{_short(word)}`, which is no name=value.",
                line,
                'A value with blanks goes into quotes: NAME="two words".',
            )


def _unknown(
    instruction: Instruction, before: Instruction | None, lines: Sequence[str]
) -> SyntaxFault:
    word = next(t.text for t in instruction.tokens if t.kind is Kind.KEYWORD)
    line = instruction.line
    if _CONFLICT.match(word):
        return SyntaxFault(
            "A merge conflict is left in the file.", line, "Resolve it, then run lambdafix again."
        )
    if _LEAD.match(word) or _MARK.search(word):
        return _template(lines[line - 1].strip(), line)
    return SyntaxFault(f"Unknown instruction `{_short(word)}`.", line, _hint(word, before, lines))


def _hint(word: str, before: Instruction | None, lines: Sequence[str]) -> str:
    from difflib import get_close_matches

    if word.strip("\ufeff\u200b\xa0").upper() in KEYWORDS or not word.isprintable():
        return "An invisible character touches the keyword; delete it."
    if any(_MARK.search(line) for line in lines if not is_comment(line)):
        return f"The file looks like a template. {_RENDER}"
    if close := get_close_matches(word.upper(), KEYWORDS, 1, 0.7):
        return f"Did you mean {close[0]}?"
    if before is not None and before.keyword != "FROM" and _CONTINUES.match(word):
        return f"If it continues the {before.keyword} above, end the line above with a backslash."
    return f"A line begins with one of {', '.join(KEYWORDS)}."


def _template(text: str, line: int) -> SyntaxFault:
    return SyntaxFault(
        f"This looks like a template, not a Dockerfile: `{_short(text)}`.", line, _RENDER
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def nothing_but_continuation(line: int) -> SyntaxFault:
    return SyntaxFault(
        "An escape character stands alone, with no instruction after it.", line, "Delete it."
    )


def split_word(word: str, line: int) -> SyntaxFault:
    return SyntaxFault(
        f"The keyword `{_short(word)}` is split over two lines.", line, "Write it on one line."
    )


def no_stage(instructions: int, last_line: int) -> SyntaxFault:
    """The file has no FROM; `instructions` is how many it has."""
    if instructions:
        return SyntaxFault(
            "The file has no FROM.", last_line, "Name the base image after the ARGs."
        )
    return SyntaxFault(
        "The file has no instructions.", max(last_line, 1), "A Dockerfile begins with FROM image."
    )


def before_from(instruction: Instruction) -> SyntaxFault:
    return SyntaxFault(
        f"{instruction.keyword} stands before the first FROM; only ARG may.",
        instruction.line,
        "Move it below the FROM of the stage that it is meant for.",
    )


def second_directive(name: str, line: int) -> SyntaxFault:
    return SyntaxFault(
        f"The parser directive `{name}` stands here for a second time.", line, "Keep one of them."
    )


def bad_escape(value: str, line: int) -> SyntaxFault:
    return SyntaxFault(f"The escape character cannot be `{_short(value)}`.", line, "It is \\ or `.")


def open_heredoc(heredoc: Heredoc, line: int) -> SyntaxFault:
    return SyntaxFault(
        f"The here-document `{_short(heredoc.name)}` is not closed.",
        line,
        f"Put {heredoc.name} on a line of its own where it ends"
        + (", with nothing but tabs before it." if heredoc.strips_tabs else ", with no indent."),
    )
