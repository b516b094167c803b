"""One build of a Dockerfile's text, instruction by instruction; every RUN by a real shell."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from typing import Protocol

from tests.proof import copying, tree
from tests.proof.bases import EXTRAS, base_named
from tests.proof.copying import Failed, inside
from tests.proof.instructions import Heredoc, Line, expand, lines_of, pairs_of
from tests.proof.mounting import mounted
from tests.proof.scratch import Scratch
from tests.proof.stage import Stage


class Workshop(Protocol):
    """What a build needs of the executor that it is one of."""

    def root(self, image: str, used: int) -> Scratch: ...

    def extra(self, name: str) -> str: ...

    def cache(self, name: str) -> str: ...


class Build:
    """The stages so far, the global arguments, and where the context lies."""

    def __init__(self, workshop: Workshop, context: str) -> None:
        self._workshop, self._context = workshop, context
        self._stages = list[Stage]()
        self._outer = dict[str, str | None]()
        self._used = dict[str, int]()

    def all(self, text: str) -> list[Stage]:
        for line in lines_of(text):
            if line.keyword == "FROM":
                self._begin(line)
            elif not self._stages:
                self._outer |= dict(pairs_of(line.rest, self._outer.get))
            elif not self._stages[-1].failed:
                try:
                    self._step(self._stages[-1], line)
                except Failed as failed:
                    self._stages[-1].failed = f"{line.keyword} {line.rest}: {failed}"
        for stage in self._stages:
            if stage.root and not stage.failed:
                try:
                    stage.tree = stage.root.snapshot()
                except RecursionError:
                    stage.failed = "its tree is deeper than anybody's"
        return self._stages

    # --- FROM

    def _begin(self, line: Line) -> None:
        words = line.words
        named = len(words) == 3
        new = Stage(words[2].lower() if named else str(len(self._stages)), named=named)
        image = expand(words[0], self._outer.get)
        below = self._stage(image)
        try:
            if below is not None:
                self._stand_on(new, below)
            else:
                self._stand_on_base(new, image)
        except Failed as failed:
            new.failed = f"FROM {image}: {failed}"
        self._stages.append(new)

    def _stand_on_base(self, new: Stage, image: str) -> None:
        base = base_named(image)
        name = base.name if base else ""
        new.root = self._workshop.root(image, self._used.get(name, 0))
        self._used[name] = self._used.get(name, 0) + 1
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
        for place in sorted(base.keys() - there.keys(), reverse=True):
            tree.remove(new.place + place)
        for place, entry in there.items():
            if base.get(place) != entry:
                tree.write(new.place + place, entry)

    def _stage(self, name: str) -> Stage | None:
        if name.isdecimal() and int(name) < len(self._stages):
            return self._stages[int(name)]
        found = [s for s in self._stages if s.name == name.lower()]
        return found[-1] if found else None

    # --- the other instructions

    def _step(self, stage: Stage, line: Line) -> None:
        match line.keyword:
            case "COPY" | "ADD":
                self._copy(stage, line)
            case "RUN":
                self._run(stage, line)
            case "ENV":
                # all values of one ENV see the state before it
                stage.env |= {n: v or "" for n, v in list(pairs_of(line.rest, stage.value))}
            case "ARG":
                for name, default in pairs_of(line.rest, stage.value):
                    stage.args[name] = self._outer.get(name) if default is None else default
            case "WORKDIR":
                text = expand(line.rest, stage.value)
                stage.workdir = stage.absolute(text).rstrip("/") or "/"
                copying.make_directories(inside(stage.place, stage.workdir))
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

    def _copy(self, stage: Stage, line: Line) -> None:
        *sources, last = [expand(w, stage.value) for w in line.words]
        destination = stage.absolute(last)
        chmod = line.flag("chmod")
        mode = int(chmod, 8) if chmod else None
        if line.heredocs:
            texts = f"{self._context}-texts"
            _write_texts(texts, line.heredocs, stage)
            names = [h.name for h in line.heredocs]
            copying.copy(texts, names, stage.place, destination, mode)
            shutil.rmtree(texts)
        named = [s for s in sources if not s.startswith("<<")]
        if named:
            origin = self._origin(expand(line.flag("from") or "", stage.value))
            unpack = line.keyword == "ADD"
            copying.copy(origin, named, stage.place, destination, mode, unpack=unpack)

    def _origin(self, name: str) -> str:
        """Where a COPY or a mount takes from."""
        found = self._stage(name) if name else None
        if not name:
            return self._context
        if found is not None:
            if found.failed:
                raise Failed(f"the stage {found.name} failed")
            return found.place
        if name in EXTRAS:
            return self._workshop.extra(name)
        raise Failed(f"no stage and no image {name}")

    def _run(self, stage: Stage, line: Line) -> None:
        assert stage.root
        argv = line.json if line.json is not None else (*stage.shell, _script(line))
        mounts = [v for n, v in line.flags if n == "mount"]
        copying.make_directories(inside(stage.place, stage.workdir))
        spare = f"{self._context}-aside"
        with mounted(stage, mounts, self._origin, self._workshop.cache, spare):
            code, said = stage.root.run(argv, stage.workdir, _environment(stage))
        if code:
            raise Failed(f"exit code {code}: {said[-200:]}")


def _environment(stage: Stage) -> Mapping[str, str]:
    args = {n: v for n, v in stage.args.items() if v is not None}
    return {"HOME": "/root", **args, **stage.env}


def _script(line: Line) -> str:
    """The words for the shell; a here-document alone is the script itself."""
    if len(line.heredocs) == 1 and re.fullmatch(r"<<-?(['\"]?)\w+\1", line.rest):
        return line.heredocs[0].text
    return line.rest + "".join(f"\n{h.text}{h.name}" for h in line.heredocs)


def _write_texts(where: str, heredocs: tuple[Heredoc, ...], stage: Stage) -> None:
    """The here-documents of a COPY as files; variables are replaced unless the name is quoted."""
    os.makedirs(where)
    for heredoc in heredocs:
        text = heredoc.text if heredoc.quoted else expand(heredoc.text, stage.value)
        with open(f"{where}/{heredoc.name}", "w", encoding="utf-8") as file:
            file.write(text)
