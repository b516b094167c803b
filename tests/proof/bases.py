"""The images that a generated file may stand on or copy from, made of stand-ins.

What each says of itself (variables, working directory, entry point) is what AWS and Docker Hub
document; what is in it is little: package managers, and an interpreter that only knows pip.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from tests.proof.tree import Entry, Tree, tree_of

STANDINS = Path(__file__).parent / "standins"


class Base(Struct, frozen=True):
    """A base image by its kind; several names may mean it."""

    name: str
    env: Mapping[str, str]
    workdir: str = "/"
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    prefix: str = ""  # where its Python lies
    version: str = ""
    managers: tuple[str, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)  # that pip finds installed

    def tree(self) -> Tree:
        """What lies in it beside the system's own tools."""
        out = dict[str, Entry]()

        def program(place: str, script: str) -> None:
            out[place] = Entry("f", 0o755, (STANDINS / script).read_bytes())

        if self.prefix:
            scripts = f"{self.prefix}/bin"
            site = f"{self.prefix}/lib/python{self.version}/site-packages"
            facts = f"site={site} bin={scripts} interpreter={scripts}/python{self.version}\n"
            out |= tree_of({"/usr/lib/standins/base": facts})
            out |= tree_of({"/usr/lib/standins/index": (STANDINS / "index").read_bytes()})
            for name in ("pip", "pip3", f"pip{self.version}"):
                program(f"{scripts}/{name}", "pip")
            for name in ("python", "python3", f"python{self.version}"):
                program(f"{scripts}/{name}", "python")
            for name, version in self.packages.items():
                text = f"# {name} {version} of the base image\n"
                out |= tree_of({f"{site}/{name}/__init__.py": text})
                info = f"{site}/{name}-{version}.dist-info"
                out |= tree_of({f"{info}/METADATA": f"Name: {name}\n", f"{info}/RECORD": name})
        for place in self.managers:
            script = place.rpartition("/")[2]
            program(place, "dnf" if script in ("yum", "microdnf") else script)
        if self.workdir != "/":
            out[self.workdir] = Entry("d", 0o755)
        if self.entrypoint:
            program(self.entrypoint[0], "python")
        return out


def _aws(version: str) -> Base:
    libraries = "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task"
    return Base(
        name=f"aws-{version}",
        env={
            "LANG": "en_US.UTF-8",
            "TZ": ":/etc/localtime",
            # the real image has no yum and no apt-get; here they lie behind all else, so that a
            # file that calls them can be built before its rewrite, too
            "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin:/usr/lib/standins/bin",
            "LD_LIBRARY_PATH": f"{libraries}:/var/task/lib:/opt/lib",
            "LAMBDA_TASK_ROOT": "/var/task",
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
        },
        workdir="/var/task",
        entrypoint=("/lambda-entrypoint.sh",),
        prefix="/var/lang",
        version=version,
        managers=(
            *("/usr/bin/dnf", "/usr/bin/microdnf"),
            *("/usr/lib/standins/bin/yum", "/usr/lib/standins/bin/apt-get"),
        ),
        packages={"boto3": "1.40.4", "pip": "24.3.1"},
    )


def _slim(version: str) -> Base:
    env = {
        "PATH": "/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "PYTHON_VERSION": f"{version}.1",
        "PYTHON_SHA256": "0",
        "GPG_KEY": "0",
    }
    return Base(
        name=f"slim-{version}",
        env=env if version == "3.13" else env | {"LANG": "C.UTF-8"},
        cmd=("python3",),
        prefix="/usr/local",
        version=version,
        managers=("/usr/bin/apt-get",),
        packages={"pip": "24.3.1"},
    )


def _node() -> Base:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return Base(name="node", env={"PATH": path}, managers=("/usr/local/bin/npm",))


_NAMES = (
    (r"(public\.ecr\.aws/lambda/python|amazon/aws-lambda-python):(3\.1[23])", _aws),
    (r"(public\.ecr\.aws/docker/library/)?python:(3\.1[23])-slim", _slim),
)
# Images that files are only copied from.
EXTRAS: Mapping[str, Tree] = {
    "example.com/extension:1": tree_of({"/opt/extensions/agent": "agent 1\n"}, executable=True),
    "ghcr.io/astral-sh/uv:0.9": tree_of({"/uv": (STANDINS / "uv").read_bytes()}, executable=True),
    "example.com/tools:2": tree_of({"/usr/local/bin/tool": "tool 2\n"}, executable=True)
    | tree_of({"/opt/conf/tool.ini": "a=1\n"}),
}


def base_named(text: str) -> Base | None:
    for pattern, make in _NAMES:
        if found := re.fullmatch(pattern, text):
            return make(found[2])
    return _node() if text == "node:22-slim" else None
