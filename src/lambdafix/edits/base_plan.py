"""What a switch of the base image concerns, and what speaks against it in the file itself."""

from __future__ import annotations

from posixpath import basename, dirname

from lambdafix.catalog.distributions import known_scripts
from lambdafix.catalog.images import base_image_beside
from lambdafix.catalog.runtimes import Runtime
from lambdafix.edits.base_switch import Switch
from lambdafix.edits.client_start import started
from lambdafix.edits.languages.language import Concern, Language
from lambdafix.edits.obstacle import Obstacle
from lambdafix.semantics.bases import base_of
from lambdafix.semantics.code import code_of
from lambdafix.semantics.interpreters import interpreters
from lambdafix.semantics.lambda_image import LambdaImage, roots
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import Built, global_args
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import Copy, From, stage_name

_SYSTEM_ROOTS = frozenset(
    """/bin /etc /home /lib /opt /root /srv /tmp /usr /usr/local /usr/src /var""".split()
)


def concerned_stages(
    dockerfile: Dockerfile, built: tuple[Built, ...], image: LambdaImage, language: Language
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
                    origin = stage_name(Copy.of(instruction, escape).flags.get("from") or "")
                case "FROM":
                    origin = From.of(instruction, escape).image.lower()
                case _:
                    continue
            at = names.get(origin)
            other = bases[at].language if at is not None else None
            if at is None or other is None or other.family != language.family:
                continue
            if other.version != image.version:
                why = f"the stage {origin} has {language.name} {other.version}"
                raise Obstacle(instruction, why)
            todo.append(at)
    return found


def switch_of(
    dockerfile: Dockerfile, concern: Concern, language: Language, runtime: Runtime
) -> Switch:
    """The switch, and all that speaks against it before a line is looked at. Raises Obstacle."""
    escape, built, first = (
        dockerfile.dialect.escape,
        concern.built,
        dockerfile.stages[-1].instructions[0],
    )
    root = concern.root
    if root in _SYSTEM_ROOTS:
        raise Obstacle(first, f"the function lies in {root}", "set WORKDIR /var/task")
    for number in concern.numbers:
        text = From.of(dockerfile.stages[number].instructions[0], escape).image
        value = Scope(args=global_args(dockerfile)).expand(text)
        whole = language.version_argument(text) is not None and f":{runtime.tag}-" in f"{value}-"
        if "$" in text and not whole:
            why = f"`{text}` depends on a build argument that is more than the version"
            raise Obstacle(first, why, "write the version into FROM")
    _others_stay_themselves(dockerfile, built, concern.numbers)
    _installs_for_the_base(concern)
    _programs_stay_found(concern, language)
    switch = Switch(escape, language, runtime, root)
    switch.image = base_image_beside(runtime, concern.function.image.base.text)
    switch.stages = frozenset(b.name for b in built)
    switch.switched = frozenset(n for i in concern.numbers for n in (str(i), built[i].name))
    start = started(dockerfile, concern.project, built[-1], language.family)
    switch.entry_script, switch.handler = start
    image = built[-1].image
    switch.called = code_of(image, concern.project).commands | interpreters(image, concern.project)
    steps = [s for b in concern.stages for s in b.steps]
    unknown = any(s.effect.wall for s in steps if s.instruction.keyword == "RUN")
    switch.keeps_recipe = unknown or language.compiles(concern)
    packages = (p for s in steps for p in s.effect.packages)
    switch.installed = frozenset(name for p in packages for name in p.names)
    return switch


def _others_stay_themselves(
    dockerfile: Dockerfile, built: tuple[Built, ...], concerned: frozenset[int]
) -> None:
    """No other stage starts something of its own on a stage that is switched."""
    escape, names = dockerfile.dialect.escape, {built[i].name for i in concerned}
    for number, stage in enumerate(dockerfile.stages[:-1]):
        first = stage.instructions[0]
        stands = number in concerned or From.of(first, escape).image.lower() in names
        starts = any(i.keyword in ("CMD", "ENTRYPOINT") for i in stage.instructions)
        if stands and (starts or number not in concerned):
            raise Obstacle(first, f"the stage {built[number].name} stands on the old image too")


def _installs_for_the_base(concern: Concern) -> None:
    """No packages lie where the runtime of the AWS base image would not look."""
    for built in concern.stages:
        for step in built.steps:
            for install in step.effect.installs:
                if install.apart:
                    hint = "install with --target and copy that directory"
                    raise Obstacle(step.instruction, install.apart, hint)


def _programs_stay_found(concern: Concern, language: Language) -> None:
    """No file lies where an install puts its commands, and has the name of one: on the AWS base
    image the two lie apart, and the install's is found first."""
    for built in concern.stages:
        python, steps = built.image.base.python, built.steps
        installs = [i for s in steps for i in s.effect.installs]
        if python is None or all(map(language.only_client, installs)):
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
