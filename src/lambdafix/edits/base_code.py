"""What the function's own code says against a switch of the base image."""

from __future__ import annotations

from posixpath import basename

from lambdafix.catalog.commands import command_status
from lambdafix.edits.base_switch import Switch
from lambdafix.edits.languages.language import Concern
from lambdafix.edits.obstacle import Obstacle
from lambdafix.semantics.bases import TASK_ROOT, base_of
from lambdafix.semantics.code import code_of
from lambdafix.semantics.interpreters import interpreters
from lambdafix.semantics.lambda_image import LambdaImage
from lambdafix.semantics.mentions import mentioned
from lambdafix.semantics.simulate import Built
from lambdafix.semantics.upward import looks_above
from lambdafix.syntax.tree import Dockerfile


def check_code(
    dockerfile: Dockerfile, concern: Concern, switch: Switch, image: LambdaImage
) -> None:
    """No file of the function names the directory it leaves, nor runs a command that is gone."""
    first, built, project = dockerfile.stages[-1].instructions[0], concern.function, concern.project
    roots = at_the_root(built) if switch.root == "/" else {switch.root} - {TASK_ROOT}
    places = switch.language.places(switch.runtime.tag)
    old = (
        "/etc/ssl/certs",
        "/usr/lib/x86_64-linux-gnu",
        *(place for place, _ in places.moved if "/lib/" in place),
        *(f"/usr/local/bin/{n}" for n in places.programs),
    )
    for path in (*sorted(roots), *old):
        where = mentioned(path, (), built.image, project)
        if where and basename(where) != basename(switch.entry_script):
            raise Obstacle(first, f"{where} names {path}", "build the path from LAMBDA_TASK_ROOT")
    full = image.base.language is not None and image.base.language.compilers
    above = looks_above(built.image, project, switch.root) if switch.root != TASK_ROOT else ""
    if above:
        raise Obstacle(first, f"{above} goes to directories above {switch.root}, which stay")
    found = switch.language.obstacle(concern)
    if found:
        raise Obstacle(found.step.instruction if found.step else first, found.why, found.hint)
    new = base_of(switch.image).scope
    for variable in sorted(_set_by(built) - {*new.env, *new.args}):
        where = mentioned(variable, (), built.image, project)
        if where:
            raise Obstacle(first, f"{where} names {variable}, which the AWS base image has not")
    code = code_of(built.image, project)
    named = code.words
    if code.shebang:
        raise Obstacle(first, f"{code.shebang} starts with an interpreter of the old image")
    started = interpreters(built.image, project)
    for name in sorted({basename(c) for c in code.commands} | named | started):
        absent = command_status(switch.runtime.os, name) == "absent" and not switch.answers_to(name)
        unknown = not switch.answers_to(name) and (name not in named or name in started)
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
