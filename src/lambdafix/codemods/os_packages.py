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

What dnf's own lines name is held against the same tables: the full curl, which conflicts with what
the image has, goes; what only the supplementary packages have, and what nobody has, is named. So is
a command that the image has not and nothing before it brings. A user that is made only to run the
function goes with its USER: Lambda runs every function as a user of its own.

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
from lambdafix.edits.dnf_names import SET_UP, installable
from lambdafix.edits.lambda_user import WHY, MadeUsers, how_to_have, made_users
from lambdafix.edits.missing_command import missing_command
from lambdafix.edits.os_names import FOREIGN, in_dnf
from lambdafix.edits.run_edits import RunLine
from lambdafix.regex import regex
from lambdafix.semantics.bases import Base, base_of
from lambdafix.semantics.commands.call import Unknown
from lambdafix.semantics.commands.system.accounts import MAKING
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import roots
from lambdafix.semantics.simulate import Built, simulate
from lambdafix.semantics.words import described, left_out
from lambdafix.syntax.tree import Dockerfile, Instruction

_MANAGER = regex(r"\b(yum|apt-get|apk)\b(?=[\s\"',]+[\w-]*)")


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    stages, reasons, allowance = [], list[Reason](), list[Allowance]()
    for number, root in enumerate(roots(dockerfile)):
        stage, base = dockerfile.stages[number], base_of(root)
        if base.aws is None or base.aws.runtime is None or base.aws.runtime.os != "AL2023":
            stages.append(stage)
            continue
        one = _Stage(dockerfile, reasons, allowance)
        if any(i.keyword == "RUN" for i in stage.instructions):
            last = number == len(dockerfile.stages) - 1
            one.look(simulate(dockerfile, project)[number], base, project, last=last)
        stages.append(stage.mapped(one.changed))
        allowance += one.users.allowed()
    after = replace(dockerfile, stages=tuple(stages)).settled()
    return Result(after, tuple(reasons), tuple(allowance))


class _Stage:
    """Changes the RUNs of one stage and notes what was done."""

    def __init__(
        self, dockerfile: Dockerfile, reasons: list[Reason], allowance: list[Allowance]
    ) -> None:
        self.escape = dockerfile.dialect.escape
        self.users = MadeUsers()
        self.missing: tuple[Instruction, str] | None = None
        self.set_up = SET_UP.search(dockerfile.text) is not None
        self.reasons, self.allowance = reasons, allowance

    def look(self, built: Built, base: Base, project: Project, *, last: bool) -> None:
        """What a RUN of the stage calls and is not there, and whether it is only about users."""
        self.missing = missing_command(built, base, self.escape)
        if last and self.missing and self.missing[1] in MAKING:
            users = made_users(built, project, self.escape)
            self.users = users if users.names else MadeUsers()

    def changed(self, instruction: Instruction) -> Instruction | None:
        if kept(instruction):
            return instruction
        if instruction.keyword == "USER" and self.users.is_needless(instruction, self.escape):
            self._note(instruction, Verdict.APPLIED, f"{described(instruction)} goes: {WHY}")
            return None
        return self._run(instruction) if instruction.keyword == "RUN" else instruction

    def _run(self, instruction: Instruction) -> Instruction | None:
        line = RunLine.of(instruction, self.escape)
        missing = self.missing[1] if self.missing and self.missing[0] is instruction else ""
        if line and self.users.makes_any(line):
            text = f"{described(instruction)}: users are left out: {WHY}"
            self._note(instruction, Verdict.APPLIED, text)
            rest = self.users.without(line)
            if rest is None:
                return None
            self.allowance.append(Reworded(line.script.text, rest.script.text))
            instruction, line = rest.instruction, rest
        elif missing:
            text = f"`{missing}` is not in the AWS base image"
            self._note(instruction, Verdict.REFUSED, text, how_to_have(missing))
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
        about = f"`{wrong}` is not in an image on Amazon Linux 2023" if wrong else ""
        found = in_dnf(line) if wrong else None if self.set_up else installable(line)
        if found is None:
            return instruction
        if isinstance(found, Unknown):
            words = "; ".join(filter(None, (about, f"`{found.word}`: {found.why}")))
            self._note(instruction, Verdict.REFUSED, words, found.hint)
            return instruction
        self.allowance += [Renamed(old, new) for old, new in found.names.items()]
        if found.instruction:
            again = line.again(found.instruction)
            self.allowance += [Reworded(line.script.text, again.script.text)] if again else []
        left = list(left_out(found.dropped))
        text = "; ".join([f"{about}, dnf is"] * bool(wrong) + left)
        if found.instruction is None:
            goes = f"{described(instruction)} goes: nothing is left for it to do"
            text = "; ".join([goes, *left])
        self._note(instruction, Verdict.APPLIED, text)
        return found.instruction

    def _note(self, instruction: Instruction, verdict: Verdict, text: str, hint: str = "") -> None:
        self.reasons.append(Reason(verdict, Safety.SAFE, instruction.line, text, hint))


CODEMOD = Codemod(transform)
