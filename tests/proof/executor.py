"""A build of a Dockerfile's text, for real: every RUN by a real shell in a scratch root."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from posixpath import dirname, normpath

from tests.proof import copying, tree
from tests.proof.bases import EXTRAS, base_named
from tests.proof.copying import Failed, inside
from tests.proof.instructions import Line, expand, lines_of, pairs_of
from tests.proof.scratch import Scratch, workshop
from tests.proof.tree import Entry

Files = Mapping[str, str | bytes]


@dataclass(slots=True)
class Stage:
    """A stage as it ended: its tree, its configuration; `failed` says why it never did."""

    name: str
    root: Scratch | None = None
    env: dict[str, str] = field(default_factory=dict)
    args: dict[str, str | None] = field(default_factory=dict)
    workdir: str = "/"
    user: str = ""
    shell: tuple[str, ...] = ("/bin/sh", "-c")
    config: dict[str, object] = field(default_factory=dict)
    named: bool = False
    failed: str = ""
    says_cmd: bool = False
    tree: dict[str, Entry] = field(default_factory=dict)

    @property
    def base(self) -> dict[str, Entry]:
        """What the base image held."""
        return self.root.pristine() if self.root else {}

    def value(self, name: str) -> str | None:
        return self.env.get(name, self.args.get(name))


class Executor:
    """Builds files one after the other; the scratch roots are used again. To be closed."""

    def __init__(self) -> None:
        self._roots = dict[tuple[str, int], Scratch]()
        self._where = workshop()
        self._caches = dict[str, str]()

    def close(self) -> None:
        for root in self._roots.values():
            root.close()
        shutil.rmtree(self._where, ignore_errors=True)

    def build(self, text: str, files: Files) -> list[Stage]:
        """Every stage, in order; the last one is what is deployed."""
        context = self._where / "context"
        shutil.rmtree(context, ignore_errors=True)
        write_files(str(context), files)
        for cache in self._caches.values():
            shutil.rmtree(cache, ignore_errors=True)
        self._caches = {}
        return _Build(self, str(context)).all(text)

    def root(self, base_name: str, used: int) -> Scratch:
        base = base_named(base_name)
        if base is None:
            raise Failed(f"no image {base_name}")
        if (base.name, used) not in self._roots:
            where = self._where / f"{base.name}-{used}"
            self._roots[base.name, used] = Scratch(base, where)
        root = self._roots[base.name, used]
        root.clean()
        return root

    def extra(self, name: str) -> str:
        """An image that files are only copied from, on the disk."""
        where = str(self._where / re.sub(r"\W", "-", name))
        if not os.path.isdir(where):
            for place, entry in EXTRAS[name].items():
                os.makedirs(dirname(where + place), exist_ok=True)
                tree.write(where + place, entry)
        return where

    def cache(self, name: str) -> str:
        if name not in self._caches:
            self._caches[name] = str(self._where / f"cache-{len(self._caches)}")
            os.mkdir(self._caches[name])
        return self._caches[name]


def write_files(directory: str, files: Files) -> None:
    os.makedirs(directory)
    for path, content in files.items():
        there = f"{directory}/{path}"
        os.makedirs(os.path.dirname(there), exist_ok=True)
        with open(there, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        os.chmod(there, 0o755 if path.endswith(".sh") else 0o644)


class _Build:
    def __init__(self, executor: Executor, context: str) -> None:
        self.executor, self.context = executor, context
        self.stages = list[Stage]()
        self.outer = dict[str, str | None]()
        self.used = dict[str, int]()

    def all(self, text: str) -> list[Stage]:
        for line in lines_of(text):
            if line.keyword == "FROM":
                self._begin(line)
            elif not self.stages:
                self.outer |= dict(pairs_of(line.rest, self.outer.get))
            elif not self.stages[-1].failed:
                try:
                    self._step(self.stages[-1], line)
                except Failed as failed:
                    self.stages[-1].failed = f"{line.keyword} {line.rest}: {failed}"
        for stage in self.stages:
            if stage.root and not stage.failed:
                stage.tree = stage.root.snapshot()
        return self.stages

    def _begin(self, line: Line) -> None:
        words = line.words
        name = words[2].lower() if len(words) == 3 else str(len(self.stages))
        new = Stage(name, named=len(words) == 3)
        image = expand(words[0], self.outer.get)
        below = self._stage(image)
        try:
            if below is not None:
                self._stand_on(new, below)
            else:
                self._stand_on_base(new, image)
        except Failed as failed:
            new.failed = f"FROM {image}: {failed}"
        self.stages.append(new)

    def _stand_on_base(self, new: Stage, image: str) -> None:
        base = base_named(image)
        name = base.name if base else ""
        new.root = self.executor.root(image, self.used.get(name, 0))
        self.used[name] = self.used.get(name, 0) + 1
        assert base
        new.env, new.workdir = dict(base.env), base.workdir
        new.config = {"ENTRYPOINT": base.entrypoint, "CMD": base.cmd, "image": image}

    def _stand_on(self, new: Stage, below: Stage) -> None:
        if below.failed or below.root is None:
            raise Failed(f"the stage {below.name} failed")
        self._stand_on_base(new, str(below.config["image"]))
        new.env, new.workdir, new.user = dict(below.env), below.workdir, below.user
        new.shell, new.config = below.shell, dict(below.config)
        there, base = below.root.snapshot(), below.root.pristine()
        assert new.root
        for place in sorted(base.keys() - there.keys(), reverse=True):
            tree.remove(new.root.path + place)
        for place, entry in there.items():
            if base.get(place) != entry:
                tree.write(new.root.path + place, entry)

    def _stage(self, name: str) -> Stage | None:
        if name.isdecimal() and int(name) < len(self.stages):
            return self.stages[int(name)]
        found = [s for s in self.stages if s.name == name.lower()]
        return found[-1] if found else None

    def _step(self, stage: Stage, line: Line) -> None:
        match line.keyword:
            case "COPY" | "ADD":
                self._copy(stage, line)
            case "RUN":
                self._run(stage, line)
            case "ENV":
                stage.env |= {n: v or "" for n, v in list(pairs_of(line.rest, stage.value))}
            case "ARG":
                for name, default in pairs_of(line.rest, stage.value):
                    stage.args[name] = self.outer.get(name) if default is None else default
            case "WORKDIR":
                text = expand(line.rest, stage.value)
                stage.workdir = _absolute(stage, text).rstrip("/") or "/"
                assert stage.root
                copying.make_directories(inside(stage.root.path, stage.workdir))
            case "USER":
                stage.user = expand(line.rest, stage.value)
            case "SHELL":
                stage.shell = line.json or ()
            case "CMD" | "ENTRYPOINT":
                words = line.json
                if line.keyword == "ENTRYPOINT" and not stage.says_cmd:
                    stage.config["CMD"] = ()  # the base image's own is for its own entry point
                stage.says_cmd |= line.keyword == "CMD"
                stage.config[line.keyword] = words if words is not None else line.rest
            case "LABEL" | "EXPOSE":
                known = stage.config.get(line.keyword, ())
                assert isinstance(known, tuple)
                stage.config[line.keyword] = (*known, expand(line.rest, stage.value))
            case _:
                raise Failed("this instruction is not known")

    # --- COPY

    def _copy(self, stage: Stage, line: Line) -> None:
        assert stage.root
        *sources, last = [expand(w, stage.value) for w in line.words]
        destination = _absolute(stage, last)
        chmod = line.flag("chmod")
        mode = int(chmod, 8) if chmod else None
        texts = {h.name: h for h in line.heredocs}
        named = [s for s in sources if not s.startswith("<<")]
        if line.heredocs:
            with self._written({h.name: h.text for h in texts.values()}, stage, texts) as where:
                copying.copy(where, list(texts), stage.root.path, destination, mode)
        if named:
            origin = self._origin(expand(line.flag("from") or "", stage.value))
            copying.copy(
                origin, named, stage.root.path, destination, mode, unpack=line.keyword == "ADD"
            )

    @contextmanager
    def _written(self, files: Files, stage: Stage, texts: Mapping[str, object]) -> Iterator[str]:
        where = f"{self.context}-text"
        quoted = {n for n, h in texts.items() if getattr(h, "quoted", False)}
        said = {
            n: t if n in quoted or isinstance(t, bytes) else expand(t, stage.value)
            for n, t in files.items()
        }
        write_files(where, said)
        try:
            yield where
        finally:
            shutil.rmtree(where)

    def _origin(self, name: str) -> str:
        if not name:
            return self.context
        found = self._stage(name)
        if found is not None:
            if found.failed or found.root is None:
                raise Failed(f"the stage {found.name} failed")
            return found.root.path
        if name in EXTRAS:
            return self.executor.extra(name)
        if base_named(name):
            root = self.executor.root(name, self.used.get("from " + name, 0) + 7)
            return root.path
        raise Failed(f"no stage and no image {name}")

    # --- RUN

    def _run(self, stage: Stage, line: Line) -> None:
        assert stage.root
        argv = line.json
        if argv is None:
            argv = (*stage.shell, _script(line))
        args = {n: v for n, v in stage.args.items() if v is not None}
        environment = args | stage.env | {"HOME": stage.env.get("HOME", "/root")}
        copying.make_directories(inside(stage.root.path, stage.workdir))
        mounts = [_mount(v) for n, v in line.flags if n == "mount"]
        with self._mounted(stage, mounts):
            code, said = stage.root.run(argv, stage.workdir, environment)
        if code:
            raise Failed(f"exit code {code}: {said[-200:]}")

    @contextmanager
    def _mounted(self, stage: Stage, mounts: list[dict[str, str]]) -> Iterator[None]:
        """Mounts by moving: what lay at the target is put aside, and what was mounted goes."""
        assert stage.root
        undo = list[tuple[str, str, str, list[str]]]()
        try:
            for number, mount in enumerate(mounts):
                kind = mount.get("type", "bind")
                text = mount.get("target") or mount.get("dst") or mount.get("destination") or ""
                target = inside(stage.root.path, _absolute(stage, text))
                aside = f"{self.context}-aside-{number}"
                made = list[str]()
                parent = dirname(target)
                while not os.path.lexists(parent):
                    made.append(parent)
                    parent = dirname(parent)
                os.makedirs(dirname(target), exist_ok=True)
                if os.path.lexists(target):
                    os.rename(target, aside)
                keep = ""
                if kind == "bind":
                    root = self._origin(mount.get("from", ""))
                    source = inside(root, "/" + mount.get("source", mount.get("src", "")))
                    if os.path.isdir(source):
                        shutil.copytree(source, target, symlinks=True)
                    elif os.path.exists(source):
                        shutil.copy2(source, target)
                    else:
                        raise Failed(f"mount: {source} not found")
                elif kind == "cache":
                    keep = self.executor.cache(mount.get("id", normpath(text)))
                    os.rename(keep, target)
                elif kind == "tmpfs":
                    os.mkdir(target)
                undo.append((target, aside, keep, made))
            yield
        finally:
            for target, aside, keep, made in reversed(undo):
                if keep:
                    os.rename(target, keep)
                tree.remove(target)
                if os.path.lexists(aside):
                    os.rename(aside, target)
                for directory in made:
                    with suppress(OSError):
                        os.rmdir(directory)


def _absolute(stage: Stage, text: str) -> str:
    """A path from the working directory; a final slash (or dot) is kept, as it counts."""
    whole = text if text.startswith("/") else f"{stage.workdir.rstrip('/')}/{text}"
    clean = "/" + normpath(whole).lstrip("/")
    return f"{clean.rstrip('/')}/" if text.endswith(("/", "/.")) or text in (".", "") else clean


def _script(line: Line) -> str:
    """The words for the shell; a here-document alone is the script itself."""
    if len(line.heredocs) == 1 and re.fullmatch(r"<<-?(['\"]?)\w+\1", line.rest):
        return line.heredocs[0].text
    return line.rest + "".join(f"\n{h.text}{h.name}" for h in line.heredocs)


def _mount(text: str) -> dict[str, str]:
    return {k: v for k, _, v in (part.partition("=") for part in text.split(","))}
