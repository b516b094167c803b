"""OS packages are installed with the package manager that the base image has.

```diff
 FROM public.ecr.aws/lambda/python:3.12
-RUN yum install -y git && yum clean all
+RUN dnf install -y git && dnf clean all
 COPY app.py ./
 CMD ["app.handler"]
```

Why: base images on Amazon Linux 2023 (Python 3.12 and later) have dnf, and neither yum nor apt-get:
`yum: command not found` ends the build.

Knows, too, which packages a table of your own tells of (`packages` in the settings).

Refuses: a package whose name on Amazon Linux 2023 is not known from a source; options and commands
that the dnf of the base image (microdnf) has not; groups; packages that are a file or an address.

Safety: SAFE. The file could not be built as it stood.
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.codemod import (
    Allowance,
    Codemod,
    Reason,
    Renamed,
    Result,
    Reworded,
    Safety,
    Settings,
    Verdict,
)
from lambdafix.context.project import Project
from lambdafix.edits.os_names import FOREIGN, in_dnf
from lambdafix.edits.run_edits import RunLine
from lambdafix.regex import regex
from lambdafix.semantics.bases import base_of
from lambdafix.semantics.commands.call import Unknown
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import roots
from lambdafix.semantics.words import described
from lambdafix.syntax.tree import Dockerfile, Instruction

_MANAGER = regex(r"\b(yum|apt-get|apk)\b(?=[\s\"',]+[\w-]*)")


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    stages, reasons, allowance = [], list[Reason](), list[Allowance]()
    for stage, root in zip(dockerfile.stages, roots(dockerfile), strict=True):
        aws = base_of(root).aws
        if aws is None or aws.runtime is None or aws.runtime.os != "AL2023":
            stages.append(stage)
            continue
        one = _Stage(dockerfile, reasons, allowance)
        stages.append(stage.mapped(one.changed))
    after = replace(dockerfile, stages=tuple(stages)).settled()
    return Result(after, tuple(reasons), tuple(allowance))


class _Stage:
    """Changes the RUNs of one stage and notes what was done."""

    def __init__(
        self, dockerfile: Dockerfile, reasons: list[Reason], allowance: list[Allowance]
    ) -> None:
        self.escape = dockerfile.dialect.escape
        self.reasons, self.allowance = reasons, allowance

    def changed(self, instruction: Instruction) -> Instruction | None:
        line = RunLine.of(instruction, self.escape)
        if kept(instruction) or instruction.keyword != "RUN":
            return instruction
        if line is None:
            found_word = _MANAGER.search(instruction.text)
            if found_word:
                text = (
                    f"`{found_word[0]}` is not in an image on Amazon Linux 2023, and this RUN is "
                )
                text += "not read command by command"
                hint = "write it as commands joined by &&, with dnf"
                self._note(instruction, Verdict.REFUSED, text, hint)
            return instruction
        wrong = next((c.name for c in line.script.commands if c.name in FOREIGN), None)
        if wrong is None:
            return instruction
        found = in_dnf(line)
        if isinstance(found, Unknown):
            text = f"`{wrong}` is not in an image on Amazon Linux 2023; `{found.word}`: {found.why}"
            self._note(instruction, Verdict.REFUSED, text, "name the package as dnf knows it")
            return instruction
        self.allowance += [Renamed(old, new) for old, new in found.names.items()]
        if found.instruction:
            again = line.again(found.instruction)
            self.allowance += [Reworded(line.script.text, again.script.text)] if again else []
        left_out = "".join(f"; {n} is left out: {why}" for n, why in found.dropped.items())
        text = f"`{wrong}` is not in an image on Amazon Linux 2023, dnf is{left_out}"
        if found.instruction is None:
            text = f"{described(instruction)} goes: nothing is left for it to do{left_out}"
        self._note(instruction, Verdict.APPLIED, text)
        return found.instruction

    def _note(self, instruction: Instruction, verdict: Verdict, text: str, hint: str = "") -> None:
        self.reasons.append(Reason(verdict, Safety.SAFE, instruction.line, text, hint))


CODEMOD = Codemod(transform)
