"""The only place that runs a container engine: build, save, run, and remove all that was made.

What it makes carries a name of its own run, so that everything can be removed afterwards and
nothing else is: images and containers, not the build cache, which the user's own builds share.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import uuid
from pathlib import Path
from threading import Event, Lock
from typing import NamedTuple

from msgspec import Struct, field

from lambdafix.errors import LambdafixError
from lambdafix.verify import command_lines as words
from lambdafix.verify.build_faults import explained
from lambdafix.verify.command_lines import Build, BuildOptions, Container, Kind
from lambdafix.verify.limits import Limits
from lambdafix.verify.processes import Cancelled, Ended, Running, tail

_PATIENCE = 60  # seconds for a command that only asks or removes
_BOOT = 300  # seconds for a builder that may have to be started first
_SHOWN = 12  # lines of a log in an error


class EngineError(LambdafixError):
    """The engine is missing, does not answer, or broke off."""


class BuildFailed(LambdafixError):
    """A build ended with an error; `log` has all that it said."""

    def __init__(self, message: str, hint: str, log: Path) -> None:
        super().__init__(message, hint)
        self.log = log


class Base(NamedTuple):
    """A base image: the digests of its layers' tars, the names of its variables and labels."""

    layers: tuple[str, ...]
    names: frozenset[str]


class Engine(Struct, frozen=True):
    """An engine that answers, and what one run has made with it. Safe to use from threads."""

    program: str
    kind: Kind
    runner: str  # the program that runs containers: buildah builds only
    options: BuildOptions
    limits: Limits
    directory: Path  # for logs and archives
    images: Path  # where the engine keeps images, if it is on this machine
    cancelled: Event = field(default_factory=Event)
    left: list[str] = field(default_factory=list)
    bases: dict[str, Base] = field(default_factory=dict)  # by the text that was built for it
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    _images: set[str] = field(default_factory=set)
    _containers: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def name(self, *parts: str) -> str:
        """A name that only this run has."""
        return f"lambdafix-verify-{self.id}-{'-'.join(parts)}"

    def build(self, what: Build, log: Path) -> float:
        """Seconds that it took; raises BuildFailed, EngineError, Cancelled."""
        with self._lock:
            self._images.add(what.tag)
        ended = self._watched(words.build(self.kind, what, self.options), log)
        if ended.broke:
            raise BuildFailed(f"the build {ended.broke}", self.limits.hint, log)
        if ended.code:
            self._check()
            lines = tail(log, _SHOWN)
            raise BuildFailed(*explained(lines), log)
        return ended.seconds

    def save(self, image: str, archive: Path) -> None:
        """The image as an archive; raises EngineError, Cancelled."""
        log = archive.with_suffix(".log")
        ended = self._watched(words.save(self.kind, image, archive), log)
        if ended.broke:
            raise EngineError(f"saving an image {ended.broke}", self.limits.hint)
        if ended.code:
            self._check()
            raise EngineError("an image could not be saved", " ".join(tail(log, 2)))

    @property
    def host(self) -> str:
        """What a container calls the loopback of this machine."""
        return words.to_this_machine(self.kind, platform.system())[1]

    def base(self, image: str) -> Base:
        """What an image hands on to those that stand on it; raises EngineError."""
        said = self._asked(self.runner, *words.describe(image))
        try:
            found = json.loads(said)[0]
            config = found.get("Config") or {}
            variables = (entry.partition("=")[0] for entry in config.get("Env") or ())
            names = frozenset((*variables, *(config.get("Labels") or ())))
            return Base(tuple(found["RootFS"].get("Layers") or ()), names)
        except (ValueError, LookupError, AttributeError) as error:
            self._check()
            raise EngineError(f"{self.runner} does not describe an image as expected") from error

    def start(self, what: Container, log: Path) -> Running:
        """A container that runs; the caller ends it and calls `remove`."""
        network, _ = words.to_this_machine(self.kind, platform.system())
        if self.cancelled.is_set():
            raise Cancelled
        with self._lock:
            self._containers.add(what.name)
        # In the run's own directory, for podman writes a file `oom` where it stands.
        return self._running((self.runner, *words.run(what, network)), log, self.directory)

    def out_of_memory(self, container: str) -> bool:
        """Whether the kernel ended it for its memory."""
        return self._asked(self.runner, *words.out_of_memory(container)).strip() == "true"

    def remove(self, container: str) -> None:
        """A container, running or not."""
        if self._asked(self.runner, *words.remove_container(container)):
            with self._lock:
                self._containers.discard(container)

    def forget(self, *images: str) -> None:
        """Images that are needed no more."""
        for image in sorted(self._images.intersection(images)):
            # One by one: a name that no build has reached stops none, and is kept for `close`.
            if self._asked(self.program, *words.remove_images(self.kind, (image,))):
                with self._lock:
                    self._images.discard(image)

    def close(self) -> None:
        """Remove everything that is left of this run; `left` says what an engine that has stopped
        still has."""
        left = (*self._containers, *self._images)
        for container in tuple(self._containers):
            self.remove(container)
        self.forget(*self._images)
        try:
            self._check()
        except EngineError:
            self.left.extend(sorted(left))

    def _watched(self, command: tuple[str, ...], log: Path) -> Ended:
        broken = self.limits.watch(self.directory, self.images)
        return self._running((self.program, *command), log).wait(self.cancelled, broken)

    def _running(self, argv: tuple[str, ...], log: Path, directory: Path | None = None) -> Running:
        ending = words.ending(self.kind)
        try:
            return Running(argv, log, words.ENVIRONMENT, directory=directory, ending=ending)
        except OSError as error:
            raise EngineError(f"{argv[0]}: {error.strerror}", "Is it still there?") from error

    def _check(self) -> None:
        """Raises EngineError where the engine has stopped: then no build is to blame."""
        check(self.program, self.kind, self.options.builder)

    def _asked(self, *argv: str) -> str:
        try:
            done = subprocess.run(argv, capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode(errors="replace")


def find(
    word: str, options: BuildOptions, limits: Limits, directory: Path, cancelled: Event
) -> Engine:
    """The engine of this name or path, or the first that is there; raises EngineError."""
    program = _named(word) if word else _first()
    kind = _kind(program)
    runner = program if kind is not Kind.BUILDAH else shutil.which("podman")
    if runner is None:
        raise EngineError(
            f"{program} builds images and does not run them as Lambda does",
            "Install podman, which runs what buildah has built, or say --engine docker",
        )
    if options.builder and kind is not Kind.DOCKER:
        raise EngineError(f"{program} has no builders", "--builder names a builder of buildx")
    check(program, kind, options.builder)
    images = _answer(runner, words.where_images_are(kind), "`info` has to work.").strip()
    return Engine(program, kind, runner, options, limits, directory, Path(images), cancelled)


def check(program: str, kind: Kind, builder: str) -> None:
    """Raises EngineError where the engine or its builder does not answer or cannot build."""
    _answer(program, words.version(kind), "Is its daemon running, and may you use it?")
    if kind is Kind.DOCKER:
        _answer(
            program, ("buildx", "version"), "Install the plugin docker-buildx: it has BuildKit."
        )
    if builder:
        hint = f"`{program} buildx ls` lists the builders."
        _answer(program, words.boot(builder), hint, _BOOT, f"the builder {builder!r}")


def _named(word: str) -> str:
    found = shutil.which(word)
    if found is None:
        raise EngineError(
            f"no container engine {word!r} here",
            "--engine takes docker, podman, buildah or the path of one",
        )
    return found


def _first() -> str:
    found = next((path for kind in Kind if (path := shutil.which(kind.value))), None)
    if found is None:
        raise EngineError(
            "no container engine: none of docker, podman, buildah is on the PATH",
            "Install one, or name one with --engine PATH; a rewrite itself needs none",
        )
    return found


def _kind(program: str) -> Kind:
    """By its name, or by what it says of itself."""
    name = os.path.basename(program)
    by_name = next((kind for kind in Kind if kind.value in name), None)
    if by_name:
        return by_name
    said = _answer(program, ("--version",), "--engine takes docker, podman, buildah or a path")
    return next((kind for kind in Kind if kind.value in said.lower()), Kind.DOCKER)


def _answer(
    program: str, command: tuple[str, ...], hint: str, seconds: float = _PATIENCE, who: str = ""
) -> str:
    """What a command of the engine's prints; raises EngineError about `who`, or the program."""
    try:
        done = subprocess.run(
            (program, *command), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"{who or program} does not answer", hint) from error
    except OSError as error:
        raise EngineError(f"{program}: {error.strerror}", hint) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or "it says nothing"
        raise EngineError(f"{who or program} cannot be used: {said.splitlines()[-1]}", hint)
    return done.stdout.decode(errors="replace")
