"""Why a build failed, from the last lines of its log: what it means and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lambdafix.regex import regex

_SYNTAX = regex(
    r"resolve source metadata for \S*docker/dockerfile|docker/dockerfile\S*: (not|pull)"
)
_NO_IMAGE = regex(
    r"failed to resolve source metadata for (?P<docker>\S+): "
    r"|(?:initializing source|creating build container: .*) docker://(?P<podman>\S+?):? "
)
_DENIED = regex(r"40[13]|denied|unauthori[sz]ed|authorization|authentication|no basic auth", re.I)
_MISSING = regex(r"not found|manifest unknown|404", re.I)
_FULL = regex(r"no space left on device", re.I)
_ERROR = regex(r"^(ERROR|Error|error)\b[: ]")


def is_syntax(lines: Sequence[str]) -> bool:
    """Whether the image of the `# syntax=` line is what cannot be had."""
    return any(_SYNTAX.search(line) for line in lines)


def explained(lines: Sequence[str]) -> tuple[str, str]:
    """What went wrong, in a line, and what to do about it."""
    said = " ".join(lines)
    error = next(
        (line for line in reversed(lines) if _ERROR.match(line)), lines[-1] if lines else ""
    )
    found = _NO_IMAGE.search(said)
    if found:
        return _image(found["docker"] or found["podman"], said)
    if _FULL.search(said):
        return "the disk is full", "`docker builder prune` frees what old builds have left"
    return f"the build failed: {error or 'it said nothing'}", ""


def _image(name: str, said: str) -> tuple[str, str]:
    registry = _registry(name)
    if _DENIED.search(said):
        login = f"`docker login {registry}`" if registry else "`docker login`"
        again = (
            " (or `docker logout public.ecr.aws`: an old login is worse than none)"
            if registry == "public.ecr.aws"
            else ""
        )
        return f"the image {name} may not be read", f"Log in with {login}{again}"
    if _MISSING.search(said) and "no such host" not in said:
        return f"there is no image {name}", "Is the name right? A private one needs `docker login`."
    return (
        f"the image {name} cannot be fetched from {registry or 'Docker Hub'}",
        "Is the network there? An image that the engine has already needs none.",
    )


def _registry(name: str) -> str:
    first, slash, _ = name.partition("/")
    is_host = slash and ("." in first or ":" in first or first == "localhost")
    return "" if not is_host or first == "docker.io" else first
