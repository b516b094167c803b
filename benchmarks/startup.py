"""How long the command line takes, beside the bare interpreter and other tools.

    python benchmarks/startup.py [RUNS]

Prints medians in milliseconds, and the ratio to the bare interpreter, all from one run with the
commands taking turns, so that a busy machine slows them alike. A tool that is missing is left out.
"Dockerfile" is one small file, "monorepo" is the same function 200 times over in one tree.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

DOCKERFILE = """\
FROM public.ecr.aws/lambda/python:3.13
COPY . ${LAMBDA_TASK_ROOT}
RUN pip install -r requirements.txt
CMD ["app.handler"]
"""


FUNCTIONS = 200


def commands() -> Mapping[str, Sequence[str]]:
    """What is measured: a name and its words; the bare interpreter first."""
    ours = [sys.executable, "-m", "lambdafix"]
    here = Path(sys.executable).parent
    peers = {"hadolint": ["Dockerfile"], "tally": ["lint", "Dockerfile"]}
    found = {name: shutil.which(name, path=str(here)) or shutil.which(name) for name in peers}
    return {
        "bare interpreter": [sys.executable, "-c", "pass"],
        "lambdafix --help": [*ours, "--help"],
        "lambdafix Dockerfile": [*ours, "Dockerfile"],
        "lambdafix monorepo": [*ours, "monorepo"],
        "lambdafix monorepo -j1": [*ours, "-j1", "monorepo"],
        **{name: [path, *peers[name]] for name, path in found.items() if path},
    }


def measured(runs: int, directory: Path) -> dict[str, list[float]]:
    """Milliseconds of every run of every command; a first round only warms the disk's cache."""
    for function in (directory, *(directory / f"monorepo/f{n}" for n in range(FUNCTIONS))):
        function.mkdir(parents=True, exist_ok=True)
        (function / "Dockerfile").write_text(DOCKERFILE)
        (function / "requirements.txt").write_text("requests==2.32.5\n")
        (function / "app.py").write_text("def handler(event, context):\n    return event\n")
    times: dict[str, list[float]] = {name: [] for name in commands()}
    for _ in range(runs + 1):
        for name, words in commands().items():
            start = time.perf_counter()
            subprocess.run(words, cwd=directory, capture_output=True, check=False)
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: all_of_them[1:] for name, all_of_them in times.items()}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as directory:
        medians = {n: statistics.median(t) for n, t in measured(runs, Path(directory)).items()}
    bare = medians["bare interpreter"]
    for name, median in medians.items():
        print(f"{name:24}{median:6.0f} ms{median / bare:7.1f} times")


if __name__ == "__main__":
    main()
