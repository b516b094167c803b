"""Stand-ins for the base images, made on this machine of its own parts: Debian, its CPythons, and
the Node, Go and uv that PyPI has in wheels.

They are neither AWS's nor Docker Hub's images: glibc, package names and versions are Debian's, dnf
is apt-get behind another name. What they are good for: that a build and a function work alike.
Nothing of them is kept in the repository, for each machine reaches the registries in its own way.
"""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import tomllib
from pathlib import Path

from lambdafix.catalog import packages
from tests.engine import cpython, go_modules, wheels
from tests.engine.machine import Machine, mirror
from tests.engine.shell import call

_TEXTS = Path(__file__).parent / "standins"
_REGISTRIES = ("", "docker.io/library/", "public.ecr.aws/docker/library/")
_SUFFIXES = ("", "-slim", "-bookworm", "-slim-bookworm")
_LIBRARIES = (
    "ca-certificates,netbase,tzdata,libssl3,libffi8,libsqlite3-0,zlib1g,libbz2-1.0,liblzma5,"
    "libreadline8,libncursesw6,libuuid1,libexpat1,libcrypt1,libnsl2,libtirpc3,libstdc++6,libgdbm6"
)
# Where Debian's name for it is no package of the catalog's table, or where one is not enough.
_NAMES = {"gcc": "gcc libc6-dev", "gcc-c++": "g++", "findutils": "", "which": "", "tar": "tar"}


def make_bases(machine: Machine) -> tuple[str, ...]:
    """Make those that are missing; the versions of Python that there are, as `3.12`."""
    versions = cpython.found()
    if not versions:
        raise SystemExit(
            f"no CPython 3.11 or newer in a prefix of its own beside {sys.base_prefix}: the bases "
            "are made of them"
        )
    where = machine.directory / "bases"
    where.mkdir(exist_ok=True)
    for text in filter(Path.is_file, _TEXTS.iterdir()):
        shutil.copy(text, where)
    _debian(where)
    _settings(where / "machine.tar")
    (where / "names").write_text(_names())
    debian = ("debian:bookworm-slim", "debian:bookworm", "debian:12-slim")
    _build(machine, where, "debian", {}, "standin/debian", *debian)
    provided = ("public.ecr.aws/lambda/provided:al2023", "public.ecr.aws/lambda/provided:al2")
    _build(machine, where, "lambda", {}, "standin/lambda", *provided)
    for short, prefix in versions.items():
        for place in ("usr/local", "var/lang"):
            tar = where / f"{place.replace('/', '-')}-{short}.tar"
            cpython.layer(prefix, short, f"/{place}", tar)
        slim = (f"{r}python:{short}{s}" for r in _REGISTRIES for s in _SUFFIXES)
        _build(machine, where, "slim", {"SHORT": short}, *slim)
        names = (f"public.ecr.aws/lambda/python:{short}", f"amazon/aws-lambda-python:{short}")
        _build(machine, where, "lambda-python", {"SHORT": short}, *names)
    wheels.layer(wheels.UV, where / "uv.tar")
    _build(machine, where, "uv", {}, "ghcr.io/astral-sh/uv:latest")
    wheels.layer(wheels.NODE, where / "node.tar")
    _build(machine, where, "node", {}, *(f"{r}node:22{s}" for r in _REGISTRIES for s in _SUFFIXES))
    names = ("public.ecr.aws/lambda/nodejs:22", "amazon/aws-lambda-nodejs:22")
    _build(machine, where, "lambda-nodejs", {}, *names)
    wheels.layer(wheels.GO, where / "go.tar")
    go_modules.layer(_TEXTS / "aws-lambda-go", where / "modules.tar")
    tags = (f"{r}golang:1.24{s}" for r in _REGISTRIES for s in ("", "-bookworm"))
    _build(machine, where, "golang", {}, *tags)
    return tuple(versions)


def _build(machine: Machine, where: Path, name: str, arguments: dict[str, str], *tags: str) -> None:
    given = (f"--build-arg={key}={value}" for key, value in arguments.items())
    tagged = (f"--tag={tag}" for tag in tags)
    file = f"--file={where / name}.Dockerfile"
    machine.call("build", "--quiet", "--network=host", file, *given, *tagged, where)


def _debian(where: Path) -> None:
    if (where / "debian.tar").exists():
        return
    own, half = mirror(), where / "half.tar"
    security = mirror("bookworm-security")
    call(
        *("mmdebstrap", "--quiet", "--variant=minbase", "--mode=root", f"--include={_LIBRARIES}"),
        *('--aptopt=Acquire::Check-Valid-Until "false"', "--dpkgopt=force-unsafe-io"),
        *("--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/doc/*"),
        *("--dpkgopt=path-exclude=/usr/share/locale/*", "--skip=output/dev"),
        '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/etc/resolv.conf "$1"/var/log/*.log',
        *("bookworm", half, own, f"deb {own} bookworm-updates main"),
        *([f"deb {security} bookworm-security main"] if security else []),
    )
    half.rename(where / "debian.tar")


def _settings(target: Path) -> None:
    """What a RUN needs to reach the registries from here: files, for ENV would show in images."""
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    files = {
        "etc/pip.conf": b"[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n"
        b"disable-pip-version-check = true\nroot-user-action = ignore\n",
        "etc/uv/uv.toml": b"system-certs = true\n",
        "etc/apt/apt.conf.d/99standin": b'Acquire::Check-Valid-Until "false";\n',
    }
    if bundle.exists():
        files["etc/ssl/certs/ca-certificates.crt"] = bundle.read_bytes()
    with tarfile.open(target, "w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def _names() -> str:
    """The catalog's table from Debian to Amazon Linux, read the other way round."""
    table = tomllib.loads((Path(packages.__file__).parent / "apt.toml").read_text())["apt"]
    found = dict[str, str]()
    for name, entry in sorted(table.items()):
        for other in entry.get("to", ()) if len(entry.get("to", ())) == 1 else ():
            found.setdefault(other, name)
    return "".join(f"{name}\t{debian}\n" for name, debian in {**found, **_NAMES}.items())
