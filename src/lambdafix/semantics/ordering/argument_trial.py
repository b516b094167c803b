"""What installs read where a build argument has another value than its default.

In a build with the other value, the files that are read lie at the names of that value too, so that
it finds what it looks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from posixpath import splitext

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.context.project import Project
from lambdafix.semantics.ordering.required import installs, looked_at, required
from lambdafix.semantics.simulate import Step, simulate
from lambdafix.syntax.tree import Dockerfile, Instruction, Item, Stage
from lambdafix.syntax.views import Arg, put

# What is put behind a default: a number stays one, so that a version is still one.
_MORE, _MORE_DIGITS = "zq", "987"
_MOST_PLACES = 3  # in one path, at which the value of an argument may stand
_MOST_VALUES = 100  # that the build context has files for


class Other(Struct, frozen=True):
    """Another value of a build argument, and a build context that has files for it."""

    value: str
    project: Project


class Choice(Struct, frozen=True):
    """`argument` decides what `install` reads of what `copy` brings.

    `words` are what it reads by the default, as paths of the build context, each by the word that
    names the same for every value; empty where there are none, and `why` says why. `others` are the
    values by which that was tried.
    """

    argument: str
    copy: Step
    install: Step
    words: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    others: tuple[Other, ...] = ()


class Trial(Struct, frozen=True):
    """One argument: its default, and the expression that names it everywhere; empty where there are
    several. `read` is what installs read of each COPY by the default."""

    dockerfile: Dockerfile
    project: Project
    number: int
    steps: Sequence[Step]
    read: Mapping[int, tuple[str, ...]]
    name: str
    value: str
    said: str

    def choice(self) -> Choice | None:
        other = Other(self._mark, self.project.edited(dict(self._aliases())))
        others = self._built(other)
        at = next((i for i, files in self.read.items() if self._differs(others, i, files)), None)
        if at is None:
            return None
        copy, files = self.steps[at], self.steps[at].effect.files
        install = next(s for s in self.steps[at + 1 :] if required(files, (s,)))
        found = Choice(self.name, copy, install)
        words = self._words(others)
        if isinstance(words, str):
            return replace(found, why=words)
        tried = [other]
        for value in self._values(words):
            one = Other(value, self.project)
            why = self._against(words, one)
            if why or len(tried) > _MOST_VALUES:
                return replace(found, why=why or "the build context has files for many values")
            tried.append(one)
        return replace(found, words=words, others=tuple(tried))

    @property
    def _mark(self) -> str:
        return f"{self.value}{_MORE_DIGITS if self.value[-1:].isdigit() else _MORE}"

    def _built(self, other: Other) -> Sequence[Step]:
        changed = with_value(self.dockerfile, self.name, other.value)
        return simulate(changed, other.project)[self.number].steps[: len(self.steps)]

    def _aliases(self) -> Iterator[tuple[str, str]]:
        """What is read, by the names it may have where the argument has the other value."""
        for file in {f for files in self.read.values() for f in files if self.value}:
            pieces = file.split(self.value)
            text = self.project.read(file)
            if text is None or not 1 < len(pieces) <= _MOST_PLACES + 1:
                continue
            places = range(len(pieces) - 1)
            for count in range(1, len(pieces)):
                for changed in combinations(places, count):
                    joined = [self._mark if i in changed else self.value for i in places]
                    parts = zip(pieces, (*joined, ""), strict=True)
                    yield "".join(p for pair in parts for p in pair), text

    def _differs(self, others: Sequence[Step], at: int, files: tuple[str, ...]) -> bool:
        """Whether installs read other files of a COPY by the other value."""
        found = files_required(others, at)
        if not files or set(found) == set(files):
            return False
        pairs = zip(self.steps[at + 1 :], others[at + 1 :], strict=True)
        if any(other.effect.wall and not step.effect.wall for step, other in pairs):
            # a word that can only be read as it is: a version, an option
            return bool(self.value) and any(self.value.strip("./") in file for file in files)
        asked = {p for step in filter(installs, others[at + 1 :]) for p in _named(step)}
        places = required(self.steps[at].effect.files, self.steps[at + 1 :])
        # the same place is read, and the COPY fills another: then the build fails as it stands
        return bool(found) or not asked.issuperset(places)

    def _words(self, others: Sequence[Step]) -> dict[str, str] | str:
        """What is read by the default, by words that name it for every value; or why not."""
        words = dict[str, str]()
        for at in self.read:
            for file in files_required(others, at):
                word = file.replace(self._mark, self.said)
                words[file.replace(self._mark, self.value)] = word
                if not self.said:
                    return f"the file names {self.name} in several ways"
                if others[at].at.scope.expand(word) != file:
                    return f"in the COPY, `{self.said}` would not be its value"
        if words.keys() != {file for files in self.read.values() for file in files}:
            return "how is not seen"
        return words

    def _values(self, words: Mapping[str, str]) -> list[str]:
        """The other values that the build context has files for."""
        found, kind = dict[str, None](), splitext(self.value)[1]
        kind = "" if kind[1:].isdigit() else re.escape(kind)  # of a version: no kind of file
        for word in (w for w in words.values() if self.said in w):
            first, *rest = map(re.escape, word.split(self.said))
            pattern = re.compile(f"(?P<value>[^/]+{kind})".join((first, "(?P=value)".join(rest))))
            matches = map(pattern.fullmatch, self.project.files())
            found |= dict.fromkeys(m["value"] for m in matches if m)
        return [value for value in found if value != self.value]

    def _against(self, words: Mapping[str, str], other: Other) -> str:
        """Why the words do not name what is read by a value; empty if they do."""
        steps = self._built(other)
        for at, files in self.read.items():
            named = {words[file].replace(self.said, other.value) for file in files}
            odd = named.symmetric_difference(files_required(steps, at))
            if odd:
                return f"by `{self.name}={other.value}` that is not the same for {min(odd)}"
        return ""


def with_value(dockerfile: Dockerfile, name: str, value: str) -> Dockerfile:
    """The file with another default wherever it declares a build argument."""

    def changed(item: Item) -> Item:
        if not isinstance(item, Instruction) or item.keyword != "ARG":
            return item
        view = Arg.of(item, escape)
        if name not in dict(view.pairs):
            return item
        pairs = tuple((n, value if n == name else v) for n, v in view.pairs)
        return put(item, replace(view, pairs=pairs), escape)

    escape = dockerfile.dialect.escape
    preamble = tuple(map(changed, dockerfile.preamble))
    stages = tuple(Stage(tuple(map(changed, s.items))) for s in dockerfile.stages)
    return replace(dockerfile, preamble=preamble, stages=stages)


def files_required(steps: Sequence[Step], at: int) -> tuple[str, ...]:
    """The files of the build context, brought by a COPY, that installs behind it read."""
    files = steps[at].effect.files
    return tuple(c for p in required(files, steps[at + 1 :]) if (c := files[p][1]))


def _named(step: Step) -> Iterator[str]:
    yield from step.effect.manifests
    yield from (area.path for area in looked_at(step))
