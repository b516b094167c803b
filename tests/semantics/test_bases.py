from __future__ import annotations

import pytest

from lambdafix.semantics.bases import base_of


def test_an_aws_image_brings_its_variables_its_directory_and_its_interpreter() -> None:
    base = base_of("public.ecr.aws/lambda/python:3.12")
    assert base.known
    assert base.scope.env["LAMBDA_TASK_ROOT"] == "/var/task"
    assert (base.scope.workdir, base.scope.complete) == ("/var/task", True)
    assert base.python is not None
    assert base.python.site_packages == "/var/lang/lib/python3.12/site-packages"


def test_an_official_image_brings_its_interpreter_elsewhere() -> None:
    base = base_of("python:3.12-slim")
    assert base.language is not None
    assert base.python is not None
    assert (base.python.version, base.python.scripts) == ("3.12", "/usr/local/bin")
    assert base.scope.workdir == "/"


def test_scratch_is_empty_and_an_unknown_image_is_unknown() -> None:
    scratch, unknown = base_of("scratch"), base_of("example.com/our/python:3.12")
    assert (scratch.known, scratch.scope.workdir, scratch.scope.complete) == (True, "/", True)
    assert (unknown.known, unknown.scope.workdir, unknown.scope.complete) == (False, None, False)
    assert unknown.python is None


@pytest.mark.parametrize(
    ("image", "path", "holds"),
    [
        ("public.ecr.aws/lambda/python:3.12", "/var/task", False),
        ("public.ecr.aws/lambda/python:3.12", "/var/task/x", False),
        ("public.ecr.aws/lambda/python:3.12", "/opt/python", False),
        ("public.ecr.aws/lambda/python:3.12", "/deps", False),
        ("public.ecr.aws/lambda/python:3.12", "/usr/lib", True),
        ("public.ecr.aws/lambda/python:3.12", "/var/lang", True),
        ("public.ecr.aws/lambda/python:3.12", "/", True),
        ("python:3.12-slim", "/usr/local/lib", True),
        ("python:3.12-slim", "/app", False),
        ("scratch", "/usr", False),
        ("example.com/our/python:3.12", "/app", True),
    ],
)
def test_where_a_base_may_have_files_of_its_own(image: str, path: str, holds: bool) -> None:
    assert base_of(image).holds(path) is holds
