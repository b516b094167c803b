"""A BuildKit that buildx reaches over the network, as its driver `remote` does with any far one.

BuildKit's own daemon is in no Debian package. Docker's has BuildKit in it and hands out a
connection to it at `/grpc` of its socket: a gateway on loopback makes a port of that. The daemon is
one of its own, with containerd's image store, without which it sends no image to a client.
"""

from __future__ import annotations

import socket
import socketserver
from contextlib import suppress
from pathlib import Path
from threading import Thread

from msgspec import Struct

from tests.engine.machine import Machine

_STORE = '{"features": {"containerd-snapshotter": true}}'
_ASKED = (
    b"POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
    b"Content-Length: 0\r\n\r\n"
)


class Builder(Struct, frozen=True):
    """A builder that the buildx of `machine` knows by its name, and the daemon behind it."""

    machine: Machine
    daemon: Machine
    name: str = "far"

    @classmethod
    def of(cls, machine: Machine, *images: str) -> Builder:
        """It runs and has these images of the machine's."""
        directory = machine.directory / "builder"
        directory.mkdir(exist_ok=True)
        if not (directory / "bin").exists():
            (directory / "bin").symlink_to(machine.docker.parent)
        made = cls(machine, Machine(directory, _STORE))
        made.daemon.start()
        archive = directory / "images.tar"
        machine.call("image", "save", f"--output={archive}", *images)
        made.daemon.call("image", "load", f"--input={archive}")
        archive.unlink()
        return made

    def connected(self) -> Gateway:
        """The way to it, which is there until it is closed."""
        gateway = Gateway(self.daemon.directory / "docker.sock")
        self.forgotten()
        where = f"tcp://127.0.0.1:{gateway.port}"
        self.machine.call("buildx", "create", f"--name={self.name}", "--driver=remote", where)
        return gateway

    def forgotten(self) -> None:
        """Buildx knows it no longer."""
        with suppress(SystemExit):
            self.machine.call("buildx", "rm", self.name)


class Gateway:
    """A port on loopback for the BuildKit behind a daemon's socket."""

    def __init__(self, behind: Path) -> None:
        self._behind = behind
        self._open: list[socket.socket] = []
        self._server = _Server(("127.0.0.1", 0), lambda *given: _Connection(self, *given))
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Nobody comes through any more, nor stays connected."""
        self._server.shutdown()
        self._server.server_close()
        for end in self._open:
            _shut(end)

    def pass_on(self, client: socket.socket) -> None:
        """What both say, until one of them ends."""
        with socket.socket(socket.AF_UNIX) as daemon:
            daemon.connect(str(self._behind))
            daemon.sendall(_ASKED)
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += daemon.recv(1) or b"\r\n\r\n"
            if b" 101 " not in head:
                raise OSError(f"the daemon does not hand its BuildKit out: {head!r}")
            self._open += [client, daemon]
            back = Thread(target=_copy, args=(daemon, client), daemon=True)
            back.start()
            _copy(client, daemon)
            back.join()


class _Connection(socketserver.BaseRequestHandler):
    def __init__(self, gateway: Gateway, *given: object) -> None:
        self._gateway = gateway
        super().__init__(*given)  # type: ignore[arg-type]

    def handle(self) -> None:
        self._gateway.pass_on(self.request)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while said := source.recv(1 << 16):
            target.sendall(said)
    _shut(target)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
