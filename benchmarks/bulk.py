"""How long a generated monorepo takes, and whether the memory grows with its files.

    python -m benchmarks.bulk > docs/results/bulk.md

Functions in Python and Node.js, on AWS's base image and not, one refused, a service beside them,
half of the builds named by a SAM template. In `alike` each of five kinds is the same file by file,
as those that one template has made; in `different` each Dockerfile and each source is its own.
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

from benchmarks.measuring import watched

OURS = (sys.executable, "-m", "lambdafix", "--quiet", ".")
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
    resources = []
    for number in range(functions):
        name = f"team{number % 20:02}/fn{number:05}"
        for path, text in KINDS[number % len(KINDS)].items():
            own = {"Dockerfile": f"LABEL fn={number}\n", ".py": f"# {number}\n"}
            more = next((t for end, t in own.items() if path.endswith(end)), "")
            file = root / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text + ("" if alike else more))
        if number % 2:
            resources.append(
                f"  Fn{number}:\n    Type: AWS::Serverless::Function\n"
                f"    Properties: {{PackageType: Image}}\n"
                f"    Metadata: {{DockerContext: {name}, Dockerfile: Dockerfile}}\n"
            )
    head = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
    for part in range(0, len(resources), 400):  # CloudFormation takes 500 resources
        (root / f"template{part}.yaml").write_text(head + "".join(resources[part : part + 400]))
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


def page(sizes: list[int], directory: Path) -> Iterator[str]:
    day = datetime.now(UTC).date()
    yield "# A monorepo of thousands of functions\n"
    yield f"`python -m benchmarks.bulk`, {day}, {os.cpu_count()} cores that others use too: what"
    yield "the processors were busy for counts. Memory: the peak of all processes together, what"
    yield "they share counted once.\n"
    yield "| functions | files | seconds | processor seconds | ms a file | MB |"
    yield "|---:|---|---:|---:|---:|---:|"
    for alike in (True, False):
        for size in sizes:
            name = "alike" if alike else "different"
            root = monorepo(directory / f"{name}{size}", size, alike=alike)
            runs: dict[str, tuple[str, ...]] = {name: OURS}
            if alike and size == min(sizes):
                runs["alike, each worked out"] = EACH
            for called, words in runs.items():
                found = taken(words, root)
                yield (
                    f"| {size} | {called} | {found.seconds:.1f} | {found.processors:.1f} | "
                    f"{found.processors / size * 1000:.1f} | {found.megabytes:.0f} |"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", nargs="*", type=int, default=[1000, 5000])
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        for line in page(words.functions, Path(directory)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
