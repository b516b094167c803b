"""Podman, buildah and a builder over the network: the same proof, the same words, nothing left."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.builder import Builder
from tests.engine.command import (
    ended,
    nothing_is_left,
    processes,
    started,
    until_it_says,
    verified,
)
from tests.engine.containers import Containers
from tests.engine.function import ANSWERS, BASE, COPIED, INSTALL, TAIL, function
from tests.engine.machine import Machine


@pytest.fixture(scope="module", params=["podman", "buildah"])
def containers(machine: Machine, request: pytest.FixtureRequest) -> Containers:
    return Containers.beside(machine, request.param, BASE)


@pytest.fixture
def podman(machine: Machine) -> Containers:
    return Containers.beside(machine, "podman", BASE)


@pytest.fixture
def temporary(podman: Containers, tmp_path: Path) -> Iterator[Path]:
    """Where the command puts what it needs; it and the store have to be clean afterwards."""
    place = tmp_path / "temporary"
    yield place
    nothing_is_left(podman, place)
    assert not podman.call("container", "ls", "--all", "--external", "--quiet"), "buildah's"


@pytest.fixture(scope="module")
def builder(machine: Machine) -> Iterator[Builder]:
    made = Builder.of(machine, BASE)
    try:
        yield made
    finally:
        made.daemon.stop()


@pytest.mark.parametrize(
    ("name", "words"),
    [pytest.param("podman", (), id="podman"), pytest.param("buildah", ("--quick",), id="buildah")],
)
def test_a_function_is_proved(
    name: str, words: tuple[str, ...], machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    engine = Containers.beside(machine, name, BASE)
    said = verified(engine, *words, function(tmp_path), temporary=temporary)
    assert said.code == 0, said.out + said.err
    assert [event["before"]["outcome"] for event in said.file["events"]] == ["answered"]
    if not words:
        figures = said.file["figures"]
        assert figures["build_seconds"]["before"] > 0
        assert figures["bytes_pushed_after_a_one_line_change"]["ratio"] < 0.5


def test_a_base_that_cannot_be_had_is_named(
    containers: Containers, tmp_path: Path, temporary: Path
) -> None:
    image = f"{BASE}@sha256:{'0' * 64}"
    text = f"FROM {image}\nCOPY . .\n{INSTALL}{TAIL}"
    said = verified(containers, "--quick", function(tmp_path, text=text), temporary=temporary)
    assert said.code == 2, said.out
    assert f"the image {image.replace(':3.12', '')}" in said.file["error"]["message"]


def test_a_function_that_takes_too_much_memory_is_told(
    podman: Containers, tmp_path: Path, temporary: Path
) -> None:
    code = "def handler(event, context):\n    return len(b'x' * (1 << 30))\n"
    file = function(tmp_path, code=code)
    said = verified(podman, "--quick", "--memory=256", file, temporary=temporary)
    assert said.code == 2, said.out
    assert "Runtime.OutOfMemory" in said.file["error"]["message"]


def test_an_interrupted_build_leaves_nothing(
    containers: Containers, tmp_path: Path, temporary: Path
) -> None:
    file = function(tmp_path, text=f"{COPIED}{INSTALL}RUN sleep 1000\n{TAIL}")
    process = started(containers, "--quick", file, temporary=temporary)
    until_it_says(process, "building the file as it is")
    time.sleep(5)
    process.send_signal(signal.SIGINT)
    assert ended(process).code == 130
    assert "sleep 1000" not in processes()


def test_an_interrupted_function_leaves_nothing(
    podman: Containers, tmp_path: Path, temporary: Path
) -> None:
    code = "import time\n\n\ndef handler(event, context):\n    time.sleep(1000)\n"
    words = ("--quick", "--function-timeout=200", function(tmp_path, code=code))
    process = started(podman, *words, temporary=temporary)
    until_it_says(process, "asking both images")
    time.sleep(5)
    process.send_signal(signal.SIGINT)
    assert ended(process).code == 130


def test_a_build_that_fails_is_told(
    containers: Containers, tmp_path: Path, temporary: Path
) -> None:
    file = function(tmp_path, text=f"{COPIED}{INSTALL}RUN exit 3\n{TAIL}")
    said = verified(containers, "--quick", file, temporary=temporary)
    assert said.code == 2
    message = said.file["error"]["message"]
    assert message.startswith("it does not build before the rewrite either:")
    assert "exit status 3" in message


def test_a_builder_over_the_network_builds_and_this_machine_runs(
    builder: Builder, tmp_path: Path
) -> None:
    gateway = builder.connected()
    try:
        words = (f"--builder={builder.name}", function(tmp_path, code=ANSWERS))
        said = verified(builder.machine, *words, temporary=tmp_path / "t")
    finally:
        gateway.close()
        builder.forgotten()
    assert said.code == 0, said.out + said.err
    assert any("from the builder" in note for note in said.file["notes"])
    assert said.file["figures"]["build_seconds"]["before"] > 0
    nothing_is_left(builder.machine, tmp_path / "t")


def test_a_builder_that_breaks_off_is_no_fault_of_the_file(
    builder: Builder, tmp_path: Path
) -> None:
    text = f"{COPIED}{INSTALL}RUN sleep 100\n{TAIL}"
    gateway = builder.connected()
    try:
        words = (f"--builder={builder.name}", "--quick", function(tmp_path, text=text))
        process = started(builder.machine, *words, temporary=tmp_path / "t")
        until_it_says(process, "building the file as it is")
        time.sleep(5)
        gateway.close()
        said = ended(process)
    finally:
        gateway.close()
        builder.forgotten()
    assert said.code == 2
    assert f"the builder '{builder.name}' cannot be used" in said.file["error"]["message"]
    nothing_is_left(builder.machine, tmp_path / "t")


def test_a_builder_that_is_not_there_is_named(machine: Machine, tmp_path: Path) -> None:
    said = verified(machine, "--builder=nobody", function(tmp_path), temporary=tmp_path / "t")
    assert said.code == 2
    assert "the builder 'nobody' cannot be used" in said.err
    nothing_is_left(machine, tmp_path / "t")
