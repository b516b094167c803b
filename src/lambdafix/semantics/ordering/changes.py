"""In which commits a step has changed: what it takes of the build context, held against history.

A directory counts with what it held before: a file that was deleted changed the layer as well.
A submodule changes, whole, when its commit does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from posixpath import basename, dirname

from msgspec import Struct

from lambdafix.context.globs import BadPattern, go_match, has_wildcard, in_context
from lambdafix.context.history import History
from lambdafix.context.project import Project
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import Built, Step, global_args
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Copy, From, Run, stage_name

ENOUGH = 10  # commits; with fewer, history says nothing
_APART = 3  # commits by which two steps differ at least: one change more turns nothing round


class Change(Struct, frozen=True):
    """`commits`, as bits, in which a step changed for certain; `whole`: there were no others.

    Not whole is what git does not know: a model that is fetched before the build.
    """

    commits: int = 0
    whole: bool = True

    @property
    def number(self) -> int:
        return self.commits.bit_count()

    def __or__(self, other: Change) -> Change:
        return Change(self.commits | other.commits, self.whole and other.whole)

    def is_clearly_rarer(self, other: Change, history: History) -> bool:
        """Whether history says that this changes less: half as often, and not by chance."""
        enough = len(history) >= ENOUGH and other.number - self.number >= _APART
        return self.whole and enough and 2 * self.number <= other.number


UNKNOWN = Change(whole=False)


class Changed(Struct, frozen=True):
    """The changes of a stage's steps, each by itself; `base` is that of the stage it stands on."""

    steps: tuple[Step, ...]
    each: tuple[Change, ...]
    base: Change = Change()

    def up_to(self, labels: frozenset[str] = frozenset()) -> Change:
        """The change of what was left by these names, or of all: a layer is new as soon as one
        above it is."""
        left = (at for at, step in enumerate(self.steps) if labels & _left_by(step))
        last = max(left, default=len(self.steps) - 1)
        return _together((self.base, *self.each[: last + 1]))


def changes(
    dockerfile: Dockerfile, stages: Sequence[Built], project: Project, history: History
) -> tuple[Changed, ...]:
    """Of every stage of a Dockerfile, in which commits its steps changed."""
    out: list[Changed] = []
    known: dict[str, Changed] = {}
    outer = Scope(args=global_args(dockerfile))
    for number, built in enumerate(stages):
        first = From.of(dockerfile.stages[number].instructions[0], dockerfile.dialect.escape)
        below = known.get(outer.expand(first.image).lower())
        found = tuple(_change(step, project, history, known) for step in built.steps)
        out.append(Changed(built.steps, found, below.up_to() if below else Change()))
        known |= dict.fromkeys((built.name, str(number)), out[-1])
    return tuple(out)


def _left_by(step: Step) -> frozenset[str]:
    deposits, carried = step.effect.deposits, step.effect.carried
    return frozenset((*(d.label for d in deposits), *(m.label for m in carried)))


def _together(changes: Iterable[Change]) -> Change:
    whole = Change()
    for change in changes:
        whole |= change
    return whole


def _change(
    step: Step, project: Project, history: History, stages: Mapping[str, Changed]
) -> Change:
    return _together(_parts(step, project, history, stages))


def _parts(
    step: Step, project: Project, history: History, stages: Mapping[str, Changed]
) -> Iterator[Change]:
    instruction, scope = step.instruction, step.at.scope
    if instruction.keyword == "RUN":
        for mount in Run.of(instruction, step.at.escape).flags.all("mount"):
            words = dict(w.partition("=")[::2] for w in (mount or "").split(","))
            if words.get("type", "bind") == "bind":
                origin, source = words.get("from"), words.get("source", words.get("src", "."))
                yield (
                    _of_stage(step, origin, stages, history)
                    if origin
                    else of_source(source, project, history)
                )
    if instruction.keyword not in ("ADD", "COPY"):
        return
    copy = Copy.of(instruction, step.at.escape)
    origin = scope.expand(copy.flags.get("from") or "")
    if origin:
        yield _of_stage(step, origin, stages, history)
        return
    for source in map(scope.expand, copy.sources):
        if not copy.add or not ("://" in source or source.startswith("git@")):
            yield of_source(source, project, history)


def _of_stage(step: Step, origin: str, stages: Mapping[str, Changed], history: History) -> Change:
    """Files by their history; what was installed or made there by all that it stands behind."""
    stage, effect = stages.get(stage_name(origin)), step.effect
    if stage is None:
        return Change()  # another image: it changes with the Dockerfile alone
    files = {context for _, context in effect.files.values()}
    labels = frozenset(m.label for m in effect.carried)
    if effect.deposits or None in files or not (files or labels):
        return stage.up_to()
    entries = {history.entry(f) for f in files if f}
    exact = Change(history.changes(entries.__contains__), "" not in entries)
    return exact | stage.up_to(labels) if labels else exact


def of_source(source: str, project: Project, history: History) -> Change:
    """The change of what one source of a COPY selects."""
    selects = selection(source)
    if selects is None:
        return UNKNOWN
    files = [f for match in project.match(source) for f in project.under(match) or (match,)]
    repositories = {dirname(f) for f in files if basename(f) == ".git"}
    if repositories - history.modules:  # part of the context, and new every time
        return Change((1 << len(history)) - 1)
    ours = (project.ignore_file, project.dockerfile)
    whole = bool(files) and not project.truncated
    whole = whole and all(history.entry(f) or f in ours or _derived(f) for f in files)
    modules = {history.entry(f) for f in files} & history.modules
    return Change(history.changes(lambda p: p in modules or selects(p)), whole)


def sources_of(step: Step) -> Iterator[str]:
    """What a step takes of the build context, as it is written with variables replaced."""
    instruction, scope = step.instruction, step.at.scope
    if instruction.keyword == "RUN":
        for mount in Run.of(instruction, step.at.escape).flags.all("mount"):
            words = dict(w.partition("=")[::2] for w in (mount or "").split(","))
            if words.get("type", "bind") == "bind" and not words.get("from"):
                yield words.get("source", words.get("src", "."))
    if instruction.keyword in ("ADD", "COPY"):
        copy = Copy.of(instruction, step.at.escape)
        if "from" not in copy.flags:
            yield from (s for s in map(scope.expand, copy.sources) if "://" not in s)


def selection(source: str) -> Callable[[str], bool] | None:
    """Which paths, also of the past, a source selects; None if it cannot be known."""
    path = in_context(source)
    if "$" in source:
        return None
    if path == ".":
        return lambda _: True
    parts = path.split("/")
    try:
        patterns = [go_match(part) for part in parts] if has_wildcard(path) else []
    except BadPattern:
        return None
    if not patterns:
        return lambda p: p == path or p.startswith(f"{path}/")
    return lambda p: (
        len(names := p.split("/")) >= len(patterns)
        and all(pattern.fullmatch(name) for pattern, name in zip(patterns, names, strict=False))
    )


def _derived(path: str) -> bool:
    """Whether Python made it of a file beside it, and it changes with that."""
    return path.endswith(".pyc") or "__pycache__" in path.split("/")
