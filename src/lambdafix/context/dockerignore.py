"""Which paths of a build context a `.dockerignore` hides: moby's rules.

The last pattern that names a path or one of its parents decides; `!` takes back, even below a
directory that is ignored. Parents are judged on the way down, as BuildKit's walk does: a `!dir`
that had nothing to take back at `dir` takes nothing back below it.
Sources: github.com/moby/patternmatcher at 5a6d842 (ignorefile.ReadAll, MatchesUsingParentResults),
github.com/tonistiigi/fsutil filter.go, https://docs.docker.com/build/concepts/context/.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from lambdafix.context.globs import BadPattern, clean
from lambdafix.context.ignore_pattern import GO_SPACE, IgnorePattern


class DockerIgnore(Struct, frozen=True, eq=False):
    """The patterns of one ignore file, in order; `faults` are lines on which a build fails."""

    patterns: tuple[IgnorePattern, ...] = ()
    faults: tuple[str, ...] = ()
    _hits: dict[str, tuple[bool, ...]] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> DockerIgnore:
        """The text of a `.dockerignore`; a line that moby refuses goes to `faults`."""
        patterns, faults = [], []
        for line in _lines(text):
            try:
                patterns.append(IgnorePattern.read(line))
            except BadPattern:
                faults.append(line)
        return cls(tuple(patterns), tuple(faults))

    def hides(self, path: str) -> bool:
        """Whether COPY cannot see this file or directory (one below it may still be seen)."""
        if not self.patterns:
            return False
        path = clean(path)
        if path == ".":
            return False
        return self._verdict(self._hits_of(path))

    def hides_all_below(self, directory: str) -> bool:
        """Whether nothing below the directory can be seen, so that a walk may pass it by."""
        if not self.hides(directory):
            return False
        directory = clean(directory)
        return not any(p.restores and p.reaches_below(directory) for p in self.patterns)

    def _verdict(self, hits: tuple[bool, ...]) -> bool:
        hidden = False
        for pattern, hit in zip(self.patterns, hits, strict=True):
            if hit:
                hidden = not pattern.restores
        return hidden

    def _hits_of(self, path: str) -> tuple[bool, ...]:
        """For each pattern, whether it took effect on the path or on a parent; parents kept."""
        parent = path.rpartition("/")[0]
        unknown = []
        while parent and parent not in self._hits:
            unknown.append(parent)
            parent = parent.rpartition("/")[0]
        above = self._hits[parent] if parent else (False,) * len(self.patterns)
        for directory in reversed(unknown):
            above = self._hits[directory] = self._step(directory, above)
        return self._step(path, above)

    def _step(self, path: str, above: tuple[bool, ...]) -> tuple[bool, ...]:
        hits, hidden = [], False
        for pattern, inherited in zip(self.patterns, above, strict=True):
            # moby asks a pattern only where its answer can change the verdict
            hit = inherited or (pattern.restores == hidden and pattern.matches(path))
            hits.append(hit)
            if hit:
                hidden = not pattern.restores
        return tuple(hits)


def _lines(text: str) -> Iterator[str]:
    for line in text.removeprefix("\ufeff").split("\n"):
        if line.startswith("#"):  # in the first column only
            continue
        pattern = line.strip(GO_SPACE)
        if not pattern:
            continue
        restores = pattern.startswith("!")
        pattern = pattern[restores:].strip(GO_SPACE)
        if pattern:
            pattern = clean(pattern)
            pattern = pattern[1:] if len(pattern) > 1 and pattern[0] == "/" else pattern
        yield "!" * restores + pattern
