"""The step that made a layer, as the Dockerfile has it, from what builders write down of it."""

from __future__ import annotations

import re

from lambdafix.regex import regex
from lambdafix.verify.archive.model import Step

_CLASSIC = regex(r"^/bin/sh -c #\(nop\)\s*")
_SHELL = regex(r"^(?:RUN )?(?:\|\d+ (?P<arguments>.*?) )?/bin/(?:ba)?sh -c ", re.DOTALL)
_BUILDKIT = regex(r"\s*# buildkit$")


def instruction(step: Step | None) -> str:
    """`RUN pip install flask`, of `RUN |1 V=1 /bin/sh -c pip install flask # buildkit` and of
    `/bin/sh -c pip install flask` alike; empty where the image does not tell."""
    if step is None:
        return ""
    text = _BUILDKIT.sub("", step.created_by.strip())
    if _CLASSIC.match(text):
        return _CLASSIC.sub("", text).strip()
    return _SHELL.sub("RUN ", text, count=1).strip()
