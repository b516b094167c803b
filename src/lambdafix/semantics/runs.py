"""What a RUN reads and leaves, all its commands together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from posixpath import basename, dirname

from msgspec.structs import replace

from lambdafix.catalog.commands import command_status
from lambdafix.catalog.stamps import cache_busters
from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, below, join
from lambdafix.semantics.commands.call import Call, Deposit, Fetch, Trace, Unknown
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.image import Image
from lambdafix.semantics.mounts import Mounts, mounts_of
from lambdafix.semantics.scope import DEFAULT_PATH
from lambdafix.semantics.scripts import (
    SHELLS,
    START_UP,
    is_shell_script,
    traces_of,
    traces_of_argv,
)
from lambdafix.semantics.shell_state import variables_in
from lambdafix.syntax.views import Run

_STATE = frozenset({"WORKDIR", "USER", "SHELL"})
# Every program is found by PATH and loaded with the libraries that LD_* name; what the author wrote
# to make every RUN behind it run again is read by every RUN.
_ALWAYS = ("PATH", "LD_*", *cache_busters())
# What a shell takes without the variable (POSIX leaves it open; dash and bash agree on these).
_LONE_HEREDOC = regex(r"\s*<<-?\s*(['\"]?)[^\s'\"<>|&;]+\1\s*")


def ran(run: Run, at: Moment) -> Effect:
    """What a RUN reads and leaves; a wall where a word of it is not understood."""
    text = _script(run) if run.argv is None else " ".join(run.argv)
    mounts = mounts_of(run, at)
    traces = mounts if isinstance(mounts, Unknown) else _traces(run, text, at, mounts)
    if isinstance(mounts, Unknown) or isinstance(traces, Unknown):
        assert isinstance(traces, Unknown)
        return _wall(text, traces, at)
    sure = [t for t in traces if not t.maybe]
    unsure = next((t for t in traces if t.maybe and (t.install or t.packages)), None)
    whole = Effect(
        reads=tuple(dict.fromkeys(a for t in traces for a in t.reads)),
        writes=tuple(dict.fromkeys(a for t in traces for a in t.writes)),
        variables=(
            *_ALWAYS,
            *sorted(variables_in(text)),
            *dict.fromkeys(v for t in traces for v in t.variables),
        ),
        state=_STATE,
        needs=_needed(traces, at),
        searches=_searched(traces, at),
        deposits=tuple(_deposit(d, run) for t in traces for d in t.deposits),
        installs=tuple(t.install for t in sure if t.install),
        packages=tuple(t.packages for t in sure if t.packages),
        manifests=tuple(m for t in traces for m in (*t.manifests, *_manifests(t))),
        trees=tuple(tree for t in traces for tree in t.trees),
        fetches=tuple(_fetches(traces)),
        missing=next((t.missing for t in traces if t.missing), ""),
        unsure=Unknown(unsure.maybe, "decides whether it installs") if unsure else None,
    )
    return mounts.seen_by(whole)


def _script(run: Run) -> str:
    """The script of the shell form, with its here-documents as the shell gets them.

    Source: moby/buildkit, dockerfile2llb, dispatchRun: a lone `<<EOF` is the script itself.
    """
    script = run.script or ""
    if len(run.heredocs) == 1 and _LONE_HEREDOC.fullmatch(script):
        return run.heredocs[0].content
    bodies = (f"{h.content}{h.name}\n" for h in run.heredocs)
    return "\n".join((script, "".join(bodies))) if run.heredocs else script


def _wall(text: str, why: Unknown, at: Moment) -> Effect:
    semantic = ("run", text, at.scope.workdir, at.scope.user)
    made = Deposit((EVERYTHING,), semantic, f"RUN {why.word}")
    everything = (EVERYTHING,)
    return Effect(
        everything, everything, variables=("*",), state=_STATE, deposits=(made,), wall=why
    )


def _manifests(trace: Trace) -> tuple[str, ...]:
    return trace.install.manifests if trace.install else ()


def _traces(run: Run, text: str, at: Moment, mounts: Mounts) -> list[Trace] | Unknown:
    call = Call(
        argv=run.argv or (),
        cwd=at.scope.workdir,
        scope=at.scope,
        files=mounts.files(at.image),
        project=at.project,
        python=at.image.base.python,
        present=mounts.present(at.image),
        base=(at.image.base.family, at.image.base.version),
        filled=tuple(_filled(at.image, mounts.held)),
        directories=at.image.base.directories | at.image.directories,
        inherited=at.image.base.scope.env,
    )
    if run.argv:
        return traces_of_argv(call)
    shell = at.scope.shell
    if shell and basename(shell[0]) not in SHELLS:
        return Unknown(shell[0], "its language is not known")
    login = next((w for w in shell[1:] if re.fullmatch(r"-[a-z]*[il][a-z]*|--login", w)), "")
    read = login or next((n for n in START_UP if at.scope.value(n)), "")
    if read:
        return Unknown(read, "the files that the shell reads first may do anything")
    if not is_shell_script(text):
        return Unknown(text.splitlines()[0], "what a program does cannot be seen")
    return traces_of(text, call)


def _filled(*images: Image) -> Iterator[Area]:
    """The directories in which something lies that is not known file by file."""
    made = (m for image in images for m in image.made if not m.is_os)
    return (a for m in made for a in m.areas if a.deep)


def _searched(traces: Sequence[Trace], at: Moment) -> tuple[Area, ...]:
    """Where a program may lie that is run by its name and that the base image has not; one that
    is run by its path lies there."""
    base = at.image.base
    os = base.aws.runtime.os if base.aws and base.aws.runtime else ""
    os = base.language.os if base.language else os
    version = base.python.version if base.python else ""
    path = at.scope.value("PATH") or DEFAULT_PATH
    usual = (base.scope.value("PATH") or DEFAULT_PATH).split(":")
    places: dict[Area, None] = {}
    for program in dict.fromkeys(t.program for t in traces if t.program):
        if "/" in program:
            found = at.scope.path(program)
            places |= {Area(found): None} if found else {}
        else:
            status = command_status(os, program, "python" if version else "", version)
            # what stands in front of the base image's own directories is found before them
            entries = path.split(":")
            first = list(takewhile(lambda d: d not in usual, entries))
            for directory in first if status == "present" else entries:
                if "$" not in directory:
                    places[Area(join(directory, program))] = None
    return tuple(places)


def _needed(traces: Sequence[Trace], at: Moment) -> frozenset[str]:
    """The directories that have to be there: those a command enters or writes into, less what the
    base image or a WORKDIR has made and what an earlier command of the RUN leaves."""
    made: list[str] = []
    needed: set[str] = set()
    for trace in traces:
        kept = (d for d in trace.deposits if d.semantic[0] not in ("os", "rm"))
        areas = [a for d in kept for a in d.areas]
        either = {a.path for a in areas}  # `cp a b` where b may be a directory: b, or b/a
        parents = (dirname(a.path) for a in areas)
        for path in (*trace.needs, *(p for p in parents if p not in either)):
            if (
                path != "/"
                and not at.image.is_settled(path)
                and not any(below(m, path) for m in made)
            ):
                needed.add(path)
        made += (a.path for a in areas)
    return frozenset(needed)


def _fetches(traces: Sequence[Trace]) -> Iterator[Fetch]:
    for at, trace in enumerate(traces):
        if trace.fetch and not trace.maybe:
            behind = tuple(dict.fromkeys(a for t in traces[:at] for a in t.writes))
            yield replace(trace.fetch, behind=behind)


def _deposit(deposit: Deposit, run: Run) -> Deposit:
    """What is left, made of the flags too that change what a command may reach."""
    flags = tuple((n, v) for n, v in run.flags if n != "mount")
    return replace(deposit, semantic=(*deposit.semantic, *flags)) if flags else deposit
