"""The configuration of an image, as the instructions of a stage write it."""

from __future__ import annotations

from lambdafix.semantics.image import Image
from lambdafix.semantics.lens import Lens
from lambdafix.semantics.scope import Scope
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import Cmd, Entrypoint

# Instructions whose text is the image's configuration and nothing else.
_CONFIG = frozenset(
    {"EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "STOPSIGNAL", "VOLUME"}
)


def configure(
    instruction: Instruction, image: Image, scope: Scope, lens: Lens, escape: str
) -> None:
    match instruction.keyword:
        case "CMD":
            image.config["CMD"] = lens.text(_process(Cmd.of(instruction, escape)))
        case "ENTRYPOINT":
            image.config["ENTRYPOINT"] = lens.text(_process(Entrypoint.of(instruction, escape)))
        case "WORKDIR":
            image.config["WORKDIR"] = lens.path(scope.workdir or "")
            if scope.workdir:
                image.settle(scope.workdir)
        case "USER":
            image.config["USER"] = scope.user
        case "ENV":
            image.config |= {f"ENV {n}": lens.text(v) for n, v in scope.env.items()}
        case keyword if keyword in _CONFIG:
            known = image.config.get(keyword, ())
            assert isinstance(known, tuple)
            image.config[keyword] = (*known, scope.expand(instruction.body.strip()))


def _process(view: Cmd | Entrypoint) -> object:
    return view.argv if view.argv is not None else view.script
