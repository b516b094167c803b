"""The function stands on AWS's own base image.

```diff
-FROM python:3.12-slim
-WORKDIR /app
-RUN pip install awslambdaric
+FROM public.ecr.aws/lambda/python:3.12
+WORKDIR ${LAMBDA_TASK_ROOT}
 COPY app.py ./
-ENTRYPOINT ["python", "-m", "awslambdaric"]
 CMD ["app.handler"]
```

Why: Lambda keeps AWS's base images in its caches, AWS patches them, and they bring the runtime
interface client, the emulator and an entry point that starts the handler.

Refuses: an image whose Python version is not in its name; a Python that AWS has no supported image
for (that is said as advice); OS packages whose names on Amazon Linux 2023 are not known; commands
that the base image lacks; an entry point that does more than start the client; paths of the old
image; code that names the directory which the function would leave.

Safety: SAFE onto a supported base image on Amazon Linux 2023, for the same Python version. UNSAFE
onto Amazon Linux 2 (older glibc: wheels may not exist), from Alpine (other wheels), and from a full
`python` image with installs that may have used its compilers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from posixpath import basename

from lambdafix.catalog.client import client_distribution, is_entry_script
from lambdafix.catalog.commands import command_status
from lambdafix.catalog.images import purpose
from lambdafix.catalog.runtimes import Runtime, as_of, find
from lambdafix.codemod import (
    Allowance,
    Codemod,
    Dropped,
    Moved,
    Reason,
    Rebased,
    Renamed,
    Result,
    Reworded,
    Safety,
    Settings,
    Verdict,
)
from lambdafix.codemods.base_switch import Obstacle, Switch, described, is_version
from lambdafix.context.project import Project
from lambdafix.semantics.bases import TASK_ROOT, base_of
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import LambdaImage, handler_file, recognise, roots
from lambdafix.semantics.mentions import code_of, mentioned
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import Built, difference, global_args, simulate
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Cmd, Copy, Entrypoint, From, put

_SYSTEM_ROOTS = frozenset(
    """/bin /etc /home /lib /opt /root /srv /tmp /usr /usr/local /usr/src /var""".split()
)


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    image = recognise(dockerfile, project, settings)
    first = dockerfile.stages[-1].instructions[0]
    if isinstance(image, str):
        return Result(dockerfile)
    keeper = next((i for i in dockerfile.instructions if kept(i)), None)
    if keeper and (not image.base.aws or kept(first)):
        text = f"{described(keeper)} is kept as it is, and with it the base image"
        return _said(dockerfile, keeper, Verdict.ADVICE, text, "", Safety.DISPLAY_ONLY)
    day = settings.today or datetime.now(UTC).date()
    moved = _same_image_on_ecr(dockerfile)
    if image.base.aws:
        advice = _out_of_support(first, image.base.aws.runtime, day)
        return replace(moved, reasons=(*moved.reasons, *advice))
    switched = _foreign(moved.dockerfile, project, settings, image, day)
    return replace(
        switched,
        reasons=(*moved.reasons, *switched.reasons),
        allowance=(*moved.allowance, *switched.allowance),
    )


def _foreign(
    dockerfile: Dockerfile, project: Project, settings: Settings, image: LambdaImage, day: date
) -> Result:
    """The function on another image than AWS's: switched, or why not."""
    first = dockerfile.stages[-1].instructions[0]
    runtime = find("python", image.version or "")
    if image.base.language is None or runtime is None:
        text = f"`{image.base.text}` stays: which Python it brings, and what else, is not known"
        return _said(
            dockerfile,
            first,
            Verdict.REFUSED,
            text,
            "start from python:3.13-slim, or from AWS's base",
        )
    advice = _out_of_support(first, runtime, day)
    if advice:
        return Result(dockerfile, advice)
    try:
        return _switched(dockerfile, project, settings, image, runtime)
    except Obstacle as no:
        text = f"`{image.base.text}` stays: {described(no.instruction)}: {no.why}"
        return _said(dockerfile, no.instruction, Verdict.REFUSED, text, no.hint)


def _out_of_support(first: Instruction, runtime: Runtime | None, day: date) -> tuple[Reason, ...]:
    """Advice where AWS no longer (or not yet) patches a base image."""
    if runtime is None or runtime.supported(day):
        return ()
    until = f"since {runtime.deprecation}" if runtime.deprecation else "yet: it is a preview"
    text = f"AWS does not patch {runtime.image} {until} (table of {as_of()})"
    hint = "move to a newer Python; its packages and its code decide whether that is easy"
    return (Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, first.line, text, hint),)


def _said(
    dockerfile: Dockerfile,
    instruction: Instruction,
    verdict: Verdict,
    text: str,
    hint: str,
    safety: Safety = Safety.SAFE,
) -> Result:
    return Result(dockerfile, (Reason(verdict, safety, instruction.line, text, hint),))


# --- Docker Hub's copy of AWS's image ------------------------------------------------------------


def _same_image_on_ecr(dockerfile: Dockerfile) -> Result:
    """The same tag from AWS's own registry, which has no pull limit for anonymous users of AWS."""
    stages, reasons, allowance = [], list[Reason](), list[Allowance]()
    escape = dockerfile.dialect.escape
    for stage, root in zip(dockerfile.stages, roots(dockerfile), strict=True):
        aws, first = base_of(root).aws, stage.instructions[0]
        view = From.of(first, escape)
        plain = aws and aws.registry == "hub" and view.image == root and not aws.digest
        if not aws or not plain:
            stages.append(stage)
            continue
        if aws.floating or aws.runtime is None:
            text = f"`{root}` stays: it names no version, so the language moves under the function"
            hint = f"name a version: public.ecr.aws/lambda/{aws.family}:3.13"
            reasons.append(Reason(Verdict.REFUSED, Safety.SAFE, first.line, text, hint))
            stages.append(stage)
            continue
        name = f"public.ecr.aws/lambda/{aws.family}:{root.rpartition(':')[2]}"
        new = put(first, replace(view, image=name), escape)
        stages.append(stage.with_from(new))
        reasons.append(
            Reason(
                Verdict.APPLIED,
                Safety.SAFE,
                first.line,
                f"`{name}` is the same image in AWS's own registry",
            )
        )
        allowance.append(Rebased(root, name))
    return Result(replace(dockerfile, stages=tuple(stages)), tuple(reasons), tuple(allowance))


# --- another base image --------------------------------------------------------------------------


def _switched(
    dockerfile: Dockerfile,
    project: Project,
    settings: Settings,
    image: LambdaImage,
    runtime: Runtime,
) -> Result:
    built = simulate(dockerfile, project)
    concerned = _concerned(dockerfile, built, image)
    switch = _switch(dockerfile, project, built, concerned, runtime)
    stages = [
        replace_stage if i not in concerned else switch.stage(replace_stage)
        for i, replace_stage in enumerate(dockerfile.stages)
    ]
    after = replace(switch.preamble(dockerfile), stages=tuple(stages))
    after = _with_cmd(after, switch).settled()
    _code_agrees(dockerfile, project, built[-1], switch, image)
    allowance = tuple(_allowance(dockerfile, built, concerned, switch))
    foreign = _brought(dockerfile, built, concerned)
    safety, doubt = _safety(image, runtime, built, concerned, foreign)
    first = dockerfile.stages[-1].instructions[0]
    if safety < settings.allow:
        text = f"`{image.base.text}` could become {runtime.image}: {doubt}"
        return _said(dockerfile, first, Verdict.WITHHELD, text, "", safety)
    differs = difference(dockerfile, after, project, allowance)
    if differs:
        raise Obstacle(first, f"on {runtime.image}, {differs}")
    found = handler_file(dockerfile, built[-1])
    if found and handler_file(after, simulate(after, project)[-1]) != found:
        raise Obstacle(first, f"{found}, the handler's module, would not lie in {TASK_ROOT}")
    return Result(after, tuple(_reasons(first, switch, image, safety)), allowance)


def _concerned(dockerfile: Dockerfile, built: tuple[Built, ...], image: LambdaImage) -> set[int]:
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


def _switch(
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


def _only_client(distributions: frozenset[str] | None, manifests: tuple[str, ...]) -> bool:
    return not manifests and distributions is not None and distributions <= {client_distribution()}


def _started(dockerfile: Dockerfile, project: Project, built: Built) -> tuple[str, str | None]:
    """The path of an entry script that only starts the client, and the handler if CMD lacks it."""
    escape = dockerfile.dialect.escape
    instructions = dockerfile.stages[-1].instructions
    entry = next((i for i in reversed(instructions) if i.keyword == "ENTRYPOINT"), None)
    cmd = next((i for i in reversed(instructions) if i.keyword == "CMD"), None)
    cmd_words = _words(Cmd.of(cmd, escape)) if cmd else ()
    entry_words = _words(Entrypoint.of(entry, escape)) if entry else ()
    if cmd and Cmd.of(cmd, escape).argv is None:
        raise Obstacle(cmd, "CMD in its shell form reaches no handler", 'write CMD ["app.handler"]')
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


def _words(view: Cmd | Entrypoint) -> tuple[str, ...]:
    return view.argv if view.argv is not None else tuple((view.script or "").split())


def _with_cmd(dockerfile: Dockerfile, switch: Switch) -> Dockerfile:
    """CMD with the handler, where only ENTRYPOINT named it."""
    from lambdafix.codemods.fragments import instruction

    stage = dockerfile.stages[-1]
    if switch.handler is None or any(i.keyword == "CMD" for i in stage.instructions):
        return dockerfile
    new = instruction(f'CMD ["{switch.handler}"]', dockerfile.dialect, switch.gone[-1].line)
    whole = replace(stage, items=(*stage.items, new))
    return replace(dockerfile, stages=(*dockerfile.stages[:-1], whole))


def _code_agrees(
    dockerfile: Dockerfile, project: Project, built: Built, switch: Switch, image: LambdaImage
) -> None:
    """No file of the function names the directory it leaves, nor runs a command that is gone."""
    first = dockerfile.stages[-1].instructions[0]
    roots = _at_the_root(built) if switch.root == "/" else {switch.root} - {TASK_ROOT}
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
    code = code_of(built.image, project)
    named = code.words
    for name in sorted({basename(c) for c in code.commands} | named):
        absent = command_status(switch.runtime.os, name) == "absent" and not switch.answers_to(name)
        unknown = not switch.answers_to(name) and name not in named
        if absent or (unknown and (full or name in switch.renamed)):
            why = f"the function runs `{name}`, which the AWS base image may not have"
            raise Obstacle(first, why, "install what brings it with dnf")


def _allowance(
    dockerfile: Dockerfile, built: tuple[Built, ...], concerned: set[int], switch: Switch
) -> Iterator[Allowance]:
    yield from (Rebased(built[i].image.base.text, switch.image) for i in sorted(concerned))
    for number in sorted(concerned):
        for path in sorted(_at_the_root(built[number])):
            yield Moved(path, f"{TASK_ROOT}{path}")
    if switch.root not in ("/", TASK_ROOT):
        yield Moved(switch.root, TASK_ROOT)
    yield Moved(
        f"/usr/local/lib/python{switch.runtime.tag}", f"/var/lang/lib/python{switch.runtime.tag}"
    )
    yield Moved("/usr/local/bin", "/var/lang/bin")
    yield Dropped("ENTRYPOINT", "the base image starts the client")
    yield Dropped(client_distribution(), "the base image has it")
    if switch.handler is not None:
        yield Dropped("CMD", "it named the client too")
    for old, new in switch.renamed.items():
        yield Renamed(old, new)
    for old_script, new_script in switch.reworded.items():
        yield Reworded(old_script, new_script)
    for instruction in switch.gone:
        if instruction.keyword in ("COPY", "ADD"):
            step = next(s for s in built[-1].steps if s.instruction is instruction)
            yield from (Dropped(a.path, "it only starts the client") for a in step.effect.writes)
    for name in base_of(switch.image).scope.env.keys() | built[-1].image.base.scope.env.keys():
        yield Dropped(f"ENV {name}", "the base image sets it")


def _at_the_root(built: Built) -> set[str]:
    """What lies in / because its COPY names no absolute directory."""
    return {
        area.path
        for step in built.steps
        for area in (*step.effect.writes, *step.effect.again)
        if step.instruction.keyword in ("ADD", "COPY")
        if "WORKDIR" in step.effect.state and step.at.scope.workdir == "/"
    }


def _safety(
    image: LambdaImage,
    runtime: Runtime,
    built: tuple[Built, ...],
    concerned: set[int],
    foreign: str,
) -> tuple[Safety, str]:
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
            known = purpose(images.get(origin.lower(), origin)) if origin else None
            static = known is not None and known.name == "uv"
            if origin and origin.lower() not in switched and not static:
                return origin
    return ""


def _reasons(
    first: Instruction, switch: Switch, image: LambdaImage, safety: Safety
) -> Iterator[Reason]:
    def applied(instruction: Instruction, text: str) -> Reason:
        return Reason(Verdict.APPLIED, safety, instruction.line, text)

    yield applied(
        first, f"`{image.base.text}` becomes {switch.image}: Lambda caches it, AWS patches it"
    )
    if switch.root != TASK_ROOT:  # also where it is `/`
        yield applied(
            first,
            f"what lay in {switch.root} lies in {TASK_ROOT}, where the runtime looks for it",
        )
    for instruction, why in switch.changed:
        yield applied(instruction, f"{described(instruction)}: {why}")
    for name, why in switch.dropped.items():
        yield applied(first, f"the package {name} is left out: {why}")
    for instruction in switch.gone:
        yield applied(
            instruction, f"{described(instruction)} goes: the base image brings what it is for"
        )


CODEMOD = Codemod(transform)
