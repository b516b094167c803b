"""Whether a prune behind an install leaves what an install without development would have left.

What decides an install and not its prune (options, variables, files of the day) may make other
packages of them. Sources: npm 11 documentation, "npm prune" and "config"; pnpm 10 documentation,
"pnpm prune" and "Settings"; pnpm 8.15.6, release notes (`prune --ignore-scripts`), and issues 4770
and 5030 of pnpm/pnpm: a prune runs the project's own scripts again, unless it is told not to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname

from lambdafix.context.package_json import PackageJson
from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.areas import below, join
from lambdafix.semantics.commands.node.omitted import INCLUDING
from lambdafix.semantics.simulate import Built
from lambdafix.semantics.words import shown

# Options of an install that its prune does without: they bring what is taken out again, or say
# where packages are looked for first.
_HARMLESS = {
    "npm": INCLUDING
    | frozenset(
        """--also=dev --prefer-offline --no-prefer-offline --prefer-online
        --foreground-scripts""".split()
    ),
    "pnpm": INCLUDING | frozenset("--frozen-lockfile --prefer-offline --ignore-scripts".split()),
}
# What tells a tool its settings: in a RUN, and by variables.
_SETTINGS = {
    "npm": regex(r"npm_config|npmrc"),
    "pnpm": regex(r"npm_config|npmrc|pnpm (config|c|set|setup)\b|pnpm_|xdg_|\bhome="),
}
_VARIABLES = {"npm": ("npm_config_",), "pnpm": ("npm_config_", "pnpm_", "xdg_", "home")}
# Of pnpm: settings that hang on a secret or say where packages lie, and other ways to start it.
_PLACES = regex(r"\$\{|_auth|_password|node-linker|modules-dir|store-dir", re.IGNORECASE)
_OTHER_START = regex(r"\b(npx|npm exec|corepack)\s[^&;|]*\bpnpm\b[^&;|]*\s(i|install)\b|\bPATH=")


def undecided(tool: str, builder: Built, place: str) -> Iterator[str]:
    """What decided an install into a node_modules and does not decide its prune."""
    rc = join(dirname(place), ".npmrc")
    settings = f"settings of {tool} that a prune does not have"
    for step in builder.steps:
        command = f"`{shown(step.instruction)}`"
        body = step.instruction.body.lower()
        if step.instruction.keyword == "RUN" and _SETTINGS[tool].search(body):
            yield f"{command} has {settings}"
        for made in step.effect.deposits:
            if made.semantic[:2] != ("node", tool):
                continue
            if not any(below(area.path, place) for area in made.areas):
                continue
            options = (w for w in map(str, made.semantic[2:]) if w.startswith("-"))
            if odd := next((o for o in options if o not in _HARMLESS[tool]), ""):
                yield f"{command} has {odd}, without which a prune may make other packages of them"
            if step.at.image.context.get(rc) != builder.image.context.get(rc):
                yield f"{rc} is another one behind {command}"
            scope = step.at.scope
            told = _told({**scope.args, **scope.env}, tool)
            if told != _told(builder.scope.env, tool):
                yield f"{command} has {settings}"


def _told(variables: Mapping[str, str | None], tool: str) -> dict[str, str | None]:
    return {n: v for n, v in variables.items() if n.lower().startswith(_VARIABLES[tool])}


def held_by_pnpm(
    package: PackageJson, builder: Built, place: str, project: Project
) -> Iterator[str]:
    """What more decides a prune of pnpm. That an install may not write a lock of version 9 shows a
    pnpm of version 9 or newer, whose prune can be told to run no scripts."""
    if package.patches:
        yield "pnpm patches packages"
    rc = builder.image.context.get(join(dirname(place), ".npmrc"))
    if match := _PLACES.search((project.read(rc) if rc else "") or ""):
        yield f".npmrc has `{match[0]}`"
    for step in builder.steps:
        made = [d.semantic for d in step.effect.deposits if d.semantic[:2] == ("node", "pnpm")]
        if not made:
            continue
        command, body = f"`{shown(step.instruction)}`", step.instruction.body
        if not all("--frozen-lockfile" in m for m in made):
            yield f"{command} may take other versions than the lock, without --frozen-lockfile"
        if "--mount" in body:
            yield f"{command} has a mount, which a prune does not have"
        if _OTHER_START.search(body):
            yield f"{command} does not start pnpm by its name alone"
