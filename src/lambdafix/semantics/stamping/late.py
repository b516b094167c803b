"""How far down the stamps of a build may go.

What is made of a stamp goes with it: where one of them has to stand above a step, they all do. Who
may pass whom is `conflict`, and that the step does not name them in any other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from lambdafix.catalog.stamps import is_newest
from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING
from lambdafix.semantics.effects import LAYERS, conflict
from lambdafix.semantics.keep import kept
from lambdafix.semantics.shell_state import variables_in
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.stamping.day import of_the_day
from lambdafix.semantics.stamping.stamps import Group, groups_of, sets_of
from lambdafix.syntax.views import Run

_ADDRESS = regex(r"""(?:git\+)?(?:https?|ssh)://[^\s"';|&)>]+""")
_CLONE = regex(r"\bgit\s+(?:-\S+\s+)*clone\b([^;&|\n]*)")


def late(
    steps: Sequence[Step], used_above: Iterable[str] = ()
) -> tuple[tuple[int, ...], list[Group]]:
    """The steps with every stamp as late as it is of use, and the groups that moved or could not.

    A group goes right above the first step that has to know it or, if there is none, behind the
    last layer of the stage. `used_above`: the names that a FROM of the file holds.
    """
    groups = groups_of(steps, frozenset(used_above))
    _walk(steps, groups)
    moving = [g for g in groups if g.sure or g.above is None]
    order = _walk(steps, moving)
    stuck: list[Group] = []
    while gone := [g for g in moving if not _gains(steps, order, g)]:
        stuck += [g for g in gone if _is_stuck(steps, g)]
        moving = [g for g in moving if g not in gone]
        order = _walk(steps, moving)
    return order, [*moving, *stuck]


def _walk(steps: Sequence[Step], groups: Sequence[Group]) -> tuple[int, ...]:
    """All steps in order, each group held back until a step has to stand behind it; notes in the
    group which step that is."""
    last = max((i for i, s in enumerate(steps) if s.instruction.keyword in LAYERS), default=-1)
    member = {i: g for g in groups for i in g.members}
    for group in groups:
        group.with_it, group.above, group.why = [], None, ""
    order: list[int] = []
    held: list[int] = []
    for at in range(len(steps)):
        own = member.get(at) or _pulling(steps, held, member, at)
        if own and own.above is None and at < last:
            held.append(at)
            if at not in own.members:
                own.with_it.append(at)
                member[at] = own
            continue
        _release(steps, held, member, at)
        order += [h for h in held if member[h].above is not None]
        held = [h for h in held if member[h].above is None]
        order.append(at)
        if at == last:
            order += held
            held = []
    return tuple(order)


def _pulling(
    steps: Sequence[Step], held: Sequence[int], member: dict[int, Group], at: int
) -> Group | None:
    """The group that a label has to go along with, because one of its labels is held back."""
    if steps[at].instruction.keyword != "LABEL" or kept(steps[at].instruction):
        return None
    above = (h for h in held if steps[h].instruction.keyword == "LABEL")
    return next((member[h] for h in above), None)


def _release(steps: Sequence[Step], held: Sequence[int], member: dict[int, Group], at: int) -> None:
    """Note for every group that is held back whether this step has to stand behind it."""
    waiting = [at]
    while waiting:
        step = waiting.pop()
        for h in held:
            group = member[h]
            why = "" if group.above is not None or h >= step else _why(steps[h], steps[step])
            if why:
                group.above, group.why = at, why
                waiting += [i for i in held if member[i] is group]


def _why(carrier: Step, step: Step) -> str:
    """Why a step has to stand behind an ARG, an ENV or a LABEL, as words; empty: it may pass."""
    both = {carrier.instruction.keyword, step.instruction.keyword}
    if kept(step.instruction):
        return "it is kept as it is"
    if both == {"LABEL"}:
        return "labels keep their order"
    sets, named = sets_of(carrier), _named(step)
    read = min(sets & named, default="") or min(
        (variables_in(carrier.instruction.body) | sets) & sets_of(step), default=""
    )
    if read:
        return f"it reads {read}"
    why = conflict(carrier.effect, step.effect)
    if why or not sets or step.instruction.keyword != "RUN":
        return why
    if any(of_the_day([step])):
        return "it brings what is new on the day, and a new value makes it anew"
    if newest := next(_newest(step), ""):
        return f"it fetches the newest from {newest}, and a new value makes it anew"
    anything = step.effect.unsure or EVERYTHING in step.effect.reads
    return "it may read anything" if anything else ""  # a program of the project, perhaps


def _named(step: Step) -> frozenset[str]:
    """The variables that a step names, here-documents included; of a RUN every word that it or a
    script of it says, as a program may ask for a variable by its name."""
    texts = (step.instruction.body, *step.instruction.heredocs)
    if step.instruction.keyword != "RUN":
        return frozenset(name for text in texts for name in variables_in(text))
    return frozenset(w for text in (*texts, *_scripts(step)) for w in re.findall(r"\w+", text))


def _scripts(step: Step) -> Iterator[str]:
    """What a RUN says, and every file of the build context that it reads by its name."""
    run = Run.of(step.instruction, step.at.escape)
    yield "\n".join(run.argv) if run.argv is not None else run.script or ""
    yield from (heredoc.content for heredoc in run.heredocs)
    for area in step.effect.reads:
        path = None if area.deep else step.at.image.context.get(area.path)
        if path:
            yield step.at.project.read(path) or ""


def _newest(step: Step) -> Iterator[str]:
    """The hosts from which a RUN fetches what is another on another day; no more of an address, for
    it may hold a secret."""
    for text in _scripts(step):
        said = step.at.scope.expand(text)
        for address in _ADDRESS.findall(said):
            if is_newest(address) or _is_branch(address):
                yield urlsplit(address).hostname or "its address"
        for words in _CLONE.findall(said):
            if not re.search(r"(^|\s)(-b|--branch|--revision)\b", words) and "checkout" not in said:
                yield "a repository"


def _is_branch(address: str) -> bool:
    """Whether pip is asked for a repository without saying which commit or tag."""
    return address.startswith("git+") and "@" not in address.partition("://")[2].split("/", 1)[-1]


# --- what it is good for -------------------------------------------------------------------------


def _gains(steps: Sequence[Step], order: Sequence[int], group: Group) -> bool:
    """Whether a new value leaves a layer alone that it has made anew so far.

    BuildKit gives ARG and ENV to every RUN behind them, and they count in its cache; other
    builders look up an ENV or a LABEL as a step, whose new value makes all behind it anew.
    """
    place = {step: at for at, step in enumerate(order)}
    for member in group.members:
        passed = (i for i in range(member + 1, len(steps)) if place[i] < place[member])
        keywords = {steps[i].instruction.keyword for i in passed}.intersection(LAYERS)
        copies = keywords and group.above is None and steps[member].instruction.keyword != "ARG"
        if "RUN" in keywords or copies:
            return True
    return False


def _is_stuck(steps: Sequence[Step], group: Group) -> bool:
    """Whether a RUN stands behind a group that does not name any of it."""
    above = None if group.above is None else steps[group.above]
    if above is None or above.instruction.keyword != "RUN" or kept(above.instruction):
        return False
    names = frozenset(n for i in group.members for n in sets_of(steps[i]))
    return not names & _named(above)
