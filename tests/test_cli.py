"""The words of the command line, with a pipeline that renames a base image and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from lambdafix import pipeline
from lambdafix.cli.every import app
from lambdafix.codemod import Note, Reason, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, Step
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source

OLD, NEW = "FROM old\nCMD a\n", "FROM new\nCMD a\n"


def renamed(source: Source, project: Project, settings: Settings = Settings()) -> Rewrite:
    """`old` becomes `new`; `odd` is refused, `risky` withheld, `nginx` left alone, `bug` a bug."""
    before = parse(source.text)
    if "nginx" in source.text:
        return Rewrite(source, before, left_alone="not a Lambda function image: CMD is nginx")
    if "bug" in source.text:
        raise ValueError("a bug")
    if "fault" in source.text:
        return Rewrite(source, parse(source.text.replace("fault", "new")), fault="a stage is gone")
    reasons = [Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, 2, "CMD could be shorter")]
    if "odd" in source.text:
        reasons.append(Reason(Verdict.REFUSED, Safety.SAFE, 1, "odd is not known", "name it old"))
    if "risky" in source.text:
        reasons.append(Reason(Verdict.WITHHELD, Safety.UNSAFE, 1, "risky may break"))
    text = source.text.replace("FROM old", "FROM new")
    if text != source.text:
        reasons.append(Reason(Verdict.APPLIED, Safety.SAFE, 1, "old is now new"))
    notes = (Note(2, f"in order by {settings.order.value}, history {settings.history}"),)
    step = Step("rename", source.text, text, tuple(reasons), notes=notes)
    return Rewrite(source, parse(text), (step,), axioms=("a base image is what it says",))


@pytest.fixture(autouse=True)
def in_a_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "of_another_kind", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "left_alone", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "rewrite", renamed)
    return tmp_path


def run(*words: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, words, input=stdin, prog_name="lambdafix")


def write(path: str, text: str = OLD) -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode())
    return Path(path)


DIFF = "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n-FROM old\n+FROM new\n CMD a\n"


def test_without_options_the_diff_is_printed_and_nothing_is_written() -> None:
    file = write("Dockerfile")
    result = run("Dockerfile")
    assert result.stdout == DIFF
    assert result.stderr == (
        "Dockerfile:2: rename: advice: CMD could be shorter\n"
        "Dockerfile:1: rename: old is now new\n1 to rewrite\n"
    )
    assert result.exit_code == 1
    assert file.read_text() == OLD


def test_advice_on_a_file_that_nobody_named_takes_v() -> None:
    write("Dockerfile")
    said, more = run("."), run(".", "-v")
    assert "advice:" not in said.stderr
    assert said.stderr.endswith("1 to rewrite; 1 piece of advice with -v\n")
    assert "Dockerfile:2: rename: advice: CMD could be shorter\n" in more.stderr


@pytest.mark.parametrize("words", [("-w", "Dockerfile"), ("Dockerfile", "--write")])
def test_write_writes_and_prints_the_diff(words: Sequence[str]) -> None:
    file = write("Dockerfile")
    result = run(*words)
    assert result.stdout == DIFF
    assert result.stderr.splitlines()[-1].startswith("1 rewritten")
    assert result.exit_code == 0
    assert file.read_text() == NEW


def test_quiet_writes_without_a_word() -> None:
    file = write("Dockerfile")
    result = run("-wq", "Dockerfile")
    assert result.output == ""
    assert result.exit_code == 0
    assert file.read_text() == NEW


def test_check_prints_the_names_of_files_that_would_change() -> None:
    write("a/Dockerfile")
    write("b/Dockerfile", NEW)
    result = run("--check", ".")
    assert result.stdout == "a/Dockerfile\n"
    assert result.exit_code == 1


def test_nothing_to_change_is_exit_code_0() -> None:
    write("Dockerfile", NEW)
    result = run("Dockerfile")
    assert result.stdout == ""
    assert result.exit_code == 0


def test_without_paths_the_current_directory_is_searched() -> None:
    write("app/Dockerfile")
    result = run()
    assert "--- a/app/Dockerfile\n" in result.stdout
    assert result.exit_code == 1


def test_a_file_that_is_named_twice_is_rewritten_once() -> None:
    write("app/Dockerfile")
    assert run("app", "app/Dockerfile", ".").stdout.count("--- a/") == 1


def test_a_refusal_says_line_and_hint_and_is_a_failure_only_when_strict() -> None:
    write("Dockerfile", "FROM odd\nCMD a\n")
    result = run("Dockerfile")
    assert "Dockerfile:1: rename: refused: odd is not known\n    name it old\n" in result.stderr
    assert "1 refused" in result.stderr
    assert result.exit_code == 0
    assert run("--strict", "Dockerfile").exit_code == 3


def test_what_unsafe_would_change_is_counted() -> None:
    write("Dockerfile", "FROM risky\nCMD a\n")
    result = run("Dockerfile")
    assert "rename: not without --unsafe: risky may break\n" in result.stderr
    assert "1 more with --unsafe" in result.stderr


def test_verbose_adds_advice_and_what_is_taken_as_given() -> None:
    write("Dockerfile")
    result = run("-v", "Dockerfile")
    assert "Dockerfile:2: rename: advice: CMD could be shorter\n" in result.stderr
    assert "Dockerfile: taken as given: a base image is what it says\n" in result.stderr


NOTE = "Dockerfile:2: rename: note: in order by {}, history {}\n"


def test_verbose_adds_what_only_verbose_says() -> None:
    write("Dockerfile")
    assert NOTE.format("stability", True) in run("-v", "Dockerfile").stderr
    assert "note" not in run("Dockerfile").stderr


@pytest.mark.parametrize(
    ("words", "order", "history"),
    [
        ([], "cost", False),
        (["--order", "stability"], "stability", False),
        (["--history"], "cost", True),
        (["--no-history", "--order", "cost"], "cost", False),
    ],
)
def test_the_command_line_counts_more_than_the_settings_of_the_project(
    words: Sequence[str], order: str, history: bool
) -> None:
    write("app/Dockerfile")
    write("lambdafix.toml", 'order = "cost"\nhistory = false\n')
    result = run("-v", "app", *words)
    assert f"app/{NOTE.format(order, history)}" in result.stderr


def test_each_file_has_the_settings_that_are_nearest_to_it() -> None:
    write("a/Dockerfile")
    write("b/Dockerfile")
    write("b/pyproject.toml", '[tool.lambdafix]\norder = "cost"\n')
    said = run("-v", ".").stderr
    assert f"a/{NOTE.format('stability', True)}" in said
    assert f"b/{NOTE.format('cost', True)}" in said


def test_settings_that_cannot_be_read_stop_their_file_and_no_other() -> None:
    write("a/Dockerfile")
    write("b/Dockerfile")
    write("b/lambdafix.toml", '[stability]\nmodel = "hourly"\n')
    result = run(".")
    assert "lambdafix.toml:2: model = 'hourly' cannot be read" in result.stderr
    assert "Say one of never, rarely, monthly, weekly, daily." in result.stderr
    assert "+++ b/a/Dockerfile" in result.stdout
    assert result.exit_code == 2


def test_a_file_that_is_left_alone_is_named_if_the_user_named_it() -> None:
    write("web/Dockerfile", "FROM nginx\n")
    line = "web/Dockerfile: left alone: not a Lambda function image: CMD is nginx\n"
    assert line in run("web/Dockerfile").stderr
    assert run("web").stderr == "1 left alone: not a Lambda function image\n"
    assert line in run("-v", "web").stderr


def test_several_files_are_counted() -> None:
    write("a/Dockerfile")
    write("b/Dockerfile", NEW)
    write("c/Dockerfile", "FROM nginx\n")
    write("d/Dockerfile", "FROM odd\n")
    write("e/Dockerfile", "FRMO old\n")
    last = run(".").stderr.splitlines()[-1]
    assert last.startswith(
        "1 to rewrite, 1 unchanged, 1 left alone: not a Lambda function image, 1 refused, 1 failed"
    )


def test_our_own_bug_in_one_file_is_70_and_the_others_go_on() -> None:
    write("a/Dockerfile", "FROM bug\n")
    file = write("b/Dockerfile")
    result = run("-w", ".")
    assert "a/Dockerfile: internal error: ValueError: a bug (test_cli.py:" in result.stderr
    assert result.exit_code == 70
    assert file.read_text() == NEW


def test_a_rewrite_that_breaks_an_invariant_is_not_written() -> None:
    file = write("Dockerfile", "FROM fault\n")
    result = run("-w", "Dockerfile")
    assert result.stdout == ""
    assert "internal error: the rewrite breaks an invariant" in result.stderr
    assert result.exit_code == 70
    assert file.read_text() == "FROM fault\n"


def test_standard_input_is_shown_as_a_diff() -> None:
    result = run("-", "--stdin-filename", "app/Dockerfile", stdin=OLD)
    assert result.stdout == DIFF.replace("/Dockerfile", "/app/Dockerfile")
    assert result.exit_code == 1


def test_standard_input_is_a_filter_with_write() -> None:
    result = run("--write", "-", stdin="\ufeffFROM old\r\nCMD a")
    assert result.stdout_bytes == "\ufeffFROM new\r\nCMD a".encode()
    assert result.exit_code == 0
    assert run("--write", "-", stdin=NEW).stdout == NEW


def test_standard_input_that_cannot_be_read_gives_no_output() -> None:
    result = run("--write", "-", stdin=b"FROM \xff\n")
    assert result.stdout == ""
    assert "Dockerfile: error: not UTF-8 at line 1" in result.stderr
    assert result.exit_code == 2


def test_standard_input_has_no_context_unless_one_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Project] = []

    def noted(source: Source, project: Project, settings: Settings) -> Rewrite:
        seen.append(project)
        return renamed(source, project, settings)

    monkeypatch.setattr(pipeline, "of_another_kind", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "left_alone", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "rewrite", noted)
    (tmp_path / "app.py").write_text("")
    run("-", stdin=OLD)
    run("-", "--context", ".", stdin=OLD)
    assert [project.known for project in seen] == [False, True]
    assert seen[1].exists("app.py")


def test_json_says_all_that_the_text_says() -> None:
    write("Dockerfile", "FROM odd\nCMD a\n")
    write("b/Dockerfile", "FRMO\n")
    result = run("--format", "json", ".", "--strict")
    document = json.loads(result.stdout)
    assert (document["version"], document["exit_code"]) == (1, 2)
    assert result.exit_code == 2
    first, second = document["files"]
    assert first["path"] == "Dockerfile"
    assert first["reasons"][1] == {
        "codemod": "rename",
        "verdict": "refused",
        "safety": "safe",
        "line": 1,
        "text": "odd is not known",
        "hint": "name it old",
    }
    note = {"codemod": "rename", "line": 2, "text": "in order by stability, history True"}
    assert first["notes"] == [note]
    assert second["error"]["line"] == 1
    assert set(first) == set(second)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--write", "--check"], "--write and --check exclude each other"),
        (["-q", "-v"], "--quiet and --verbose exclude each other"),
        (["--format", "xml"], "'xml' is neither text, json, sarif, github, markdown nor html"),
        (["--context", "nowhere"], "nowhere: not a directory"),
        (["--runtime", "pyhton3.12"], "did you mean python3.12?"),
        (["--order", "size"], "--order: 'size' is no order"),
        (["--nonsense"], "No such option"),
    ],
)
def test_words_that_mean_nothing_are_exit_code_2(words: Sequence[str], message: str) -> None:
    result = run(*words)
    assert message in result.stderr
    assert result.exit_code == 2


def test_a_command_that_is_a_path_too_is_not_guessed() -> None:
    write("runtimes/Dockerfile")
    result = run("runtimes")
    assert "for the path, use ./runtimes" in result.stderr
    assert result.exit_code == 2
    assert run("./runtimes").exit_code == 1


def test_runtimes_prints_the_table_with_its_source_and_date() -> None:
    result = run("runtimes")
    assert "public.ecr.aws/lambda/python:3.12 " in result.stdout
    assert "As of 20" in result.stdout
    assert "[1] " in result.stdout
    assert result.exit_code == 0


def test_help_shows_the_options_of_the_command_that_stands_in() -> None:
    for words in (["--help"], ["-w", "--help"]):
        result = run(*words)
        assert "Usage: lambdafix [OPTIONS] [PATHS]..." in result.stdout
        assert "--write" in result.stdout
        assert "explain" in result.stdout
        assert result.exit_code == 0


def test_a_path_may_be_called_help() -> None:
    assert run("--", "--help").exit_code == 2


def test_write_keeps_the_mode_and_the_newlines() -> None:
    file = write("Dockerfile", "FROM old\r\nCMD a")
    os.chmod(file, 0o640)
    assert run("-w", "Dockerfile").exit_code == 0
    assert file.read_bytes() == b"FROM new\r\nCMD a"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_file_that_another_one_edits_is_written_and_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def edited(source: Source, project: Project, settings: Settings) -> Rewrite:
        return replace(renamed(source, project, settings), edits={".dockerignore": ".git\n"})

    monkeypatch.setattr(pipeline, "of_another_kind", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "left_alone", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "rewrite", edited)
    write("app/Dockerfile")
    result = run("-w", "app/Dockerfile")
    assert "--- /dev/null\n+++ b/app/.dockerignore\n" in result.stdout
    assert Path("app/.dockerignore").read_text() == ".git\n"
