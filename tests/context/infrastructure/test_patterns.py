"""Builds that are said but for a part: loops over directories, helpers of a CDK program."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Purpose
from lambdafix.monorepo.contexts import context_of
from lambdafix.monorepo.readings import Readings
from tests.infrastructure_support import told

SERVICES = {"services/a/Dockerfile": "", "services/b/Dockerfile": "", "web/Dockerfile": ""}
EACH = [
    ("services/a/Dockerfile", "services/a"),
    ("services/b/Dockerfile", "services/b"),
]


@pytest.mark.parametrize(
    "script",
    [
        'for name in $NAMES; do docker build -t "$name" "services/$name"; done',
        "docker build services/$1",
        "cd services\nfor d in *; do\n  cd $d\n  docker build .\n  cd ..\ndone",
        "for d in services/*; do (cd $d && docker build .); done".replace("$d", "services/$d"),
        "docker build -f services/$1/Dockerfile services/$1",
    ],
)
def test_a_loop_says_the_context_of_every_directory(tmp_path: Path, script: str) -> None:
    found = told(tmp_path, {**SERVICES, "build.sh": script})
    assert found.builds == EACH
    assert all(use.one_of and use.purpose is Purpose.IMAGE for use in found.uses)


@pytest.mark.parametrize(
    "script",
    [
        "docker build -f services/$1/Dockerfile .",
        "docker build --file services/${SERVICE}/Dockerfile .",
    ],
)
def test_a_loop_says_one_context_for_every_file(tmp_path: Path, script: str) -> None:
    found = told(tmp_path, {**SERVICES, "build.sh": script})
    assert found.builds == [(file, ".") for file, _ in EACH]


def test_a_loop_over_words_says_what_each_turn_builds(tmp_path: Path) -> None:
    script = "for name in a b c; do\n  docker build --target $name services/${name}\ndone\n"
    found = told(tmp_path, {**SERVICES, "build.sh": script})
    assert found.builds == EACH
    assert [(use.target, use.one_of) for use in found.uses] == [("a", False), ("b", False)]
    assert found.unresolved == ("build.sh:2: services/c/Dockerfile is not there",)


def test_a_helper_of_a_cdk_program_says_context_and_target(tmp_path: Path) -> None:
    python = (
        "def code(name):\n"
        "    return DockerImageCode.from_image_asset('services', file=f'{name}/Dockerfile',\n"
        "                                            target='final')\n"
    )
    found = told(tmp_path, {**SERVICES, "stack.py": python})
    assert found.builds == [(file, "services") for file, _ in EACH]
    assert {use.target for use in found.uses} == {"final"}
    assert {use.function for use in found.uses} == {""}  # which of them are functions is not said


def test_a_helper_in_typescript_joins_paths(tmp_path: Path) -> None:
    text = (
        "const code = (name: string) =>\n"
        "  DockerImageCode.fromImageAsset(path.join(__dirname, '..', 'services', name));\n"
    )
    assert told(tmp_path, {**SERVICES, "cdk/stack.ts": text}).builds == EACH


@pytest.mark.parametrize(
    "script",
    [
        "docker build $1",
        "docker build -f $1/Dockerfile .",
        "docker build $ROOT/services",  # the root may be any directory
        "docker build -f $1/Dockerfile services/$2",  # two parts that need not be the same
        "docker build nowhere/$1",
        "docker build ../$1",
    ],
)
def test_a_path_without_a_name_in_it_says_nothing(tmp_path: Path, script: str) -> None:
    found = told(tmp_path, {**SERVICES, "build.sh": script})
    assert found.uses == ()
    assert len(found.unresolved) == 1


def test_a_build_that_names_its_file_counts_more_than_a_loop(tmp_path: Path) -> None:
    files = {
        ".git/HEAD": "",
        "services/a/Dockerfile": "FROM scratch\nCOPY app.py /\n",
        "services/a/app.py": "",
        "app.py": "",
        "all.sh": "docker build -f services/$1/Dockerfile .",
        "one.sh": "docker build services/a",
    }
    told(tmp_path, files)
    file = tmp_path / "services/a/Dockerfile"
    context = context_of(file, file.read_text(), Readings().of(file))
    assert context.directory == tmp_path / "services/a"
    assert context.against == ()
