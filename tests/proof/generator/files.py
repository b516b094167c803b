"""Whole Dockerfiles: one stage or a few, the last of them a Lambda function's."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from tests.proof.generator import copies, runs
from tests.proof.generator.case import Case, Files, context
from tests.proof.generator.choice import Chooser
from tests.proof.generator.world import Operation, World


@st.composite
def cases(draw: st.DrawFn) -> Case:
    return case_of(Chooser(Random(draw(st.binary(min_size=8, max_size=8)))))


def case_of(choose: Chooser) -> Case:
    """One case, by chance."""
    files = context(choose)
    lines, stages = list[str](), dict[str, World]()
    version = choose.pick(["3.12", "3.13"])
    if choose.chance(8):
        lines.append(f"ARG PYTHON={version}")
        version = "${PYTHON}"
    aws = (12, f"public.ecr.aws/lambda/python:{version}")
    hub = (2, f"amazon/aws-lambda-python:{version}")
    base = choose.weighted(aws, hub, (5, f"python:{version}-slim"))
    for name in ["first", "second"][: choose.weighted((10, 0), (5, 1), (2, 2))]:
        others = [*stages, *(["node:22-slim"] if "package.json" in files else [])]
        below = choose.pick(others) if others and choose.chance(40) else base
        lines.append(f"FROM {below} AS {name}")
        old = stages.get(below)
        world = old.stood_on() if old else _begin(choose, lines, below, files)
        world.stages = dict(stages)
        lines += [*_body(choose, world, 1, 4), ""]
        stages[name] = world
    lines.append(f"FROM {base}")
    world = _begin(choose, lines, base, files)
    world.stages = stages
    lines += _body(choose, world, 0, 5)
    lines += _end(choose, world)
    return Case("\n".join(lines) + "\n", files)


def _begin(choose: Chooser, lines: list[str], base: str, files: Files) -> World:
    kind = "aws" if "lambda" in base else "node" if "node" in base else "slim"
    if kind == "aws":
        world = World(files, kind, "/var/task", "/var/task")
        if choose.chance(25):
            lines.append(f"WORKDIR {choose.pick(['${LAMBDA_TASK_ROOT}', '/var/task'])}")
    else:
        root = choose.pick(["/app", "/app", "/function"])
        world = World(files, kind, root, root)
        lines.append(f"WORKDIR {root}")
    world.add_dir(world.root)
    return world


def _end(choose: Chooser, world: World) -> list[str]:
    """What makes a function of the stage: the handler's file, the client, CMD."""
    lines = list[str]()
    if world.workdir != world.root:
        lines.append(f"WORKDIR {world.root}")
    if f"{world.root}/app.py" not in world.files or choose.chance(10):
        lines.append(f"COPY app.py {choose.pick(['./', '.', f'{world.root}/'])}")
    if world.kind == "slim":
        lines.append("RUN pip install --no-cache-dir awslambdaric")
        lines.append('ENTRYPOINT ["python", "-m", "awslambdaric"]')
    if choose.chance(5):
        lines.append("USER 1000")
    return [*lines, 'CMD ["app.handler"]']


# --- the lines between ---------------------------------------------------------------------------


def _state(choose: Chooser, world: World) -> str:
    kind = choose.weighted(
        (6, "env"), (3, "arg"), (3, "workdir"), (1, "label"), (1, "pip"), (1, "directory"),
        (1, "source"), (1, "shell"), (1, "constraint"), (1, "user"),
    )  # fmt: skip
    match kind:
        case "env":
            name = choose.pick(["STAGE", "VERSION", "OTHER"])
            world.env[name] = choose.pick(["prod", "1.2", '"a b"', "$STAGE-x"])
            return f"ENV {name}={world.env[name]}"
        case "arg":
            words = ["STAGE=dev", "VERSION", "GIT_SHA=abc", "STAGE=dev VERSION=3"]
            return f"ARG {choose.pick(words)}"
        case "workdir":
            root = "${LAMBDA_TASK_ROOT}" if world.aws else world.root
            target = choose.pick(["src", "/opt/a", world.root, root, "sub/.."])
            world.workdir = world.absolute(target)
            world.add_dir(world.workdir)
            return f"WORKDIR {target}"
        case "pip":
            url = "PIP_INDEX_URL=https://example.com"
            words = [
                f"ENV {url}/simple",
                "ENV PIP_NO_CACHE_DIR=1",
                f"ARG {url}/3",
                "ENV CFLAGS=-O2",
            ]
            return choose.pick(words)
        case "directory":
            world.env["DIR"] = choose.pick([f"{world.root}/src", "/opt/a"])
            return f"ENV DIR={world.env['DIR']}"
        case "source":
            world.sourced = True
            return f"ARG SRC={choose.pick(['src', 'conf'])}"
        case "constraint":
            return runs.constraint_variable(choose, world)
        case "shell":
            return 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'
        case "user":
            return "USER root"
        case _:
            return "LABEL team=a version=$VERSION"


def _comment(choose: Chooser, world: World) -> str:
    return choose.pick(["# what follows", "# a heading\n", "# lambdafix: keep"])


_LINES: tuple[tuple[int, Operation], ...] = (
    (16, copies.source), (12, copies.manifest), (7, copies.origin), (1, copies.archive),
    (2, copies.text), (16, runs.script), (10, runs.os_packages), (20, runs.python_packages),
    (1, runs.project_script), (1, runs.node_packages), (10, _state), (2, _comment),
)  # fmt: skip
# How files begin that know nothing of layers: what the codemods are for.
_NAIVE: tuple[tuple[Operation, ...], ...] = (
    (copies.source, runs.python_packages),
    (copies.source, runs.os_packages, runs.python_packages),
    (copies.manifest, copies.source, runs.python_packages),
    (runs.os_packages, copies.source, runs.python_packages),
    (copies.manifest, runs.python_packages, runs.os_packages),
    (copies.manifest, runs.python_packages, copies.source),
    (copies.source, copies.manifest, runs.python_packages, runs.os_packages),
    (copies.manifest, runs.os_packages, runs.python_packages),
)


_NODE: tuple[tuple[Operation, ...], ...] = (
    (copies.source, runs.node_packages),
    (copies.node_manifest, copies.source, runs.node_packages),
    (copies.node_manifest, runs.node_packages, copies.source, runs.node_script),
)


def _body(choose: Chooser, world: World, least: int, most: int) -> list[str]:
    operations = list[Operation]()
    naive = _NODE if world.kind == "node" else _NAIVE
    for operation in choose.pick(naive) if choose.chance(60) else ():
        operations += [choose.weighted(*_LINES)] if choose.chance(25) else []
        operations.append(operation)
    operations += [choose.weighted(*_LINES) for _ in range(choose.number(least, most))]
    return [line for line in (o(choose, world) for o in operations) if line]
