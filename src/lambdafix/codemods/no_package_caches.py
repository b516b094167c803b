"""What package managers of the operating system download is removed in the RUN that installs.

```diff
 FROM public.ecr.aws/lambda/python:3.12
-RUN dnf install -y git
+RUN dnf install -y git && dnf clean all
 COPY app.py ./
 CMD ["app.handler"]
```

Why: a layer keeps what its RUN leaves, and a later RUN that removes it only hides it: dnf leaves
the metadata of all repositories, apt-get the lists that it updates.

Refuses: where a later RUN installs from the lists of apt-get, or may do so. It is silent in a stage
that is left behind, where a mount holds the cache, and where the RUN cleans up already.

Safety: SAFE. Nothing reads these caches later.
"""

from __future__ import annotations

from collections.abc import Sequence

from lambdafix.catalog.caches import Cache, cache_of, runs
from lambdafix.catalog.commands import command_status
from lambdafix.codemod import Allowance, Codemod, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits.final_layers import FinalRun, final_runs, reworded, with_runs
from lambdafix.semantics.commands.call import Unknown
from lambdafix.semantics.mounts import mounts_of
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.words import shown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Run


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    new, reasons, allowance = dict[int, Instruction](), list[Reason](), list[Allowance]()
    for run in final_runs(dockerfile, project):
        found = _filling(run)
        if found is None or runs().cleans.search(run.line.script.text):
            continue
        command, cache = found
        if _mounted(run, cache, dockerfile.dialect.escape) or _is_absent(run, command):
            continue
        reader = _reader(run.later, cache)
        line = run.instruction.line
        if reader:
            text = f"`{shown(run.instruction)}` leaves what it downloads: line "
            text += f"{reader.instruction.line} installs from it, or may do so"
            hint = f"`{cache.clean}` belongs into the last RUN that needs it"
            reasons.append(Reason(Verdict.REFUSED, Safety.SAFE, line, text, hint))
            continue
        changed = run.line.followed(command, f"&& {cache.clean}")
        new[id(run.instruction)] = changed
        allowance += reworded(run, changed)
        text = f"`{shown(run.instruction)}` leaves nothing in its layer of what it downloads"
        reasons.append(Reason(Verdict.APPLIED, Safety.SAFE, line, text))
    return with_runs(dockerfile, project, new, reasons, allowance)


def _filling(run: FinalRun) -> tuple[Command, Cache] | None:
    """The last command of the manager whose cache the RUN fills; None where no clean-up can stand
    behind it, where several managers fill theirs, or where only lists are brought."""
    commands = run.line.script.commands
    own = [c for c in commands if c.name and cache_of(c.name)]
    cache = cache_of(own[-1].name or "") if len({c.name for c in own}) == 1 else None
    filling = [c for c in own if cache and _said(c) in cache.fills]
    if cache is None or not filling or (cache.lists and filling == own):
        return None
    at = commands.index(own[-1])
    piped = at + 1 < len(commands) and commands[at + 1].connector == "|"
    return None if piped else (own[-1], cache)


def _said(command: Command) -> str:
    """What a manager is told to do."""
    values = (w.value or "" for w in command.words[1:])
    return next((v for v in values if not v.startswith("-")), "")


def _is_absent(run: FinalRun, command: Command) -> bool:
    """Whether the base image has no such manager: the RUN ends the build as it stands."""
    aws = run.step.at.image.base.aws
    os = aws.runtime.os if aws and aws.runtime else ""
    return command_status(os, command.name or "") == "absent"


def _mounted(run: FinalRun, cache: Cache, escape: str) -> bool:
    mounts = mounts_of(Run.of(run.instruction, escape), run.step.at)
    return isinstance(mounts, Unknown) or any(map(mounts.hide, cache.places))


def _reader(later: Sequence[Step], cache: Cache) -> Step | None:
    """The step that would miss what is removed."""
    for step in later:
        text = step.instruction.body + "".join(step.instruction.heredocs)
        if step.instruction.keyword in ("ADD", "COPY") and any(p in text for p in cache.places):
            return step
        if step.instruction.keyword != "RUN":
            continue
        if not cache.lists and runs().from_cache.search(text):
            return step
        if cache.lists and step.effect.wall:
            return step
        listed = cache.lists and runs().from_lists.search(text)
        if listed and not runs().updates.search(text):
            return step
    return None


CODEMOD = Codemod(transform)
