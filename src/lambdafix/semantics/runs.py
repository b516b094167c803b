"""What the commands of a RUN read and leave, one after the other."""

from __future__ import annotations

from dataclasses import replace
from posixpath import basename

from lambdafix.semantics.areas import EVERYTHING, Area
from lambdafix.semantics.commands import read as read_command
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.scope import Scope, names_in
from lambdafix.syntax import shell
from lambdafix.syntax.views import Run

_SHELLS = frozenset({"sh", "bash", "ash", "dash"})


def ran(run: Run, at: Moment) -> Effect:
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
