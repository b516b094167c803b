"""What mvn and ./mvnw read and leave, and who may pass them."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

POM = "<project><artifactId>hello</artifactId><version>1</version></project>"
PARENT = "<project><modules><module>a</module></modules></project>"
CHILD = "<project><parent><artifactId>all</artifactId></parent></project>"
FILES = {
    "pom.xml": POM,
    "src/main/java/App.java": "",
    "multi/pom.xml": PARENT,
    "multi/a/pom.xml": CHILD,
    "settings.xml": "<settings/>",
    "mvnw": "#!/bin/sh\nfrobnicate\n",
    ".mvn/wrapper/maven-wrapper.properties": "distributionUrl=x\n",
    "README.md": "",
}
OFFLINE = "RUN mvn -B dependency:go-offline"


def effects(*lines: str, files: dict[str, str] = FILES) -> list[Effect]:
    tree = parse("\n".join(("FROM maven:3.9-amazoncorretto-21", "WORKDIR /task", *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(files))[-1].steps]


def last(*lines: str, files: dict[str, str] = FILES) -> Effect:
    return effects(*lines, files=files)[-1]


def swap(*lines: str, files: dict[str, str] = FILES) -> str:
    """Why the last two lines may not swap."""
    return conflict(*effects(*lines, files=files)[-2:])


def with_pom(more: str) -> dict[str, str]:
    return {**FILES, "pom.xml": POM.replace("</project>", f"{more}</project>")}


def touches(effect: Effect, path: str) -> bool:
    return meet((*effect.reads, *effect.writes), (Area(path),)) is not None


def writes(effect: Effect, path: str) -> bool:
    return meet(effect.writes, (Area(path),)) is not None


def test_source_may_pass_a_resolution_and_the_pom_may_not() -> None:
    assert swap("COPY pom.xml ./", OFFLINE, "COPY src src/") == ""
    assert swap("COPY pom.xml ./", OFFLINE) != ""


@pytest.mark.parametrize("place", [".mvn/settings.xml", "/root/.m2/settings.xml", "/.mvn/x"])
def test_settings_may_not_pass_a_resolution(place: str) -> None:
    assert swap("COPY pom.xml ./", OFFLINE, f"COPY settings.xml {place}") != ""


def test_a_resolution_fills_the_local_repository() -> None:
    found = last("COPY pom.xml ./", OFFLINE)
    assert found.manifests == ("/task/pom.xml",)
    assert writes(found, "/root/.m2/repository/x")
    assert not writes(found, "/task/target/x")
    moved = last("COPY pom.xml ./", f"{OFFLINE} -Dmaven.repo.local=/maven")
    assert writes(moved, "/maven/x")


def test_a_parent_and_modules_are_followed() -> None:
    copies = ("COPY multi/pom.xml ./", "COPY multi/a/pom.xml a/")
    found = last(*copies, "RUN mvn dependency:resolve -pl a -am")
    assert set(found.manifests) == {"/task/pom.xml", "/task/a/pom.xml"}
    below = last(*copies, "RUN mvn -f a/pom.xml dependency:resolve")
    assert set(below.manifests) == {"/task/pom.xml", "/task/a/pom.xml"}
    assert swap(*copies, "RUN mvn dependency:resolve", "COPY src a/target/classes") != ""
    without = last(copies[0], "RUN mvn dependency:resolve")
    assert touches(without, "/anything")
    assert "pom.xml is not a file" in without.missing


def test_a_parent_above_that_is_in_no_file_comes_from_repositories() -> None:
    lines = ("COPY multi/a/pom.xml ./", "RUN mvn dependency:resolve")
    assert not touches(last(*lines), "/anything")
    assert swap(*lines, "COPY multi/pom.xml /") != ""


@pytest.mark.parametrize(
    "more",
    [
        "<build><extensions><extension/></extensions></build>",
        "<profiles><profile><activation><file><exists>x</exists></file></activation></profile></profiles>",
        "<dependencies><dependency><systemPath>/x.jar</systemPath></dependency></dependencies>",
        "<repositories><repository><url>file:///repo</url></repository></repositories>",
        "<repositories><repository><url>${project.basedir}/r</url></repository></repositories>",
    ],
)
def test_a_pom_that_asks_for_files_makes_a_resolution_read_everything(more: str) -> None:
    found = last("COPY pom.xml ./", OFFLINE, files=with_pom(more))
    assert touches(found, "/anything")


def test_an_extension_of_maven_may_read_everything() -> None:
    files = {**FILES, ".mvn/extensions.xml": "<extensions/>"}
    lines = ("COPY .mvn .mvn/", "COPY pom.xml ./", OFFLINE)
    assert touches(last(*lines, files=files), "/anything")
    assert not touches(last(*lines), "/anything")


def test_a_build_reads_everything_and_maven_alone_leaves_target() -> None:
    found = last("COPY . .", "RUN mvn -q clean package -DskipTests")
    assert touches(found, "/anything")
    assert writes(found, "/task/target/hello-1.jar")
    assert not writes(found, "/task/src/main/java/App.java")
    assert writes(found, "/root/.m2/repository/x")


@pytest.mark.parametrize(
    "more",
    [
        "<build><plugins><plugin><artifactId>frontend-maven-plugin</artifactId></plugin></plugins></build>",
        "<build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><configuration>"
        "<outputDirectory>lib</outputDirectory></configuration></plugin></plugins></build>",
        "<parent><artifactId>spring-boot-starter-parent</artifactId><relativePath/></parent>",
    ],
)
def test_a_plugin_that_is_not_mavens_own_may_write_below_the_project(more: str) -> None:
    found = last("COPY . .", "RUN mvn package", files=with_pom(more))
    assert writes(found, "/task/src/main/resources/x.js")
    assert not writes(found, "/opt/x")


def test_a_build_that_is_led_out_of_the_project_may_write_anywhere() -> None:
    files = with_pom("<build><directory>/out</directory></build>")
    assert writes(last("COPY . .", "RUN mvn package", files=files), "/out/x.jar")


def test_an_option_says_where_dependencies_are_copied() -> None:
    line = "RUN mvn dependency:copy-dependencies -DoutputDirectory=/deps"
    assert writes(last("COPY . .", line), "/deps/a.jar")


def test_the_wrapper_is_maven_where_its_properties_are_beside_it() -> None:
    lines = ("COPY mvnw pom.xml ./", "COPY .mvn .mvn/", "RUN ./mvnw dependency:go-offline")
    assert last(*lines).wall is None
    assert swap(lines[0], lines[1], "RUN chmod +x mvnw", lines[2]) != ""
    assert last(lines[0], lines[1], "RUN chmod +x mvnw", lines[2]).wall is None
    for rest, word in ((lines[1:], "./mvnw"), ((lines[0], lines[2]), "frobnicate")):
        wall = last(*rest).wall
        assert wall is not None
        assert wall.word == word


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["RUN mvn --frobnicate package"], "--frobnicate"),
        (["ENV MAVEN_ARGS=-q", "RUN mvn package"], "MAVEN_ARGS"),
        (["ENV MAVEN_OPTS=-Dmaven.repo.local=/x", "RUN mvn package"], "MAVEN_OPTS"),
        (["COPY moved.xml /root/.m2/settings.xml", "RUN mvn package"], "settings.xml"),
        (["COPY pom.xml ./", "RUN mvn -s moved.xml package"], ""),
        (["COPY moved.xml ./", "RUN mvn -s moved.xml package"], "moved.xml"),
    ],
)
def test_a_repository_in_an_unknown_place_is_not_known(lines: list[str], word: str) -> None:
    moved = "<settings><localRepository>/x</localRepository></settings>"
    wall = last(*lines, files={**FILES, "moved.xml": moved}).wall
    assert (wall.word if wall else "") == word


def test_the_wrapper_and_the_settings_of_the_project_are_manifests() -> None:
    lines = ("COPY mvnw pom.xml ./", "COPY .mvn .mvn/", "RUN ./mvnw dependency:go-offline")
    assert set(last(*lines).manifests) == {
        "/task/pom.xml",
        "/task/mvnw",
        "/task/.mvn/wrapper/maven-wrapper.properties",
    }


@pytest.mark.parametrize("word", ["-DoutputFile=x.txt", "-Dmaven.ext.class.path=x.jar", "-l x.log"])
def test_a_property_that_names_a_file_makes_a_resolution_read_everything(word: str) -> None:
    assert touches(last("COPY pom.xml ./", f"{OFFLINE} {word}"), "/anything")
    assert not touches(last("COPY pom.xml ./", f"{OFFLINE} -DskipTests"), "/anything")


def test_the_wrapper_is_still_maven_after_it_has_run() -> None:
    lines = ("COPY . .", "RUN ./mvnw package", "RUN ./mvnw install")
    found = effects(*lines)
    assert [e.wall for e in found] == [None] * len(found)
    assert not writes(last("COPY . .", "RUN ./mvnw dependency:go-offline"), "/task/mvnw")
