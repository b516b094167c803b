"""COPY and RUN stand from stable to changing: what changes least comes first.

```diff
 FROM public.ecr.aws/lambda/python:3.12
-COPY requirements.txt ./
-RUN pip install -r requirements.txt -t .
 RUN dnf install -y git && dnf clean all
+COPY requirements.txt ./
+RUN pip install -r requirements.txt -t .
 COPY app.py ./
 CMD ["app.handler"]
```

Why: a layer that changes makes every layer after it new, in the build cache and in the push. So OS
packages stand before what comes from other images or is fetched by its name, that before
dependencies, those before source.
`# lambdafix: changes daily` above an instruction (never, rarely, monthly, weekly, daily) or a line
of `[tool.lambdafix.stability]` says better. Among files of the build context git decides, where at
least ten commits touch the context and one changes at most half as often as the other.
`--order cost` looks for the least bytes that a commit makes new instead.

Refuses: to move a step past one that it depends on, or past a RUN that is not understood; a word
that is none of the five. Without clear history (a shallow clone, no git) files of the build context
keep the author's order.

Safety: SAFE. A step passes another only if neither reads or overwrites what the other leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from lambdafix.codemod import Codemod, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.semantics.ordering.arrangement import arrangements
from lambdafix.semantics.ordering.rates import WORDS, NoRate, said_above
from lambdafix.semantics.ordering.why import notes_of, reasons_of
from lambdafix.syntax.tree import Dockerfile, permuted

_ROUNDS = 3  # an order may change what a step wishes: once more, and once to see that it stays


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    unread = tuple(_unread(dockerfile))
    if unread:
        return Result(dockerfile, unread)
    first = arrangements(dockerfile, project, settings)
    orders = [stage.order for stage in first]
    ordered = _ordered(dockerfile, orders)
    for _ in range(_ROUNDS):
        again = arrangements(ordered, project, settings) if ordered is not dockerfile else ()
        if all(stage.order == stage.unmoved for stage in again):
            break
        orders = [
            tuple(order[place] for place in stage.order)
            for order, stage in zip(orders, again, strict=True)
        ]
        ordered = _ordered(dockerfile, orders)
    else:
        return Result(dockerfile)  # every order wishes for another: the author's is as good
    stages = list(zip(first, orders, strict=True))
    reasons = tuple(r for stage, order in stages for r in reasons_of(stage, order))
    notes = tuple(n for stage, order in stages for n in notes_of(stage, order))
    return Result(ordered, reasons, notes=notes)


def _unread(dockerfile: Dockerfile) -> Iterator[Reason]:
    for instruction in dockerfile.instructions:
        said = said_above(instruction)
        if isinstance(said, NoRate):
            text = f"`changes {said.words}` is not understood; nothing is put in order"
            hint = f"Say one of {', '.join(WORDS)}."
            yield Reason(Verdict.REFUSED, Safety.SAFE, said.line, text, hint)


def _ordered(dockerfile: Dockerfile, orders: Sequence[tuple[int, ...]]) -> Dockerfile:
    """The file with its stages in these orders; the very same where nothing moves."""
    blank = fragments.gap(dockerfile.dialect)
    stages = tuple(
        stage if order == tuple(range(len(order))) else permuted(stage, order, blank)
        for stage, order in zip(dockerfile.stages, orders, strict=True)
    )
    same = all(new is old for new, old in zip(stages, dockerfile.stages, strict=True))
    return dockerfile if same else replace(dockerfile, stages=stages)


CODEMOD = Codemod(transform)
