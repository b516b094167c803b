"""The fold: a Dockerfile through every codemod, each step checked before the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.catalog.mirrors import mirrored
from lambdafix.catalog.packages import known_packages
from lambdafix.codemod import (
    Allowance,
    Codemod,
    Moved,
    Note,
    Reason,
    Result,
    Safety,
    Settings,
    Verdict,
)
from lambdafix.codemods import PIPELINE
from lambdafix.context.not_checked_out import NotCheckedOut
from lambdafix.context.project import Project
from lambdafix.context.storage import Unread
from lambdafix.invariants import broken
from lambdafix.semantics.areas import below
from lambdafix.semantics.axioms import AXIOMS
from lambdafix.semantics.keep import skipped
from lambdafix.semantics.lambda_image import NOT_OURS, copies_from_itself, may_be_ours, recognise
from lambdafix.semantics.stages import aliases, by_number, number_of, up_to, with_rest
from lambdafix.semantics.unheard import unheard
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source
from lambdafix.syntax.tree import Dockerfile


class Step(Struct, frozen=True):
    """One codemod's turn: the text before and after it, and its reasons."""

    codemod: str
    before: str
    after: str
    reasons: tuple[Reason, ...]
    withdrawn: str = ""  # an invariant that the step broke: a bug of ours; the step was undone
    notes: tuple[Note, ...] = ()
    allowance: tuple[Allowance, ...] = ()  # what it may change in the image


class Rewrite(Struct, frozen=True):
    """What became of one Dockerfile."""

    source: Source
    result: Dockerfile
    steps: tuple[Step, ...] = ()
    left_alone: str = ""  # why no codemod was run: not a Lambda function image, skip-file ...
    edits: Mapping[str, str] = field(
        default_factory=dict
    )  # other files: path in the context -> text
    axioms: tuple[str, ...] = ()
    remarks: tuple[Reason, ...] = ()  # comments that are meant for us and not understood
    targets: tuple[str, ...] = ()  # the stages that are deployed, if not the last one
    fault: str = ""  # an invariant that the final text breaks: nothing may be written

    @property
    def text(self) -> str:
        return self.result.text

    @property
    def deployed(self) -> tuple[Dockerfile, Dockerfile]:
        """The file before and after, up to the stage that is deployed."""
        return up_to(parse(self.source.text), self.targets), up_to(self.result, self.targets)

    @property
    def changed(self) -> bool:
        return self.text != self.source.text

    @property
    def reasons(self) -> tuple[tuple[str, Reason], ...]:
        """Every reason with its codemod's name, in order; `comments` is what there is to remark."""
        remarks = (("comments", remark) for remark in self.remarks)
        return (*remarks, *((s.codemod, r) for s in self.steps for r in s.reasons))

    @property
    def notes(self) -> tuple[tuple[str, Note], ...]:
        """Every note with its codemod's name, in order."""
        return tuple((s.codemod, n) for s in self.steps for n in s.notes)

    @property
    def allowance(self) -> tuple[Allowance, ...]:
        """What all steps together may change in the image."""
        found = list[Allowance]()
        for step in self.steps:
            found = [*then(found, step.allowance), *step.allowance]
        return tuple(found)


def then(earlier: Iterable[Allowance], later: Iterable[Allowance]) -> Iterator[Allowance]:
    """What earlier steps allowed, as it reads after the moves of a later one."""
    moves = [a for a in later if isinstance(a, Moved)]
    for allowed in earlier:
        if isinstance(allowed, Moved):
            onward = [m for m in moves if below(m.before, allowed.after)]
            for move in onward:
                rest = move.before.removeprefix(allowed.after)
                yield Moved(allowed.before + rest, move.after)
        yield allowed


def rewrite(source: Source, project: Project, settings: Settings = Settings()) -> Rewrite:
    """Rewrite one Dockerfile. A function of the text, the files of the context and the settings.

    Raises SyntaxFault when the text cannot be read as a Dockerfile.
    """
    with mirrored(settings.base_images), known_packages(settings.packages):
        return _rewritten(source, project, settings)


def _rewritten(source: Source, project: Project, settings: Settings) -> Rewrite:
    original = parse(source.text)
    try:
        why = _why_not(original, project, settings)
    except NotCheckedOut as unknown:
        why = f"{unknown.message}; {unknown.hint}"
    if why:
        return Rewrite(source, original, left_alone=why)
    dockerfile, edits, steps = original, dict[str, str](), list[Step]()
    for codemod in _chosen(settings):
        broken_off = copies_from_itself(up_to(dockerfile, settings.targets))
        if broken_off and codemod is not PIPELINE[0]:
            break  # no builder builds it: there is nothing to keep, and no order to speak of
        try:
            result, step = _turn(codemod, dockerfile, project.edited(edits), settings)
        except NotCheckedOut as unknown:
            told = any(unknown.path in reason.text for step in steps for reason in step.reasons)
            result, step = _unknown(codemod, dockerfile, unknown, told=told)
        dockerfile = result.dockerfile
        edits |= result.edits
        steps.append(step)
    axioms = AXIOMS if dockerfile is not original else ()
    remarks = tuple(unheard(original))
    targets = settings.targets
    return Rewrite(source, dockerfile, tuple(steps), "", edits, axioms, remarks, targets)


def of_another_kind(source: Source, settings: Settings, *, named: bool = True) -> Rewrite | None:
    """What `rewrite` gives for a file no word of which has to do with Lambda; None for others.

    Where it was not `named`, but found in a directory, it is not even parsed: whether it can be
    read is for its owner to find out.
    """
    mirrors = (mirror for mirror, _ in settings.base_images)
    if settings.runtime or settings.handlers or may_be_ours(source.text, mirrors):
        return None
    tree = parse(source.text) if named else Dockerfile.unread(source.text)
    return Rewrite(source, tree, left_alone=NOT_OURS)


def left_alone(source: Source, settings: Settings) -> Rewrite | None:
    """What `rewrite` gives where the text alone says that the file is not for us; None where it
    takes the build context to know. So nothing is read for the many files of other kinds."""
    original, unread = parse(source.text), Unread()
    with mirrored(settings.base_images), known_packages(settings.packages):
        why = _why_not(original, Project(unread), settings)
    return Rewrite(source, original, left_alone=why) if why and not unread.asked else None


def _why_not(original: Dockerfile, project: Project, settings: Settings) -> str:
    if skipped(original):
        return "`# lambdafix: skip-file` is in it"
    lost = next((t for t in settings.targets if number_of(original, t) is None), None)
    if lost is not None:
        return f"it has no stage `{lost}`, which is what is built of it"
    found = recognise(up_to(original, settings.targets), project, settings)
    return found if isinstance(found, str) else ""


def _chosen(settings: Settings) -> tuple[Codemod, ...]:
    return tuple(
        c
        for c in PIPELINE
        if c.name not in settings.skip and (not settings.only or c.name in settings.only)
    )


def _turn(
    codemod: Codemod, dockerfile: Dockerfile, project: Project, settings: Settings
) -> tuple[Result, Step]:
    """One codemod's result, or the file as it was if the result breaks an invariant.

    A codemod sees the stages up to the one that is deployed.
    """
    deployed = up_to(dockerfile, settings.targets)
    result = _numbers_kept(codemod.transform(deployed, project, settings), deployed, settings)
    if deployed.text == result.dockerfile.text and not result.edits:
        result, before = replace(result, dockerfile=dockerfile), dockerfile.text
        return result, Step(codemod.name, before, before, result.reasons, notes=result.notes)
    fault = broken(deployed, result, project)
    if deployed is not dockerfile and not fault:
        result = _with_rest(result, deployed, dockerfile, project)
    before, after = dockerfile.text, result.dockerfile.text
    if fault:
        return Result(dockerfile), Step(codemod.name, before, before, (), fault)
    step = Step(
        codemod.name, before, after, result.reasons, notes=result.notes, allowance=result.allowance
    )
    return result, step


def _numbers_kept(result: Result, deployed: Dockerfile, settings: Settings) -> Result:
    """A result that puts no stage in front of one that is built by its number."""
    number = by_number(deployed, (*settings.targets, *settings.also_built))
    if not number or len(result.dockerfile.stages) == len(deployed.stages):
        return result
    line, name = deployed.stages[-1].instructions[0].line, aliases(deployed)[-1]
    text = f"a stage is built by its number, {number}, which a stage in front of it would change"
    hint = f"build it by a name, {f'`{name}`' if name else 'which AS gives it'}"
    others = tuple(r for r in result.reasons if r.verdict is not Verdict.APPLIED)
    reason = Reason(Verdict.REFUSED, Safety.SAFE, line, text, hint)
    return Result(deployed, (*others, reason))


def _unknown(
    codemod: Codemod, dockerfile: Dockerfile, unknown: NotCheckedOut, *, told: bool
) -> tuple[Result, Step]:
    """The file as it was, where a codemod has to know what is not there; said once for a path."""
    line = dockerfile.stages[-1].instructions[0].line
    reason = Reason(Verdict.REFUSED, Safety.SAFE, line, unknown.message, unknown.hint)
    return Result(dockerfile), Step(
        codemod.name, dockerfile.text, dockerfile.text, () if told else (reason,)
    )


def _with_rest(result: Result, deployed: Dockerfile, whole: Dockerfile, project: Project) -> Result:
    """A result with the stages behind the deployed one; they have to stay what they are."""
    joined = replace(result, dockerfile=with_rest(result.dockerfile, deployed, whole))
    differs = broken(whole, joined, project)
    if not differs:
        return joined
    line = whole.stages[len(deployed.stages)].instructions[0].line
    text = f"a stage behind the one that is deployed would be another: {differs}"
    hint = "put it in front of that one, or into a file of its own"
    return Result(whole, (Reason(Verdict.REFUSED, Safety.SAFE, line, text, hint),))
