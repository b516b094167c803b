"""Every invariant catches the fault that it is there for, and is silent where there is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import Struct, field
from msgspec.structs import replace

from lambdafix.codemod import Allowance, Dropped, LeftBehind, Moved, Reason, Result, Safety, Verdict
from lambdafix.context.project import Project
from lambdafix.invariants import CHECKS, Turn, broken
from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Dockerfile, Instruction, Kind, Stage, Token

PROJECT = Project.of(
    {
        "app.py": "def handler(event, context):\n    return 1\n",
        "lib.py": "",
        "requirements.txt": "requests\n",
        "reads.py": "open('/opt/x/lib.py')\n",
    }
)
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
HANDLER = 'COPY app.py ./\nCMD ["app.handler"]\n'
APPLIED = (Reason(Verdict.APPLIED, Safety.SAFE, 1, "the comment `# why` goes"),)


class Broken(Struct, frozen=True, dict=True):
    """A step that breaks an invariant, and the words that say so."""

    check: str
    before: str
    after: str
    says: str
    allowance: tuple[Allowance, ...] = ()
    reasons: tuple[Reason, ...] = APPLIED
    spoil: Callable[[Dockerfile], Dockerfile] = field(default=lambda tree: tree)

    @property
    def result(self) -> Result:
        return Result(self.spoil(parse(self.after)), self.reasons, self.allowance)


def joined(tree: Dockerfile) -> Dockerfile:
    """Two instructions that are printed as one line."""
    first, second, *rest = tree.stages[0].instructions
    torn = replace(second, tokens=second.tokens[:-1])
    return replace(tree, stages=(Stage((first, torn, *rest)), *tree.stages[1:]))


def misspelt(tree: Dockerfile) -> Dockerfile:
    """An instruction that does not exist."""
    return with_first(tree, Kind.KEYWORD, "COPPY")


def retold(tree: Dockerfile) -> Dockerfile:
    """A tree whose text reads back as another tree: two pieces where there is one."""
    first, second, *rest = tree.stages[0].instructions
    at = next(i for i, t in enumerate(second.tokens) if t.kind is Kind.TEXT)
    text = second.tokens[at].text
    pieces = (Token(Kind.TEXT, text[:1]), Token(Kind.TEXT, text[1:]))
    cut = replace(second, tokens=(*second.tokens[:at], *pieces, *second.tokens[at + 1 :]))
    return replace(tree, stages=(Stage((first, cut, *rest)), *tree.stages[1:]))


def with_first(tree: Dockerfile, kind: Kind, text: str) -> Dockerfile:
    first, second, *rest = tree.stages[0].instructions
    tokens = tuple(Token(kind, text) if t.kind is kind else t for t in second.tokens)
    changed: tuple[Instruction, ...] = (first, replace(second, tokens=tokens), *rest)
    return replace(tree, stages=(Stage(changed), *tree.stages[1:]))


TWO = f"FROM alpine AS tools\nCOPY lib.py /\n\n{BASE}COPY --from=tools /lib.py ./\n{HANDLER}"
DNF = f"{BASE}RUN dnf install -y git\n{HANDLER}"

CASES = {
    "an instruction that does not exist": Broken(
        "_parses", BASE + HANDLER, BASE + HANDLER, "cannot be read: line 2:", spoil=misspelt
    ),
    "a copy without a destination": Broken(
        "_parses", BASE + HANDLER, f"{BASE}COPY app.py\n", "cannot be read: line 2:"
    ),
    "another tree behind the same text": Broken(
        "_parses", BASE + HANDLER, BASE + HANDLER, "does not read back", spoil=retold
    ),
    "two instructions on one line": Broken(
        "_parses", BASE + HANDLER, BASE + HANDLER, "does not read back", spoil=joined
    ),
    "a second reader that sees one instruction less": Broken(
        "_second_reader_agrees",
        BASE + HANDLER,
        BASE + HANDLER,
        "dockerfile-parse reads the output differently: `COPY app.py ./`",
        spoil=joined,
    ),
    "a number of a stage that comes later": Broken(
        "_names_resolve",
        TWO.replace("=tools", "=0"),
        TWO.replace("=tools", "=1"),
        "`1` names no stage before it",
    ),
    "a mount from a stage that comes later": Broken(
        "_names_resolve",
        f"{BASE}RUN x\n",
        f"{BASE}RUN --mount=type=bind,from=3,target=/x x\n",
        "`3` names no stage before it",
    ),
    "a build argument in the other stage": Broken(
        "_names_resolve",
        f"{BASE}ARG PLACE=/opt\nCOPY lib.py ${{PLACE}}/\n",
        f"FROM alpine AS build\nARG PLACE=/opt\n\n{BASE}COPY lib.py ${{PLACE}}/\n",
        "PLACE is used and set nowhere before",
    ),
    "an argument behind its use": Broken(
        "_names_resolve",
        f"{BASE}ARG PLACE=x\nWORKDIR ${{PLACE}}\n",
        f"{BASE}WORKDIR ${{PLACE}}\nARG PLACE=x\n",
        "PLACE is used and set nowhere before",
    ),
    "a stage that is gone": Broken(
        "_stages_are_kept", TWO, BASE + HANDLER, "the stage tools is gone"
    ),
    "a stage by another name": Broken(
        "_stages_are_kept", TWO, TWO.replace("tools", "build"), "the stage tools is gone"
    ),
    "a name that is there twice": Broken(
        "_stages_are_kept",
        TWO,
        TWO.replace(BASE, f"{BASE.strip()} AS tools\n"),
        "the stage name tools is there twice",
    ),
    "a lost file": Broken(
        "_same_image", f"{BASE}COPY lib.py ./\n{HANDLER}", BASE + HANDLER, "lib.py is missing"
    ),
    "a file that a later one overwrites": Broken(
        "_same_image",
        f"{BASE}COPY lib.py ./\nCOPY app.py lib.py\n",
        f"{BASE}COPY app.py lib.py\nCOPY lib.py ./\n",
        "/var/task/lib.py is made of something else",
    ),
    "another CMD": Broken(
        "_same_image", BASE + HANDLER, BASE + HANDLER.replace(".h", ".H"), "CMD was ('app.handler'"
    ),
    "a lost package": Broken("_same_image", DNF, BASE + HANDLER, "the OS package git is missing"),
    "a package too many behind": Broken(
        "_same_image",
        DNF.replace("git", "git gcc"),
        BASE + HANDLER,
        "the OS package git is missing",
        (LeftBehind("gcc", "only a build needs it"),),
    ),
    "an install that reads another manifest": Broken(
        "_same_image",
        f"{BASE}COPY requirements.txt ./\nRUN pip install -r requirements.txt\n{HANDLER}",
        f"{BASE}COPY lib.py requirements.txt\nRUN pip install -r requirements.txt\n{HANDLER}",
        "is made of something else",
    ),
    "a command that no longer runs": Broken(
        "_same_image", f"{BASE}RUN ./x\n{HANDLER}", BASE + HANDLER, "RUN ./x is missing"
    ),
    "a change in a stage that could be built by its name": Broken(
        "_same_image",
        TWO,
        TWO.replace("lib.py /\n", "lib.py /\nCOPY app.py /\n"),
        "/app.py was not",
    ),
    "another base": Broken(
        "_same_image", BASE + HANDLER, BASE.replace("12", "13") + HANDLER, "base image was "
    ),
    "a variable that is gone": Broken(
        "_same_image", f"{BASE}ENV A=b\n{HANDLER}", BASE + HANDLER, "ENV A was 'b' and is None"
    ),
    "a user that is gone": Broken(
        "_same_image", f"{BASE}USER 1000\n{HANDLER}", BASE + HANDLER, "USER was '1000'"
    ),
    "an entry point that may go and a label that may not": Broken(
        "_same_image",
        f"{BASE}LABEL a=b\nENTRYPOINT x\n{HANDLER}",
        BASE + HANDLER,
        "LABEL was",
        (Dropped("ENTRYPOINT", "the base image starts the client"),),
    ),
    "a handler that the runtime does not find": Broken(
        "_handler_is_found",
        BASE + HANDLER,
        BASE + HANDLER.replace("./", "/srv/"),
        "app.py is not found as the handler's module",
        (Moved("/var/task", "/srv"),),
    ),
    "a secret that reaches the final stage": Broken(
        "_no_new_names",
        f"FROM alpine AS tools\nARG TOKEN\n\n{BASE}{HANDLER}",
        f"FROM alpine AS tools\n\n{BASE}ARG TOKEN\n{HANDLER}",
        "TOKEN is new in the final stage",
    ),
    "a step that names what stayed behind": Broken(
        "_nothing_names_what_is_gone",
        f"{BASE}COPY lib.py /opt/x/\nRUN cat /opt/x/lib.py > y\n{HANDLER}",
        f"{BASE}RUN cat /opt/x/lib.py > y\n{HANDLER}",
        "still names /opt/x/lib.py",
        (LeftBehind("/opt/x/lib.py", "only the build reads it"),),
    ),
    "code that names what stayed behind": Broken(
        "_nothing_names_what_is_gone",
        f"{BASE}COPY lib.py /opt/x/\nCOPY reads.py ./\n",
        f"{BASE}COPY reads.py ./\n",
        "reads.py still names /opt/x",
        (Moved("/opt/x", "/var/task"),),
    ),
    "a lost comment": Broken(
        "_comments_are_kept",
        f"{BASE}# how\n{HANDLER}",
        BASE + HANDLER,
        "the comment `# how` is lost",
    ),
    "one of two equal comments": Broken(
        "_comments_are_kept",
        f"# how\n{BASE}# how\n{HANDLER}",
        f"{BASE}# how\n{HANDLER}",
        "the comment `# how` is lost",
    ),
    "a comment inside a continuation": Broken(
        "_comments_are_kept",
        f"{BASE}RUN x \\\n    # how\n    y\n",
        f"{BASE}RUN x \\\n    y\n",
        "the comment `# how` is lost",
    ),
    "a change without a reason": Broken(
        "_changes_are_explained",
        f"{BASE}COPY lib.py ./\n{HANDLER}",
        f"{BASE}{HANDLER}COPY lib.py ./\n",
        "changed the file and gave no reason",
        reasons=(Reason(Verdict.REFUSED, Safety.SAFE, 1, "no"),),
    ),
    "a reason without a change": Broken(
        "_changes_are_explained",
        BASE + HANDLER,
        BASE + HANDLER,
        "gave a reason and changed nothing",
    ),
}
each = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
BY_NAME = {check.__name__: check for check in CHECKS}


@each
def test_a_fault_is_caught_by_its_check(case: Broken) -> None:
    turn = Turn(parse(case.before), case.result, PROJECT, PROJECT)
    assert case.says in BY_NAME[case.check](turn)


@each
def test_a_fault_withdraws_the_step(case: Broken) -> None:
    assert broken(parse(case.before), case.result, PROJECT) != ""


@each
def test_a_fault_that_was_there_before_is_not_the_step_s(case: Broken) -> None:
    """The same file on both sides; what cannot be read or means two things stays a fault."""
    same = replace(case, before=case.after, reasons=(), allowance=()).result
    in_itself = case.check == "_parses" or case.spoil is joined or "twice" in case.says
    assert (broken(same.dockerfile, same, PROJECT) == "") is not in_itself


def test_every_check_can_fail() -> None:
    assert {case.check for case in CASES.values()} == BY_NAME.keys()


@pytest.mark.parametrize(
    ("before", "after", "allowance"),
    [
        pytest.param(
            f"{BASE}# how\nCOPY lib.py ./\n{HANDLER}",
            f"{BASE}{HANDLER}# how\nCOPY lib.py ./\n",
            (),
            id="a permutation",
        ),
        pytest.param(f"# why\n{BASE}{HANDLER}", BASE + HANDLER, (), id="a comment with a reason"),
        pytest.param(
            DNF, BASE + HANDLER, (LeftBehind("git", "only a build needs it"),), id="an allowance"
        ),
        pytest.param(
            TWO, TWO.replace(BASE, f"{BASE.strip()} AS final\n"), (), id="a name for a stage"
        ),
        pytest.param(
            f"FROM alpine\nCOPY lib.py /\n\n{BASE}COPY --from=0 /lib.py ./\n{HANDLER}",
            f"FROM alpine\nCOPY lib.py /\n\n{BASE}{HANDLER}COPY --from=0 /lib.py ./\n",
            (),
            id="the same number of the same stage",
        ),
    ],
)
def test_a_right_step_is_kept(before: str, after: str, allowance: tuple[Allowance, ...]) -> None:
    assert before != after
    assert broken(parse(before), Result(parse(after), APPLIED, allowance), PROJECT) == ""


def test_an_edit_of_another_file_is_a_change_that_wants_a_reason() -> None:
    tree = parse(BASE + HANDLER)
    edited = Result(tree, edits={".dockerignore": "*.md\n"})
    assert broken(tree, edited, PROJECT) == "it changed the file and gave no reason"
    assert broken(tree, replace(edited, reasons=APPLIED), PROJECT) == ""
