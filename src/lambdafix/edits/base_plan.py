"""What a switch of the base image concerns, and what speaks against it."""

from __future__ import annotations

from posixpath import basename, dirname

from lambdafix.catalog.client import client_distribution, is_entry_script
from lambdafix.catalog.commands import command_status
from lambdafix.catalog.distributions import known_scripts
from lambdafix.catalog.images import is_installer
from lambdafix.catalog.runtimes import Runtime
from lambdafix.codemod import Safety
from lambdafix.context.project import Project
from lambdafix.edits.base_switch import Obstacle, Switch, is_version
from lambdafix.semantics.bases import TASK_ROOT, base_of
from lambdafix.semantics.code import code_of
from lambdafix.semantics.lambda_image import LambdaImage, roots
from lambdafix.semantics.mentions import mentioned
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import Built, global_args
from lambdafix.semantics.upward import looks_above
from lambdafix.syntax import shell
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Cmd, Copy, Entrypoint, From

_SYSTEM_ROOTS = frozenset(
    """/bin /etc /home /lib /opt /root /srv /tmp /usr /usr/local /usr/src /var""".split()
)


def concerned_stages(
    dockerfile: Dockerfile, built: tuple[Built, ...], image: LambdaImage
) -> set[int]:
    """The last stage, and the stages on the same language's image that it takes files from."""
    escape, names = dockerfile.dialect.escape, {b.name: i for i, b in enumerate(built)}
    names |= {str(i): i for i in range(len(built))}
    bases, todo, found = [base_of(r) for r in roots(dockerfile)], [len(built) - 1], set[int]()
    while todo:
        number = todo.pop()
        if number in found:
            continue
        found.add(number)
        for instruction in dockerfile.stages[number].instructions:
            match instruction.keyword:
                case "COPY":
                    origin = (Copy.of(instruction, escape).flags.get("from") or "").lower()
                case "FROM":
                    origin = From.of(instruction, escape).image.lower()
                case _:
                    continue
            at = names.get(origin)
            language = bases[at].language if at is not None else None
            if at is None or language is None or language.family != "python":
                continue
            if language.version != image.version:
                raise Obstacle(instruction, f"the stage {origin} has Python {language.version}")
            todo.append(at)
    return found


def switch_of(
    dockerfile: Dockerfile,
    project: Project,
    built: tuple[Built, ...],
    concerned: set[int],
    runtime: Runtime,
) -> Switch:
    escape, last, stage = dockerfile.dialect.escape, built[-1], dockerfile.stages[-1]
    first = stage.instructions[0]
    root = last.scope.workdir
    if root is None or root in _SYSTEM_ROOTS:
        where = root or "a directory that is not known"
        raise Obstacle(first, f"the function lies in {where}", "set WORKDIR /var/task")
    for number in concerned:
        text = From.of(dockerfile.stages[number].instructions[0], escape).image
        value = Scope(args=global_args(dockerfile)).expand(text)
        if "$" in text and (not is_version(text) or f":{runtime.tag}" not in f"{value}-"):
            why = f"`{text}` depends on a build argument that is more than the version"
            raise Obstacle(first, why, "write the version into FROM")
    _others_stay_themselves(dockerfile, built, concerned)
    _installs_for_the_base(built, concerned)
    _programs_stay_found(built, concerned)
    names = frozenset(b.name for b in built)
    switched = frozenset(n for i in concerned for n in (str(i), built[i].name))
    switch = Switch(escape, runtime, runtime.image, root, names, switched)
    switch.entry_script, switch.handler = _started(dockerfile, project, last)
    switch.called = code_of(last.image, project).commands
    switch.keeps_recipe = any(
        not _only_client(install.distributions, install.manifests)
        for number in concerned
        for step in built[number].steps
        for install in step.effect.installs
    )
    return switch


def _others_stay_themselves(
    dockerfile: Dockerfile, built: tuple[Built, ...], concerned: set[int]
) -> None:
    """No other stage starts something of its own on a stage that is switched."""
    escape, names = dockerfile.dialect.escape, {built[i].name for i in concerned}
    for number, stage in enumerate(dockerfile.stages[:-1]):
        first = stage.instructions[0]
        stands = number in concerned or From.of(first, escape).image.lower() in names
        starts = any(i.keyword in ("CMD", "ENTRYPOINT") for i in stage.instructions)
        if stands and (starts or number not in concerned):
            raise Obstacle(first, f"the stage {built[number].name} stands on the old image too")


def _installs_for_the_base(built: tuple[Built, ...], concerned: set[int]) -> None:
    """No packages lie where the runtime of the AWS base image would not look."""
    for number in sorted(concerned):
        for step in built[number].steps:
            for install in step.effect.installs:
                if install.apart:
                    hint = "install with --target and copy that directory"
                    raise Obstacle(step.instruction, install.apart, hint)


def _programs_stay_found(built: tuple[Built, ...], concerned: set[int]) -> None:
    """No file lies where an install puts its commands, and has the name of one: on the AWS base
    image the two lie apart, and the install's is found first."""
    for number in sorted(concerned):
        python = built[number].image.base.python
        steps = built[number].steps
        installs = [i for s in steps for i in s.effect.installs]
        if python is None or all(_only_client(i.distributions, i.manifests) for i in installs):
            continue
        named = known_scripts() | {d for i in installs for d in i.distributions or ()}
        named -= {i.tool for i in installs}  # a copy of uv is what installs
        for step in steps:
            areas = () if step.effect.installs else step.effect.writes
            paths = (*step.effect.files, *(a.path for a in areas if not a.deep))
            path = next((p for p in paths if dirname(p) == python.scripts), "")
            if path and basename(path) in named:
                why = f"{path} has the name of a command that an install may leave there"
                raise Obstacle(step.instruction, why, "give it a name of its own")


def _only_client(distributions: frozenset[str] | None, manifests: tuple[str, ...]) -> bool:
    return not manifests and distributions is not None and distributions <= {client_distribution()}


def _started(dockerfile: Dockerfile, project: Project, built: Built) -> tuple[str, str | None]:
    """The path of an entry script that only starts the client, and the handler if CMD lacks it."""
    escape = dockerfile.dialect.escape
    instructions = dockerfile.stages[-1].instructions
    entry = next((i for i in reversed(instructions) if i.keyword == "ENTRYPOINT"), None)
    cmd = next((i for i in reversed(instructions) if i.keyword == "CMD"), None)
    if cmd and Cmd.of(cmd, escape).argv is None:
        raise Obstacle(cmd, "CMD in its shell form reaches no handler", 'write CMD ["app.handler"]')
    cmd_words = _words(cmd, Cmd.of(cmd, escape)) if cmd else ()
    entry_words: tuple[str, ...] = ()
    if entry:
        view = Entrypoint.of(entry, escape)
        entry_words = _words(entry, view)
        if view.argv is None and len(entry_words) == 3 and cmd:
            why = "the shell form of ENTRYPOINT hands on no CMD, so no handler is named"
            raise Obstacle(entry, why, "write ENTRYPOINT in its JSON form")
    at = entry or cmd
    if at is None or not (entry_words or cmd_words):
        return "", None
    words = (*entry_words, *cmd_words)
    if entry and len(entry_words) == 1:
        copied = {p: c for s in built.steps for p, (_, c) in s.effect.files.items()}
        context = copied.get(entry_words[0])
        if context and is_entry_script(project.read(context) or ""):
            return entry_words[0], None
    if basename(words[0]).startswith("python") and words[1:3] == ("-m", client_distribution()):
        if len(words) > 4:
            raise Obstacle(at, "more words follow the handler")
        handler = words[3] if len(words) == 4 else None
        return "", None if cmd_words == (handler,) else handler
    if not entry_words and len(cmd_words) == 1:
        return "", None
    raise Obstacle(at, "it does more than start the runtime interface client")


def _words(instruction: Instruction, view: Cmd | Entrypoint) -> tuple[str, ...]:
    """The words of the process; in the shell form it has to be one command of plain words."""
    if view.argv is not None:
        return view.argv
    script = shell.read(view.script or "")
    if isinstance(script, shell.Unreadable) or not script.flat or len(script.commands) != 1:
        why = "its shell form is more than one command"
        raise Obstacle(instruction, why, "write it in its JSON form")
    command = script.commands[0]
    odd = next((w.raw for w in command.words if w.value is None or w.variables or w.globs), "")
    odd = odd or next((name for name, _ in command.assignments), "")
    odd = odd or next((r.operator for r in command.redirects), "")
    if odd:
        why = f"the shell decides what `{odd}` is worth when the function starts"
        raise Obstacle(instruction, why, "write the handler itself")
    words = tuple(w.value for w in command.words if w.value is not None)
    return words[1:] if words[:1] == ("exec",) else words


def check_code(
    dockerfile: Dockerfile, project: Project, built: Built, switch: Switch, image: LambdaImage
) -> None:
    """No file of the function names the directory it leaves, nor runs a command that is gone."""
    first = dockerfile.stages[-1].instructions[0]
    roots = at_the_root(built) if switch.root == "/" else {switch.root} - {TASK_ROOT}
    names = ("python", "python3", f"python{switch.runtime.tag}", "pip", "pip3")
    old = (
        "/etc/ssl/certs",
        "/usr/lib/x86_64-linux-gnu",
        f"/usr/local/lib/python{switch.runtime.tag}",
        *(f"/usr/local/bin/{n}" for n in names),
    )
    for path in (*sorted(roots), *old):
        where = mentioned(path, (), built.image, project)
        if where and basename(where) != basename(switch.entry_script):
            raise Obstacle(first, f"{where} names {path}", "build the path from LAMBDA_TASK_ROOT")
    full = image.base.language is not None and image.base.language.compilers
    above = looks_above(built.image, project, switch.root) if switch.root != TASK_ROOT else ""
    if above:
        raise Obstacle(first, f"{above} goes to directories above {switch.root}, which stay")
    new = base_of(switch.image).scope
    for variable in sorted(_set_by(built) - {*new.env, *new.args}):
        where = mentioned(variable, (), built.image, project)
        if where:
            raise Obstacle(first, f"{where} names {variable}, which the AWS base image has not")
    code = code_of(built.image, project)
    named = code.words
    if code.shebang:
        raise Obstacle(first, f"{code.shebang} starts with an interpreter of the old image")
    for name in sorted({basename(c) for c in code.commands} | named):
        absent = command_status(switch.runtime.os, name) == "absent" and not switch.answers_to(name)
        unknown = not switch.answers_to(name) and name not in named
        if absent or (unknown and (full or name in switch.renamed)):
            why = f"the function runs `{name}`, which the AWS base image may not have"
            raise Obstacle(first, why, "install what brings it with dnf")


def _set_by(built: Built) -> frozenset[str]:
    """The variables that only the old base image sets."""
    base = built.image.base.scope
    return frozenset((*base.env, *base.args))


def at_the_root(built: Built) -> set[str]:
    """What lies in / because its COPY names no absolute directory."""
    return {
        area.path
        for step in built.steps
        for area in (*step.effect.writes, *step.effect.again)
        if step.instruction.keyword in ("ADD", "COPY")
        if "WORKDIR" in step.effect.state and step.at.scope.workdir == "/"
    }


def safety_of(
    dockerfile: Dockerfile, runtime: Runtime, built: tuple[Built, ...], concerned: set[int]
) -> tuple[Safety, str]:
    """How sure it is that all works on the new base image, and what is in doubt."""
    languages = [built[i].image.base.language for i in concerned]
    installs = [n for i in concerned for s in built[i].steps for n in s.effect.installs]
    compiles = any(not _only_client(n.distributions, n.manifests) for n in installs)
    if runtime.os != "AL2023":
        names = sorted(
            {d for n in installs for d in n.distributions or ()} - {client_distribution()}
        )
        listed = f" of {', '.join(names)}" if names else ""
        return (
            Safety.UNSAFE,
            f"it stands on {runtime.os} with glibc {runtime.glibc}, for which wheels{listed} "
            "may not exist",
        )
    if any(language and language.os == "alpine" for language in languages):
        return Safety.UNSAFE, "on Alpine other wheels are installed"
    if compiles and any(language and language.compilers for language in languages):
        return (
            Safety.UNSAFE,
            "the full image has compilers and libraries that the install may have used",
        )
    foreign = _brought(dockerfile, built, concerned)
    if foreign:
        why = f"what comes from {foreign} was not made for Amazon Linux, and may not run there"
        return Safety.UNSAFE, why
    return Safety.SAFE, ""


def _brought(dockerfile: Dockerfile, built: tuple[Built, ...], concerned: set[int]) -> str:
    """An image that stays as it is, and that programs may be copied from; uv's are static."""
    switched = {name for i in concerned for name in (str(i), built[i].name)}
    images = {name: b.image.base.text for i, b in enumerate(built) for name in (str(i), b.name)}
    for number in sorted(concerned):
        for step in built[number].steps:
            if step.instruction.keyword != "COPY":
                continue
            flags = Copy.of(step.instruction, dockerfile.dialect.escape).flags
            origin = step.at.scope.expand(flags.get("from") or "")
            image = images.get(origin.lower(), origin)
            if origin and origin.lower() not in switched and not is_installer(image):
                return origin
    return ""
