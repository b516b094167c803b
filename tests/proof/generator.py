"""Random Dockerfiles of Lambda functions in random contexts, made so that things meet.

Few names and few places, used again and again: a source folder has the name of a package, a later
COPY overrides a file, a link is copied into, a RUN lists a directory that an install fills. What is
drawn keeps the axioms of semantics/axioms.py: caches and /tmp are not read by later steps, and no
requirement without a pin meets a base image that has another version.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, normpath
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
AWS = "public.ecr.aws/lambda/python:3.12"
HANDLER = "import json\n\n\ndef handler(event, context):\n    return json.dumps(event)\n"


@dataclass(frozen=True, slots=True)
class Case:
    """One Dockerfile and the files around it."""

    text: str
    files: dict[str, str | bytes]


class Chooser:
    """Chances, in words.

    They come from one random source a case, not from a draw each: Hypothesis would spend five of
    six cases on repeating draws of the case before. `smaller.py` makes a case small instead.
    """

    def __init__(self, source: Random) -> None:
        self._source = source

    def pick(self, some: Sequence[T]) -> T:
        return some[int(self._source.random() * len(some))]

    def number(self, least: int, most: int) -> int:
        return self.pick(range(least, most + 1))

    def chance(self, percent: int) -> bool:
        return self.pick(range(100)) < percent

    def some(self, of: Sequence[T], least: int = 1, most: int = 3) -> list[T]:
        count = min(self.number(least, most), len(of))
        left, out = list(of), list[T]()
        for _ in range(count):
            out.append(left.pop(self.pick(range(len(left)))))
        return out

    def weighted(self, some: Sequence[tuple[int, T]]) -> T:
        at = self.pick(range(sum(weight for weight, _ in some)))
        for weight, one in some:
            at -= weight
            if at < 0:
                return one
        raise AssertionError


# --- the build context -------------------------------------------------------------------------

PINNED = [
    *("requests==2.32.5", "requests==2.31.0", "pyyaml==6.0.3", "idna==3.10", "flask==3.0.3"),
    *("six==1.17.0", "numpy==2.3.5", "attrs==25.4.0", "psycopg2==2.9.11", "click==8.3.1"),
]
NAMES = [*PINNED, "requests", "pyyaml", "flask", "numpy", "jinja2", "typing-extensions", "pillow"]


def archive() -> bytes:
    """A tar that brings files where other files are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, text in (("conf/a.ini", b"from tar"), ("six.py", b"# of the archive\n")):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(text), 0o640
            tar.addfile(member, io.BytesIO(text))
    return out.getvalue()


PARTS: dict[str, dict[str, str | bytes]] = {
    "src": {"src/__init__.py": "", "src/util.py": "A = 1\n", "src/data/a.json": "{}"},
    "conf": {"conf/a.ini": "a=1\n", "conf/b.ini": "b=2\n"},
    "collision": {"requests/__init__.py": "# ours\n", "requests/own.py": "X = 1\n"},
    "module": {"six.py": "# ours\n"},
    "yaml": {"lib/yaml/__init__.py": "# vendored\n", "lib/util.py": "B = 2\n"},
    "bin": {"bin/start.sh": "#!/bin/sh\necho start\n", "bin/idna": "ours\n"},
    "scripts": {"setup.sh": "#!/bin/sh\nmkdir -p /opt/made\ncp conf.txt /opt/made/ 2>/dev/null\n:\n"},
    "reqs": {
        "reqs/base.txt": "idna==3.11\n",
        "reqs/all.txt": "-r base.txt\npyyaml==6.0.3\n",
    },
    "constraints": {"constraints.txt": "idna==3.10\nclick==8.1.8\n"},
    "nested": {"all.txt": "-r requirements.txt\n# more\nclick==8.3.1\n"},
    "project": {
        "pyproject.toml": '[project]\nname = "ours"\n',
        "ours/__init__.py": "# ours\n",
        "ours/core.py": "C = 3\n",
    },
    "tar": {"data.tar": b""},
    "docs": {"README.md": "read me\n", "src/NOTES.md": "notes\n", "conf.txt": "c\n"},
    "node": {
        "package.json": '{\n"name": "web",\n"scripts": {\n"postinstall": "cat *.txt > bundle.js"\n},\n'
        '"dependencies": {\n"left-pad": "1.3.0"\n}\n}\n',
        "package-lock.json": '{\n"dependencies": {\n"left-pad": "1.3.0"\n}\n}\n',
        "index.js": "1\n",
    },
}  # fmt: skip
PARTS["tar"]["data.tar"] = archive()


def context(choose: Chooser) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {"app.py": HANDLER}
    lines = choose.some(NAMES, 1, 3)
    kept = list[str]()
    for line in lines:
        if not any(line.split("==")[0] == k.split("==")[0] for k in kept):
            kept.append(line)
    if choose.chance(10):
        kept.insert(0, "# what the function needs")
    files["requirements.txt"] = "\n".join(kept) + "\n"
    for part in choose.some([*PARTS], 1, 6):
        files |= PARTS[part]
    if choose.chance(15):
        hidden = choose.pick(["*.md", "**/*.md", "README.md\nconf", "lib", "six.py", "*.sh"])
        files[".dockerignore"] = f"{hidden}\n"
    return files


# --- the image as far as the generator knows it -------------------------------------------------


@dataclass(slots=True)
class World:
    """What lies in the stage that is being written, about: enough to name things that are there."""

    context: dict[str, str | bytes]
    aws: bool
    workdir: str
    root: str  # where the function lies
    files: set[str] = field(default_factory=set)
    dirs: set[str] = field(default_factory=lambda: {"/opt"})
    env: dict[str, str] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    installed: bool = False
    stages: dict[str, World] = field(default_factory=dict)
    node: bool = False
    sourced: bool = False  # there is a build argument that names a directory of the context

    def absolute(self, path: str, cwd: str = "") -> str:
        for name, value in {"LAMBDA_TASK_ROOT": "/var/task", **self.env}.items():
            path = path.replace(f"${{{name}}}", value).replace(f"${name}", value)
        return normpath(path if path.startswith("/") else f"{cwd or self.workdir}/{path}")

    def add(self, path: str) -> None:
        self.files.add(path)
        self.add_dir(dirname(path))

    def add_dir(self, path: str) -> None:
        while path not in ("/", ""):
            self.dirs.add(path)
            path = dirname(path)

    def remove(self, path: str) -> None:
        self.files = {f for f in self.files if f != path and not f.startswith(f"{path}/")}
        self.dirs = {d for d in self.dirs if d != path and not d.startswith(f"{path}/")}

    def sources(self) -> list[str]:
        """What a COPY may name: files and directories at the top of the context."""
        return sorted({p.split("/")[0] for p in self.context} - {".dockerignore"})

    def hidden(self, path: str) -> bool:
        rules = str(self.context.get(".dockerignore", "")).split("\n")
        return any(
            r and (path == r or path.startswith(f"{r}/") or (
                r.startswith("*") and path.endswith(r.lstrip("*/"))
            )) for r in rules
        )  # fmt: skip

    def copied(self, source: str, target: str) -> None:
        """Note what a COPY of one source brings."""
        found = [p for p in self.context if not self.hidden(p)]
        for path in found:
            if path == source:
                name = source.rpartition("/")[2]
                into = target.endswith("/") or target.rstrip("/") in self.dirs
                self.add(normpath(f"{target}/{name}" if into else target))
            elif source == "." or path.startswith(f"{source}/"):
                rest = path if source == "." else path[len(source) + 1 :]
                self.add(normpath(f"{target}/{rest}"))


Op = Callable[[Chooser, World], str]
NOTHING = ""


# --- COPY ----------------------------------------------------------------------------------------


def place(choose: Chooser, world: World) -> str:
    """A directory to copy into, as somebody writes it."""
    choices = [
        (8, "./"), (5, "."), (4, f"{world.root}/"), (2, "src/"), (2, "lib/"), (2, "/opt/a/"),
        (1, "/opt/b"), (3, "/opt/link/"), (1, "/opt/python/"), (1, "/usr/local/bin/"),
    ]  # fmt: skip
    if world.aws:
        choices += [(5, "${LAMBDA_TASK_ROOT}/"), (3, "${LAMBDA_TASK_ROOT}")]
    if world.env.get("DIR"):
        choices += [(4, "${DIR}/")]
    return choose.weighted(choices)


def copy_source(choose: Chooser, world: World) -> str:
    kind = choose.weighted(
        [(6, "all"), (5, "one"), (5, "several"), (4, "directory"), (2, "glob"), (1, "rename")]
    )
    target = place(choose, world)
    there = world.absolute(target) + ("/" if target.endswith(("/", ".")) else "")
    flags = choose.weighted(
        [
            (12, ""),
            (1, "--chmod=755 "),
            (1, "--chmod=640 "),
            (1, "--chown=1000:1000 "),
            (1, "--link "),
        ]
    )
    sources = [s for s in world.sources() if not world.hidden(s)]
    if kind == "all":
        world.copied(".", there)
        target = choose.pick([".", "./", world.root]) if choose.chance(70) else target
        world.copied(".", world.absolute(target))
        return f"COPY {flags}. {target}"
    if kind == "glob":
        glob = choose.pick(["*.py", "*.txt", "s*", "[a-r]*.txt", "s?c", "conf/*.ini"])
        if glob == "conf/*.ini" and "conf/a.ini" not in world.context:
            glob = "*.py"
        if glob == "s?c" and "src/util.py" not in world.context:
            glob = "*.txt"
        if glob == "s*" and not any(s.startswith("s") for s in sources):
            glob = "app*"
        target = target if target.endswith("/") else f"{target}/"
        if target == "./" or target == "/":
            target = "./"
        for path in world.context:
            if "/" not in path and path.endswith(glob.lstrip("*")) and not world.hidden(path):
                world.copied(path, world.absolute(target) + "/")
        return f"COPY {flags}{glob} {target}"
    if kind == "rename":
        new = choose.pick(["main.py", "/opt/a/x", "six.py", "app.py", "conf.txt"])
        one = choose.pick([p for p in world.context if "/" not in p and not world.hidden(p)])
        world.add(world.absolute(new))
        return f"COPY {flags}{one} {new}"
    if kind == "directory" and world.sourced and {"src", "conf"} <= set(sources):
        return f"COPY {flags}${{SRC}}/ {target if target.endswith('/') else target + '/'}"
    if kind == "directory":
        dirs = [s for s in sources if any(p.startswith(f"{s}/") for p in world.context)]
        if not dirs:
            return NOTHING
        one = choose.pick(dirs)
        if all(world.hidden(p) for p in world.context if p.startswith(f"{one}/")):
            return NOTHING
        target = choose.pick([target, f"{one}/", f"./{one}", f"{world.root}/{one}"])
        world.copied(one, world.absolute(target))
        if choose.chance(10):
            return f'COPY {flags}["{one}/", "{target}"]'
        return f"COPY {flags}{one}{choose.pick(['', '/'])} {target}"
    chosen = choose.some(sources, 1, 1 if kind == "one" else 3)
    if kind == "several" and "app.py" not in chosen and choose.chance(60):
        chosen.append("app.py")
    if len(chosen) > 1 and not target.endswith(("/", ".")):
        target += "/"
    for one in chosen:
        world.copied(one, world.absolute(target) + "/")
    verb = "ADD" if choose.chance(5) else "COPY"
    return f"{verb} {flags}{' '.join(chosen)} {target}"


def manifests(world: World) -> list[str]:
    return [p for p in world.context if p.endswith(".txt") and p != "conf.txt"]


def copy_manifest(choose: Chooser, world: World) -> str:
    chosen = [choose.pick([m for m in manifests(world) if not world.hidden(m)])]
    if chosen[0] in ("all.txt", "constraints.txt"):
        chosen.append("requirements.txt")
    if chosen[0].startswith("reqs/"):
        target = choose.pick(["reqs/", "./reqs/", "/tmp/reqs/"])
        world.copied("reqs", world.absolute(target) + "/")
        return f"COPY reqs/ {target}"
    target = choose.weighted(
        [(8, "./"), (4, "."), (2, "/tmp/build/"), (2, f"{world.root}/"), (1, "/opt/b/")]
    )
    for one in chosen:
        world.copied(one, world.absolute(target) + "/")
    return f"COPY {' '.join(chosen)} {target}"


def copy_from(choose: Chooser, world: World) -> str:
    if not world.stages or choose.chance(20):
        if choose.chance(60):
            world.add("/opt/extensions/agent")
            return "COPY --from=example.com/extension:1 /opt/ /opt/"
        world.add("/usr/local/bin/tool")
        return "COPY --from=example.com/tools:2 /usr/local/bin/tool /usr/local/bin/tool"
    name = choose.pick(sorted(world.stages))
    other = world.stages[name]
    dirs = [
        d for d in other.dirs if d.startswith(("/opt/", "/app/", "/var/task/", other.root, "/deps"))
    ]
    if choose.chance(70) and dirs:
        taken = choose.pick(sorted(dirs))
        target = choose.pick([taken, f"{taken}/", "./", "/opt/a/", f"{world.root}/"])
        for path in other.files:
            if path.startswith(f"{taken}/"):
                world.add(normpath(f"{world.absolute(target)}/{path[len(taken) + 1 :]}"))
        return f"COPY --from={name} {taken}{choose.pick(['', '/'])} {target}"
    files = [f for f in other.files if f.startswith(("/opt/", other.root))]
    if not files:
        return NOTHING
    taken = choose.pick(sorted(files))
    target = choose.pick(["./", taken, "/opt/a/"])
    world.add(
        normpath(f"{world.absolute(target)}/{taken.rpartition('/')[2]}")
        if target.endswith("/")
        else taken
    )
    return f"COPY --from={name} {taken} {target}"


def add_archive(choose: Chooser, world: World) -> str:
    if "data.tar" not in world.context or world.hidden("data.tar"):
        return NOTHING
    target = choose.pick(["./", "/opt/a/", f"{world.root}/"])
    for name in ("conf/a.ini", "six.py"):
        world.add(normpath(f"{world.absolute(target)}/{name}"))
    return f"ADD data.tar {target}"


def copy_text(choose: Chooser, world: World) -> str:
    target = choose.pick(["/opt/a/x", "conf.txt", "/etc/pip.conf", "src/made.py"])
    world.add(world.absolute(target))
    text = choose.pick(["a=1", "hello ${STAGE}", "index-url = https://example.com/two"])
    if target == "/etc/pip.conf":
        text = "index-url = https://example.com/simple"
    return f"COPY <<EOF {target}\n{text}\nEOF"


# --- RUN -----------------------------------------------------------------------------------------


class Shell:
    """A script that is being written: it knows where it stands."""

    def __init__(self, choose: Chooser, world: World) -> None:
        self.choose, self.world, self.cwd = choose, world, world.workdir

    def spelled(self, path: str) -> str:
        """A path as somebody may write it."""
        if path.startswith(f"{self.cwd}/") and self.choose.chance(60):
            return path[len(self.cwd) + 1 :]
        if self.world.aws and path.startswith("/var/task") and self.choose.chance(40):
            return "${LAMBDA_TASK_ROOT}" + path[len("/var/task") :]
        return path

    def there(self) -> str | None:
        """A file that lies in the image, or None."""
        near = sorted(f for f in self.world.files if not f.startswith(("/tmp", "/etc")))
        return self.choose.pick(near) if near else None

    def directory(self) -> str:
        return self.choose.pick(
            sorted(
                {
                    d
                    for d in self.world.dirs
                    if d not in ("/var", "/tmp", "/etc", "/usr", "/usr/local")
                }
                | {"/opt"}
            )
        )

    def new(self) -> str:
        """A path that may or may not be there; its directory is."""
        name = self.choose.pick(["x", "conf.txt", "six.py", "made.py", "list.txt", "all.txt"])
        return f"{self.directory()}/{name}"

    def value(self) -> str:
        words = ["1", "'a b'", "$STAGE", '"$STAGE"', "${VERSION:-none}", "$PWD", "$HOME"]
        return self.choose.pick(words)

    def command(self) -> str:
        choose, world = self.choose, self.world
        kind = choose.weighted(COMMANDS)
        here, new = self.there(), self.new()
        match kind:
            case "mkdir":
                made = choose.pick(
                    [
                        "/opt/a",
                        "/opt/b",
                        f"{world.root}/src",
                        f"{world.root}/made",
                        "/opt/made/deep",
                    ]
                )
                world.add_dir(made)
                return f"mkdir -p {self.spelled(made)}"
            case "touch":
                world.add(new)
                return f"touch {self.spelled(new)}"
            case "echo":
                world.add(new)
                return f"echo {self.value()} {choose.pick(['>', '>', '>>'])} {self.spelled(new)}"
            case "list":
                world.add(new)
                what = choose.pick(
                    ["ls {}", "ls", "find {} -type f | sort", "ls -a {}", "ls *.py", "echo *"]
                )
                where = self.directory()
                if "|" in what and new.startswith(f"{where}/"):
                    what = "ls {}"  # sort would make the file before find has listed it, or after
                return f"{what.format(self.spelled(where))} > {self.spelled(new)}"
            case "state":
                world.add(new)
                what = choose.pick(
                    [
                        "pwd",
                        "id -u",
                        "env | grep -v PWD | sort",
                        "which python3",
                        "whoami",
                        "command -v gcc || true",
                    ]
                )
                return (
                    f"{what} > {self.spelled(new)}"
                    if "||" not in what
                    else f"({what}) > {self.spelled(new)}"
                )
            case "cd":
                target = self.directory()
                said = self.spelled(target)
                self.cwd = target
                return f"cd {said}"
            case "test":
                world.add(new)
                what = self.spelled(here or new)
                return choose.pick(
                    ["test -f {} && touch {}", "[ ! -e {} ] || touch {}", "test -e {} || touch {}"]
                ).format(what, self.spelled(new))
            case "npm":
                return choose.pick(["npm ci", "npm install"]) if world.node else "true"
            case "set":
                return choose.pick(["set -e", "set -x", "true", ":"])
        if here is None:
            return "true"
        match kind:
            case "cat":
                other = self.there() or here
                world.add(new)
                return (
                    f"cat {self.spelled(here)} {self.spelled(other)} {choose.pick(['>', '>>'])} {self.spelled(new)}"
                    if new not in (here, other)
                    else "true"
                )
            case "cp":
                world.add(new)
                return (
                    f"cp {choose.pick(['', '-p ', '-f '])}{self.spelled(here)} {self.spelled(new)}"
                    if new != here
                    else "true"
                )
            case "tree":
                source, target = (
                    self.directory(),
                    choose.pick(["/opt/copy", "/opt/b", f"{world.root}/lib"]),
                )
                if target == source or target.startswith(f"{source}/"):
                    return "true"
                world.add_dir(target)
                world.add(f"{target}/x")
                world.remove(f"{target}/x")
                return f"cp -r {self.spelled(source)} {self.spelled(target)}"
            case "glob":
                target = choose.pick(["/opt/a", "/opt"])
                if (
                    target not in world.dirs
                    or not here.endswith((".py", ".txt"))
                    or dirname(here) == target
                ):
                    return "true"
                return f"cp {self.spelled(dirname(here))}/*{here[here.rindex('.') :]} {target}/"
            case "mv":
                if new == here:
                    return "true"
                world.remove(here)
                world.add(new)
                return f"mv {self.spelled(here)} {self.spelled(new)}"
            case "rm":
                if choose.chance(60):
                    world.remove(here)
                    return f"rm -f {self.spelled(here)}"
                doomed = choose.pick(
                    [
                        f"{world.root}/src",
                        "/opt/a",
                        "/opt/b",
                        f"{world.root}/requests",
                        f"{world.root}/made",
                    ]
                )
                world.remove(doomed)
                return f"rm -rf {self.spelled(doomed)}"
            case "chmod":
                mode = choose.pick(["755", "600", "+x", "a-w"])
                what = here if choose.chance(80) else self.directory()
                return f"chmod {choose.pick(['', '-R '])}{mode} {self.spelled(what)}"
            case "ln":
                if choose.chance(40):
                    target = self.directory()
                    world.add_dir("/opt/link")
                    return f"ln -sfn {target} /opt/link"
                world.add(new)
                return f"ln -sf {here} {self.spelled(new)}" if here != new else "true"
            case "delete":
                return f"find {self.spelled(self.directory())} -name '{choose.pick(['*.md', '*.txt', 'six*'])}' -delete"
            case "install":
                world.add(new)
                return (
                    f"install -m 755 {self.spelled(here)} {self.spelled(new)}"
                    if here != new
                    else "true"
                )
            case "sed":
                return f"sed -i s/a/A/ {self.spelled(here)}"
        raise AssertionError(kind)

    def compound(self) -> str:
        choose = self.choose
        kind = choose.pick(["if", "for", "subshell", "brace", "else"])
        cwd, one = self.cwd, self.command()
        if kind == "subshell":
            self.cwd = cwd
            return f"({one})"
        if kind == "brace":
            return f"{{ {one}; }}"
        here = self.there() or f"{self.world.root}/app.py"
        if kind == "if":
            self.cwd = cwd
            return f"if [ -e {self.spelled(here)} ]; then {one}; fi"
        if kind == "else":
            self.cwd = cwd
            return (
                f"if [ -d {self.spelled(self.directory())} ]; then {one}; else {self.command()}; fi"
            )
        new = self.new()
        self.world.add(new)
        return f"for f in {self.spelled(here)} a; do echo $f >> {self.spelled(new)}; done"

    def script(self, most: int = 3) -> str:
        out = self.command()
        for _ in range(self.choose.number(0, most - 1)):
            joined = self.choose.weighted([(8, " && "), (1, "; "), (1, " && \\\n    ")])
            following = self.compound() if self.choose.chance(10) else self.command()
            out += joined + following
        return f"{out} || true" if self.choose.chance(5) else out


COMMANDS = [
    (10, "mkdir"), (5, "touch"), (8, "echo"), (7, "list"), (4, "state"), (4, "cd"), (6, "cat"),
    (8, "cp"), (4, "tree"), (3, "glob"), (7, "mv"), (8, "rm"), (8, "chmod"), (7, "ln"), (4, "delete"),
    (5, "test"), (3, "install"), (2, "sed"), (2, "set"), (1, "npm"),
]  # fmt: skip


def run_shell(choose: Chooser, world: World) -> str:
    shell = Shell(choose, world)
    style = choose.weighted([(16, "line"), (2, "heredoc"), (1, "bind"), (1, "stage"), (1, "json")])
    if style == "heredoc":
        lines = "\n".join(shell.command() for _ in range(choose.number(1, 3)))
        return f"RUN <<EOF\nset -e\n{lines}\nEOF"
    if style == "bind":
        source = choose.pick([s for s in world.sources() if not world.hidden(s)])
        world.add("/opt/from-mount")
        is_dir = any(p.startswith(f"{source}/") for p in world.context)
        what = f"ls -R /mnt/it" if is_dir else "cat /mnt/it"
        if is_dir and all(world.hidden(p) for p in world.context if p.startswith(f"{source}/")):
            return NOTHING
        return f"RUN --mount=type=bind,source={source},target=/mnt/it {what} > /opt/from-mount && {shell.command()}"
    if style == "stage" and world.stages:
        name = choose.pick(sorted(world.stages))
        return f"RUN --mount=type=bind,from={name},source=/opt,target=/mnt/stage ls -R /mnt/stage > /opt/listed"
    if style == "json":
        here = shell.there()
        return f'RUN ["chmod", "600", "{here}"]' if here else NOTHING
    return f"RUN {shell.script()}"


def run_os(choose: Chooser, world: World) -> str:
    if world.node:
        return NOTHING
    if not world.aws or choose.chance(8):
        names = choose.some(["gcc", "git", "libpq-dev", "g++", "make", "libxml2"], 1, 3)
        world.packages |= set(names)
        clean = choose.pick(
            [
                " && rm -rf /var/lib/apt/lists/*",
                " && apt-get clean && rm -rf /var/lib/apt/lists/*",
                "",
            ]
        )
        return f"RUN apt-get update && apt-get install -y --no-install-recommends {' '.join(names)}{clean}"
    names = choose.some(["gcc", "git", "libpq-devel", "gcc-c++", "make", "libgomp", "tar"], 1, 3)
    world.packages |= set(names)
    tool = choose.weighted([(8, "dnf"), (2, "microdnf"), (3, "yum")])
    return f"RUN {tool} install -y {' '.join(names)}" + choose.pick(
        [f" && {tool} clean all", "", f" && {tool} clean all && rm -rf /var/cache/{tool}"]
    )


def needs_compiler(world: World, text: str) -> bool:
    headers = {"libpq-devel", "libpq-dev"} & world.packages
    return "psycopg2" in text and not ({"gcc", "gcc-c++", "g++"} & world.packages and headers)


def run_pip(choose: Chooser, world: World) -> str:
    if world.node:
        return NOTHING
    if world.installed and choose.chance(60):
        return NOTHING
    known = {
        f
        for f in world.files
        if f.endswith(".txt") and not f.endswith(("conf.txt", "list.txt", "all.txt"))
    }
    known |= {
        f for f in world.files if f.endswith(("/all.txt",)) and "all.txt" in str(world.context)
    }
    known = {
        f for f in known if f.rpartition("/")[2] in {m.rpartition("/")[2] for m in manifests(world)}
    }
    known -= {f for f in known if f.endswith("constraints.txt")}
    flags = choose.pick(["", "--no-cache-dir ", "--no-cache-dir ", "-q "])
    targets = [
        (10, ""),
        (3, " -t ."),
        (2, ' --target "${LAMBDA_TASK_ROOT}"' if world.aws else f" --target {world.root}"),
        (2, " -t /opt/python"),
        (1, " --upgrade"),
        (1, f" -t {world.root}/lib"),
        (1, " --upgrade -t ."),
    ]
    target = choose.weighted(targets)
    tool = choose.weighted([(10, "pip"), (2, "python -m pip"), (1, "pip3"), (1, "python3 -m pip")])
    mount = choose.weighted([(8, ""), (1, "--mount=type=cache,target=/root/.cache/pip ")])
    world.installed = True
    all_text = " ".join(str(world.context[m]) for m in manifests(world))
    if not known or choose.chance(15):
        names = choose.some([n for n in NAMES if not needs_compiler(world, n)], 1, 2)
        if len({n.split("==")[0] for n in names}) < len(names):
            names = names[:1]
        if (
            choose.chance(10)
            and "pyproject.toml" in world.context
            and f"{world.workdir}/pyproject.toml" in world.files
        ):
            return f"RUN {mount}{tool} install {flags}{choose.pick(['.', '-e .'])}{'' if '-e' in target else target}"
        return f"RUN {mount}{tool} install {flags}{' '.join(names)}{target}"
    if needs_compiler(world, all_text):
        prefix = run_os(choose, World(world.context, world.aws, "/", "/")) and (
            "dnf install -y gcc libpq-devel && "
            if world.aws
            else "apt-get update && apt-get install -y gcc libpq-dev && "
        )
    else:
        prefix = ""
    manifest = choose.pick(sorted(known))
    shell = Shell(choose, world)
    if (
        choose.chance(8)
        and "requirements.txt" in world.context
        and not world.hidden("requirements.txt")
    ):
        return f"RUN --mount=type=bind,source=requirements.txt,target=/mnt/requirements.txt {prefix}{tool} install {flags}-r /mnt/requirements.txt{target}"
    constraint = ""
    if (
        choose.chance(10)
        and f"{dirname(manifest)}/constraints.txt" in world.files
        and "idna==3.11" not in all_text
        and "click==8.3.1" not in all_text
    ):
        constraint = f" -c {shell.spelled(dirname(manifest) + '/constraints.txt')}"
    if choose.chance(6):
        return f"RUN {prefix}cd {dirname(manifest)} && {tool} install {flags}-r {manifest.rpartition('/')[2]}{target}"
    more = f" && {shell.command()}" if choose.chance(10) else ""
    return f"RUN {mount}{prefix}{tool} install {flags}-r {shell.spelled(manifest)}{constraint}{target}{more}"


def run_node(choose: Chooser, world: World) -> str:
    return (
        f"RUN {choose.pick(['npm ci', 'npm install', 'npm ci --ignore-scripts'])}"
        if world.node
        else NOTHING
    )


def run_script(choose: Chooser, world: World) -> str:
    if f"{world.workdir}/setup.sh" not in world.files:
        return NOTHING
    return choose.pick(["RUN sh setup.sh", "RUN ./setup.sh || true", "RUN /bin/sh ./setup.sh"])


# --- the rest ------------------------------------------------------------------------------------


def state(choose: Chooser, world: World) -> str:
    kind = choose.weighted(
        [
            (6, "env"),
            (3, "arg"),
            (3, "workdir"),
            (1, "label"),
            (1, "pip"),
            (1, "dir"),
            (1, "user"),
            (1, "shell"),
            (1, "pinned"),
            (1, "source"),
        ]
    )
    match kind:
        case "env":
            name, value = (
                choose.pick(["STAGE", "VERSION", "OTHER"]),
                choose.pick(["prod", "1.2", '"a b"', "$STAGE-x"]),
            )
            world.env[name] = value
            return f"ENV {name}={value}"
        case "arg":
            return choose.pick(
                ["ARG STAGE=dev", "ARG VERSION", "ARG GIT_SHA=abc", "ARG STAGE=dev VERSION=3"]
            )
        case "workdir":
            target = choose.pick(
                [
                    "src",
                    "/opt/a",
                    world.root,
                    "${LAMBDA_TASK_ROOT}" if world.aws else world.root,
                    "sub/..",
                ]
            )
            world.workdir = world.absolute(target)
            world.add_dir(world.workdir)
            return f"WORKDIR {target}"
        case "label":
            return "LABEL team=a version=$VERSION"
        case "pip":
            return choose.pick(
                [
                    "ENV PIP_INDEX_URL=https://example.com/simple",
                    "ENV PIP_NO_CACHE_DIR=1",
                    "ARG PIP_INDEX_URL=https://example.com/three",
                    "ENV CFLAGS=-O2",
                ]
            )
        case "dir":
            world.env["DIR"] = choose.pick([f"{world.root}/src", "/opt/a"])
            return f"ENV DIR={world.env['DIR']}"
        case "user":
            return "USER root"
        case "source":
            world.sourced = True
            return f"ARG SRC={choose.pick(['src', 'conf'])}"
        case "shell":
            return 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'
    if (
        "constraints.txt" in world.context
        and f"{world.root}/constraints.txt" in world.files
        and not any(
            "idna==3.11" in str(t) or "click==8.3.1" in str(t) for t in world.context.values()
        )
    ):
        return f"ENV PIP_CONSTRAINT={world.root}/constraints.txt"
    return NOTHING


def comment(choose: Chooser, world: World) -> str:
    return choose.pick(["# what follows", "# a heading\n", "# lambdafix: keep"])


OPS: list[tuple[int, Op]] = [
    (16, copy_source), (12, copy_manifest), (7, copy_from), (1, add_archive), (2, copy_text),
    (16, run_shell), (10, run_os), (20, run_pip), (1, run_script), (10, state), (2, comment), (1, run_node),
]  # fmt: skip


def body(choose: Chooser, world: World, least: int, most: int) -> list[str]:
    lines = list[str]()
    style = choose.weighted([(4, "mixed"), (6, "naive")])
    if style == "naive":
        start: list[Op] = choose.pick([
            [copy_source, run_pip], [copy_source, run_os, run_pip], [copy_manifest, copy_source, run_pip],
            [run_os, copy_source, run_pip], [copy_manifest, run_pip, run_os], [copy_manifest, run_pip, copy_source],
            [copy_source, copy_manifest, run_pip, run_os], [copy_manifest, run_os, run_pip],
        ])  # fmt: skip
        for op in start:
            if choose.chance(25):
                lines.append(choose.weighted(OPS)(choose, world))
            lines.append(op(choose, world))
    for _ in range(choose.number(least, most)):
        lines.append(choose.weighted(OPS)(choose, world))
    return [line for line in lines if line]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    choose = Chooser(draw(st.randoms(use_true_random=True)))
    files = context(choose)
    lines, stages = list[str](), dict[str, World]()
    version = choose.pick(["3.12", "3.13"])
    if choose.chance(8):
        lines.append(f"ARG PYTHON={version}")
        version = "${PYTHON}"
    bases = [
        (12, f"public.ecr.aws/lambda/python:{version}"), (2, f"amazon/aws-lambda-python:{version}"),
        (5, f"python:{version}-slim"),
    ]  # fmt: skip
    base = choose.weighted(bases)
    for number in range(choose.weighted([(10, 0), (5, 1), (2, 2)])):
        name = ["first", "second"][number]
        below = choose.weighted(
            [(7, base), (1, "node:22-slim"), (1, choose.pick(sorted(stages)) if stages else base)]
        )
        lines.append(f"FROM {below} AS {name}")
        if below in stages:
            old = stages[below]
            world = World(
                files,
                old.aws,
                old.workdir,
                old.root,
                set(old.files),
                set(old.dirs),
                dict(old.env),
                set(old.packages),
                node=old.node,
            )
        else:
            world = begin(choose, lines, below, files)
        world.stages = dict(stages)
        lines += body(choose, world, 1, 4)
        lines.append("")
        stages[name] = world
    lines.append(f"FROM {base}")
    world = begin(choose, lines, base, files)
    world.stages = dict(stages)
    lines += body(choose, world, 0, 5)
    client = "python:" in base and "lambda" not in base
    if world.workdir != world.root:
        lines.append(f"WORKDIR {world.root}")
        world.workdir = world.root
    if f"{world.root}/app.py" not in world.files or choose.chance(10):
        lines.append(f"COPY app.py {choose.pick(['./', '.', world.root + '/'])}")
    if client:
        lines.append("RUN pip install --no-cache-dir awslambdaric")
        lines.append('ENTRYPOINT ["python", "-m", "awslambdaric"]')
    if choose.chance(5):
        lines.append("USER 1000")
    lines.append('CMD ["app.handler"]')
    return Case("\n".join(lines) + "\n", files)


def begin(choose: Chooser, lines: list[str], base: str, files: dict[str, str | bytes]) -> World:
    aws = "lambda" in base
    world = World(
        files, aws, "/var/task" if aws else "/", "/var/task" if aws else "/app", node="node" in base
    )
    if aws:
        world.add_dir("/var/task")
    if not aws or choose.chance(25):
        root = choose.pick(["/app", "/app", "/function"]) if not aws else "/var/task"
        world.root = world.workdir = root
        world.add_dir(root)
        lines.append(
            "WORKDIR ${LAMBDA_TASK_ROOT}" if aws and choose.chance(50) else f"WORKDIR {root}"
        )
    return world
