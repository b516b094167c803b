"""Podman and buildah as Debian has them, with a store and settings of their own in a directory.

They share the store. The settings are for machines where nobody may raise a limit (containers of
CI), where cgroups are of both versions, and where no bridge can be made.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from tests.engine.machine import Machine, program_of
from tests.engine.shell import call

PACKAGES = ("podman", "buildah")
_SETTINGS = """\
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
netns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""


class Containers(Struct, frozen=True):
    """An engine by its name, `podman` or `buildah`, beside the machine's."""

    program: str
    directory: Path

    @classmethod
    def beside(cls, machine: Machine, name: str, *images: str) -> Containers:
        """Installed, with these images of the machine's."""
        made = cls(name, machine.directory / "containers")
        if wanted := [package for package in PACKAGES if not program_of(package)]:
            call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted)
        made.directory.mkdir(exist_ok=True)
        (made.directory / "containers.conf").write_text(_SETTINGS)
        (made.directory / "config.json").write_text("{}")
        places = f'graphroot = "{made.directory / "data"}"\nrunroot = "{made.directory / "run"}"\n'
        (made.directory / "storage.conf").write_text(f'[storage]\ndriver = "overlay"\n{places}')
        for image in images:
            made._load(machine, image)
        return made

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CONTAINERS_CONF": str(self.directory / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(self.directory / "storage.conf"),
            "DOCKER_CONFIG": str(self.directory),
        }

    def call(self, *words: str | Path) -> str:
        """A command of podman's, which sees what buildah has made as well."""
        return call("podman", *words, env=self.environment)

    def _load(self, machine: Machine, image: str) -> None:
        """The image as the machine has it now, for one of an earlier run may be another."""
        asked = ("image", "ls", "--no-trunc", "--quiet")
        if machine.call(*asked, image).strip() in self.call(*asked).split():
            return
        archive = self.directory / "image.tar"
        machine.call("image", "save", f"--output={archive}", image)
        self.call("image", "load", "--quiet", f"--input={archive}")
        archive.unlink()
