"""Every situation of golden/: what comes out, and the laws that hold for each of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import dockerfile
import pytest
from msgspec.structs import replace

from lambdafix.catalog.mirrors import mirrored
from lambdafix.catalog.packages import known_packages
from lambdafix.codemod import Settings, Verdict
from lambdafix.codemods import PIPELINE
from lambdafix.context.history import History
from lambdafix.context.project import Project
from lambdafix.invariants import broken
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.parser import parse
from tests.golden_support import AFTER, CASES, GOLDEN, OPTIONS, Case

BIN = Path(sys.executable).parent
Findings = Mapping[str, frozenset[tuple[str, str]]]  # file -> (rule, message)
# BuildKit itself knows it: it reads the base image's variables, which needs the network.
OF_THE_BASE_IMAGE = [
    ("buildkit/UndefinedVar", f"Usage of undefined variable '${name}'")
    for name in ("LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR")
]

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
each_codemod = pytest.mark.parametrize("name", [codemod.name for codemod in PIPELINE])
each_changed = pytest.mark.parametrize(
    "case", [c for c in CASES if c.there()[AFTER] is not None], ids=lambda case: case.name
)


@each_case
def test_a_situation_comes_out_as_approved(case: Case, request: pytest.FixtureRequest) -> None:
    there = case.there()
    if request.config.getoption("--approve") and there != case.goldens():
        case.approve()
        pytest.fail(f"golden/{case.name} is new: read its diff, then run without --approve")
    for name, expected in there.items():
        assert case.goldens()[name] == expected, name


def test_every_directory_is_a_case_that_says_its_trap() -> None:
    directories = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
    assert [case.name for case in CASES] == directories, f"one has no {OPTIONS}"
    assert all(case.says.endswith(".") for case in CASES)
    assert len(CASES) >= 30


@each_case
def test_no_step_is_withdrawn_and_the_whole_keeps_what_each_step_keeps(case: Case) -> None:
    assert [step.withdrawn for step in case.rewrite.steps if step.withdrawn] == []
    assert case.rewrite.fault == ""
    with mirrored(case.settings.base_images), known_packages(case.settings.packages):
        assert case.whole.dockerfile == case.rewrite.result
        assert broken(parse(case.source.text), case.whole, case.project) == ""


@each_case
def test_a_second_run_changes_nothing(case: Case) -> None:
    assert_idle(case, case.rewrite, case.settings)


@each_case
@each_codemod
def test_a_codemod_alone_keeps_all_and_is_idle_the_second_time(case: Case, name: str) -> None:
    settings = replace(case.settings, only=frozenset({name}), skip=frozenset())
    alone = rewrite(case.source, case.project, settings)
    assert [step.withdrawn for step in alone.steps] == [""] * len(alone.steps)
    assert_idle(case, alone, settings)


@each_changed
def test_git_apply_makes_the_file_of_the_diff(case: Case, tmp_path: Path) -> None:
    target = tmp_path / case.dockerfile
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(case.before)
    (tmp_path / "after.diff").write_bytes(case.diff.encode())
    apply = ["git", "apply", "--include", case.dockerfile, "--whitespace=nowarn", "after.diff"]
    subprocess.run(apply, cwd=tmp_path, check=True)
    assert target.read_bytes() == case.after


@each_case
def test_nothing_is_lost_and_buildkit_reads_the_same_instructions(case: Case) -> None:
    for text in {case.source.text, case.rewrite.text}:
        tree = parse(text)
        assert tree.text == text
        ours = [
            (i.keyword, i.line, "" if i.heredocs else i.body.strip()) for i in tree.instructions
        ]
        read = zip(dockerfile.parse_string(text), tree.instructions, strict=True)
        theirs = [
            (c.cmd.upper(), c.start_line, "" if i.heredocs else logical_line(c.original))
            for c, i in read
        ]
        assert ours == theirs


@each_changed
def test_tally_finds_no_buildkit_error_that_was_not_there(case: Case, tally: Findings) -> None:
    assert tally[f"{case.name}.after"] - tally[f"{case.name}.before"] == set()


@each_changed
def test_hadolint_finds_no_error_that_was_not_there(case: Case, hadolint: Findings) -> None:
    assert hadolint[f"{case.name}.after"] - hadolint[f"{case.name}.before"] == set()


# --- helpers -------------------------------------------------------------------------------------


def assert_idle(case: Case, first: Rewrite, settings: Settings) -> None:
    seen = case.project.edited(first.edits) if first.edits else case.project
    for project in (seen, forgetful(seen)) if case.project.history else (seen,):
        assert_idle_in(project, first, settings)


def forgetful(project: Project) -> Project:
    """The same context in a shallow clone."""
    files = {f: project.read_bytes(f) or b"" for f in project.files()}
    return Project.of(files, project.dockerfile, History.none("the clone is shallow"))


def assert_idle_in(project: Project, first: Rewrite, settings: Settings) -> None:
    second = rewrite(replace(first.source, text=first.text), project, settings)
    assert second.text == first.text
    assert second.edits == {}
    assert [r.text for _, r in second.reasons if r.verdict is Verdict.APPLIED] == []


def logical_line(original: str) -> str:
    """What follows the keyword."""
    return original.strip().partition(" ")[2].strip()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every changed file before and after, for tools that are started once for all of them."""
    directory = tmp_path_factory.mktemp("golden")
    out = []
    for case in CASES:
        if case.there()[AFTER] is not None:
            for name, content in (("before", case.before), ("after", case.after)):
                path = directory / f"{case.name}.{name}"
                path.write_bytes(content)
                out.append(path)
    return out


@pytest.fixture(scope="session")
def tally(files: list[Path]) -> Findings:
    """What BuildKit's own checks find; tally ends with an error where its parser does."""
    words = "tally lint --no-config --no-inline-directives --slow-checks off --format json".split()
    ignored = [f"--ignore={space}/*" for space in ("hadolint", "shellcheck", "tally")]
    found = json.loads(output_of([*words, "--fail-level=none", *ignored], files))
    return findings(files, tally_rows(found["files"]))


def tally_rows(found: list[dict[str, object]]) -> Iterator[tuple[str, str, str]]:
    for file in found:
        violations = file["violations"]
        assert isinstance(violations, list)
        rows = ((str(file["file"]), v["rule"], v["message"]) for v in violations)
        yield from (row for row in rows if row[1:] not in OF_THE_BASE_IMAGE)


@pytest.fixture(scope="session")
def hadolint(files: list[Path]) -> Findings:
    """What hadolint calls an error, a file that it cannot read among them; the rest is taste."""
    found = json.loads(output_of(["hadolint", "--no-fail", "--format", "json"], files))
    rows = ((r["file"], r["code"], r["message"]) for r in found if r["level"] == "error")
    return findings(files, rows)


def output_of(words: list[str], files: list[Path]) -> str:
    program, *options = words
    directory = files[0].parent
    command = [str(BIN / program), *options, *(file.name for file in files)]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def findings(files: list[Path], rows: Iterator[tuple[str, str, str]]) -> Findings:
    out: dict[str, set[tuple[str, str]]] = {file.name: set() for file in files}
    for file, rule, message in rows:
        out[Path(file).name].add((rule, message))
    return {file: frozenset(found) for file, found in out.items()}
