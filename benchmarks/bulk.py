"""How long a generated monorepo takes, whether memory grows with its files, and what others take.

    python -m benchmarks.bulk > docs/results/bulk.md

Functions in Python and Node.js, on AWS's base image and not, one refused, a service beside them;
eight of nine builds are named by infrastructure, of eight kinds. In `alike` each of five kinds is
the same file by file, as those that one template has made; in `different` each Dockerfile and each
source is its own. tally and hadolint get the same files by name, each in its turn; what they do is
less (they lint), so their times say what reading the tree costs.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks import speed
from benchmarks.infrastructure import infrastructure
from benchmarks.measuring import watched

OURS = (sys.executable, "-m", "lambdafix", "--quiet", ".")
FUNCTIONS = (sys.executable, "-m", "lambdafix", "functions", ".")
# The same with no answer of a context ever taken for equal.
EACH = (
    sys.executable, "-c",
    "import sys; from lambdafix.monorepo import once; once._answers = lambda *_: False; "
    "from lambdafix.cli import main; sys.argv = ['lambdafix', '--quiet', '.']; main()",
)  # fmt: skip
AWS = "FROM public.ecr.aws/lambda/"
PYTHON = "def handler(event, context):\n    return event\n"
LOCK = '{"lockfileVersion": 3, "packages": {"": {}}}\n'
KINDS: tuple[Mapping[str, str], ...] = (
    {
        "Dockerfile": f"{AWS}python:3.13\nCOPY . ${{LAMBDA_TASK_ROOT}}\n"
        'RUN pip install -r requirements.txt\nCMD ["app.handler"]\n',
        "requirements.txt": "requests==2.32.5\n",
        "app.py": PYTHON,
    },
    {
        "Dockerfile": "FROM python:3.12-slim\nWORKDIR /var/task\nCOPY . .\n"
        "RUN pip install --no-cache-dir -r requirements.txt awslambdaric\n"
        'ENTRYPOINT ["python", "-m", "awslambdaric"]\nCMD ["app.handler"]\n',
        "requirements.txt": "boto3==1.40.0\n",
        "app.py": f"import json\n\n{PYTHON}",
    },
    {
        "Dockerfile": f'{AWS}nodejs:22\nCOPY . .\nRUN npm ci\nCMD ["index.handler"]\n',
        "package.json": "{}\n",
        "package-lock.json": LOCK,
        "index.js": "exports.handler = async (event) => event\n",
    },
    {"Dockerfile": "FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/\n", "nginx.conf": "events {}\n"},
    {
        "Dockerfile": f"{AWS}python:3.11\nRUN dnf install -y gcc\n"
        "COPY src/ ${LAMBDA_TASK_ROOT}/\nCOPY requirements.txt .\n"
        'RUN pip install -r requirements.txt && make all\nCMD ["main.handler"]\n',
        "requirements.txt": "numpy==2.1.0\n",
        "src/main.py": PYTHON,
    },
)


class Taken(NamedTuple):
    """Seconds on the clock, seconds of all processors, megabytes at most."""

    seconds: float
    processors: float
    megabytes: float


def monorepo(root: Path, functions: int, *, alike: bool) -> Path:
    """A repository with so many functions in one commit."""
    names = [f"team{number % 20:02}/fn{number:05}" for number in range(functions)]
    for number, name in enumerate(names):
        for path, text in KINDS[number % len(KINDS)].items():
            own = {"Dockerfile": f"LABEL fn={number}\n", ".py": f"# {number}\n"}
            more = next((t for end, t in own.items() if path.endswith(end)), "")
            file = root / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text + ("" if alike else more))
    for path, text in infrastructure(names):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    identity = ("-c", "user.name=b", "-c", "user.email=b@example.com")
    for words in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "all"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


def taken(words: tuple[str, ...], root: Path) -> Taken:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    megabytes = watched(words, root)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(seconds, used, megabytes)


def page(sizes: list[int], directory: Path, peers: Mapping[str, list[str]]) -> Iterator[str]:
    day = datetime.now(UTC).date()
    yield "# A monorepo of thousands of functions\n"
    yield f"`python -m benchmarks.bulk`, {day}, {os.cpu_count()} cores; {speed.versions(peers)}."
    yield "On a machine that others use too, what the processors were busy for counts, and by that"
    yield "`times ours`. Memory: the peak of all processes together, what they share counted"
    yield "once.\n"
    yield "| functions | files | run | seconds | processor seconds | ms a file | times ours | MB |"
    yield "|---:|---|---|---:|---:|---:|---:|---:|"
    for alike in (True, False):
        for size in sizes:
            name = "alike" if alike else "different"
            root = monorepo(directory / f"{name}{size}", size, alike=alike)
            figures = {run: taken(words, root) for run, words in runs(root, peers).items()}
            if alike and size == min(sizes):
                figures["lambdafix, each worked out"] = taken(EACH, root)
            for run, found in figures.items():
                times = found.processors / figures[speed.OURS].processors
                yield (
                    f"| {size} | {name} | {run} | {found.seconds:.1f} | {found.processors:.1f} | "
                    f"{found.processors / size * 1000:.1f} | {times:.2f} | {found.megabytes:.0f} |"
                )


def runs(root: Path, peers: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """What is run over a tree, and how it is called."""
    files = sorted(str(path.relative_to(root)) for path in root.glob("team*/*/Dockerfile"))
    others = {name: (*peers[name], *speed.WORDS[name], *files) for name in speed.PEERS}
    return {speed.OURS: OURS, "lambdafix functions": FUNCTIONS, **others}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", nargs="*", type=int, default=[1000, 5000])
    parser.add_argument("--peers", type=Path, default=Path("build/peers"))
    words = parser.parse_args()
    peers = speed.tools(words.peers.absolute())
    with tempfile.TemporaryDirectory() as directory:
        for line in page(words.functions, Path(directory), peers):
            print(line, flush=True)


if __name__ == "__main__":
    main()
