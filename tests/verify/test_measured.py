"""Bytes of RUN lines from an image that was built of the Dockerfile."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.project import Project
from lambdafix.errors import LambdafixError
from lambdafix.syntax.parser import parse
from lambdafix.verify.layers import layers_of
from lambdafix.verify.measured import Measured, weighed
from tests.verify.images import ImageFile, files, oci

BASE = "FROM public.ecr.aws/lambda/python:3.13\n"
FILE = (
    f"{BASE}COPY requirements.txt app.py ./\nRUN dnf install -y git\n"
    "RUN pip install -r requirements.txt \\\n    -t .\n"
)
REWRITTEN = (
    f"{BASE.strip()} AS build\nCOPY requirements.txt ./\n"
    f"RUN pip install -r requirements.txt --target /deps\n\n{BASE}RUN dnf install -y git\n"
    "COPY --from=build /deps/ ./\nCOPY app.py ./\n"
)
PROJECT = Project.of({"requirements.txt": "requests==2.32.3\n", "app.py": ""})
GIT, PIP = files({"usr/bin/git": "g" * 30_000}), files({"var/task/requests/x": "p" * 700_000})
STEPS = (
    "COPY requirements.txt app.py ./ # buildkit",
    "RUN /bin/sh -c dnf install -y git # buildkit",
    "RUN /bin/sh -c pip install -r requirements.txt     -t . # buildkit",
)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "image.tar"
    path.write_bytes(oci(ImageFile([files({"var/task/app.py": ""}), GIT, PIP], STEPS)))
    return path


def test_an_image_says_what_the_runs_of_its_file_leave(image: Path) -> None:
    measured = Measured.of(parse(FILE), PROJECT, weighed(image))
    copy, git, pip = layers_of(parse(FILE), PROJECT, (), measured)
    assert (git.weight, pip.weight) == (len(GIT), len(PIP))
    assert (git.sized, copy.sized) == (True, False)


def test_the_same_install_in_a_build_stage_is_known_by_what_it_installs(image: Path) -> None:
    measured = Measured.of(parse(FILE), PROJECT, weighed(image))
    weights = {
        layer.text: layer.weight for layer in layers_of(parse(REWRITTEN), PROJECT, (), measured)
    }
    assert weights["RUN dnf install -y git"] == len(GIT)
    assert weights["RUN pip install -r requirements.txt --target /deps"] == len(PIP)
    assert weights["COPY --from=build /deps/ ./"] == len(PIP)


def test_what_the_settings_say_counts_more(image: Path) -> None:
    measured = Measured.of(parse(FILE), PROJECT, weighed(image))
    *_, pip = layers_of(parse(FILE), PROJECT, (("RUN pip *", 7),), measured)
    assert pip.weight == 7


def test_an_image_of_another_file_tells_nothing(image: Path) -> None:
    other = f"{BASE}RUN pip install flask -t .\n"
    measured = Measured.of(parse(other), PROJECT, weighed(image))
    assert not measured
    (pip,) = layers_of(parse(other), PROJECT, (), measured)
    assert not pip.sized


def test_what_is_no_image_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"no tar")
    with pytest.raises(LambdafixError, match=r"x\.tar"):
        weighed(tmp_path / "x.tar")
