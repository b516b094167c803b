"""What an instruction reads and leaves: paths, variables and state, seen from where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from posixpath import basename, relpath

from lambdafix.catalog.packages import commands_of, is_build_only
from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area, below, join, meet
from lambdafix.semantics.commands import read as read_command
from lambdafix.semantics.commands.call import Call, Deposit, Install, Packages, Trace, Unknown
from lambdafix.semantics.image import Image, Made, cached
from lambdafix.semantics.scope import Scope, names_in
from lambdafix.syntax import shell
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Copy, Run, Volume

_STATE = frozenset({"ARG", "ENV", "SHELL", "USER", "WORKDIR"})
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst")
_SHELLS = frozenset({"sh", "bash", "ash", "dash"})


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an instruction stands: the state before it, the image so far, the other stages."""

    scope: Scope
    image: Image
    stages: Mapping[str, Image]
    project: Project
    escape: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What one instruction reads and leaves.

    `variables` are patterns of names that it reads, `sets` the names that it gives a value;
    `state` holds WORKDIR, USER, SHELL as read, `changes` as changed. `files` are the files that it
    copies exactly: path in the image -> (provenance, path in the context or None).
    `again` are paths that it writes just as they are already: to a reader that is no change.
    `wall` says why it cannot be understood: nothing passes it.
    """

    reads: tuple[Area, ...] = ()
    writes: tuple[Area, ...] = ()
    again: tuple[Area, ...] = ()
    variables: tuple[str, ...] = ()
    sets: frozenset[str] = frozenset()
    state: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    files: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    deposits: tuple[Deposit, ...] = ()
    carried: tuple[Made, ...] = ()
    installs: tuple[Install, ...] = ()
    packages: tuple[Packages, ...] = ()
    manifests: tuple[str, ...] = ()  # requirements and lock files that it reads
    wall: Unknown | None = None
    missing: str = ""

    def reads_variable(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self.variables)


def conflict(first: Effect, second: Effect) -> str:
    """Why two neighbours may not swap, as words; empty if they may."""
    pairs = ((first, second), (second, first))
    for one, other in pairs:
        if one.wall and (other.writes or other.reads or other.sets or other.changes):
            return f"`{one.wall.word}` is not understood ({one.wall.why})"
    for one, other in pairs:
        if _serves_no_build(one, other):
            return ""
    for one, other in pairs:
        met = meet(one.writes, (*other.reads, *other.writes, *other.again)) or (
            meet(one.again, other.again)
        )
        if met:
            return _meeting(*met)
        named = next(
            (n for n in sorted(one.sets) if other.reads_variable(n) or n in other.sets), ""
        )
        if named:
            return f"it reads {named}"
        state = one.changes & (other.state | other.changes)
        if state:
            return f"{min(state)} differs"
    return ""


def _serves_no_build(one: Effect, other: Effect) -> bool:
    """Whether one only installs OS packages of run time and the other installs packages of Python:
    an install reads compilers, headers and build tools alone (an axiom)."""
    names = [n for p in one.packages for n in p.names]
    if not names or one.installs or not other.installs or len(one.deposits) != len(one.packages):
        return False
    needs = frozenset(n for i in other.installs for n in i.needs)
    return all(is_build_only(n) is False for n in names) and not needs & commands_of(names)


def _meeting(one: Area, other: Area) -> str:
    if one.names is None and other.names is None:
        return f"both touch {min(str(one), str(other), key=len)}"
    file, install = (other, one) if one.names is not None else (one, other)
    if file.names is None and file.path != install.path and below(file.path, install.path):
        return f"{file.path} has the name of something that is installed"
    return f"both write to {min(one.path, other.path, key=len)}"


def effect_of(instruction: Instruction, at: Moment) -> Effect:
    """What an instruction does where it stands."""
    match instruction.keyword:
        case "COPY" | "ADD":
            return _copy(Copy.of(instruction, at.escape), at)
        case "RUN":
            return _run(Run.of(instruction, at.escape), at)
        case "ENV" | "ARG":
            after = at.scope.after(instruction, at.escape, {})
            changed = {**after.env, **after.args}.items() - {
                **at.scope.env,
                **at.scope.args,
            }.items()
            declared = after.args.keys() - at.scope.args.keys()
            return Effect(
                variables=tuple(names_in(instruction.body)),
                sets=frozenset({n for n, _ in changed} | declared),
            )
        case "WORKDIR" | "USER" | "SHELL":
            names = tuple(names_in(instruction.body))
            state = frozenset({instruction.keyword})
            return Effect(variables=names, changes=state, state=state)
        case "VOLUME":
            paths = [at.scope.path(p) for p in Volume.of(instruction, at.escape).values]
            areas = tuple(Area(p, deep=True) if p else EVERYTHING for p in paths)
            return Effect(reads=areas, writes=areas)
        case _:
            return Effect()


# --- COPY and ADD ---------------------------------------------------------------------------------


def _copy(copy: Copy, at: Moment) -> Effect:
    words = (*copy.sources, copy.destination, *(v or "" for _, v in copy.flags))
    variables = tuple(n for w in words for n in names_in(w))
    destination = at.scope.path(copy.destination)
    relative = not at.scope.expand(copy.destination).startswith("/")
    state = frozenset({"WORKDIR"}) if relative else frozenset()
    if destination is None:
        why = Unknown(copy.destination, "the path it names is not known")
        return Effect(reads=(EVERYTHING,), writes=(EVERYTHING,), variables=variables, wall=why)
    into = copy.destination.endswith(("/", "/.", "/..")) or copy.destination in (".", "..", "./")
    into = into or len(copy.sources) + len(copy.heredocs) > 1 or at.image.is_directory(destination)
    made = _Copied(copy, at, destination, into)
    made.read()
    return Effect(
        writes=tuple(dict.fromkeys(made.areas)),
        again=tuple(made.again),
        variables=variables,
        state=state,
        files=made.files,
        deposits=tuple(made.deposits),
        carried=tuple(made.carried),
        missing=made.missing,
    )


class _Copied:
    """What a COPY brings, source by source."""

    def __init__(self, copy: Copy, at: Moment, destination: str, into: bool) -> None:
        self.copy, self.at, self.destination, self.into = copy, at, destination, into
        # a file's owner and mode are part of what it is; --link changes only how it is stored
        self.flags = tuple(
            (n, at.scope.expand(v or "")) for n, v in copy.flags if n not in ("from", "link")
        )
        self.areas: list[Area] = []
        self.again: list[Area] = []
        self.files: dict[str, tuple[str, str | None]] = {}
        self.deposits: list[Deposit] = []
        self.carried: list[Made] = []
        self.missing = ""
        self.chosen = False

    def read(self) -> None:
        origin = self.at.scope.expand(self.copy.flags.get("from") or "").lower()
        for heredoc in self.copy.heredocs:
            self._file(self._target(heredoc.name), f"text:{heredoc.content}", None)
        for source in self.copy.sources:
            text = self.at.scope.expand(source)
            self.chosen = not origin and any(n in self.at.scope.args for n in names_in(source))
            if origin in self.at.stages:
                self._from_stage(self.at.stages[origin], join("/", text), origin)
            elif origin or "$" in text:
                self._opaque(("image", origin, text), f"{text} of {origin or 'the build context'}")
            elif self.copy.add and (
                "://" in text or text.startswith("git@") or text.endswith(_ARCHIVES)
            ):
                self._opaque(("add", text), text)
            else:
                self._from_context(text)
        self._place_files()

    def _from_context(self, text: str) -> None:
        project = self.at.project
        matches = project.match(text)
        if not matches or project.truncated:
            self.missing = self.missing or f"{text} is not in the build context"
            self._opaque(("context", text), text)
        for match in matches:
            below = project.under(match) if project.is_dir(match) else None
            if below is None:
                self._file(self._target(basename(match)), f"context:{match}", match)
                continue
            if "parents" in dict(self.flags) or "exclude" in dict(self.flags):
                self._opaque(("context", text), text)
                continue
            for path in below:
                there = join(self.destination, relpath(path, match))
                self._file(there, f"context:{path}", path)

    def _from_stage(self, stage: Image, source: str, origin: str) -> None:
        files, made, exact = stage.selection(source)
        for path, provenance in files.items():
            there = (
                self._target(basename(path))
                if path == source
                else join(self.destination, relpath(path, source))
            )
            self._file(there, provenance, stage.context.get(path))
        for deposit in made:
            moved = tuple(self._moved(a, source) for a in deposit.areas if not cached(a.path))
            self.areas += moved
            self.carried.append(replace(deposit, areas=moved))
        same_base = stage.base.is_same(self.at.image.base)
        unchanged = same_base and source == self.destination
        if not unchanged and (not exact or not (files or made)):
            self._opaque(("stage", stage.base.text, source), f"{source} of {origin}")

    def _moved(self, area: Area, source: str) -> Area:
        if area.path != source and not area.path.startswith(f"{source.rstrip('/')}/"):
            return Area(self.destination, deep=True)  # the deposit is wider than what is taken
        return replace(area, path=join(self.destination, relpath(area.path, source)))

    def _target(self, name: str) -> str:
        return join(self.destination, name) if self.into else self.destination

    def _file(self, path: str, provenance: str, context_path: str | None) -> None:
        whole = f"{provenance}{self.flags}" if self.flags else provenance
        # which file it is depends on the build argument: its content proves nothing
        self.files[path] = (whole, None if self.chosen else context_path)

    def _place_files(self) -> None:
        """The areas of the files: one for a whole directory, unless some of it is there already."""
        root = self.destination.rstrip("/")
        groups: dict[str, list[str]] = {}
        for path in self.files:
            first = path[len(root) + 1 :].split("/")[0] if path.startswith(f"{root}/") else ""
            groups.setdefault(f"{root}/{first}" if first else path, []).append(path)
        there = self.at.image.files
        for top, paths in groups.items():
            same = {p for p in paths if there.get(p) == self.files[p][0]}
            if same:
                self.again += map(Area, sorted(same))
                self.areas += (Area(p) for p in paths if p not in same)
            else:
                self.areas.append(Area(top, deep=paths != [top]))

    def _opaque(self, semantic: tuple[object, ...], label: str) -> None:
        area = Area(self.destination, deep=True)
        self.areas.append(area)
        self.deposits.append(Deposit((area,), (*semantic, self.flags), label))


# --- RUN ------------------------------------------------------------------------------------------


def _run(run: Run, at: Moment) -> Effect:
    traces = _traces(run, at)
    text = run.script if run.script is not None else " ".join(run.argv or ())
    names = tuple(names_in(text))
    state = frozenset({"WORKDIR", "USER", "SHELL"})
    if isinstance(traces, Unknown):
        made = Deposit(
            (EVERYTHING,), ("run", text, at.scope.workdir, at.scope.user), f"RUN {traces.word}"
        )
        everything = (EVERYTHING,)
        return Effect(
            everything, everything, variables=("*",), state=state, deposits=(made,), wall=traces
        )
    return Effect(
        reads=tuple(dict.fromkeys(a for t in traces for a in t.reads)),
        writes=tuple(dict.fromkeys(a for t in traces for a in t.writes)),
        variables=(*names, *dict.fromkeys(v for t in traces for v in t.variables)),
        state=state,
        deposits=tuple(d for t in traces for d in t.deposits),
        installs=tuple(t.install for t in traces if t.install),
        packages=tuple(t.packages for t in traces if t.packages),
        manifests=tuple(m for t in traces for m in (*t.manifests, *_manifests(t))),
        missing=next((t.missing for t in traces if t.missing), ""),
    )


def _manifests(trace: Trace) -> tuple[str, ...]:
    return trace.install.manifests if trace.install else ()


def _traces(run: Run, at: Moment) -> list[Trace] | Unknown:
    if run.heredocs:
        return Unknown("<<", "a here-document is not read")
    if at.scope.shell and basename(at.scope.shell[0]) not in _SHELLS:
        return Unknown(at.scope.shell[0], "its language is not known")
    mount = next((m for m in run.flags.all("mount") if not _harmless(m)), None)
    if mount is not None:
        return Unknown(f"--mount={mount}", "what lies under this mount is not read")
    start = Call(
        argv=(),
        cwd=at.scope.workdir,
        scope=at.scope,
        files=at.image.context,
        project=at.project,
        python=at.image.base.python,
        present=at.image.single_paths(),
    )
    if run.argv:
        read = read_command(replace(start, argv=run.argv))  # no shell: nothing is expanded
        return read if isinstance(read, Unknown) else [read]
    script = shell.read(run.script or "")
    if isinstance(script, shell.Unreadable):
        return Unknown(script.word, script.why)
    return _commands(script, start)


def _harmless(mount: str) -> bool:
    """Whether a mount brings nothing that an install reads: a cache, a secret, a scratch space."""
    return any(f"type={kind}" in mount.split(",") for kind in ("cache", "secret", "ssh", "tmpfs"))


def _commands(script: shell.Script, call: Call) -> list[Trace] | Unknown:
    traces: list[Trace] = []
    changed: set[str] = set()
    for command in script.commands:
        if command.assignments and not command.words:
            return Unknown(command.assignments[0][0], "a variable of the shell is not followed")
        scoped = _scoped(command, call)
        if isinstance(scoped, Unknown):
            return scoped
        odd = next((w for w in command.words if w.value is None), None)
        if odd is not None:
            return Unknown(odd.raw, "its value is not known")
        stale = next((w for w in command.words if changed & set(w.variables)), None)
        if stale is not None:
            return Unknown(stale.raw, "a command before it changes the variable")
        if command.name in ("export", "read", "unset"):
            changed |= {w.raw.partition("=")[0] for w in command.words[1:]}
        words = tuple(w for word in command.words for w in _split(word, call.scope))
        read = read_command(replace(scoped, argv=words)) if words else Trace()
        if isinstance(read, Unknown):
            return read
        redirected = _redirected(command, call)
        if isinstance(redirected, Unknown):
            return redirected
        traces += [read, *redirected]
        if read.cwd is not None:
            if command.connector in ("||", "|"):
                return Unknown("cd", "whether it runs is not known")
            call = replace(call, cwd=read.cwd)
    return traces


def _scoped(command: shell.Command, call: Call) -> Call | Unknown:
    """The call with the variables that stand before the command: they are its own."""
    own: dict[str, str] = {}
    for name, word in command.assignments:
        value = expanded(word, call.scope)
        if value is None or "$" in value:
            return Unknown(name, "its value is not known")
        own[name] = value
    return replace(call, scope=replace(call.scope, env={**call.scope.env, **own})) if own else call


def _redirected(command: shell.Command, call: Call) -> list[Trace] | Unknown:
    traces = []
    for redirect in command.redirects:
        if redirect.target is None or redirect.operator.endswith("&"):
            continue  # 2>&1
        text = expanded(redirect.target, call.scope)
        path = call.path(text) if text is not None else None
        if path is None:
            return Unknown(redirect.target.raw, "the file it names is not known")
        if path.startswith("/dev/"):
            continue
        area = (Area(path),)
        if redirect.operator.startswith("<"):
            traces.append(Trace(reads=area))
            continue
        reads = area if ">>" in redirect.operator else ()
        made = Deposit(
            area, tuple(w.raw for w in command.words), f"{path} of {command.words[0].raw}"
        )
        traces.append(Trace(reads=reads, writes=area, deposits=(made,)))
    return traces


def _split(word: shell.ShellWord, scope: Scope) -> tuple[str, ...]:
    """A shell word with its variables replaced: the shell splits what stands outside quotes."""
    text = expanded(word, scope) or ""
    quoted = any(c in word.raw for c in "\"'")
    return (text,) if quoted or not word.variables else tuple(text.split())


def expanded(word: shell.ShellWord, scope: Scope) -> str | None:
    """A shell word with its variables replaced; None where the shell computes it."""
    return None if word.value is None else scope.expand(word.value)
