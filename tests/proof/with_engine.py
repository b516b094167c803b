"""The same proof with a real BuildKit: it checks the rewrites, and the executor itself.

    python -m tests.proof.with_engine --docker docker --cases 100 [--seed 0]

`--docker` is a client whose daemon builds with BuildKit (DOCKER_HOST says where it is). The bases
are images made of the scratch roots, put in the place of the names in FROM by --build-context, so
nothing is pulled. Every text is built by both: their trees must be the same, and the engine's tree
after each step must be that before it, but for the step's allowance.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random

from msgspec.structs import replace

from tests.proof.allowed import difference
from tests.proof.bases import EXTRAS, base_named
from tests.proof.executor import Executor, Files, write_files
from tests.proof.fold import turns
from tests.proof.generator.case import Case
from tests.proof.generator.choice import Chooser
from tests.proof.generator.files import case_of
from tests.proof.scratch import is_unseen, machine
from tests.proof.stage import Stage
from tests.proof.tree import Entry

_NAMED = re.compile(r"^FROM\s+(\S+)|--from=(\S+)|from=([\w./:-]+)", re.MULTILINE)
_MOUNTED = ("/dev", "/proc", "/sys", "/.dockerenv", "/etc/mtab")


class Engine:
    """Builds texts with BuildKit on images of the scratch roots."""

    def __init__(self, docker: str, executor: Executor) -> None:
        self._docker, self._executor = shlex.split(docker), executor
        self._images = dict[str, str]()

    def build(self, text: str, files: Files) -> dict[str, Entry] | str:
        """The tree of the last stage, or what the engine said."""
        with tempfile.TemporaryDirectory() as directory:
            context = Path(directory) / "context"
            write_files(str(context), files)
            made = self._call(
                *("build", "--quiet", "--network=host", "-f", "-"),
                *(f"--build-context={n}=docker-image://{i}" for n, i in self._named(text)),
                str(context),
                given=text.encode(),
            )
        if made.returncode:
            return made.stderr.decode(errors="replace")[-400:]
        image = made.stdout.decode().strip()
        container = self._call("create", image, "none").stdout.decode().strip()
        exported = self._call("export", container).stdout
        self._call("rm", container)
        self._call("rmi", "--no-prune", image)
        return _tree(exported)

    def _call(self, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([*self._docker, *words], input=given, capture_output=True)

    def _named(self, text: str) -> list[tuple[str, str]]:
        arguments = dict(re.findall(r"^ARG (\w+)=(\S+)", text, re.MULTILINE))
        names = {
            re.sub(r"\$\{?(\w+)\}?", lambda m: arguments.get(m[1], m[0]), next(filter(None, found)))
            for found in _NAMED.findall(text)
        }
        return [(n, self._image(n)) for n in sorted(names) if base_named(n) or n in EXTRAS]

    def _image(self, name: str) -> str:
        base = base_named(name)
        local = (
            f"lambdafix-proof/{base.name if base else re.sub(r'[^a-z]+', '-', name).strip('-')}:1"
        )
        if local in self._images:
            return local
        changes = list[str]()
        if base:
            content = _tar(self._executor.root(name, 0).path)
            changes = [f'ENV {n}="{v}"' for n, v in base.env.items()]
            changes += [f"WORKDIR {base.workdir}", f"CMD {json.dumps(base.cmd)}"]
            changes += [f"ENTRYPOINT {json.dumps(base.entrypoint)}"] if base.entrypoint else []
        else:
            content = _tar(self._executor.extra(name))
        words = [w for change in changes for w in ("--change", change)]
        made = self._call("import", *words, "-", local, given=content)
        if made.returncode:
            raise SystemExit(made.stderr.decode())
        self._images[local] = name
        return local


def _tar(root: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name in sorted(os.listdir(root)):
            if name not in ("dev", "proc", "sys", ".said"):
                tar.add(f"{root}/{name}", arcname=name)
    return out.getvalue()


def _tree(exported: bytes) -> dict[str, Entry]:
    """What lies in an exported container, but the system's tools and what an engine mounts."""
    out, content = dict[str, Entry](), dict[str, bytes]()
    tools = machine()
    with tarfile.open(fileobj=io.BytesIO(exported)) as tar:
        for member in tar.getmembers():
            path = "/" + member.name.strip("/")
            if path == "/" or path in tools or is_unseen(path) or path.startswith(_MOUNTED):
                continue
            if member.isdir():
                out[path] = Entry("d", member.mode)
            elif member.issym():
                out[path] = Entry("l", 0o777, member.linkname.encode())
            elif member.isfile() or member.islnk():
                file = tar.extractfile(member)
                content[path] = file.read() if file else b""
                out[path] = Entry("f", member.mode, content[path])
    return out


def unlike(one: Mapping[str, Entry], other: Mapping[str, Entry]) -> str:
    """The first path that differs, as words."""
    for path in sorted(one.keys() | other.keys()):
        if one.get(path) != other.get(path) and not path.startswith("/dev"):
            return f"{path}: executor {one.get(path)}, engine {other.get(path)}"
    return ""


def compared(case: Case, executor: Executor, engine: Engine, counted: Counter[str]) -> list[str]:
    """What the two builders see otherwise, and what a rewrite does wrong by the engine's word."""
    found = turns(case.text, case.files)
    steps = [] if isinstance(found, str) else [t for t in found if not t.withdrawn]
    texts = [(case.text, case.files), *((t.after, t.files) for t in steps)]
    wrong, before = list[str](), list[Stage]()
    for number, (text, files) in enumerate(texts):
        stage = executor.build(text, files)[-1]
        built = engine.build(text, files)
        counted["texts"] += 1
        if isinstance(built, str) or stage.failed:
            if isinstance(built, str) != bool(stage.failed):
                wrong.append(f"executor: {stage.failed or 'builds'}; engine: {built!s:.300}")
            elif number:
                wrong.append(f"{steps[number - 1].codemod}: fails in both: {stage.failed}")
            counted["fail in both"] += 1
            return wrong
        differs = unlike(stage.tree, built)
        if differs:
            wrong.append(f"text {number}: {differs}")
        here = [replace(stage, tree=built)]
        if number:
            differs = difference(before, here, steps[number - 1].allowance)
            wrong += [f"{steps[number - 1].codemod} by the engine: {differs}"] if differs else []
            counted["steps"] += 1
        before = here
    counted["rewritten"] += len(texts) > 1
    return wrong


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--docker", default="docker")
    arguments.add_argument("--cases", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=0)
    asked = arguments.parse_args()
    executor, counted, status = Executor(), Counter[str](), 0
    engine = Engine(asked.docker, executor)
    for number in range(asked.cases):
        case = case_of(Chooser(Random(asked.seed * 1_000_003 + number)))
        wrong = compared(case, executor, engine, counted)
        counted["cases"] += 1
        counted["cases that differ"] += bool(wrong)
        for problem in wrong:
            status = 1
            print(f"--- case {number}: {problem}\n{case.text}", flush=True)
    executor.close()
    for name, count in sorted(counted.items()):
        print(f"{count:8}  {name}")
    return status


if __name__ == "__main__":
    sys.exit(main())
