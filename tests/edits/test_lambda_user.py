"""Users that are made for the function: when they go, and what keeps them."""

from __future__ import annotations

import pytest

from lambdafix.codemod import Settings
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

SETTINGS = Settings(only=frozenset({"aws-base-image"}))
FILE = """FROM python:3.12-slim
{}
WORKDIR /app
COPY {}app.py ./
RUN pip install awslambdaric
{}
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["app.handler"]
"""
CODE = "def handler(event, context):\n    return 1\n"


def run(made: str, owner: str = "", behind: str = "USER app", code: str = CODE) -> Rewrite:
    text = FILE.format(made, owner, behind)
    done = rewrite(Source.of(text), Project.of({"app.py": code}), SETTINGS)
    assert [s.withdrawn for s in done.steps if s.withdrawn] == []
    return done


@pytest.mark.parametrize(
    "made",
    [
        "RUN useradd -m app",
        "RUN useradd --uid 1000 --create-home --shell /bin/bash app",
        "RUN adduser --disabled-password --gecos '' app",
        "RUN adduser --system --no-create-home --home /nonexistent app",
        "RUN groupadd -g 1000 app && useradd -d /home/app -g app app",
        "RUN set -e; useradd app",
    ],
)
def test_a_user_that_only_runs_the_function_goes_with_its_user(made: str) -> None:
    done = run(made)
    assert "python:3.12-slim" not in done.text
    assert not any(word in done.text for word in ("useradd", "adduser", "groupadd", "USER"))


def test_what_else_the_run_does_stays() -> None:
    assert "\nRUN echo hello\n" in run("RUN useradd app; echo hello").text


def test_a_user_by_number_stays() -> None:
    assert "\nUSER 1000\n" in run("RUN useradd -u 1000 app", behind="USER 1000").text


@pytest.mark.parametrize(
    ("made", "owner", "behind"),
    [
        pytest.param("RUN useradd app", "--chown=app ", "USER app", id="it owns a file"),
        pytest.param("RUN useradd app && chown app /opt", "", "USER app", id="it owns a directory"),
        pytest.param("RUN useradd -d /srv app", "", "USER app", id="its home lies elsewhere"),
        pytest.param("RUN useradd app", "", "RUN install -d -oapp /x", id="an option owns by it"),
        pytest.param("RUN useradd app", "", "RUN cp app.py ~app/", id="its home has a tilde"),
        pytest.param("RUN useradd app", "", "RUN grep -q '^app:' /x", id="a pattern looks for it"),
        pytest.param("RUN useradd app", "", "RUN test -s /etc/passwd", id="the list is read"),
        pytest.param("RUN useradd app", "", 'RUN test -n "$(getent passwd)"', id="all are asked"),
        pytest.param("RUN useradd app", "", "RUN printf 'a\\napp' > /x", id="it begins a line"),
        pytest.param("ENV HOME=/home/app\nRUN useradd app", "", "USER app", id="its home is named"),
        pytest.param("RUN useradd app", "", "USER app\nRUN touch /tmp/a", id="it runs a step"),
        pytest.param("RUN useradd app || true", "", "USER app", id="it may be there"),
        pytest.param("RUN useradd ${NAME}", "", "USER app", id="its name is not known"),
        pytest.param("RUN useradd app && usermod -aG sudo app", "", "USER app", id="it is changed"),
    ],
)
def test_a_user_that_is_for_more_keeps_the_base_image(made: str, owner: str, behind: str) -> None:
    done = run(made, owner, behind)
    assert not done.changed
    assert "Lambda runs every function as a user of its own" in done.reasons[0][1].hint


@pytest.mark.parametrize("rest", ["RUN mkdir /app/data", "RUN python -m compileall app.py"])
def test_a_path_of_the_same_name_is_no_word_of_the_user(rest: str) -> None:
    assert "useradd" not in run("RUN useradd app", behind=f"{rest}\nUSER app").text


@pytest.mark.parametrize(
    "asked",
    [
        "pwd.getpwnam('app')",
        "pwd.getpwall()",
        "shutil.chown('/tmp/x', user='app')",
        "open('/etc/passwd').read()",
        "subprocess.run(['id', 'app'])",
        "open('/home/app/x').read()",
        "subprocess.run(['true'], user='app')",
        "os.system('sudo -u app true')",
    ],
)
def test_a_source_that_asks_for_users_keeps_them(asked: str) -> None:
    code = f"import os, pwd, shutil, subprocess\n\n{asked}\n{CODE}"
    assert not run("RUN useradd app", code=code).changed
