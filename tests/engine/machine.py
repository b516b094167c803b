"""BuildKit on a bare Debian machine, as root: Docker's daemon and buildx, unpacked and started.

    python -m tests.engine.machine start|env|stop|clean

Everything lies in one directory (LAMBDAFIX_ENGINE, else build/engine): nothing but `runc` and
`mmdebstrap` is installed, no daemon of the machine is touched, no image of it is renamed. The
directory has to be on ext4 or xfs, for overlay2 cannot lie on an overlay.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from msgspec import Struct, field

from tests.engine.shell import call

# docker.io of bookworm has no buildx; these run on its glibc (they need 2.34), but trixie's runc
# does not (2.38), so runc is the machine's own.
SUITE = "trixie"
PACKAGES = ("docker.io", "docker-cli", "docker-buildx", "containerd")
_PATIENCE = 60  # seconds for the daemon to come up or go


class Machine(Struct, frozen=True):
    """An engine of our own in a directory."""

    directory: Path
    settings: str = '{"storage-driver": "overlay2"}'  # the daemon's
    _daemons: list[subprocess.Popen[bytes]] = field(default_factory=list)  # of this process

    @classmethod
    def here(cls) -> Machine:
        said = os.environ.get("LAMBDAFIX_ENGINE")
        return cls(Path(said or Path(__file__).parents[2] / "build" / "engine").absolute())

    @property
    def program(self) -> str:
        return str(self.docker)

    @property
    def docker(self) -> Path:
        return self.directory / "bin" / "docker"

    @property
    def environment(self) -> dict[str, str]:
        """What a client needs to reach it, and no other engine of the machine."""
        return {
            "PATH": f"{self.directory / 'bin'}:{os.environ['PATH']}",
            "DOCKER_HOST": f"unix://{self._socket}",
            "DOCKER_CONFIG": str(self.directory / "config"),
            "DOCKER_CONTEXT": "default",
        }

    def call(self, *words: str | Path) -> str:
        """A command of docker's."""
        return call(self.docker, *words, env=self.environment)

    def install(self) -> None:
        """Get what is missing; a second call does nothing."""
        if os.geteuid() or not shutil.which("apt-get"):
            raise SystemExit("the proof's engine is installed by apt-get, as root, on Debian")
        wanted = [name for name in ("runc", "mmdebstrap") if not program_of(name)]
        if wanted or not mirror():
            call("apt-get", "update", "-qq")
        if wanted:
            call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted)
        if not self.docker.exists():
            self._unpack()

    def start(self) -> None:
        """Start the daemon unless it runs."""
        if self.runs():
            return
        for stale in (self._socket, self._pid):
            stale.unlink(missing_ok=True)
        (self.directory / "daemon.json").write_text(self.settings)
        with (self.directory / "dockerd.log").open("ab") as log:
            started = subprocess.Popen(
                [
                    *(self.directory / "bin" / "dockerd", "--userland-proxy=false"),
                    *("--iptables=false", "--ip6tables=false", "--bridge=none"),
                    *(f"--host=unix://{self._socket}", f"--pidfile={self._pid}"),
                    f"--data-root={self.directory / 'data'}",
                    f"--exec-root={self.directory / 'exec'}",
                    f"--config-file={self.directory / 'daemon.json'}",
                ],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._daemons.append(started)
        until = time.monotonic() + _PATIENCE
        while not self.runs():
            if started.poll() is not None or time.monotonic() > until:
                said = (self.directory / "dockerd.log").read_text(errors="replace")[-2000:]
                raise SystemExit(f"the engine's daemon does not come up:\n{said}")
            time.sleep(0.2)

    def runs(self) -> bool:
        """Whether it answers."""
        asked = [str(self.docker), "version"]
        try:
            return not subprocess.run(
                asked, env={**os.environ, **self.environment}, capture_output=True, check=False
            ).returncode
        except OSError:
            return False

    def stop(self) -> None:
        """Stop the daemon, and wait until it is gone."""
        try:
            process = int(self._pid.read_text())
        except (OSError, ValueError):
            return
        try:
            os.kill(process, signal.SIGTERM)
            until = time.monotonic() + _PATIENCE
            while time.monotonic() < until:
                os.kill(process, 0)
                for own in self._daemons:
                    own.poll()  # one that has ended is there until it is asked
                time.sleep(0.1)
        except ProcessLookupError:
            pass

    def clean(self) -> None:
        """Stop it and remove all of it."""
        self.stop()
        mounts = Path("/proc/mounts").read_text().splitlines()
        for place in sorted((line.split()[1] for line in mounts), reverse=True):
            if place.startswith(f"{self.directory}/"):
                call("umount", place)
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def _socket(self) -> Path:
        return self.directory / "docker.sock"

    @property
    def _pid(self) -> Path:
        return self.directory / "docker.pid"

    def _unpack(self) -> None:
        """The engine's packages, by an apt of their own: the machine's state is not touched."""
        apt, root, programs = (self.directory / name for name in ("apt", "root", "bin"))
        for place in (apt / "lists/partial", apt / "cache/archives/partial", root, programs):
            place.mkdir(parents=True, exist_ok=True)
        keys = "signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no"
        (apt / "sources.list").write_text(f"deb [{keys}] {mirror()} {SUITE} main\n")
        own = {
            "Dir::Etc::sourcelist": apt / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State::lists": apt / "lists",
            "Dir::Cache": apt / "cache",
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
        }
        options = [word for name, value in own.items() for word in ("-o", f"{name}={value}")]
        call("apt-get", *options, "update", "-qq")
        call("apt-get", *options, "download", "-qq", *PACKAGES, cwd=root)
        for package in root.glob("*.deb"):
            call("dpkg", "-x", package, root)
        plugins = self.directory / "config" / "cli-plugins"
        plugins.mkdir(parents=True, exist_ok=True)
        _link(root / "usr/libexec/docker/cli-plugins/docker-buildx", plugins / "docker-buildx")
        _link(Path(program_of("runc") or "/usr/sbin/runc"), programs / "runc")
        for name in ("sbin/dockerd", "bin/containerd", "bin/containerd-shim-runc-v2", "bin/docker"):
            _link(root / "usr" / name, programs / Path(name).name)


def mirror(codename: str = "bookworm") -> str:
    """The address that this machine has its packages from."""
    asked = ("--format", "$(CODENAME) $(REPO_URI)", "Created-By: Packages")
    lines = call("apt-get", "indextargets", *asked).splitlines()
    found = (line.split() for line in lines if len(line.split()) == 2)
    return next((address for name, address in found if name == codename), "")


def program_of(name: str) -> str | None:
    """Where a program of the machine is; None: it is not there."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def _link(there: Path, here: Path) -> None:
    here.unlink(missing_ok=True)
    here.symlink_to(there)


def main(word: str) -> None:
    machine = Machine.here()
    match word:
        case "start":
            from tests.engine.bases import make_bases

            machine.install()
            machine.start()
            make_bases(machine)
        case "env":
            for name, value in machine.environment.items():
                print(f"export {name}={shlex.quote(value)}")
        case "stop":
            machine.stop()
        case "clean":
            machine.clean()
        case _:
            raise SystemExit("python -m tests.engine.machine start|env|stop|clean")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
