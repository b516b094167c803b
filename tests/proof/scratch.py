"""Scratch roots: a small real system below a directory, and a shell that runs inside of it.

A root is made once and cleaned between builds: what a build added goes, what it changed comes
back. The shell and the coreutils are the machine's own, the package managers are stand-ins.
"""

from __future__ import annotations

import os
import re
import select
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from stat import S_ISDIR

from tests.proof import tree
from tests.proof.bases import Base
from tests.proof.tree import Entry

TOOLS = """bash basename cat chmod cp cut dirname env find grep gzip head id install ln ls mkdir
mktemp mv readlink rm rmdir sed sh sleep sort stat tail tar tee test touch tr true false uniq uname
wc whoami xargs awk date""".split()
# Beside the tools, what the machine or an engine puts there: no part of an image.
_UNSEEN = ("/dev", "/proc", "/sys", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/.said")
_MOST_SECONDS = 120
_USERS = {"/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n", "/etc/group": "root:x:0:\n"}
_ENTER = (
    ["chroot"]
    if hasattr(os, "geteuid") and os.geteuid() == 0
    else ["unshare", "--user", "--map-root-user", "chroot"]
)


def is_unseen(path: str) -> bool:
    return path in _UNSEEN


class Unavailable(Exception):
    """This machine lets nobody run a shell below another root."""


@cache
def machine() -> dict[str, Path]:
    """Where each tool and each library lies in a root -> the machine's own file."""
    found = dict[str, Path]()
    path = os.defpath + ":/usr/sbin:/sbin:/usr/bin:/bin"
    for tool in TOOLS:
        real = shutil.which("dash" if tool == "sh" else tool, path=path)
        if real is None:
            raise Unavailable(f"{tool} is not there")
        found[f"/usr/bin/{tool}"] = Path(real).resolve()
        said = subprocess.run(["ldd", real], capture_output=True, text=True, check=False).stdout
        for library in re.findall(r"(/\S+) \(0x", said):
            place = library if library.startswith("/usr/") else f"/usr{library}"
            found[place] = Path(library).resolve()
    return found


def workshop() -> Path:
    """A new directory for roots: in memory, where programs may be run from there."""
    for parent in (Path("/dev/shm"), Path(tempfile.gettempdir())):
        if not os.access(parent, os.W_OK):
            continue
        made = Path(tempfile.mkdtemp(prefix="lambdafix-proof-", dir=parent))
        program = made / "sh"
        shutil.copy(machine()["/usr/bin/sh"], program)
        try:
            subprocess.run([program, "-c", ":"], check=True)
        except OSError:
            shutil.rmtree(made)
            continue
        return made
    raise Unavailable("there is no directory whose files may be run")


class Scratch:
    """One root on one base; `clean` gives the base back, `run` runs a script in it."""

    def __init__(self, base: Base, where: Path) -> None:
        self.base, self.path = base, str(where)
        self._fill()
        self._tools = frozenset(machine())
        self._pristine = dict[str, tuple[Entry, tuple[int, ...]]]()
        for place, found in self._walk():
            entry = tree.read(self.path + place)
            self._pristine[place] = (entry, _stamp(found))
        self._server: subprocess.Popen[str] | None = None

    def _fill(self) -> None:
        os.makedirs(self.path)
        os.chmod(self.path, 0o755)
        for directory in """/usr/bin /usr/lib /usr/lib64 /usr/sbin /usr/include /usr/share
        /etc /root /var/log /var/cache /var/lib /opt /dev /home /srv /usr/local/bin
        /usr/local/lib /usr/src /usr/lib/standins
        /usr/share/os /var/lib/apt""".split():
            os.makedirs(self.path + directory, exist_ok=True)
        for name in ("bin", "lib", "lib64", "sbin"):
            os.symlink(f"usr/{name}", f"{self.path}/{name}")
        for directory in ("/tmp", "/var/tmp"):
            os.makedirs(self.path + directory)
            os.chmod(self.path + directory, 0o1777)
        for place, real in machine().items():
            os.makedirs(os.path.dirname(self.path + place), exist_ok=True)
            shutil.copy(real, self.path + place)
        for place, entry in self.base.tree().items():
            os.makedirs(os.path.dirname(self.path + place), exist_ok=True)
            tree.write(self.path + place, entry)
        for place, text in _USERS.items():
            Path(self.path + place).write_text(text)
        self._null()

    def _null(self) -> None:
        """/dev/null: the real one, or a file where devices may not be made."""
        null = f"{self.path}/dev/null"
        try:
            os.mknod(null, 0o020666, os.makedev(1, 3))
            os.chmod(null, 0o666)
            with open(null, "wb") as file:
                file.write(b"x")
        except OSError:
            tree.remove(null)
            Path(null).touch()

    def _walk(self, top: str = "") -> Iterator[tuple[str, os.stat_result]]:
        """All that lies here, each directory right before what is in it; never by recursion."""
        todo = [(top, iter(sorted(os.listdir(self.path + top + "/"))))]
        while todo:
            directory, names = todo[-1]
            name = next(names, None)
            if name is None:
                todo.pop()
                continue
            place = f"{directory}/{name}"
            if is_unseen(place) or place in self._tools:
                continue
            found = os.lstat(self.path + place)
            yield place, found
            if S_ISDIR(found.st_mode):
                todo.append((place, iter(sorted(os.listdir(self.path + place)))))

    def clean(self) -> None:
        there = dict[str, os.stat_result]()
        doomed = list[str]()
        for place, found in list(self._walk()):
            if doomed and place.startswith(f"{doomed[-1]}/"):
                continue
            if place not in self._pristine:
                doomed.append(place)
            else:
                there[place] = found
        for place in doomed:
            tree.remove(self.path + place)
        for place, (entry, stamp) in self._pristine.items():
            if place in there and _stamp(there[place]) == stamp:
                continue
            tree.write(self.path + place, entry)
            self._pristine[place] = (entry, _stamp(os.lstat(self.path + place)))

    def snapshot(self) -> dict[str, Entry]:
        """All that lies in the root but the machine's own tools; unchanged files cost nothing."""
        out = dict[str, Entry]()
        for place, found in self._walk():
            known = self._pristine.get(place)
            if known and known[1] == _stamp(found):
                out[place] = known[0]
            else:
                out[place] = tree.read(self.path + place)
        return out

    def pristine(self) -> dict[str, Entry]:
        return {place: entry for place, (entry, _) in self._pristine.items()}

    def run(
        self, argv: tuple[str, ...], cwd: str, environment: Mapping[str, str]
    ) -> tuple[int, str]:
        """Run a command as a step of a build does; its exit code, and what it said."""
        server = self._server or self._start()
        assert server.stdin
        assert server.stdout
        exports = " ".join(f"{k}={shlex.quote(v)}" for k, v in environment.items())
        words = " ".join(map(shlex.quote, argv))
        try:
            server.stdin.write(
                f"( cd {shlex.quote(cwd)} && export {exports} && exec {words} ) "
                '</dev/null >/.said 2>&1\necho "$?"\n'
            )
            server.stdin.flush()
        except BrokenPipeError:
            raise Unavailable("no shell starts below another root") from None
        if not select.select([server.stdout], [], [], _MOST_SECONDS)[0]:
            server.kill()
            raise RuntimeError(f"this does not end: {' '.join(argv)}")
        code = server.stdout.readline()
        if not code:
            self._server = None
            raise Unavailable("the shell of the scratch root ended")
        return int(code), Path(f"{self.path}/.said").read_text(errors="replace")

    def _start(self) -> subprocess.Popen[str]:
        server = subprocess.Popen(
            [*_ENTER, self.path, "/usr/bin/sh"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            umask=0o022,
        )
        self._server = server
        return server

    def close(self) -> None:
        if self._server:
            assert self._server.stdin
            assert self._server.stdout
            self._server.stdin.close()
            self._server.stdout.close()
            self._server.wait()
            self._server = None


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    # a directory's times change with what lies in it: only its mode is its own
    if S_ISDIR(found.st_mode):
        return (found.st_mode,)
    return (found.st_mode, found.st_ino, found.st_ctime_ns)
