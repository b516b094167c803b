"""`lambdafix replay` over real git repositories, with a pipeline that knows one rewrite."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from lambdafix import pipeline
from lambdafix.cli.every import app
from lambdafix.codemod import Settings
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite
from lambdafix.report.replayed import ASSUMED, GUESSED, SHALLOW
from lambdafix.syntax.parser import parse
from lambdafix.syntax.source import Source
from lambdafix.verify import weights
from tests.verify.images import ImageFile, files, oci
from tests.verify.repository import Repository

SIZE = 50_000_000  # of an install, whatever the catalog comes to say
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
INSTALL = "RUN pip install -r requirements.txt\n"
BEFORE = f"{BASE}COPY . .\n{INSTALL}CMD app.handler\n"
AFTER = f"{BASE}COPY requirements.txt .\n{INSTALL}COPY . .\nCMD app.handler\n"
WORSE = f"{BASE}COPY requirements.txt .\n{INSTALL}# worse\nCOPY . .\nCMD app.handler\n"


def known(source: Source, project: Project, settings: Settings = Settings()) -> Rewrite:
    """One order becomes the other, `# worse` the other way round; nginx is left alone."""
    before = parse(source.text)
    if "nginx" in source.text:
        return Rewrite(source, before, left_alone="not a Lambda function image: CMD is nginx")
    edits = {".dockerignore": "*.md\n"} if "ignore" in source.text else {}
    text = {BEFORE: AFTER, WORSE: BEFORE}.get(source.text.replace("# ignore\n", ""), source.text)
    return Rewrite(source, parse(text), edits=edits)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "of_another_kind", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "left_alone", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "rewrite", known)
    monkeypatch.setattr(weights, "install_size", lambda tool, names: SIZE)
    return Repository(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["replay", *words], prog_name="lambdafix")


def document(*words: str) -> Any:
    return json.loads(run("--format", "json", *words).stdout)


def function(repository: Repository, directory: str = ".", text: str = BEFORE) -> None:
    """Two commits of the source, and between them one of the requirements."""
    repository.commit(
        {
            f"{directory}/Dockerfile": text,
            f"{directory}/app.py": "x" * 1000,
            f"{directory}/requirements.txt": "requests\n",
        }
    )
    repository.commit({f"{directory}/app.py": "x" * 2000}, "Say more")
    repository.commit({f"{directory}/requirements.txt": "requests\nboto3\n"}, "Call AWS")
    repository.commit({f"{directory}/app.py": "x" * 3000}, "Say it\x1b[31m all")


def rows(report: str) -> dict[str, list[str]]:
    """The figures of a table by the words before them."""
    found = (re.split(r"\s{2,}", line.strip()) for line in report.splitlines() if "  " in line)
    return {name: figures for name, *figures in found}


REPORT = """\
Dockerfile: 3 commits, 2026-01-02 to 2026-01-04

                              before    after  saved
  builds that remade a layer       3        3   none
  RUN lines that ran again         3        1  66.7%
  layers remade                    6        5  16.7%
  bytes remade                150 MB  50.0 MB  66.7%
  layers pushed                    6        5  16.7%
  bytes pushed                150 MB  50.0 MB  66.7%

  before  ████████████████████████████████████████ 150 MB
  after   █████████████▍ 50.0 MB

  pushed most           before    after
  {three} 2026-01-04  50.0 MB  3.14 kB  Say it\\x1b[31m all
  {two} 2026-01-03  50.0 MB  50.0 MB  Call AWS
  {one} 2026-01-02  50.0 MB  2.13 kB  Say more
"""


def test_a_file_is_played_before_and_after(repository: Repository) -> None:
    function(repository)
    result = run("Dockerfile")
    names = repository.git("log", "--format=%H").split()
    three, two, one = (name[:8] for name in names[:3])
    report, _, assumed = result.stdout.partition("\nAssumed:\n")
    assert report == REPORT.format(one=one, two=two, three=three)
    assert assumed == "".join(f"  - {words}\n" for words in ASSUMED)
    assert result.stderr == ""
    assert result.exit_code == 0


def test_json_holds_every_figure(repository: Repository) -> None:
    function(repository)
    (file,) = document("Dockerfile")["files"]
    text = len(BEFORE)
    source = text + 3000 + len("requests\nboto3\n")
    assert file["status"] == "played"
    assert file["commits"] == 3
    assert file["last"] == repository.git("rev-parse", "HEAD")
    assert file["before"]["runs"] == 3
    assert file["before"]["pushed"] == 6
    assert file["before"]["layers"] == [
        {"line": 2, "text": "COPY . .", "pushed": True, "times": 3, "bytes": source},
        {"line": 3, "text": INSTALL.strip(), "pushed": True, "times": 3, "bytes": SIZE},
    ]
    assert [layer["times"] for layer in file["after"]["layers"]] == [1, 1, 3]
    assert file["saved"]["runs"] == 0.6667
    assert [dear["subject"] for dear in file["dearest"]][1:] == ["Call AWS", "Say more"]
    assert file["dearest"][2]["pushed_bytes"]["before"] == SIZE + text + 2000 + 9


def test_fewer_commits_can_be_asked_for(repository: Repository) -> None:
    function(repository)
    assert run("--commits", "1", "Dockerfile").stdout.startswith("Dockerfile: 1 commit, ")
    assert run("--commits", "0", "Dockerfile").exit_code == 2


def test_a_file_that_got_worse_says_so(repository: Repository) -> None:
    function(repository, text=WORSE)
    assert rows(run("Dockerfile").stdout)["bytes pushed"] == ["50.0 MB", "150 MB", "-200.0%"]


def test_a_directory_ends_with_the_total(repository: Repository) -> None:
    function(repository, "a")
    function(repository, "b")
    repository.commit({"c/Dockerfile": "FROM nginx\n", "d/Dockerfile": AFTER})
    result = run(".")
    assert result.stdout.count("pushed most") == 2
    total = result.stdout.partition("\nAll 2 files\n")[2]
    assert rows(total)["bytes pushed"] == ["300 MB", "100 MB", "66.7%"]
    assert "\n1 more not played: not a Lambda function image\n" in total
    assert "\n1 more not played: there is nothing to rewrite\n" in total
    assert result.exit_code == 0
    found = document(".")["total"]
    assert found["files"] == 2
    assert found["before"]["runs"] == 6
    assert found["saved"]["pushed_bytes"] == pytest.approx(2 / 3, abs=0.001)


def test_a_named_file_says_why_there_is_nothing_to_compare(repository: Repository) -> None:
    repository.commit({"Dockerfile": "FROM nginx\n"})
    result = run("Dockerfile")
    assert result.stdout == ("Dockerfile: not played: not a Lambda function image: CMD is nginx\n")
    assert result.exit_code == 0
    (file,) = document("Dockerfile")["files"]
    assert (file["status"], file["before"]) == ("not played", None)


def test_what_the_ignore_file_hides_remakes_nothing(repository: Repository) -> None:
    function(repository)
    repository.commit({".dockerignore": "*.md\n", "notes.md": "1"})
    repository.commit({"notes.md": "22"})
    assert document("Dockerfile")["files"][0]["before"]["builds"] == 3


def test_an_ignore_file_that_the_rewrite_brings_counts_for_it(repository: Repository) -> None:
    function(repository, text=f"# ignore\n{BEFORE}")
    repository.commit({"notes.md": "1"})
    found = document("Dockerfile")["files"][0]
    assert (found["before"]["builds"], found["after"]["builds"]) == (4, 3)


def test_a_commit_of_the_dockerfile_itself_remakes_nothing(repository: Repository) -> None:
    function(repository)
    (repository.root / "Dockerfile").write_text(f"{BEFORE}# older\n")
    repository.commit({})
    repository.commit({"Dockerfile": BEFORE})
    assert document("Dockerfile")["files"][0]["before"]["builds"] == 3


def test_a_context_that_is_named_is_the_one_that_is_played(repository: Repository) -> None:
    function(repository, "app")
    repository.commit({"docker/Dockerfile": BEFORE})
    assert run("--context", "app", "docker/Dockerfile").stdout.startswith(
        "docker/Dockerfile: 3 commits, "
    )


def test_the_settings_say_what_files_weigh_whatever_git_holds_of_them(
    repository: Repository,
) -> None:
    repository.commit({"lambdafix.toml": '[sizes]\n"model" = "500 MB"\n', "model/a": "pointer"})
    repository.commit({"model/b": "pointer"})
    function(repository)
    repository.commit({"model/a": "another pointer"})
    last = document("Dockerfile")["files"][0]["before"]["layers"][0]
    assert 500_000_000 < last["bytes"] < 500_010_000


def error(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    assert isinstance(result.stderr, str)
    return result.stderr


def test_a_file_outside_of_git_cannot_be_played(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("plain"))
    Path("Dockerfile").write_text(BEFORE)
    assert error(run("Dockerfile")).startswith(
        "Dockerfile: error: no history to play: it is in no git repository"
    )


def test_one_commit_is_no_history(repository: Repository) -> None:
    repository.commit({"Dockerfile": BEFORE, "app.py": "1"})
    assert error(run("Dockerfile")) == (
        "Dockerfile: error: no history to play: no commit has changed the build context since its "
        "first\n"
    )


def test_a_shallow_clone_of_one_commit_says_how_to_get_more(
    repository: Repository,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    function(repository)
    for depth in (1, 2):
        clone = tmp_path_factory.mktemp("clone")
        origin = f"file://{repository.root}"
        repository.git("clone", "-q", f"--depth={depth}", origin, str(clone))
        monkeypatch.chdir(clone)
        result = run("Dockerfile")
        if depth == 1:
            assert "\n    `git fetch --unshallow` brings the rest" in error(result)
        else:
            assert result.stdout.startswith("Dockerfile: 1 commit, ")
            assert f"  {SHALLOW}\n" in result.stdout
            assert GUESSED not in result.stdout


def test_files_that_cannot_be_read_do_not_stop_the_others(repository: Repository) -> None:
    function(repository, "a")
    repository.commit({"b/Dockerfile": "broken\n"})
    result = run("a/Dockerfile", "b/Dockerfile", "missing/Dockerfile")
    assert "a/Dockerfile: 3 commits" in result.stdout
    assert "b/Dockerfile: error: Unknown instruction `broken`.\n    A line" in result.stderr
    assert "missing/Dockerfile: error: " in result.stderr
    assert result.exit_code == 2
    found = document("b/Dockerfile")
    assert found["files"][0]["error"]["message"] == "Unknown instruction `broken`."
    assert found["exit_code"] == 2


def test_a_bug_of_ours_is_said_to_be_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    function(repository)

    def breaks(*_: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr("lambdafix.monorepo.replay.side_of", breaks)
    result = run("Dockerfile")
    assert result.stderr.startswith("Dockerfile: internal error: ValueError: odd")
    assert result.exit_code == 70


def test_a_pipe_has_no_history() -> None:
    assert error(run("-")) == (
        "lambdafix: error: a pipe brings neither history nor build context\n    Name the file.\n"
    )


def test_a_format_that_is_not_known_is_refused() -> None:
    assert "'yaml' is neither text nor json" in error(run("--format", "yaml", "."))


def test_an_image_says_what_its_file_s_runs_leave(repository: Repository) -> None:
    function(repository)
    layer = files({"x": "x" * 4_000_000})
    step = next(line for line in BEFORE.splitlines() if line.startswith("RUN"))
    Path("image.tar").write_bytes(oci(ImageFile([layer], [step])))
    result = run("--image", "image.tar", "Dockerfile")
    assert "no image was measured" not in result.stdout
    assert rows(result.stdout)["bytes pushed"][:2] == ["12.0 MB", "4.01 MB"]


def test_an_image_of_another_file_is_named(repository: Repository) -> None:
    function(repository)
    Path("image.tar").write_bytes(oci(ImageFile([files({"x": ""})], ["RUN make"])))
    result = run("--image", "image.tar", "Dockerfile")
    assert result.exit_code == 2
    assert "no RUN of the image is one of this file" in result.stderr


def test_an_image_is_of_one_file(repository: Repository) -> None:
    function(repository, "a")
    function(repository, "b")
    result = run("--image", "image.tar", ".")
    assert result.exit_code == 2
    assert "--image is of one Dockerfile" in result.stderr
