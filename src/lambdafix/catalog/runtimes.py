"""The AWS base images for Lambda: operating system, package manager, glibc, support dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from lambdafix.catalog.loading import Seen, Table, load
from lambdafix.regex import regex

# SAM's rule for the image of a runtime id (aws-sam-cli lambda_image.py, 2026-07-22):
# nodejs22.x is nodejs:22, provided.al2 is provided:al2, plain `provided` is provided:alami.
_IDENTIFIER = regex(r"(python|nodejs|java|dotnet|ruby|provided|go)\.?(.*?)(?:\.x)?")


class Runtime(NamedTuple):
    """One AWS base image, such as python:3.12; `status` is what held when the table was made."""

    family: str
    tag: str
    os: str  # AL1 | AL2 | AL2023
    package_manager: str  # yum | dnf (on AL2023 a link to microdnf)
    glibc: str
    status: str  # supported | deprecated | preview
    deprecation: date | None  # AWS patches the image no longer from here; None: not scheduled
    seen: Seen
    source: str

    @property
    def image(self) -> str:
        """`public.ecr.aws/lambda/python:3.12`."""
        return base_image(self.family, self.tag)

    @property
    def identifier(self) -> str:
        """The runtime id of AWS's other tools: python3.12, nodejs22.x, provided.al2023."""
        if self.family == "provided":
            return "provided" if self.tag == "alami" else f"provided.{self.tag}"
        return f"{self.family}{self.tag}{'.x' if self.family in ('nodejs', 'go') else ''}"

    def status_on(self, day: date) -> str:
        """`supported`, `deprecated` or `preview` on `day`; the day of deprecation is deprecated."""
        if self.deprecation is None:
            return self.status
        return "supported" if day < self.deprecation else "deprecated"

    def supported(self, on: date) -> bool:
        """Whether AWS still patches this image on that day (a preview does not count)."""
        return self.status_on(on) == "supported"


def runtimes(overlay: str | Table = "") -> tuple[Runtime, ...]:
    """Every base image in the table, in its order; `overlay` adds or corrects entries."""
    return _read(load("runtimes", overlay)) if overlay else _built_in()


def as_of() -> date:
    """The day on which the table was made; print it wherever a date of it is printed."""
    made: date = load("runtimes")["as_of"]
    return made


def find(family: str, version: str) -> Runtime | None:
    """The base image of that family and tag, or None where the table does not know it."""
    return _index().get((family, version))


def newest_supported(family: str, day: date) -> str:
    """The tag of the newest image of a family that AWS patches on a day; empty if there is none."""
    tags = [r.tag for r in runtimes() if r.family == family and r.supported(day)]
    return max(tags, key=number, default="")


def next_supported(family: str, version: str, day: date) -> Runtime | None:
    """The nearest newer image of a family that AWS patches on a day."""
    newer = (r for r in runtimes() if r.family == family and number(r.tag) > number(version))
    return min((r for r in newer if r.supported(day)), key=lambda r: number(r.tag), default=None)


def number(tag: str) -> tuple[int, ...]:
    """A tag as its numbers, by which versions have an order."""
    return tuple(map(int, re.findall(r"\d+", tag)))


def from_identifier(text: str) -> Runtime | None:
    """The base image of a runtime id or tag: python3.12, python:3.12, nodejs22.x, provided."""
    match = _IDENTIFIER.fullmatch(text.replace(":", ""))
    if match is None:
        return None
    family, version = match.groups()
    return find(family, version or ("alami" if family == "provided" else ""))


def base_image(family: str, version: str) -> str:
    """The canonical, multi-arch name of a base image."""
    return f"public.ecr.aws/lambda/{family}:{version}"


@cache
def _built_in() -> tuple[Runtime, ...]:
    return _read(load("runtimes"))


@cache
def _index() -> Mapping[tuple[str, str], Runtime]:
    return {(runtime.family, runtime.tag): runtime for runtime in _built_in()}


def _read(table: Table) -> tuple[Runtime, ...]:
    return tuple(
        _runtime(family, tag, entry)
        for family, tags in table["runtime"].items()
        for tag, entry in tags.items()
    )


def _runtime(family: str, tag: str, entry: Mapping[str, Any]) -> Runtime:
    return Runtime(
        family=family,
        tag=tag,
        os=entry["os"],
        package_manager=entry["package_manager"],
        glibc=entry["glibc"],
        status=entry["status"],
        deprecation=entry.get("deprecation"),
        seen=Seen(entry["seen"]),
        source=entry["source"],
    )
