"""Is this the image of a Lambda function, of which language, and how is its handler started?

Decided from the text; the context is asked only where CMD names what may be a handler.
Source: AWS docs images-create and python-image (copies of 2026-09).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.catalog.client import client_family
from lambdafix.catalog.images import (
    bundles,
    may_start,
    purpose,
    starts_no_handler,
    telling_words,
)
from lambdafix.catalog.runtimes import from_identifier
from lambdafix.codemod import Settings
from lambdafix.context.project import Project
from lambdafix.semantics.areas import join
from lambdafix.semantics.bases import TASK_ROOT, Base, base_of
from lambdafix.semantics.go_program import go_program
from lambdafix.semantics.handlers import candidates, defines
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import Built, global_args
from lambdafix.syntax.tree import Dockerfile, Instruction, Stage
from lambdafix.syntax.views import Cmd, Copy, Entrypoint, From, Run, stage_name

NOT_OURS = "not a Lambda function image: no AWS base image, no runtime interface client, no handler"


class LambdaImage(Struct, frozen=True):
    """The image of a function, which the last stage makes.

    `family` is its runtime's, as in the names of AWS's base images: python, nodejs, provided.
    `version` is the language's, as in their tags, None where it is not known. `handler` is CMD's
    one word, or what the infrastructure names in its place; None where neither does, CMD is not in
    its exec form, or several are named. `client`: the file starts the runtime interface client
    itself. `server`: what makes CMD a server's command line, empty where it names a handler; base
    image and CMD have to stay then.
    """

    base: Base
    family: str
    version: str | None
    handler: str | None
    client: bool
    server: str = ""


def may_be_ours(text: str, mirrors: Iterable[str] = ()) -> bool:
    """Whether a Dockerfile has a word that `recognise` could know a function by: quick, and a no is
    certain unless the runtime is given. `mirrors` are the settings' own registries."""
    small = text.lower()
    words = (*telling_words(), *(mirror.lower() for mirror in mirrors))
    return any(word in small for word in words) or may_start().search(small) is not None


def recognise(dockerfile: Dockerfile, project: Project, settings: Settings) -> LambdaImage | str:
    """The function's image, or why this is none, as a sentence without its full stop."""
    escape = dockerfile.dialect.escape
    bases = tuple(base_of(root) for root in roots(dockerfile))
    other = next(_other_purpose(dockerfile), None)
    if other:
        return other
    stage, base = dockerfile.stages[-1], bases[-1]
    entrypoint, cmd = _last(stage, "ENTRYPOINT"), _last(stage, "CMD")
    words = (*_words(entrypoint, escape), *_words(cmd, escape))
    client = client_family(words)
    asked = from_identifier(settings.runtime) if settings.runtime else None
    said = base.aws.family if base.aws else client or base.family
    family = asked.family if asked else said or "python"
    version = asked.tag if asked else _version(base, family)
    named = {h for h in (_handler(cmd, escape), *settings.handlers) if h}
    handler = next(iter(named)) if len(named) == 1 else None
    found = LambdaImage(base, family, version, handler, client is not None)
    if server := adapter_of(dockerfile):
        return replace(found, family=asked.family if asked else said or "provided", server=server)
    if settings.runtime:
        return found
    if base.aws:
        return _on_aws_base(dockerfile, stage, found, words)
    if client:
        return found
    starts = _words(entrypoint, escape)
    script = bool(starts) and len(starts) <= 2 and starts[-1].endswith((".sh", ".py"))
    if (not starts or script) and any(holds(project, h, family) for h in sorted(named)):
        return found
    if _lacks_its_final_stage(dockerfile):
        return replace(found, family=said or "provided")
    if words and go_program(dockerfile, project) is not None:
        return replace(found, family="provided", version=None)
    deployed = next(
        (i for i, b in enumerate(bases[:-1]) if b.aws and _last(dockerfile.stages[i], "CMD")), None
    )
    if deployed is not None:
        return (
            "the last stage is not the Lambda function's: which stage is deployed cannot be known"
        )
    return NOT_OURS


def copies_from_itself(dockerfile: Dockerfile) -> Instruction | None:
    """The COPY by which a stage takes from itself, by name or number, or the mount that does, by
    name: no builder does it."""
    escape, before = dockerfile.dialect.escape, set[str]()
    for number, stage in enumerate(dockerfile.stages):
        alias = (From.of(stage.instructions[0], escape).alias or "").lower()
        own = {str(number), alias} - before - {""}
        for instruction in stage.instructions:
            if instruction.keyword == "COPY":
                origin = Copy.of(instruction, escape).flags.get("from") or ""
                if stage_name(origin) in own:
                    return instruction
            if instruction.keyword == "RUN" and own & _mounted(instruction, escape) - {str(number)}:
                return instruction
        before.add(alias)
    return None


def _mounted(run: Instruction, escape: str) -> frozenset[str]:
    """The names of stages, or of images, that a RUN mounts."""
    fields = (f for m in Run.of(run, escape).flags.all("mount") for f in (m or "").split(","))
    pairs = (f.strip().partition("=") for f in fields)
    return frozenset(v.strip("\"'").lower() for name, _, v in pairs if name.lower() == "from")


def _lacks_its_final_stage(dockerfile: Dockerfile) -> bool:
    """Whether the last stage fills the task root from itself."""
    lost, escape = copies_from_itself(dockerfile), dockerfile.dialect.escape
    root = (TASK_ROOT, "${LAMBDA_TASK_ROOT}", "$LAMBDA_TASK_ROOT")
    return (
        lost is not None
        and lost.keyword == "COPY"
        and any(i is lost for i in dockerfile.stages[-1].instructions)
        and Copy.of(lost, escape).destination.startswith(root)
    )


def adapter_of(dockerfile: Dockerfile) -> str:
    """What puts the Lambda Web Adapter into the image, as it is written; empty if nothing does."""
    escape = dockerfile.dialect.escape
    copies = (Copy.of(i, escape) for i in dockerfile.instructions if i.keyword == "COPY")
    files = (source for copy in copies for source in copy.sources if "lambda-adapter" in source)
    images = (*roots(dockerfile), *_copied_from(dockerfile))
    known = ((text, purpose(text)) for text in images)
    return next((t for t, p in known if p and p.name == "web-adapter"), "") or next(files, "")


def roots(dockerfile: Dockerfile) -> Iterator[str]:
    """For each stage the image that it stands on in the end, build arguments at their defaults."""
    scope, named = Scope(args=global_args(dockerfile)), dict[str, str]()
    for stage in dockerfile.stages:
        view = From.of(stage.instructions[0], dockerfile.dialect.escape)
        text = scope.expand(view.image)
        root = named.get(text.lower(), text)
        if view.alias:
            named[view.alias.lower()] = root
        yield root


def holds(project: Project, handler: str, family: str = "python") -> bool:
    """Whether a file of the context defines the handler, anywhere in the context."""
    wanted = [c for c in candidates(family, handler) if not c.endswith("/__init__.py")]
    found = (f for f in project.files() if any(f == c or f.endswith(f"/{c}") for c in wanted))
    return any(defines(family, project, f, handler) for f in found)


def handler_file(dockerfile: Dockerfile, built: Built) -> str | None:
    """The file of the context that the runtime imports for CMD's one word.

    An AWS base looks in the task root, the interface client in its working directory.
    """
    cmd = [i for i in dockerfile.stages[-1].instructions if i.keyword == "CMD"]
    argv = Cmd.of(cmd[-1], dockerfile.dialect.escape).argv if cmd else None
    root = TASK_ROOT if built.image.base.aws else built.scope.workdir
    if not argv or root is None:
        return None
    family = built.image.base.family or "python"
    paths = (join(root, candidate) for candidate in candidates(family, argv[-1]))
    return next((c for p in paths if (c := built.image.context.get(p))), None)


def _other_purpose(dockerfile: Dockerfile) -> Iterator[str]:
    named = [*roots(dockerfile), *_copied_from(dockerfile)]
    for text in named:
        known = purpose(text)
        if known and known.name in ("microvm", "bref"):
            yield f"{text} is {known.says}"
    final = named[len(dockerfile.stages) - 1]
    known = purpose(final)
    if known and known.name in ("sam-build", "sam-emulation"):
        yield f"a bundler, not a function image: {final} is {known.says}"


def _copied_from(dockerfile: Dockerfile) -> Iterator[str]:
    """What COPYs take files from: stages and images."""
    for instruction in dockerfile.instructions:
        if instruction.keyword == "COPY":
            yield Copy.of(instruction, dockerfile.dialect.escape).flags.get("from") or ""


def _on_aws_base(
    dockerfile: Dockerfile, stage: Stage, found: LambdaImage, words: tuple[str, ...]
) -> LambdaImage | str:
    if words and starts_no_handler(basename(words[0])) and not found.client:
        return f"not a function image: it runs `{' '.join(words)[:40]}`, which is no handler"
    bodies = " \n".join(i.body for i in stage.instructions if i.keyword == "RUN")
    if not words and bundles().search(bodies):
        return "a bundler, not a function image: it packs an archive or an asset and has no CMD"
    if not words and _only_opt(stage, dockerfile.dialect.escape):
        return "a layer, not a function image: it fills /opt and has no CMD"
    copies = any(i.keyword in ("COPY", "ADD") for s in dockerfile.stages for i in s.instructions)
    if not words and not copies:
        return "a base image or a layer: no CMD and nothing copied from the build context"
    return found


def _only_opt(stage: Stage, escape: str) -> bool:
    """Whether all that a stage brings goes to /opt, where layers lie."""
    copies = [Copy.of(i, escape) for i in stage.instructions if i.keyword in ("ADD", "COPY")]
    runs = [i.body for i in stage.instructions if i.keyword == "RUN"]
    installs = [r for r in runs if re.search(r"\bpip\d?\b.*\binstall\b", r)]
    aims = installs and all(re.search(r"(-t|--target)[ =]\S*/opt/", r) for r in installs)
    sources = [c for c in copies if not all(s.endswith(".txt") for s in c.sources)]
    return bool(aims) and all(c.destination.startswith("/opt") for c in sources)


def _handler(cmd: Instruction | None, escape: str) -> str | None:
    argv = Cmd.of(cmd, escape).argv if cmd else None
    return argv[-1] if argv and len(argv) == 1 else None


def _last(stage: Stage, keyword: str) -> Instruction | None:
    return next((i for i in reversed(stage.instructions) if i.keyword == keyword), None)


def _words(instruction: Instruction | None, escape: str) -> tuple[str, ...]:
    if instruction is None:
        return ()
    view = (Cmd if instruction.keyword == "CMD" else Entrypoint).of(instruction, escape)
    return view.argv if view.argv is not None else tuple((view.script or "").split())


def _version(base: Base, family: str) -> str | None:
    image = base.aws or base.language
    return image.version if image and image.family == family else None
