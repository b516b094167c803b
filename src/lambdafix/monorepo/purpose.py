"""What an image is for, by the infrastructure alone: bundlers and services are left alone, and what
builds a function says which stage it is."""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec.structs import replace

from lambdafix.codemod import Settings
from lambdafix.context.infrastructure.uses import Purpose, Use


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
    """The settings with the stages that the infrastructure builds, unless the user says which."""
    if settings.targets:
        return settings
    others = (Purpose.BUNDLE, Purpose.SERVICE)
    said = dict.fromkeys(use.target for use in uses if use.purpose not in others)
    return replace(settings, targets=tuple(said)) if any(said) else settings
