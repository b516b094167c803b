"""What goes wrong with an engine, on a real one: each is told, and nothing is left lying around."""

from __future__ import annotations

import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.command import ended, nothing_is_left, started, until_it_says, verified
from tests.engine.function import ANSWERS, COPIED, INSTALL, TAIL, function
from tests.engine.machine import Machine


@pytest.fixture
def temporary(machine: Machine, tmp_path: Path) -> Iterator[Path]:
    """Where the command puts what it needs; it and the engine have to be clean afterwards."""
    place = tmp_path / "temporary"
    yield place
    nothing_is_left(machine, place)


def test_an_engine_that_is_not_there_is_named(machine: Machine, tmp_path: Path) -> None:
    said = verified(machine, "--engine=/none/docker", function(tmp_path), temporary=tmp_path / "t")
    assert said.code == 2
    assert "no container engine '/none/docker' here" in said.err


def test_a_file_that_did_not_build_before_is_told_apart(
    machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    file = function(tmp_path, text=f"{COPIED}{INSTALL}RUN exit 3\n{TAIL}")
    said = verified(machine, "--quick", file, temporary=temporary)
    assert said.code == 2
    message = said.file["error"]["message"]
    assert message.startswith("it does not build before the rewrite either:")
    assert "exit code: 3" in message
    logs = list(Path(said.file["logs"]).glob("*-before-build.log"))
    assert any("RUN exit 3" in log.read_text() for log in logs)


def test_a_base_that_cannot_be_had_is_named(
    machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    image = f"public.ecr.aws/lambda/python:3.12@sha256:{'0' * 64}"
    file = function(tmp_path, text=f"FROM {image}\nCOPY . .\n{INSTALL}{TAIL}")
    said = verified(machine, "--quick", file, temporary=temporary)
    assert said.code == 2, said.out
    assert f"the image {image}" in said.file["error"]["message"]


def test_a_syntax_line_that_cannot_be_fetched_is_left_out_and_said(
    machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    text = f"# syntax=registry.invalid/docker/dockerfile:1\n{COPIED}{INSTALL}{TAIL}"
    said = verified(machine, "--quick", function(tmp_path, text=text), temporary=temporary)
    assert said.code == 0, said.out
    assert any("`# syntax=` line" in note for note in said.file["notes"])


def test_a_build_that_fills_the_disk_is_ended(
    machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    fills = "RUN dd if=/dev/zero of=/large bs=1M count=3000 && sleep 60\n"
    file = function(tmp_path, text=f"{COPIED}{INSTALL}{fills}{TAIL}")
    said = verified(machine, "--disk-limit=0.3", file, temporary=temporary)
    assert said.code == 2
    assert "filled more than 0.3 GB of the disk" in said.file["error"]["message"]


def test_a_build_that_takes_too_long_is_ended(
    machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    file = function(tmp_path, text=f"{COPIED}{INSTALL}RUN sleep 100\n{TAIL}")
    begun = time.monotonic()
    said = verified(machine, "--timeout=4", "--quick", file, temporary=temporary)
    assert said.code == 2
    assert "took more than 4 s" in said.file["error"]["message"]
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize(
    ("code", "tail", "words"),
    [
        pytest.param(
            "import time\n\n\ndef handler(event, context):\n    time.sleep(1000)\n",
            TAIL,
            "Task timed out after 2.00 seconds",
            id="the handler hangs",
        ),
        pytest.param(
            "import time\ntime.sleep(1000)\n",
            TAIL,
            "never asked for an event",
            id="the import hangs",
        ),
        pytest.param(
            "import nothing_of_that_name\n",
            TAIL,
            "the module nothing_of_that_name is not in the image",
            id="a module is missing",
        ),
        pytest.param(
            "import os\n\n\ndef handler(event, context):\n    os._exit(3)\n",
            TAIL,
            "exited with 3",
            id="the handler ends the process",
        ),
        pytest.param(
            "def handler(event, context):\n    return len(b'x' * (1 << 30))\n",
            TAIL,
            "out of memory",
            id="the handler takes too much memory",
        ),
        pytest.param(
            ANSWERS,
            "RUN chmod 600 /var/task/app.py\n" + TAIL,
            "Lambda's user may not read /var/task/app.py",
            id="a file is closed to Lambda's user",
        ),
        pytest.param(
            "open('/var/task/log', 'w')\n",
            TAIL,
            "only /tmp can be written on Lambda, not /var/task/log",
            id="the code writes beside itself",
        ),
        pytest.param(
            ANSWERS, "CMD app.handler\n", "wants the handler as its only argument", id="shell form"
        ),
        pytest.param(
            ANSWERS,
            'ENTRYPOINT ["/none"]\n' + TAIL,
            "Runtime.InvalidEntrypoint",
            id="no entry point",
        ),
    ],
)
def test_a_function_that_does_not_answer_is_explained_as_lambda_would(
    code: str, tail: str, words: str, machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    file = function(tmp_path, text=COPIED + INSTALL + tail, code=code)
    limits = ("--quick", "--function-timeout=2", "--memory=256")
    said = verified(machine, *limits, file, temporary=temporary)
    assert said.code == 2, said.out
    message = said.file["error"]["message"]
    assert message.startswith("the function does not answer before the rewrite either:")
    assert words in message


def test_answers_that_differ_are_shown_and_can_be_named(
    machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    code = "import uuid\n\n\ndef handler(event, context):\n    return {'id': str(uuid.uuid4())}\n"
    file = function(tmp_path, code=code)
    said = verified(machine, "--quick", file, temporary=temporary)
    assert said.code == 1
    (event,) = said.file["events"]
    assert [d["path"] for d in event["differences"]] == ["id"]
    assert said.file["faults"] == ["the answers to {} differ: id"]
    assert verified(machine, "--quick", "--ignore-field=id", file, temporary=temporary).code == 0


def test_only_what_was_proved_is_written(machine: Machine, tmp_path: Path, temporary: Path) -> None:
    code = "import time\n\n\ndef handler(event, context):\n    return {'now': time.time()}\n"
    file = function(tmp_path, code=code)
    before = file.read_bytes()
    assert verified(machine, "--quick", "--write", file, temporary=temporary).code == 1
    assert file.read_bytes() == before
    words = ("--quick", "--write", "--ignore-field=now", file)
    said = verified(machine, *words, temporary=temporary)
    assert (said.code, said.file["written"]) == (0, True)
    assert file.read_bytes() != before


def test_the_weight_of_a_one_line_change_is_measured(
    machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    file = function(tmp_path)
    # Of steps that were built before, BuildKit may take an older result than the latest.
    (file.parent / "requirements.txt").write_text(f"six==1.17.0  # {uuid.uuid4()}\n")
    code = (file.parent / "app.py").read_bytes()
    said = verified(machine, file, temporary=temporary)
    assert said.code == 0, said.out
    figures = said.file["figures"]
    assert figures["bytes_pushed_after_a_one_line_change"]["ratio"] < 0.5
    assert figures["build_seconds"]["before"] > 0
    assert figures["build_seconds_after_a_one_line_change"]["after"] > 0
    assert (file.parent / "app.py").read_bytes() == code, "the user's own file stays"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("step", "moment"),
    [
        pytest.param("RUN sleep 100\n", "building the file as it is", id="while it builds"),
        pytest.param("", "asking both images", id="while the function runs"),
    ],
)
def test_an_interrupted_run_leaves_nothing(
    sent: signal.Signals,
    step: str,
    moment: str,
    machine: Machine,
    tmp_path: Path,
    temporary: Path,
) -> None:
    code = "import time\n\n\ndef handler(event, context):\n    time.sleep(1000)\n"
    file = function(tmp_path, text=COPIED + INSTALL + step + TAIL, code=code)
    words = ("--quick", "--function-timeout=200", file)
    process = started(machine, *words, temporary=temporary)
    until_it_says(process, moment)
    time.sleep(3)
    begun = time.monotonic()
    process.send_signal(sent)
    said = ended(process)
    assert said.code == 130, said.err
    assert time.monotonic() - begun < 30


def test_an_engine_that_stops_in_the_middle_is_told(
    machine: Machine, tmp_path: Path, temporary: Path
) -> None:
    file = function(tmp_path, text=f"{COPIED}{INSTALL}RUN sleep 100\n{TAIL}")
    process = started(machine, "--quick", file, temporary=temporary)
    try:
        until_it_says(process, "building the file as it is")
        time.sleep(3)
        machine.stop()
        said = ended(process)
    finally:
        machine.start()
    assert said.code == 2
    error = said.file["error"]
    assert f"{machine.docker} cannot be used" in error["message"]
    left = error["hint"].partition("to be removed by hand: ")[2].split(", ")
    assert left, "what nobody could remove is named"
    for image in left:
        if image in machine.call("image", "ls", "--format={{.Repository}}:{{.Tag}}"):
            machine.call("image", "rm", image)
