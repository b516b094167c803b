"""One file and its rewrite, tried: built, weighed, asked, compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.codemod import Allowance
from lambdafix.errors import LambdafixError
from lambdafix.verify.alike import differences
from lambdafix.verify.answers import Answer, Outcome
from lambdafix.verify.build_faults import is_syntax
from lambdafix.verify.command_lines import Build
from lambdafix.verify.contents import Difference
from lambdafix.verify.engine import Base, BuildFailed, Engine
from lambdafix.verify.frontend import base_alone, without_syntax
from lambdafix.verify.held import held
from lambdafix.verify.invoke import ask
from lambdafix.verify.measures import LayerBytes, layers_of, new_bytes, shared
from lambdafix.verify.processes import tail
from lambdafix.verify.staged import Side
from lambdafix.verify.verdict import Asked, Verdict, Weight

_OWN_FRONTEND = (
    "built without the `# syntax=` line: its image cannot be fetched, so the engine's own frontend "
    "was used"
)
_BROUGHT = "build seconds include bringing each image from the builder to this machine"
_MORE = (
    "An event that it answers is given with --event; --function-timeout and --memory give it more."
)
_DIFFERS = "a field that is another each time is named with --ignore-field: body.time, items.*.id"
_NAMED = 8  # fields in a sentence
_UNTOUCHED = "no file of the handler is known to change a line of: --touch names one"

Say = Callable[[str], None]


class NotBefore(LambdafixError):
    """The file itself does not build or does not start: there is nothing to compare with."""


class Questions(Struct, frozen=True):
    """What both are asked, and which fields of the answers may differ."""

    events: Sequence[bytes] = (b"{}",)
    ignored: Collection[str] = ()


class Trial(Struct, frozen=True):
    """A file and its rewrite, staged; `touched` is the file in which a line is changed."""

    engine: Engine
    key: str  # of this file in the run
    before: Side
    after: Side
    touched: str | None
    allowed: Sequence[Allowance]
    questions: Questions
    quick: bool = False  # with the build cache, and without what takes time to measure
    say: Say = lambda _: None

    def verdict(self) -> Verdict:
        """Everything that was found. Raises NotBefore, EngineError, Cancelled."""
        try:
            return self._verdict()
        finally:
            self.engine.forget(*self._images)
            for archive in self.engine.directory.glob(f"{self.key}-*.tar"):
                archive.unlink()

    def _verdict(self) -> Verdict:
        base, note = self._settled()
        first = self._built(self.before, base)
        try:
            second = self._built(self.after, self._base(self.after))
        except BuildFailed as error:
            return Verdict(faults=(f"the rewritten file does not build: {_told(error)}",))
        asked = tuple(self._asked())
        self.say("comparing what the images hold")
        found = self._held(first, second)
        faults = (*_answer_faults(asked), *(str(d) for d in found if d.counts))
        notes = [note, *_notes(asked), *(str(d) for d in found if not d.counts)]
        if self.quick:
            pass
        elif self.touched is None:
            notes.append(_UNTOUCHED)
        else:
            first, second = self._again(self.before, first), self._again(self.after, second)
        if self.engine.options.builder and not self.quick:
            notes.append(_BROUGHT)
        return Verdict(first.weight, second.weight, asked, faults, tuple(filter(None, notes)))

    def _settled(self) -> tuple[Base, str]:
        """The base of the file, and a note if the `# syntax=` line had to go from both.

        Raises NotBefore where the base cannot be had.
        """
        try:
            return self._base(self.before), ""
        except BuildFailed as error:
            if not is_syntax(tail(error.log, 20)):
                raise NotBefore(error.message, error.hint) from error
        for side in (self.before, self.after):
            side.rewritten(without_syntax(_text(side)))
        try:
            return self._base(self.before), _OWN_FRONTEND
        except BuildFailed as error:
            raise NotBefore(error.message, error.hint) from error

    def _base(self, side: Side) -> Base:
        """Its base image, which is fetched if it is not there; once in a run."""
        text = base_alone(_text(side), self.engine.options.target)
        if text not in self.engine.bases:
            self.engine.bases[text] = self._fetched(side, text)
        return self.engine.bases[text]

    def _fetched(self, side: Side, text: str) -> Base:
        alone = replace(side, dockerfile=side.dockerfile.with_suffix(".base"))
        ignore = Path(f"{alone.dockerfile}.dockerignore")
        ignore.write_text("*\n")
        alone.rewritten(text)
        image = self._image(side, "base")
        self.engine.build(
            Build(alone.dockerfile, ignore, side.context, image), self._log(side, "base")
        )
        return self.engine.base(image)

    def _built(self, side: Side, base: Base) -> _Built:
        """Built, saved, and held against its base; raises NotBefore, or BuildFailed after."""
        self.say(f"building {_WORDS[side.name]}")
        try:
            seconds = self.engine.build(self._build(side), self._log(side))
        except BuildFailed as error:
            if side is self.after:
                raise
            what = f"it does not build before the rewrite either: {_told(error)}"
            raise NotBefore(what, error.hint) from error
        layers = self._saved(side, keep=True)
        below = shared(layers, base.layers)
        size = sum(layer.bytes for layer in layers[below:])
        weight = Weight(size, len(layers) - below, None if self.quick else seconds)
        return _Built(below, base.names, weight)

    def _held(self, first: _Built, second: _Built) -> tuple[Difference, ...]:
        return held(
            self._archive(self.before),
            self._archive(self.after),
            self.allowed,
            (first.below, second.below),
            first.inherited | second.inherited,
        )

    def _again(self, side: Side, built: _Built) -> _Built:
        """Built once more with a line of the handler's file changed; what a push would send."""
        assert self.touched is not None
        self.say(f"building {_WORDS[side.name]} after a one-line change")
        what = replace(self._build(side), tag=self._image(side, "again"), cold=False)
        # What the cache holds of the same step may be older than the build without a cache: the
        # change is held against what the cache makes of the file as it is.
        self.engine.build(what, self._log(side, "again"))
        there = self.engine.base(what.tag).layers
        side.touch(self.touched)
        seconds = self.engine.build(what, self._log(side, "again"))
        pushed = new_bytes(self._saved(side, "again"), there)
        return replace(built, weight=replace(built.weight, again=seconds, pushed=pushed))

    def _saved(self, side: Side, what: str = "image", *, keep: bool = False) -> Layers:
        """The layers of an image; its archive stays if it is read again."""
        archive = self._archive(side, what)
        self.engine.save(self._image(side, what), archive)
        try:
            return layers_of(archive)
        finally:
            if not keep:
                archive.unlink()

    def _asked(self) -> Iterator[Asked]:
        """Both images asked the same; raises NotBefore if the first does not come to an answer."""
        self.say("asking both images")
        events = self.questions.events
        first = self._answers(self.before)
        dead = next((answer for answer in first if not answer.answers), None)
        if dead:
            raise NotBefore(
                f"the function does not answer before the rewrite either: {dead.meaning}",
                "" if dead.outcome is Outcome.INIT_ERROR else _MORE,
            )
        for event, old, new in zip(events, first, self._answers(self.after), strict=True):
            unlike = differences(old, new, self.questions.ignored)
            yield Asked(event.decode("utf-8", "replace"), old, new, unlike)

    def _answers(self, side: Side) -> tuple[Answer, ...]:
        return ask(self.engine, self._image(side), self.questions.events, self._log(side, "run"))

    def _build(self, side: Side) -> Build:
        image, cold = self._image(side), not self.quick
        return Build(side.dockerfile, side.ignore, side.context, image, cold)

    def _image(self, side: Side, what: str = "image") -> str:
        return f"{self.engine.name(self.key)}:{side.name}-{what}"

    def _archive(self, side: Side, what: str = "image") -> Path:
        return self.engine.directory / f"{self.key}-{side.name}-{what}.tar"

    def _log(self, side: Side, what: str = "build") -> Path:
        return self.engine.directory / f"{self.key}-{side.name}-{what}.log"

    @property
    def _images(self) -> tuple[str, ...]:
        sides, kinds = (self.before, self.after), ("image", "base", "again")
        return tuple(self._image(side, kind) for side in sides for kind in kinds)


Layers = tuple[LayerBytes, ...]


class _Built(Struct, frozen=True):
    """How many layers of a side are the base's, the names that the base brings, the weight."""

    below: int
    inherited: frozenset[str]
    weight: Weight


_WORDS = {"before": "the file as it is", "after": "the rewrite"}


def _text(side: Side) -> str:
    return side.dockerfile.read_bytes().decode()


def _told(error: BuildFailed) -> str:
    return error.message.removeprefix("the build failed: ")


def _answer_faults(asked: Sequence[Asked]) -> Iterator[str]:
    for one in asked:
        if not one.differences:
            continue
        if not one.after.answers:
            yield f"the rewrite does not answer {one.event}: {one.after.meaning}"
            continue
        named = [d.path or "the whole answer" for d in one.differences[:_NAMED]]
        left = len(one.differences) - len(named)
        places = ", ".join((*named, f"{left} more") if left else named)
        yield f"the answers to {one.event} differ: {places}"


def _notes(asked: Sequence[Asked]) -> Iterator[str]:
    """What to do about fields that differ; an error that both raise is an answer, of a kind."""
    if any(d.path for one in asked for d in one.differences):
        yield _DIFFERS
    for one in asked:
        if one.before.outcome is Outcome.FUNCTION_ERROR and not one.differences:
            yield (
                f"both answer {one.event} with an error ({one.before.meaning}): an event that the "
                "function can use, given with --event, would show more"
            )
