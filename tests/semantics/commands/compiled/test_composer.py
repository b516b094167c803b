"""What composer reads and leaves, and who may pass it."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "composer.json": '{"require": {"aws/aws-sdk-php": "^3"}}',
    "composer.lock": "{}",
    "src/App.php": "",
    "auth.json": "{}",
}
BARE = "RUN composer install --no-dev --no-scripts --no-plugins --no-autoloader"
MANIFESTS = "COPY composer.json composer.lock ./"


def effects(*lines: str, files: dict[str, str] = FILES) -> list[Effect]:
    tree = parse("\n".join(("FROM example.com/php", "WORKDIR /app", *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(files))[-1].steps]


def last(*lines: str, files: dict[str, str] = FILES) -> Effect:
    return effects(*lines, files=files)[-1]


def swap(*lines: str) -> str:
    """Why the last two lines may not swap."""
    return conflict(*effects(*lines)[-2:])


def writes(effect: Effect, path: str) -> bool:
    return meet(effect.writes, (Area(path),)) is not None


def reads_everything(effect: Effect) -> bool:
    return meet(effect.reads, (Area("/anything"),)) is not None


def test_source_may_pass_a_bare_install_and_manifests_may_not() -> None:
    assert swap(MANIFESTS, BARE, "COPY src src/") == ""
    assert swap(MANIFESTS, BARE) != ""
    assert swap(MANIFESTS, BARE, "COPY auth.json ./") != ""


def test_a_bare_install_fills_vendor() -> None:
    found = last(MANIFESTS, BARE)
    assert found.manifests == ("/app/composer.json", "/app/composer.lock")
    assert writes(found, "/app/vendor/aws/x.php")
    assert not writes(found, "/app/composer.lock")
    assert writes(last("COPY composer.json ./", BARE), "/app/composer.lock")


@pytest.mark.parametrize("left_out", ["--no-plugins", "--no-autoloader"])
def test_an_autoloader_and_plugins_are_made_of_the_source(left_out: str) -> None:
    found = last(MANIFESTS, BARE.replace(f" {left_out}", ""))
    assert reads_everything(found)
    assert writes(found, "/app/web/x")
    assert not writes(found, "/opt/x")


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ('{"repositories": [{"type": "path", "url": "../x"}]}', True),
        ('{"extra": {"installer-paths": {"web/": ["a/b"]}}}', True),
        ("not json", True),
        ('{"scripts": {"post-install-cmd": "./x"}}', False),
    ],
)
def test_a_manifest_that_names_directories_reads_everything(text: str, wide: bool) -> None:
    files = {**FILES, "composer.json": text}
    assert reads_everything(last(MANIFESTS, BARE, files=files)) is wide


def test_scripts_of_the_project_read_everything() -> None:
    files = {**FILES, "composer.json": '{"scripts": {"post-install-cmd": "./x"}}'}
    line = BARE.replace(" --no-scripts", "")
    assert reads_everything(last(MANIFESTS, line, files=files))
    assert not reads_everything(last(MANIFESTS, line))


@pytest.mark.parametrize(
    ("line", "word"),
    [("composer install --frobnicate", "--frobnicate"), ("composer exec x", "composer exec")],
)
def test_what_may_do_anything_is_not_known(line: str, word: str) -> None:
    wall = last(f"RUN {line}").wall
    assert wall is not None
    assert wall.word == word
