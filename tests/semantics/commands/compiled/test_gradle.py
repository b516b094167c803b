"""What gradle, ./gradlew and sbt read and leave: their builds are programs."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "build.gradle": "plugins { id 'java' }\n",
    "settings.gradle": "include 'app'\n",
    "elsewhere.gradle": "include 'lib'\nproject(':lib').projectDir = file('../lib')\n",
    "gradlew": "#!/bin/sh\nfrobnicate\n",
    "gradle/wrapper/gradle-wrapper.properties": "distributionUrl=x\n",
    "src/main/java/App.java": "",
    "build.sbt": "",
}


def effects(*lines: str, files: dict[str, str] = FILES) -> list[Effect]:
    tree = parse("\n".join(("FROM example.com/java", "WORKDIR /task", *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(files))[-1].steps]


def last(*lines: str) -> Effect:
    return effects(*lines)[-1]


def writes(effect: Effect, path: str) -> bool:
    return meet(effect.writes, (Area(path),)) is not None


@pytest.mark.parametrize("line", ["gradle build", "./gradlew dependencies", "sbt assembly"])
def test_nothing_passes_a_build_that_is_a_program(line: str) -> None:
    found = effects("COPY . .", f"RUN {line}", "COPY src /opt/src/")
    assert conflict(found[-2], found[-1]) != ""
    assert writes(found[-2], "/task/build/libs/app.jar")
    assert not writes(found[-2], "/opt/x")


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("gradle build", "/root/.gradle/caches/x"),
        ("gradle build", "/home/gradle/.gradle/caches/x"),
        ("gradle -p app shadowJar", "/task/app/build/x"),
        ("gradle -p app shadowJar", "/task/build/x"),
        ("gradle -g /cache assemble", "/cache/x"),
        ("gradle --project-cache-dir /pc build", "/pc/x"),
        ("gradle -Dscratch-dir=/scratch -Pout=../out packageFat", "/scratch/x"),
        ("gradle -Dscratch-dir=/scratch -Pout=../out packageFat", "/out/x"),
        ("GRADLE_OPTS=-Dout=/out gradle build", "/out/x"),
        ("sbt -Dout=/out assembly", "/out/x"),
        ("sbt assembly", "/root/.ivy2/x"),
    ],
)
def test_where_a_build_leaves_what_it_makes(line: str, path: str) -> None:
    assert writes(last("COPY . .", f"RUN {line}"), path)


def test_projects_outside_of_the_root_may_be_anywhere() -> None:
    lines = ("COPY . .", "COPY elsewhere.gradle settings.gradle", "RUN gradle build")
    assert writes(last(*lines), "/lib/build/x")


def test_settings_that_a_command_made_may_name_any_project() -> None:
    lines = ("COPY build.gradle .", "RUN echo > settings.gradle", "RUN gradle build")
    assert writes(last(*lines), "/lib/build/x")


def test_the_wrapper_is_gradle_where_its_properties_are_beside_it() -> None:
    chmod = "RUN chmod +x gradlew"
    found = effects("COPY gradle gradle/", "COPY gradlew ./", chmod, "RUN ./gradlew build")
    assert found[-1].wall is None
    assert conflict(found[-2], found[-1]) != ""


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("COPY gradlew ./",), "frobnicate"),
        (("COPY gradle gradle/",), "./gradlew"),
        (("COPY gradle gradlew ./", "WORKDIR a"), "./gradlew"),
    ],
)
def test_a_script_that_may_be_any_program_is_read_as_one(lines: tuple[str, ...], word: str) -> None:
    wall = last(*lines, "RUN ./gradlew build").wall
    assert wall is not None
    assert wall.word == word


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("gradle --frobnicate build", "--frobnicate"),
        ("gradle -p ${X} build", "${X}"),
        ("sbt --frobnicate assembly", "--frobnicate"),
        ("SBT_OPTS=-Dsbt.boot.directory=/x sbt assembly", "SBT_OPTS"),
    ],
)
def test_what_may_write_anywhere_is_not_known(line: str, word: str) -> None:
    wall = last("ARG X", f"RUN {line}").wall
    assert wall is not None
    assert wall.word == word


def test_the_wrapper_is_still_gradle_after_it_has_run() -> None:
    found = effects("COPY . .", "RUN ./gradlew dependencies", "RUN ./gradlew build")
    assert [e.wall for e in found] == [None] * len(found)


@pytest.mark.parametrize(
    ("lines", "fetches"),
    [
        (["COPY . .", "RUN gradle build"], True),
        (["COPY . .", "RUN gradle dependencies"], True),
        (["COPY . .", "RUN gradle build --offline"], False),
        (["COPY . .", "RUN gradle clean"], False),
        (["COPY *.gradle ./", "RUN gradle dependencies"], False),
        (["COPY *.gradle ./", "RUN gradle dependencies", "COPY . .", "RUN gradle build"], False),
    ],
)
def test_a_build_behind_the_source_fetches_what_nothing_before_it_has(
    lines: list[str], fetches: bool
) -> None:
    found = effects(*lines, files={**FILES, "src/main/java/App.java": ""})
    assert bool(found[-1].fetches) is fetches
