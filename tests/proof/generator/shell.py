"""Scripts of RUN: the small commands, over files that are there."""

from __future__ import annotations

from collections.abc import Callable
from posixpath import dirname

from tests.proof.generator.choice import Chooser
from tests.proof.generator.world import World

_SYSTEM = {"/var", "/tmp", "/etc", "/usr", "/usr/local"}
_IDLE = "true"  # for a command that has nothing to work on


class Shell:
    """A script that is being written: it knows where it stands."""

    def __init__(self, choose: Chooser, world: World) -> None:
        self.choose, self.world, self.cwd = choose, world, world.workdir

    def script(self, most: int = 3) -> str:
        out = self.command()
        for _ in range(self.choose.number(0, most - 1)):
            out += self.choose.weighted((8, " && "), (1, "; "), (1, " && \\\n    "))
            out += self.compound() if self.choose.chance(10) else self.command()
        return f"{out} || true" if self.choose.chance(5) else out

    def command(self) -> str:
        return self.choose.weighted(*_COMMANDS)(self)

    def compound(self) -> str:
        kind = self.choose.pick(["if", "for", "subshell", "brace", "else"])
        here, cwd = self.spelled(self.file() or f"{self.world.root}/app.py"), self.cwd
        match kind:
            case "brace":
                return f"{{ {self.command()}; }}"
            case "for":
                return f"for f in {here} a; do echo $f >> {self.spelled(self.new())}; done"
            case "subshell":
                text = f"({self.command()})"
            case "if":
                text = f"if [ -e {here} ]; then {self.command()}; fi"
            case _:
                text = f"if [ -d {self.spelled(self.directory())} ]; then {self.command()}; "
                text += f"else {self.command()}; fi"
        self.cwd = cwd
        return text

    # --- paths

    def spelled(self, path: str) -> str:
        """A path as somebody may write it."""
        if path.startswith(f"{self.cwd}/") and self.choose.chance(60):
            return path[len(self.cwd) + 1 :]
        if self.world.aws and path.startswith("/var/task") and self.choose.chance(40):
            return "${LAMBDA_TASK_ROOT}" + path[len("/var/task") :]
        return path

    def file(self) -> str:
        """A file that lies in the image; empty if none is known."""
        near = sorted(f for f in self.world.files if not f.startswith(("/tmp", "/etc")))
        return self.choose.pick(near) if near else ""

    def directory(self) -> str:
        return self.choose.pick(sorted((self.world.dirs - _SYSTEM) | {"/opt"}))

    def new(self) -> str:
        """A file that may or may not be there; its directory is."""
        name = self.choose.pick(["x", "conf.txt", "six.py", "made.py", "list.txt", "all.txt"])
        path = f"{self.directory()}/{name}"
        self.world.add(path)
        return path

    # --- commands

    def mkdir(self) -> str:
        root = self.world.root
        places = ["/opt/a", "/opt/b", f"{root}/src", f"{root}/made", "/opt/made/deep"]
        made = self.choose.pick(places)
        self.world.add_dir(made)
        return f"mkdir -p {self.spelled(made)}"

    def touch(self) -> str:
        return f"touch {self.spelled(self.new())}"

    def echo(self) -> str:
        values = ["1", "'a b'", "$STAGE", '"$STAGE"', "${VERSION:-none}", "$PWD", "$HOME"]
        into = self.choose.pick([">", ">", ">>"])
        return f"echo {self.choose.pick(values)} {into} {self.spelled(self.new())}"

    def listing(self) -> str:
        what = self.choose.pick(["ls {}", "ls", "find {} -type f | sort", "ls -a {}", "ls *.py"])
        what = "echo *" if self.choose.chance(20) else what
        where, new = self.directory(), self.new()
        if "|" in what and new.startswith(f"{where}/"):
            what = "ls {}"  # sort would make the file before find has listed it, or after
        return f"{what.format(self.spelled(where))} > {self.spelled(new)}"

    def state(self) -> str:
        asks = ["pwd", "id -u", "env | grep -v PWD | sort", "which python3", "whoami"]
        asks.append("(command -v gcc || true)")
        return f"{self.choose.pick(asks)} > {self.spelled(self.new())}"

    def cd(self) -> str:
        target = self.directory()
        said = self.spelled(target)
        self.cwd = target
        return f"cd {said}"

    def test(self) -> str:
        asks = ["test -f {} && touch {}", "[ ! -e {} ] || touch {}", "test -e {} || touch {}"]
        here = self.file() or "app.py"
        return self.choose.pick(asks).format(self.spelled(here), self.spelled(self.new()))

    def cat(self) -> str:
        here, other = self.file(), self.file()
        new, into = self.new(), self.choose.pick([">", ">>"])
        if not here or new in (here, other):
            return _IDLE
        return f"cat {self.spelled(here)} {self.spelled(other)} {into} {self.spelled(new)}"

    def cp(self) -> str:
        return self._onto(f"cp {self.choose.pick(['', '-p ', '-f '])}")

    def install(self) -> str:
        return self._onto("install -m 755 ")

    def link(self) -> str:
        if self.choose.chance(60):
            return self._onto("ln -sf ", absolute=True)
        target = self.directory()
        self.world.add_dir("/opt/link")
        return f"ln -sfn {target} /opt/link"

    def mv(self) -> str:
        text = self._onto("mv ")
        if text != _IDLE:
            self.world.remove(self._taken)
        return text

    _taken = ""

    def _onto(self, command: str, *, absolute: bool = False) -> str:
        here, new = self.file(), self.new()
        if not here or here == new:
            return _IDLE
        self._taken = here
        return f"{command}{here if absolute else self.spelled(here)} {self.spelled(new)}"

    def tree(self) -> str:
        source = self.directory()
        target = self.choose.pick(["/opt/copy", "/opt/b", f"{self.world.root}/lib"])
        if target == source or target.startswith(f"{source}/"):
            return _IDLE
        self.world.add_dir(target)
        return f"cp -r {self.spelled(source)} {self.spelled(target)}"

    def glob(self) -> str:
        here, target = self.file(), self.choose.pick(["/opt/a", "/opt"])
        if target not in self.world.dirs or dirname(here) == target:
            return _IDLE
        if not here.endswith((".py", ".txt")):
            return _IDLE
        return f"cp {self.spelled(dirname(here))}/*{here[here.rindex('.') :]} {target}/"

    def rm(self) -> str:
        here, root = self.file(), self.world.root
        if here and self.choose.chance(60):
            self.world.remove(here)
            return f"rm -f {self.spelled(here)}"
        places = [f"{root}/src", "/opt/a", "/opt/b", f"{root}/requests", f"{root}/made"]
        doomed = self.choose.pick(places)
        self.world.remove(doomed)
        return f"rm -rf {self.spelled(doomed)}"

    def chmod(self) -> str:
        here = self.file() if self.choose.chance(80) else self.directory()
        mode = self.choose.pick(["755", "600", "+x", "a-w"])
        deep = self.choose.pick(["", "-R "])
        return f"chmod {deep}{mode} {self.spelled(here)}" if here else _IDLE

    def delete(self) -> str:
        what = self.choose.pick(["*.md", "*.txt", "six*"])
        return f"find {self.spelled(self.directory())} -name '{what}' -delete"

    def sed(self) -> str:
        here = self.file()
        return f"sed -i s/a/A/ {self.spelled(here)}" if here else _IDLE

    def idle(self) -> str:
        return self.choose.pick(["set -e", "set -x", "true", ":"])

    def npm(self) -> str:
        return self.choose.pick(["npm ci", "npm install"]) if self.world.kind == "node" else _IDLE


_COMMANDS: tuple[tuple[int, Callable[[Shell], str]], ...] = (
    (10, Shell.mkdir), (5, Shell.touch), (8, Shell.echo), (7, Shell.listing), (4, Shell.state),
    (4, Shell.cd), (6, Shell.cat), (8, Shell.cp), (4, Shell.tree), (3, Shell.glob), (7, Shell.mv),
    (8, Shell.rm), (8, Shell.chmod), (7, Shell.link), (4, Shell.delete), (5, Shell.test),
    (3, Shell.install), (2, Shell.sed), (2, Shell.idle), (1, Shell.npm),
)  # fmt: skip
