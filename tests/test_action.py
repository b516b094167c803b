"""action.yml: its steps, run as a workflow runs them, with a stand-in for GitHub's own `gh`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from lambdafix.report.markdown import MARK
from tests.report.test_sarif import schema_of
from tests.repository_support import ENVIRONMENT, commit, function, git, repository, write

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
# What `gh api` does of what the action asks of it, with the comments in a file.
GH = f"""\
#!{sys.executable}
import json, os, sys
from pathlib import Path
import jq
words, store = sys.argv[1:], Path(os.environ["COMMENTS"])
assert words.pop(0) == "api" and os.environ["GH_TOKEN"] == "token"
comments = json.loads(store.read_text())
def option(name):
    return words.pop(words.index(name) + 1) if name in words else ""
method, query, field = option("--method") or "GET", option("--jq"), option("-F")
[path] = [word for word in words if not word.startswith("-")]
with open(os.environ["CALLS"], "a") as calls:
    calls.write(f"{{method}} {{path}}\\n")
if os.environ["GH_FAILS"] == method:
    sys.exit("gh: Resource not accessible by integration (HTTP 403)")
if method == "GET":
    for line in jq.compile(query).input_value(comments).all():
        print(line)
    sys.exit()
name, _, value = field.partition("=@")
assert name == "body"
body = Path(value).read_text()
if method == "POST":
    assert path == "repos/ann/shop/issues/7/comments", path
    comments.append({{"id": 100 + len(comments), "user": {{"type": "Bot"}}, "body": body}})
else:
    [comment] = [c for c in comments if path == f"repos/ann/shop/issues/comments/{{c['id']}}"]
    comment["body"] = body
store.write_text(json.dumps(comments))
"""


class Job:
    """A job of a workflow in a checkout; what a step says is kept."""

    def __init__(self, root: Path, temp: Path) -> None:
        self.root = root
        self.workspace = repository(write(root / "shop", {"web/Dockerfile": "FROM nginx\n"}))
        self.files = {n: root / n for n in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "CALLS")}
        self.comments = root / "comments.json"
        self.comments.write_text("[]")
        self.gh_fails = ""
        self.log = ""
        write(root, {"bin/gh": GH})
        (root / "bin" / "gh").chmod(0o755)
        self.environment = {
            **ENVIRONMENT,
            "PATH": f"{root / 'bin'}:{ENVIRONMENT['PATH']}",
            "RUNNER_TEMP": str(temp),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_REPOSITORY": "ann/shop",
            "COMMENTS": str(self.comments),
            **{name: str(path) for name, path in self.files.items()},
        }

    def said(self, name: str) -> str:
        return self.files[name].read_text() if self.files[name].exists() else ""

    def bodies(self) -> list[str]:
        return [comment["body"] for comment in json.loads(self.comments.read_text())]

    def run(self, steps: list[dict[str, Any]], pull_request: bool = True, **inputs: str) -> int:
        """The exit code of the first step that fails, or 0."""
        for path in (*self.files.values(), Path(self.environment["RUNNER_TEMP"], "lambdafix.md")):
            path.unlink(missing_ok=True)
        self.log = ""
        values = {
            "github.token": "token",
            "steps.python.outputs.python-path": sys.executable,
            "github.event.pull_request.base.sha": git(self.workspace, "rev-parse", "main"),
            "github.event.pull_request.number": "7",
        }
        if not pull_request:
            values |= dict.fromkeys((n for n in values if n.startswith("github.event.")), "")
        for name, about in ACTION["inputs"].items():
            given = inputs.get(name, about["default"])
            values[f"inputs.{name}"] = _filled(given, values)
        for step in steps:
            for line in self.said("GITHUB_OUTPUT").splitlines():
                name, _, value = line.partition("=")
                values[f"steps.lambdafix.outputs.{name}"] = value
            environment = {n: _filled(v, values) for n, v in step.get("env", {}).items()}
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.workspace,
                env={**self.environment, "GH_FAILS": self.gh_fails, **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            self.log += done.stdout
            if done.returncode:
                return done.returncode
        return 0


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: values[match[1]], text)


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's directory, with lambdafix installed by the action's own step."""
    root = tmp_path_factory.mktemp("runner")
    job = Job(root / "first", root / "temp")
    (root / "temp").mkdir()
    code = job.run([step for step in STEPS if step.get("name") == "Install lambdafix"])
    if "No matching distribution found for" in job.log and not os.environ.get("PROOF"):
        pytest.skip("pip reaches no package index here")
    assert code == 0, job.log
    return root / "temp"


@pytest.fixture
def job(tmp_path: Path, temp: Path) -> Job:
    """A pull request that adds one function."""
    job = Job(tmp_path, temp)
    git(job.workspace, "checkout", "--quiet", "-b", "change")
    write(job.workspace, function("fn"))
    commit(job.workspace, "a function")
    return job


RUN = [step for step in STEPS if "run" in step and step["name"] != "Install lambdafix"]
READ, POST = "GET repos/ann/shop/issues/7/comments", "POST repos/ann/shop/issues/7/comments"


def test_the_action_is_what_github_reads() -> None:
    schema = schema_of("https://json.schemastore.org/github-action.json")
    assert [error.message for error in Draft7Validator(schema).iter_errors(ACTION)] == []
    assert len(RUN) == 3


def test_nothing_is_put_into_a_script_before_it_runs() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")


@pytest.mark.slow
def test_a_comment_is_written_once_and_renewed_from_then_on(job: Job) -> None:
    assert job.run(RUN) == 1
    assert job.said("CALLS").splitlines() == [READ, POST]
    [body] = job.bodies()
    assert body.startswith(f"{MARK}\n## lambdafix: 1 to rewrite\n")
    assert "+COPY requirements.txt " in body
    assert job.said("GITHUB_STEP_SUMMARY") == body
    assert "exit-code=1\n" in job.said("GITHUB_OUTPUT")
    assert re.search(r"^::notice file=fn/Dockerfile,line=2,title=lambdafix ", job.log, re.MULTILINE)

    write(job.workspace, function("other"))
    commit(job.workspace, "another")
    assert job.run(RUN) == 1
    patch = "PATCH repos/ann/shop/issues/comments/100"
    assert job.said("CALLS").splitlines() == [READ, patch]
    [body] = job.bodies()
    assert "## lambdafix: 2 to rewrite\n" in body

    git(job.workspace, "rm", "-r", "--quiet", "fn", "other")
    commit(job.workspace, "without them")
    assert job.run(RUN) == 0
    assert job.said("CALLS").splitlines() == [READ, patch]
    [body] = job.bodies()
    assert body.startswith(f"{MARK}\n## lambdafix: no file to look at\n")


@pytest.mark.slow
def test_comments_of_others_stay_as_they_are(job: Job) -> None:
    others = [
        {"id": 1, "user": {"type": "User"}, "body": f"{MARK}\nnot ours"},
        {"id": 2, "user": {"type": "Bot"}, "body": f"see {MARK}"},
    ]
    job.comments.write_text(json.dumps(others))
    assert job.run(RUN) == 1
    assert job.bodies()[:2] == [other["body"] for other in others]
    assert len(job.bodies()) == 3


@pytest.mark.slow
def test_nothing_to_say_makes_no_comment(job: Job) -> None:
    git(job.workspace, "rm", "-r", "--quiet", "fn")
    commit(job.workspace, "without it")
    assert job.run(RUN) == 0
    assert job.bodies() == []


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_may_not_comment_is_a_warning(job: Job, method: str) -> None:
    job.gh_fails = method
    assert job.run(RUN, fail="false") == 0
    assert "::warning::lambdafix: the comment" in job.log
    assert job.said("GITHUB_STEP_SUMMARY").startswith(MARK)


@pytest.mark.slow
def test_inputs_choose_and_are_never_read_as_shell(job: Job) -> None:
    assert job.run(RUN, comment="false") == 1
    assert job.said("CALLS") == ""
    assert job.run(RUN, fail="false") == 0
    assert job.run(RUN, paths="$(touch spoiled)\n`touch spoiled`\n;touch spoiled\n-x") == 2
    assert "touch spoiled" in job.log
    assert "No such option" not in job.log
    skipped = "--skip\ndependencies-first\n--skip=multi-stage\n--skip=no-pip-cache"
    assert job.run(RUN, options=skipped) == 0
    assert job.run(RUN, since="$(touch spoiled)") == 2
    assert "git knows no commit '$(touch spoiled)'" in job.log
    assert not (job.workspace / "spoiled").exists()


@pytest.mark.slow
def test_outside_of_a_pull_request_everything_is_looked_at_and_there_is_no_comment(
    job: Job,
) -> None:
    git(job.workspace, "checkout", "--quiet", "-B", "main")
    assert job.run(RUN, pull_request=False) == 1
    assert job.said("CALLS") == ""


@pytest.mark.slow
def test_a_name_of_the_pull_request_acts_nowhere(job: Job) -> None:
    name = "x\n::error::y $(touch spoiled) ${{ github.token }} <b>@team"
    write(job.workspace, function(name))
    commit(job.workspace, "a hostile name")
    assert job.run(RUN) == 1
    assert not [line for line in job.log.splitlines() if line.startswith("::error")]
    assert not (job.workspace / "spoiled").exists()
    [body] = job.bodies()
    assert "`x\\n::error::y $(touch spoiled) ${{ github.token }} <b>@team/Dockerfile`" in body
