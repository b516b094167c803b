"""What an image is for, by the infrastructure alone: bundlers and services are left alone, and what
builds a function says which stage it is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from lambdafix.codemod import Settings
from lambdafix.context.infrastructure.tree import content_of
from lambdafix.context.infrastructure.uses import Purpose, Use

# Files that say what a function's environment is, beside the one that deploys it.
_SETTINGS = tuple(".cjs .env .js .json .mjs .py .tf .tfvars .toml .ts .yaml .yml".split())


def purpose_against(uses: Sequence[Use]) -> str:
    """Why an image is no function's by what the infrastructure says of all its uses, or nothing."""
    purposes = {use.purpose for use in uses}
    if not purposes or not purposes <= {Purpose.BUNDLE, Purpose.SERVICE}:
        return ""
    use = uses[0]
    at = f"{os.path.basename(use.place.path)}:{use.place.line}"
    if use.purpose is Purpose.BUNDLE:
        return f"a bundler, not a function image: {at} takes an archive out of it"
    return f"not a function image: {at} hands it to a container service"


def deployed(settings: Settings, uses: Sequence[Use]) -> Settings:
    """The settings with what the infrastructure says of the images that it deploys: the stages that
    it builds, unless the user says which, and what it starts in place of the Dockerfile's words."""
    functions = [use for use in uses if use.purpose is Purpose.FUNCTION]
    images = functions or [use for use in uses if use.purpose is Purpose.IMAGE]
    targets = settings.targets or tuple(dict.fromkeys(use.target for use in images))
    handlers = (use.command[0] for use in images if len(use.command) == 1)
    return replace(
        settings,
        targets=targets if any(targets) else (),
        also_built=tuple(dict.fromkeys(use.target for use in uses if use.target)),
        handlers=tuple(dict.fromkeys(h for h in handlers if not h.startswith("/"))),
        overridden=next(filter(None, map(_overridden, functions)), ""),
        node_options=next(filter(None, (_node_options(u.place.path) for u in uses)), ""),
    )


@lru_cache(maxsize=1024)  # many functions share a template
def _node_options(path: str) -> str:
    """The file that names NODE_OPTIONS, of those with the settings of a function: what deploys it,
    and what lies beside that; empty if none does."""
    directory = os.path.dirname(path)
    try:
        beside = sorted(n for n in os.listdir(directory) if n.endswith(_SETTINGS))
    except OSError:
        beside = []  # it was there when the infrastructure was read
    for file in (path, *(os.path.join(directory, name) for name in beside)):
        name = os.path.basename(file)
        if name != "package.json" and b"NODE_OPTIONS" in (content_of(file) or b""):
            return name
    return ""


def _overridden(use: Use) -> str:
    """A word about what a use puts in place of ENTRYPOINT, WORKDIR or the program of CMD."""
    at = f"{os.path.basename(use.place.path)}:{use.place.line}"
    if use.entry_point:
        return f"{at} starts `{' '.join(use.entry_point)[:40]}` in place of ENTRYPOINT"
    if use.working_directory:
        return f"{at} lets the function start in {use.working_directory}"
    started = use.command[:1] if use.command and use.command[0].startswith("/") else ()
    return f"{at} starts `{started[0]}` in place of CMD" if started else ""
