"""Installs of pip leave no cache in a layer.

```diff
 FROM public.ecr.aws/lambda/python:3.12
 COPY requirements.txt ./
-RUN pip install -r requirements.txt
+RUN pip install --no-cache-dir -r requirements.txt
 COPY app.py ./
 CMD ["app.handler"]
```

Why: pip keeps what it downloads and what it builds for the next install, which an image never runs:
the layer of the packages is up to twice as big.

Refuses: where another line reads the cache, or empties it. It is silent in a stage that is left
behind, where a cache mount holds the cache, and where PIP_NO_CACHE_DIR or PIP_CACHE_DIR says what
to do with it.

Safety: SAFE. The packages are the same; nothing reads the cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from lambdafix.catalog.caches import pip_cache
from lambdafix.codemod import Allowance, Codemod, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits.final_layers import FinalRun, final_runs, reworded, with_runs
from lambdafix.semantics.effects import LAYERS
from lambdafix.semantics.words import shown
from lambdafix.syntax.shell import Command
from lambdafix.syntax.shell_words import ShellWord
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Run


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    new, reasons, allowance = dict[int, Instruction](), list[Reason](), list[Allowance]()
    reader = next(_readers(dockerfile), None)
    for run in final_runs(dockerfile, project):
        words = list(_installs(run.line.script.commands))
        if not words or _says_what_to_do(run, dockerfile.dialect.escape):
            continue
        if reader:
            text = f"`{shown(run.instruction)}` leaves pip's cache: line {reader.line} names one"
            hint = f"write {pip_cache().option} behind `install` if that line can do without"
            reasons.append(Reason(Verdict.REFUSED, Safety.SAFE, run.instruction.line, text, hint))
            continue
        changed = run.line.words({w: f"{w.raw} {pip_cache().option}" for w in words})
        new[id(run.instruction)] = changed
        allowance += reworded(run, changed)
        text = f"`{shown(run.instruction)}` leaves no cache of pip in its layer"
        reasons.append(Reason(Verdict.APPLIED, Safety.SAFE, run.instruction.line, text))
    return with_runs(dockerfile, project, new, reasons, allowance)


def _installs(commands: tuple[Command, ...]) -> Iterator[ShellWord]:
    """The word `install` of each install that keeps a cache."""
    pip = pip_cache()
    for command in commands:
        words = [w for w in command.words if w.value is not None]
        values = [w.value or "" for w in words]
        at = 1
        if values[1:3] == ["-m", "pip"] and pip.interpreter.fullmatch(basename(values[0])):
            at = 3
        elif not values or not pip.program.fullmatch(basename(values[0])):
            continue
        place = next((i for i in range(at, len(values)) if not values[i].startswith("-")), 0)
        told = any(v.startswith(pip.told) for v in values)
        if place and values[place] == "install" and not told:
            yield words[place]


def _says_what_to_do(run: FinalRun, escape: str) -> bool:
    """Whether a variable, the RUN itself or a mount says what becomes of the cache."""
    body, scope = run.instruction.body, run.step.at.scope
    if any(n in scope.env or n in scope.args or n in body for n in pip_cache().variables):
        return True
    if pip_cache().named.search(run.line.script.text):
        return True
    return any("type=cache" in m for m in Run.of(run.instruction, escape).flags.all("mount"))


def _readers(dockerfile: Dockerfile) -> Iterator[Instruction]:
    """The instructions that name a cache, other than by the option that keeps none."""
    for instruction in dockerfile.instructions:
        text = instruction.body + "".join(instruction.heredocs)
        if instruction.keyword in LAYERS and pip_cache().named.search(text):
            yield instruction


CODEMOD = Codemod(transform)
