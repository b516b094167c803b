"""The executor does what the builder and the tools document (with_engine.py asks BuildKit)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.proof.executor import Executor, Files
from tests.proof.scratch import Unavailable
from tests.proof.stage import Stage

AWS = "FROM public.ecr.aws/lambda/python:3.12\n"


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    try:
        made = Executor()
        made.build("FROM node:22-slim\nRUN true\n", {})
    except Unavailable as why:
        if os.environ.get("PROOF") == "required":
            raise
        pytest.skip(f"no scratch root can be made here: {why}")
    yield made
    made.close()


def final(executor: Executor, text: str, files: Files | None = None) -> Stage:
    return executor.build(AWS + text, files or {"a.txt": "a", "d/b.txt": "b"})[-1]


def content(stage: Stage, path: str) -> str | None:
    entry = stage.tree.get(path)
    return entry.content.decode() if entry else None


@pytest.mark.parametrize(
    ("copy", "path"),
    [
        ("COPY a.txt x", "/var/task/x"),
        ("COPY a.txt x/", "/var/task/x/a.txt"),
        ("COPY a.txt .", "/var/task/a.txt"),
        ("COPY d x", "/var/task/x/b.txt"),
        ("COPY d /opt/", "/opt/b.txt"),
        ("COPY [\"a.txt\", \"/opt/\"]", "/opt/a.txt"),
        ("COPY *.txt /opt/y/", "/opt/y/a.txt"),
        ("COPY --from=example.com/tools:2 /opt/conf ./", "/var/task/tool.ini"),
        ("RUN ln -s /opt /var/task/l\nCOPY a.txt l/", "/opt/a.txt"),
        ("ENV D=/opt\nCOPY a.txt ${D}/${E:-f}", "/opt/f"),
    ],
)  # fmt: skip
def test_a_copy_lands_where_the_builder_puts_it(executor: Executor, copy: str, path: str) -> None:
    stage = final(executor, copy)
    assert not stage.failed
    assert content(stage, path) in ("a", "b", "a=1\n")


def test_a_file_does_not_replace_a_directory(executor: Executor) -> None:
    assert "with file" in final(executor, "RUN mkdir a.txt\nCOPY a.txt .").failed


def test_the_mode_of_a_directory_that_is_copied_to_stays(executor: Executor) -> None:
    stage = final(executor, "RUN chmod 711 /opt\nCOPY --chmod=600 d /opt\nCOPY --chmod=600 . /x")
    assert [stage.tree[p].mode for p in ("/opt", "/x", "/x/d")] == [0o711, 0o755, 0o600]


def test_pip_with_a_target_skips_what_is_there(executor: Executor) -> None:
    files = {"requests/__init__.py": "# ours\n"}
    first = final(executor, "COPY . .\nRUN pip install requests -t .", files)
    second = final(executor, "RUN pip install requests -t .\nCOPY . .", files)
    upgraded = final(executor, "COPY . .\nRUN pip install --upgrade requests -t .", files)
    assert content(first, "/var/task/requests/__init__.py") == "# ours\n"
    assert content(second, "/var/task/requests/__init__.py") == "# ours\n"
    assert "2.32.5" in (content(upgraded, "/var/task/requests/__init__.py") or "")
    assert "/var/task/requests-2.32.5.dist-info/METADATA" in first.tree


def test_pip_without_one_leaves_what_satisfies_and_replaces_what_does_not(
    executor: Executor,
) -> None:
    site = "/var/lang/lib/python3.12/site-packages"
    stage = final(executor, "RUN pip install idna==3.10 && pip install requests boto3==1.42.0")
    assert f"{site}/idna-3.10.dist-info" in stage.tree
    assert f"{site}/boto3-1.40.4.dist-info" not in stage.tree
    assert f"{site}/boto3-1.42.0.dist-info" in stage.tree


def test_a_source_build_needs_its_compiler_and_header(executor: Executor) -> None:
    assert "gcc" in final(executor, "RUN pip install psycopg2").failed
    ready = "RUN dnf install -y gcc libpq-devel\nRUN pip install psycopg2 -t ."
    assert not final(executor, ready).failed


def test_npm_runs_the_scripts_of_the_project(executor: Executor) -> None:
    package = (
        '{\n"scripts": {\n"postinstall": "cat a.txt > made"\n},\n"dependencies": {\n"x": "1"\n}\n}'
    )
    text = "FROM node:22-slim\nWORKDIR /w\nCOPY . .\nRUN npm install\n"
    stage = executor.build(text, {"package.json": package, "a.txt": "a"})[-1]
    assert content(stage, "/w/made") == "a"
    assert content(stage, "/w/node_modules/x/index.js") == "x 1 \n"


def test_what_a_mount_brings_does_not_stay(executor: Executor) -> None:
    text = "RUN --mount=type=bind,source=d,target=/m/d ls /m/d > /opt/seen && touch /m/d/new"
    stage = final(executor, text)
    assert content(stage, "/opt/seen") == "b.txt\n"
    assert not any(path.startswith("/m") for path in stage.tree)


def test_a_stage_stands_on_another_as_that_one_ended(executor: Executor) -> None:
    text = "RUN rm /usr/bin/dnf && echo x > /opt/x\nENV A=1\nFROM 0\nRUN echo $A > /opt/a\n"
    stage = final(executor, text)
    assert content(stage, "/opt/a") == "1\n"
    assert "/opt/x" in stage.tree
    assert "/usr/bin/dnf" not in stage.tree


def test_a_build_leaves_nothing_to_the_next(executor: Executor) -> None:
    clean = final(executor, "")
    final(executor, "RUN rm -r /opt && chmod 700 /root && echo x >> /usr/lib/standins/index")
    assert final(executor, "").tree == clean.tree == clean.base


def test_what_the_ignore_file_hides_is_not_copied(executor: Executor) -> None:
    files = {".dockerignore": "*.sh\n", "setup.sh": "", "app.py": ""}
    built = executor.build("FROM public.ecr.aws/lambda/python:3.12\nCOPY . ./\n", files)
    assert "/var/task/app.py" in built[-1].tree
    assert "/var/task/setup.sh" not in built[-1].tree
