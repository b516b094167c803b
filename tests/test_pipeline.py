"""The fold: each codemod in its turn, each step checked before the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from lambdafix import pipeline
from lambdafix.codemod import Codemod, Reason, Result, Safety, Settings, Transform, Verdict
from lambdafix.codemods import PIPELINE
from lambdafix.context.project import Project
from lambdafix.errors import SyntaxFault
from lambdafix.pipeline import Rewrite, left_alone, of_another_kind, rewrite
from lambdafix.semantics.axioms import AXIOMS
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source
from lambdafix.syntax.tree import Dockerfile

FILES = {"app.py": "", "lib.py": "", "requirements.txt": "requests\n"}
PROJECT = Project.of(FILES)
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
CMD = 'CMD ["app.handler"]\n'
GOOD = f"{BASE}COPY app.py ./\n{CMD}"
PIP = "RUN pip install -r requirements.txt -t /opt/python\n"
POOR = f"{BASE}COPY . .\n{PIP}RUN yum install -y git\n{CMD}"
NAMES = [codemod.name for codemod in PIPELINE]


def run(text: str, settings: Settings = Settings(today=date(2026, 11, 25))) -> Rewrite:
    return rewrite(Source.of(text), PROJECT, settings)


def only(*names: str) -> Settings:
    return Settings(only=frozenset(names))


def test_every_codemod_has_its_turn_and_starts_where_the_last_one_ended() -> None:
    done = run(POOR)
    assert [s.codemod for s in done.steps] == NAMES
    assert done.steps[0].before == POOR
    assert done.steps[-1].after == done.text
    assert [s.before for s in done.steps[1:]] == [s.after for s in done.steps[:-1]]
    assert done.changed
    assert not done.fault


def test_reasons_come_in_the_order_of_the_codemods() -> None:
    found = [name for name, _ in run(POOR).reasons]
    assert found == sorted(found, key=NAMES.index)
    assert len(set(found)) > 1


def test_a_good_file_stays_the_same_tree_and_rests_on_no_axiom() -> None:
    done = run(GOOD)
    assert not done.changed
    assert (done.text, done.reasons, done.axioms, done.left_alone) == (GOOD, (), (), "")


def test_a_changed_file_names_the_axioms_that_it_rests_on() -> None:
    assert run(POOR).axioms == AXIOMS
    assert all(a == a.strip() and not a.endswith(".") for a in AXIOMS)


@pytest.mark.parametrize("name", NAMES)
def test_one_codemod_can_be_run_alone_or_left_out(name: str) -> None:
    assert [s.codemod for s in run(POOR, only(name)).steps] == [name]
    without = run(POOR, Settings(skip=frozenset({name}))).steps
    assert [s.codemod for s in without] == [n for n in NAMES if n != name]
    assert run(POOR, Settings(only=frozenset({name}), skip=frozenset({name}))).steps == ()


@pytest.mark.parametrize(
    "text",
    [
        f"# lambdafix: skip-file\n{POOR}",
        POOR + "\n# lambdafix: skip-file\n",
        "# lambdafix: skip-file\nFROM debian\n",
    ],
)
def test_a_file_that_its_author_wants_left_alone_is_left_alone(text: str) -> None:
    done = run(text)
    assert (done.text, done.steps, done.changed) == (text, (), False)
    assert done.left_alone == "`# lambdafix: skip-file` is in it"


_BUNDLER = POOR.replace("lambda/python:3.12", "sam/build-python3.12")


@pytest.mark.parametrize("text", ["FROM debian\nCMD x\n", _BUNDLER])
def test_a_file_of_something_else_is_left_alone_and_told_why(text: str) -> None:
    done = run(text)
    assert (done.text, done.steps, done.axioms) == (text, (), ())
    assert done.left_alone


def test_a_text_that_is_no_dockerfile_is_a_fault_with_its_line() -> None:
    with pytest.raises(SyntaxFault) as caught:
        run(f"{BASE}COPPY app.py ./\n")
    assert caught.value.line == 2


def test_the_context_is_not_read_for_a_file_of_something_else() -> None:
    class Untouched(Project, frozen=True, eq=False):
        def files(self) -> tuple[str, ...]:
            raise AssertionError("the context was read")

        def read(self, path: str) -> str | None:
            raise AssertionError("the context was read")

    project = Untouched(PROJECT.storage)
    done = rewrite(Source.of('FROM nginx:1.29\nCMD ["nginx", "-g"]\n'), project)
    assert done.left_alone


# --- codemods that are made for the test ----------------------------------------------------------


def named(name: str, transform: Transform) -> Codemod:
    transform.__module__ = f"tests.{name.replace('-', '_')}"
    return Codemod(transform)


def appending(
    name: str,
    line: str,
    verdict: Verdict = Verdict.APPLIED,
    edits: Mapping[str, str] | None = None,
) -> Codemod:
    """A codemod that writes a line behind the last one."""

    def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
        reason = Reason(verdict, Safety.SAFE, 1, name)
        return Result(parse(dockerfile.text + line), (reason,), (), edits or {})

    return named(name, transform)


def with_codemods(monkeypatch: pytest.MonkeyPatch, *codemods: Codemod) -> Rewrite:
    monkeypatch.setattr(pipeline, "PIPELINE", codemods)
    return run(GOOD)


def test_a_step_that_breaks_an_invariant_is_undone_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = with_codemods(
        monkeypatch,
        appending("first", "# one\n"),
        appending("bad", "RUN rm -rf /var/task\n"),
        appending("last", "# three\n"),
    )
    assert done.text == f"{GOOD}# one\n# three\n"
    assert [s.codemod for s in done.steps] == ["first", "bad", "last"]
    bad = done.steps[1]
    assert "app.py is made of something else" in bad.withdrawn
    assert (bad.before, bad.reasons) == (bad.after, ())
    assert [name for name, _ in done.reasons] == ["first", "last"]


def test_a_step_that_says_nothing_of_its_change_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    done = with_codemods(monkeypatch, appending("mute", "# x\n", Verdict.REFUSED))
    assert not done.changed
    assert done.steps[0].withdrawn == "it changed the file and gave no reason"
    assert done.axioms == ()


def test_an_edit_of_another_file_is_seen_by_the_next_codemod(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str | None] = []

    def looks(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
        seen.append(project.read("lib.py"))
        return Result(dockerfile)

    done = with_codemods(
        monkeypatch,
        named("before", looks),
        appending("edits", "# x\n", edits={"lib.py": "new\n"}),
        named("after", looks),
    )
    assert seen == ["", "new\n"]
    assert done.edits == {"lib.py": "new\n"}
    assert PROJECT.read("lib.py") == ""


def test_the_edits_of_a_step_that_is_undone_are_undone_too(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = appending("bad", "USER 1000\n", edits={"lib.py": "new\n"})
    assert with_codemods(monkeypatch, bad).edits == {}


def test_an_equal_text_keeps_the_tree_that_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    done = with_codemods(monkeypatch, appending("idle", "", Verdict.REFUSED))
    assert not done.changed
    assert done.axioms == ()
    assert [r.text for _, r in done.reasons] == ["idle"]


def test_a_codemod_is_called_by_the_name_of_its_module() -> None:
    assert appending("late-stamps", "").name == "late-stamps"
    assert NAMES[1] == "aws-base-image"
    assert NAMES[-1] == "no-package-caches"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FROM nginx\nCOPY . /srv\n", "not a Lambda function image"),
        ('FROM node\nCMD ["npm", "start"]\n', "not a Lambda function image"),
        ("# lambdafix: skip-file\nFROM nginx\n", "`# lambdafix: skip-file` is in it"),
    ],
)
def test_of_a_file_of_another_kind_no_context_is_asked(text: str, why: str) -> None:
    source = Source.of(text)
    found = left_alone(source, Settings())
    assert found
    assert found.left_alone.startswith(why)
    assert found == rewrite(source, Project.of({"app.py": ""}), Settings())


@pytest.mark.parametrize(
    "text",
    [
        "FROM public.ecr.aws/lambda/python:3.12\n",
        'FROM python:3.12\nCMD ["app.handler"]\n',  # only the context knows whether it is one
    ],
)
def test_of_a_file_that_may_be_for_lambda_the_context_is_asked(text: str) -> None:
    assert left_alone(Source.of(f"{text}COPY app.py ./\n"), Settings()) is None


def test_a_file_without_a_word_of_lambda_is_parsed_only_where_it_was_named() -> None:
    source = Source.of("FROM nginx\nCOPPY a b\n")
    found = of_another_kind(source, Settings(), named=False)
    assert found
    assert found.left_alone.startswith("not a Lambda function image")
    with pytest.raises(SyntaxFault):
        of_another_kind(source, Settings())


def test_a_mirror_of_the_settings_is_a_word_of_lambda() -> None:
    source = Source.of("FROM registry.example.com/py:3.12\nCOPY app.py ./\n")
    settings = Settings(base_images=(("registry.example.com", "public.ecr.aws"),))
    assert of_another_kind(source, Settings())
    assert of_another_kind(source, settings) is None
