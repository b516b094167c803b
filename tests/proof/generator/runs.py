"""RUN: scripts, OS packages, installs of Python and Node."""

from __future__ import annotations

from posixpath import basename, dirname

from tests.proof.generator.case import LOOSE, PINNED
from tests.proof.generator.choice import Chooser
from tests.proof.generator.shell import Shell
from tests.proof.generator.world import NOTHING, World


def script(choose: Chooser, world: World) -> str:
    shell = Shell(choose, world)
    style = choose.weighted((16, "line"), (2, "text"), (1, "bind"), (1, "stage"), (1, "json"))
    if style == "text":
        lines = "\n".join(shell.command() for _ in range(choose.number(1, 3)))
        return f"RUN <<EOF\nset -e\n{lines}\nEOF"
    if style == "bind":
        source = choose.pick(world.sources())
        look = "ls -R" if world.is_directory(source) else "cat"
        world.add("/opt/from-mount")
        mount = f"--mount=type=bind,source={source},target=/mnt/it"
        return f"RUN {mount} {look} /mnt/it > /opt/from-mount && {shell.command()}"
    if style == "stage" and world.stages:
        name = choose.pick(sorted(world.stages))
        mount = f"--mount=type=bind,from={name},source=/opt,target=/mnt/stage"
        return f"RUN {mount} ls -R /mnt/stage > /opt/listed"
    if style == "json":
        here = shell.file()
        return f'RUN ["chmod", "600", "{here}"]' if here else NOTHING
    return f"RUN {shell.script()}"


def project_script(choose: Chooser, world: World) -> str:
    if f"{world.workdir}/setup.sh" not in world.files:
        return NOTHING
    return choose.pick(["RUN sh setup.sh", "RUN ./setup.sh || true", "RUN /bin/sh ./setup.sh"])


def os_packages(choose: Chooser, world: World) -> str:
    if world.kind == "node":
        return NOTHING
    if not world.aws or choose.chance(8):
        names = choose.some(["gcc", "git", "libpq-dev", "g++", "make", "libxml2"], 1, 3)
        world.packages |= set(names)
        lists = " && rm -rf /var/lib/apt/lists/*"
        clean = choose.pick([lists, f" && apt-get clean{lists}", ""])
        install = f"apt-get install -y --no-install-recommends {' '.join(names)}"
        joint = choose.weighted((6, " && "), (2, "\nRUN "))
        return f"RUN apt-get update{joint}{install}{clean}"
    names = choose.some("gcc git libpq-devel gcc-c++ make libgomp tar".split(), 1, 3)
    world.packages |= set(names)
    tool = choose.weighted((8, "dnf"), (2, "microdnf"), (3, "yum"))
    clean = f" && {tool} clean all"
    clean = choose.pick([clean, "", f"{clean} && rm -rf /var/cache/{tool}"])
    return f"RUN {tool} install -y {' '.join(names)}{clean}"


def python_packages(choose: Chooser, world: World) -> str:
    if world.kind == "node" or (world.installed and choose.chance(60)):
        return NOTHING
    world.installed = True
    tool = choose.weighted((10, "pip"), (2, "python -m pip"), (1, "pip3"), (1, "python3 -m pip"))
    flags = choose.pick(["", " --no-cache-dir", " --no-cache-dir", " -q"])
    pip, target = f"{tool} install{flags}", _target(choose, world)
    if world.uv and choose.chance(80):
        pip = f"uv pip install --system{choose.pick(['', ' --no-cache'])}"
    mount = choose.weighted((8, ""), (1, "--mount=type=cache,target=/root/.cache/pip "))
    if f"{world.workdir}/pyproject.toml" in world.files and choose.chance(10):
        return f"RUN {mount}{pip} -e ." if choose.chance(50) else f"RUN {mount}{pip} .{target}"
    known = _known(world)
    if not known or choose.chance(15):
        return f"RUN {mount}{pip} {' '.join(_names(choose, world))}{target}"
    prefix = _compilers(world)
    if "requirements.txt" in world.seen() and choose.chance(8):
        bind = "--mount=type=bind,source=requirements.txt,target=/mnt/requirements.txt"
        return f"RUN {bind} {prefix}{pip} -r /mnt/requirements.txt{target}"
    manifest, shell = choose.pick(known), Shell(choose, world)
    if choose.chance(6):
        return f"RUN {prefix}cd {dirname(manifest)} && {pip} -r {basename(manifest)}{target}"
    beside = f"{dirname(manifest)}/constraints.txt"
    constraint = beside in world.files and not _contradicted(world) and choose.chance(30)
    also = f" -c {shell.spelled(beside)}" if constraint else ""
    more = f" && {shell.command()}" if choose.chance(10) else ""
    return f"RUN {mount}{prefix}{pip} -r {shell.spelled(manifest)}{also}{target}{more}"


def _target(choose: Chooser, world: World) -> str:
    root = '"${LAMBDA_TASK_ROOT}"' if world.aws else world.root
    return choose.weighted(
        (10, ""), (3, " -t ."), (2, f" --target {root}"), (2, " -t /opt/python"), (1, " --upgrade"),
        (1, f" -t {world.root}/lib"), (1, " --upgrade -t ."),
    )  # fmt: skip


def _known(world: World) -> list[str]:
    """The requirements files that lie in the image as they are."""
    names = {basename(m) for m in world.manifests()} - {"constraints.txt"}
    return sorted(f for f in world.files if basename(f) in names)


def _names(choose: Chooser, world: World) -> list[str]:
    chosen = choose.some([n for n in (*PINNED, *LOOSE) if "psycopg2" not in n], 1, 2)
    return list({n.split("==")[0]: n for n in chosen}.values())


def _compilers(world: World) -> str:
    """What a RUN has to install first so that a source build of its requirements goes."""
    wanted = any("psycopg2" in str(world.context[m]) for m in world.manifests())
    there = world.packages & {"gcc", "gcc-c++", "g++"} and any("libpq" in p for p in world.packages)
    if not wanted or there:
        return ""
    if world.aws:
        return "dnf install -y gcc libpq-devel && "
    return "apt-get update && apt-get install -y gcc libpq-dev && "


def _contradicted(world: World) -> bool:
    """Whether the constraints file of the context excludes what a manifest requires."""
    said = " ".join(str(world.context[m]) for m in world.manifests() if m != "constraints.txt")
    return "idna==3.11" in said or "click==8.3.1" in said


def constraint_variable(choose: Chooser, world: World) -> str:
    if f"{world.root}/constraints.txt" not in world.files or _contradicted(world):
        return NOTHING
    return f"ENV PIP_CONSTRAINT={world.root}/constraints.txt"


def node_packages(choose: Chooser, world: World) -> str:
    if f"{world.workdir}/package.json" not in world.files:
        return NOTHING
    ways = ["npm ci", "npm ci", "npm install", "npm ci --ignore-scripts", "npm ci --omit=dev"]
    return f"RUN {choose.pick(ways)}" if world.kind == "node" else NOTHING


def node_script(choose: Chooser, world: World) -> str:
    scripted = "scripts" in str(world.context.get("package.json"))
    there = f"{world.workdir}/package.json" in world.files
    return "RUN npm run build" if scripted and there and world.kind == "node" else NOTHING
