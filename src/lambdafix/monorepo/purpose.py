"""What an image is for, by the infrastructure alone: bundlers and services are left alone."""

from __future__ import annotations

import os
from collections.abc import Sequence

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
