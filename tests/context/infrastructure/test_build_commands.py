from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Builder
from tests.infrastructure_support import told

OWN = 'DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"\n'


@pytest.mark.parametrize(
    ("script", "dockerfile", "context"),
    [
        ("docker build app", "app/Dockerfile", "app"),
        ("docker build -t a:b -f app/Dockerfile .", "app/Dockerfile", "."),
        ("docker build . -fapp/Dockerfile --no-cache > log 2>&1", "app/Dockerfile", "."),
        ("docker buildx build --push --file=app/Dockerfile \\\n  .", "app/Dockerfile", "."),
        ("docker image build --build-arg A=$UNKNOWN app", "app/Dockerfile", "app"),
        ("podman build app | tee log", "app/Dockerfile", "app"),
        ("sudo docker build --pull app && docker push a", "app/Dockerfile", "app"),
        ("cd app && docker build .", "app/Dockerfile", "app"),
        ("(cd app; true); docker build app", "app/Dockerfile", "app"),
        ("if ! docker build -q app; then exit 1; fi", "app/Dockerfile", "app"),
        ("NAME=app\ndocker build -t x ${NAME}", "app/Dockerfile", "app"),
        ("docker build ${CONTEXT:-app}", "app/Dockerfile", "app"),
        (OWN + 'docker build "$DIR/app"', "app/Dockerfile", "app"),
        ("docker build $(git rev-parse --show-toplevel)/app", "app/Dockerfile", "app"),
        ("/kaniko/executor --context=dir://app --dockerfile=Dockerfile", "app/Dockerfile", "app"),
        ("# docker build other\ndocker build app", "app/Dockerfile", "app"),
    ],
)
def test_a_script_says_file_and_context(
    tmp_path: Path, script: str, dockerfile: str, context: str
) -> None:
    use = told(tmp_path, {"scripts/build.sh": script, "app/Dockerfile": ""}).use
    assert (use.dockerfile, use.context) == (dockerfile, context)


def test_target_platform_arguments_and_line_are_read(tmp_path: Path) -> None:
    script = (
        "#!/bin/sh\n\ndocker buildx build --platform linux/arm64 \\\n"
        "  --target final --build-arg A=1 --build-arg B=$B .\n"
    )
    use = told(tmp_path, {"build.sh": script, "Dockerfile": ""}).use
    assert (use.architecture, use.target, use.builder) == ("arm64", "final", Builder.BUILDX)
    assert (use.arguments, use.place) == ((("A", "1"), ("B", "")), ("build.sh", 3))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("docker build $1", "the build context hangs on a value that is not in the file"),
        ("docker build -f $1 .", "the Dockerfile hangs on a value that is not in the file"),
        ("docker build $OPTIONS app", "the Dockerfile hangs on a value that is not in the file"),
        ("cd $1\ndocker build .", "it is run in a directory that is not in the file"),
        (
            "X=app\nX=b\ndocker build $X",
            "the build context hangs on a value that is not in the file",
        ),
        ("docker build lib", "lib/Dockerfile is not there"),
        ("docker build .", "./Dockerfile may be one of several files"),
    ],
)
def test_what_the_script_does_not_say_is_not_guessed(
    tmp_path: Path, script: str, said: str
) -> None:
    files = {"s/build.sh": script, "s/Dockerfile": "", "Dockerfile": "", "app/Dockerfile": ""}
    found = told(tmp_path, files)
    assert found.uses == ()
    [note] = found.unresolved
    assert note.endswith(said.removeprefix("./"))


@pytest.mark.parametrize(
    "script",
    [
        "docker build https://github.com/a/b.git",
        "docker build - < Dockerfile",
        "docker build -f- . <<EOF\nFROM a\nEOF",
        "echo 'docker build app'",
        "docker run app build",
    ],
)
def test_a_build_of_something_else_is_passed_over(tmp_path: Path, script: str) -> None:
    found = told(tmp_path, {"build.sh": script, "Dockerfile": "", "app/Dockerfile": ""})
    assert found == ((), ())


def test_variables_that_grow_without_end_are_not_followed(tmp_path: Path) -> None:
    script = "A0=xxxxxxxx\n" + "".join(f"A{n}=$A{n - 1}$A{n - 1}\n" for n in range(1, 60))
    found = told(tmp_path, {"build.sh": script + "docker build $A59\n"})
    assert len(found.unresolved) == 1


def test_a_recipe_of_a_makefile_runs_in_the_makefiles_directory(tmp_path: Path) -> None:
    makefile = (
        "NAME := api\nFILE = docker/$(NAME).Dockerfile\n\nbuild: deps\n"
        "\t@docker build -t x:$$(git rev-parse HEAD) \\\n\t  -f $(FILE) $(CURDIR)\n"
        "\tcd web && docker build .\n"
    )
    found = told(
        tmp_path,
        {"fn/Makefile": makefile, "fn/docker/api.Dockerfile": "", "fn/web/Dockerfile": ""},
    )
    assert found.builds == [("fn/docker/api.Dockerfile", "fn"), ("fn/web/Dockerfile", "fn/web")]
    assert [use.place.line for use in found.uses] == [5, 7]


def test_variables_of_a_makefile_that_are_made_of_themselves_are_not_followed(
    tmp_path: Path,
) -> None:
    bomb = "A0 = x\n" + "".join(f"A{n} = $(A{n - 1})$(A{n - 1})\n" for n in range(1, 60))
    found = told(tmp_path, {"Makefile": bomb + "B = $(B)x\nall:\n\tdocker build $(A59) $(B)\n"})
    assert len(found.unresolved) == 1


@pytest.mark.parametrize("first", ["#!/bin/sh", "#!/usr/bin/env bash", "#! /usr/bin/env -S zsh"])
def test_a_program_without_an_ending_is_a_script_by_its_first_line(
    tmp_path: Path, first: str
) -> None:
    task = f"{first}\ndocker build --platform linux/arm64 .\n"
    files = {"fn/.config/mise/tasks/image": task, "fn/Dockerfile": "", "x/Dockerfile": ""}
    use = told(tmp_path, files).use  # called from a directory between its own and the root
    assert (use.context, use.architecture, use.place.line) == ("fn", "arm64", 2)


@pytest.mark.parametrize("first", ["#!/usr/bin/env python", "docker build .", "#!/bin/shell"])
def test_a_file_without_an_ending_that_is_no_script_is_passed_over(
    tmp_path: Path, first: str
) -> None:
    found = told(tmp_path, {"bin/build": f"{first}\ndocker build .\n", "Dockerfile": ""})
    assert found == ((), ())


def test_a_script_that_two_directories_above_it_make_sense_of_is_called_from_the_nearest(
    tmp_path: Path,
) -> None:
    files = {"a/b/bin/build.sh": "docker build .", "a/b/Dockerfile": "", "a/Dockerfile": ""}
    assert told(tmp_path, files).use.context == "a/b"
