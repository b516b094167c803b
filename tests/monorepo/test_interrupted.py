"""Runs that are stopped half way: each file is old or new, no other is there, the next run ends it.

python -m tests.monorepo.test_interrupted 500    # so many real processes, killed at any moment
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux", reason="elsewhere a file needs a name from the start"
    ),
]

DOCKERFILE = """\
FROM public.ecr.aws/lambda/python:3.13
COPY . ${LAMBDA_TASK_ROOT}
RUN pip install -r requirements.txt
CMD ["app.handler"]
"""
FUNCTIONS = 30


def monorepo(root: Path) -> Path:
    for number in range(FUNCTIONS):
        function = root / f"fn{number:03}"
        function.mkdir(parents=True)
        (function / "Dockerfile").write_text(f"{DOCKERFILE}LABEL number={number % 7}\n")
        (function / "requirements.txt").write_text("requests==2.32.5\n")
        (function / "app.py").write_text("def handler(event, context):\n    return event\n")
    return root


def started(root: Path) -> subprocess.Popen[bytes]:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell starts its background jobs so
        signal.signal(signal.SIGINT, signal.default_int_handler)
    words = [sys.executable, "-m", "lambdafix", "--write", "-j", "2", "--quiet", "."]
    return subprocess.Popen(words, cwd=root, start_new_session=True, stderr=subprocess.PIPE)


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def rewritten(root: Path) -> dict[str, bytes]:
    """All files after a run that nobody stops."""
    copy = shutil.copytree(root, root.with_name(f"{root.name}-whole"))
    with started(copy) as process:
        assert process.wait() == 0
    return files(copy)


def still_running(session: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if process.name.isdecimal() and int(fields[3]) == session and fields[0] != "Z":
            found.append(int(process.name))
    return found


def stopped(root: Path, how: signal.Signals, after: float) -> tuple[int, bytes]:
    """Starts a run and stops it after so many seconds; its exit code and what it said."""
    process = started(root)
    time.sleep(after)
    process.send_signal(how)
    said = process.communicate(timeout=60)[1]
    patience = time.monotonic() + 10
    while still_running(process.pid):
        assert time.monotonic() < patience, "a process is left behind"
        time.sleep(0.01)
    return process.returncode, said


def seconds_of_writing(root: Path) -> tuple[float, float]:
    """When a run writes its first file and its last, after its start."""
    copy = shutil.copytree(root, root.with_name(f"{root.name}-timed"))
    start, before = time.time(), {path: path.stat().st_ino for path in copy.rglob("Dockerfile")}
    with started(copy) as process:
        assert process.wait() == 0
    new = [p.stat().st_ctime - start for p, inode in before.items() if p.stat().st_ino != inode]
    assert len(new) == FUNCTIONS
    return min(new), max(new)


def check(root: Path, old: dict[str, bytes], new: dict[str, bytes]) -> int:
    """Holds the tree against both states of every file; how many are new."""
    time.sleep(0.05)  # for the process that gives a file its name, which is out of reach
    now = files(root)
    assert now.keys() == old.keys(), "another file is there"
    assert all(now[name] in (old[name], new[name]) for name in now), "a file is neither"
    return sum(now[name] != old[name] for name in now)


def again_and_again(
    root: Path, how: signal.Signals, times: int, chance: random.Random
) -> list[int]:
    """Stops `times` runs at any moment, each over what the one before it has left; how many files
    were new each time. A tree that is rewritten is begun anew."""
    old, new = files(root), rewritten(root)
    first, last = seconds_of_writing(root)
    found = []
    for _ in range(times):
        code, said = stopped(root, how, chance.uniform(0.8 * first, 1.1 * last))
        # -2: stopped before Python, or behind its end, when Ctrl-C has its usual effect.
        assert code in (0, -9, -2, 128 + 2), (code, said)
        found.append(check(root, old, new))
        if found[-1] == FUNCTIONS or chance.random() < 0.3:
            for name, content in old.items():
                (root / name).write_bytes(content)
    with started(root) as process:
        assert process.wait() == 0
    assert files(root) == new
    for name, content in old.items():
        (root / name).write_bytes(content)
    return found


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=lambda how: how.name)
def test_a_run_that_is_stopped_leaves_every_file_old_or_new(
    tmp_path: Path, how: signal.Signals
) -> None:
    again_and_again(monorepo(tmp_path / "repo"), how, 3, random.Random(14))


def test_ctrl_c_is_said_in_one_line_with_the_exit_code_of_a_shell(tmp_path: Path) -> None:
    first, _ = seconds_of_writing(monorepo(tmp_path / "timed"))
    for share in (1, 0.8, 0.6):
        root = monorepo(tmp_path / f"stopped-{share}")
        code, said = stopped(root, signal.SIGINT, share * first)
        if code:
            break  # 0: it was done already, for the machine has less to do than a moment ago
    assert code == 128 + 2
    assert said.count(b"\n") == 1
    assert b"stopped" in said


def main() -> None:
    times = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as directory:
        root = monorepo(Path(directory, "repo"))
        for how in (signal.SIGKILL, signal.SIGINT):
            found = again_and_again(root, how, times, random.Random(os.getpid()))
            between = sum(0 < count < FUNCTIONS for count in found)
            print(
                f"{how.name}: {times} runs stopped, {between} of them half way; nothing else left"
            )
            for extra in ("whole", "timed"):
                shutil.rmtree(root.with_name(f"{root.name}-{extra}"))


if __name__ == "__main__":
    main()
