"""A line as words, the way BuildKit cuts it.

Source of the rules: moby/buildkit, frontend/dockerfile/shell/lex.go, as its parser calls it: no
variable is set, an unset variable stays as written, and a backslash escapes whatever the file's
escape character is. Oddities are kept where they decide whether a here-document is seen.
"""

from __future__ import annotations

from lambdafix.syntax.lines import BLANKS

_END = ""
_MAX_DEPTH = 100  # `${a:-${a:-...`; nobody writes it, but it must not end the run


class WordFault(ValueError):
    """A quote or a `${` is left open, or the substitution is not one that BuildKit knows."""


def shell_words(line: str, *, raw_quotes: bool, raw_escapes: bool) -> list[str]:
    """The words of `line`; quotes and backslashes are kept where raw, else taken out.

    Raises WordFault.
    """
    return _Lexer(line, raw_quotes, raw_escapes).read(_END)[1]


class _Lexer:
    """One pass over one line."""

    def __init__(self, text: str, raw_quotes: bool, raw_escapes: bool) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.raw_quotes = raw_quotes
        self.raw_escapes = raw_escapes
        self.word: list[str] = []  # shared with the words inside `${}`: BuildKit drops its begin

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        char = self.peek()
        self.at += len(char)
        return char

    def read(self, stop: str) -> tuple[str, list[str]]:
        """All up to `stop` as one string, and cut into words at blanks."""
        self.word.clear()
        out: list[str] = []
        words: list[str] = []
        while (char := self.peek()) != _END:
            if char == stop:
                self.next()
                return "".join(out), words + self.take_word()
            if char == "$":
                piece = self.dollar()
                out.append(piece)
                for one in piece:
                    self.add(one, words)
            elif char in "'\"<":
                piece = self.special(char)
                out.append(piece)
                self.word.append(piece)
            elif self.next() == "\\":
                kept = "\\" if self.raw_escapes else ""
                piece = kept + self.next()
                out.append(piece)
                self.word.append(piece)
            else:
                out.append(char)
                self.add(char, words)
        if stop != _END:
            raise WordFault(f"no {stop} follows")
        return "".join(out), words + self.take_word()

    def add(self, char: str, words: list[str]) -> None:
        if char in BLANKS:
            words += self.take_word()
        else:
            self.word.append(char)

    def take_word(self) -> list[str]:
        word = "".join(self.word)
        self.word.clear()
        return [word] if word else []

    def special(self, char: str) -> str:
        if char == "<":
            return self.angle()
        return self.single_quoted() if char == "'" else self.double_quoted()

    def angle(self) -> str:
        """`<<` and the blanks behind it belong to the word that follows."""
        self.next()
        if self.peek() != "<":
            return "<"
        start = self.at
        self.next()
        while self.peek() in tuple(" \t\r"):
            self.next()
        return "<" + self.text[start : self.at]

    def single_quoted(self) -> str:
        quote = self.next() if self.raw_quotes else self.next() and ""
        stop = self.text.find("'", self.at)
        if stop < 0:
            raise WordFault("no ' follows")
        inside = self.text[self.at : stop]
        self.at = stop + 1
        return quote + inside + quote

    def double_quoted(self) -> str:
        quote = self.next() if self.raw_quotes else self.next() and ""
        out = [quote]
        while (char := self.peek()) != '"':
            if char == _END:
                raise WordFault('no " follows')
            if char == "$":
                out.append(self.dollar())
                continue
            self.next()
            if char == "\\":
                out.append("\\" if self.raw_escapes else "")
                if self.peek() == _END:
                    continue
                if self.peek() in '"$\\':
                    char = self.next()
            out.append(char)
        self.next()
        return "".join((*out, quote))

    def dollar(self) -> str:
        """A variable as written; read all the same, as quotes and blanks inside do not count."""
        self.next()
        if self.peek() != "{":
            return "$" + self.name()
        self.next()
        if self.peek() in ("", "{", "}", ":"):
            raise WordFault("bad substitution")
        name = self.name()
        modifier = self.next()
        if modifier == "}":
            return f"${{{name}}}"
        if modifier == "/":
            modifier += self.next() if self.peek() == "/" else ""
            pattern, new = self.inner("/", raw=True), self.inner("}", raw=True)
            return f"${{{name}/{pattern}/{new}}}"
        if modifier == ":":
            modifier += self.next()
        if modifier in ("", ":#", ":%") or modifier[0] not in ":+-?#%":
            raise WordFault("bad substitution")
        word = self.inner("}", raw=modifier in ("#", "%"))
        return f"${{{name}{modifier}{word}}}"

    def inner(self, stop: str, *, raw: bool) -> str:
        if self.depth == _MAX_DEPTH:
            raise WordFault("too many ${ in one another")
        outer, self.raw_escapes = self.raw_escapes, raw
        self.depth += 1
        text, _ = self.read(stop)
        self.depth -= 1
        self.raw_escapes = outer
        return text

    def name(self) -> str:
        start = self.at
        first = self.peek()
        if first.isdecimal():
            while self.peek().isdecimal():
                self.next()
        elif first in tuple("@*#?-$!"):
            self.next()
        else:
            while (char := self.peek()).isalpha() or char.isdecimal() or char == "_":
                self.next()
        return self.text[start : self.at]
