"""Images by name: is this text an AWS Lambda base, an official language image, something else?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from lambdafix.catalog.loading import Seen, Table, load
from lambdafix.catalog.mirrors import is_mirrored, original, through_mirror
from lambdafix.catalog.runtimes import Runtime, find, runtimes
from lambdafix.regex import regex
from lambdafix.syntax.image import ImageReference

_ARCH = regex(r"-(x86_64|arm64)$")
_BUILD = regex(r"\.(\d{4}(?:\.\d{2}){3,4})$")  # 3.11.2023.12.05.16
_NUMBER = regex(r"(\d+(?:\.\d+)*)(\w*)")


class BaseImage(NamedTuple):
    """An AWS Lambda base image as written.

    `version` is None where the text does not say it (`latest`, a digest alone, a variable), and
    `runtime` is None where the table does not know the version: it may be newer than the table.
    """

    family: str
    version: str | None
    runtime: Runtime | None
    registry: str  # ecr | hub | cache (a pull through cache of public.ecr.aws) | mirror (settings)
    arch: str | None  # x86_64 | arm64, where the tag pins one
    build: str | None  # the date of a dated tag: 2023.12.05.16
    preview: bool
    digest: str | None
    floating: bool  # `latest` or no tag, without a digest: the language version moves under it


class LanguageImage(NamedTuple):
    """An official language image, such as python:3.12.1-slim-bookworm.

    `version` has the components of AWS's tags ("3.12"), or is None where the tag leaves it open
    (`python:3`, `latest`); `written` is the version as the tag has it ("3.12.1").
    """

    family: str
    version: str | None
    written: str | None
    variant: str  # "" | slim | alpine | windowsservercore | ...
    release: str | None  # bookworm, alpine3.19
    os: str  # debian | alpine | windows | other
    prerelease: bool
    compilers: bool | None  # whether it brings gcc, make and -dev packages; None: not known
    digest: str | None
    seen: Seen


class Purpose(NamedTuple):
    """An image that tells what a Dockerfile is for: sam-build, web-adapter, microvm ..."""

    name: str
    says: str
    seen: Seen
    instead: str = ""  # what to stand on in its place, where that is not plain


def telling_words() -> Sequence[str]:
    """Words in small letters of which one is in every name that this table knows as Lambda's."""
    words: Sequence[str] = load("images")["words"]
    return words


@cache
def may_start() -> re.Pattern[str]:
    """What a CMD that may be a handler looks like, in small letters, or a build of Go."""
    return re.compile(load("images")["signs"]["starts"])


@cache
def bundles() -> re.Pattern[str]:
    """What a RUN looks like that packs an archive or an asset."""
    return re.compile(load("images")["signs"]["bundles"])


def starts_no_handler(program: str) -> bool:
    """Whether the first word of CMD, without its directory, is a command and no handler."""
    return program in load("images")["signs"]["none"]


def recognise(text: str) -> BaseImage | None:
    """The AWS Lambda base that an image text names, in any spelling; None if it names none."""
    image = _parse(text)
    if image is None:
        return None
    for registry, hosts, repositories in _spellings():
        match = repositories.fullmatch(image.repository)
        if match and hosts.fullmatch(image.registry):
            family = match[1]
            registry = "mirror" if is_mirrored(text.strip()) else registry
            return _base_image(family, registry, image) if family in _families() else None
    return None


def base_image_beside(runtime: Runtime, old: str) -> str:
    """AWS's image as the user gets it who has the image `old`: by a mirror of AWS's registry; else
    of Docker Hub, where `old` comes from a mirror; else from AWS."""
    image = through_mirror(runtime.image)
    if is_mirrored(image) or not is_mirrored(old):
        return image
    written: str = load("images")["lambda"]["hub"]["written"]
    on_hub = through_mirror(written.format(family=runtime.family, tag=runtime.tag))
    return on_hub if is_mirrored(on_hub) else image


def language_image(text: str) -> LanguageImage | None:
    """The official language image that an image text names; None if it names none."""
    image = _parse(text)
    name = _official_name(image) if image else None
    if image is None or name is None:
        return None
    for entry in load("images")["language"].values():
        if name in entry["repositories"]:
            return _language_image(entry, image)
    return None


def purpose(text: str) -> Purpose | None:
    """What an image that is neither a Lambda base nor a language image is there for, if known."""
    image = _parse(text)
    if image is None:
        return None
    return _purpose(_official_name(image) or _plain_name(image))


@lru_cache(maxsize=1024)
def _purpose(name: str) -> Purpose | None:
    for key, entry in load("images")["purpose"].items():
        if re.fullmatch(entry["image"], name):
            return Purpose(key, entry["says"], Seen(entry["seen"]), entry.get("instead", ""))
    return None


def may_be_mirrored(text: str) -> bool:
    """Whether an image that is not known has the name of an official language image."""
    image, known = _parse(text), load("images")["language"].values()
    names = {name for entry in known for name in entry["repositories"]}
    return image is not None and image.name in names and language_image(text) is None


def system_image(text: str) -> str:
    """The name of an official image of an operating system alone: debian; empty if it is none."""
    image = _parse(text)
    return (_official_name(image) or "") if image else ""


def is_installer(image: str) -> bool:
    """Whether an image is nothing but an installer's programs, which run on any Linux: uv's."""
    known = purpose(image) if image else None
    return known is not None and known.name == "uv"


def glibc_of_release(release: str) -> tuple[str, Seen] | None:
    """The glibc of a Debian release by its code name, and how well that is known."""
    entry = load("images")["release"].get(release)
    return (entry["glibc"], Seen(entry["seen"])) if entry else None


def _base_image(family: str, registry: str, image: ImageReference) -> BaseImage:
    tag = image.tag
    arch = _ARCH.search(tag)
    rest = _ARCH.sub("", tag)
    build = _BUILD.search(rest)
    rest = _BUILD.sub("", rest)
    preview = rest.endswith("-preview")
    rest = rest.removesuffix("-preview")
    known = rest not in ("", "latest") and "$" not in rest
    return BaseImage(
        family=family,
        version=rest if known else None,
        runtime=find(family, rest) if known else None,
        registry=registry,
        arch=arch[1] if arch else None,
        build=build[1] if build else None,
        preview=preview,
        digest=image.digest or None,
        floating=rest in ("", "latest") and not image.digest,
    )


def _language_image(entry: Table, image: ImageReference) -> LanguageImage:
    words = (image.tag or "latest").split("-")
    number = _NUMBER.fullmatch(words[0])
    flavour = [word for word in words[1 if number else 0 :] if not word.startswith("rc")]
    written = number[1] if number else None
    components = written.split(".") if written else []
    release = next((word for word in flavour if _is_release(word)), None)
    variant = next((word for word in flavour if word not in ("latest", release)), "")
    if release and release.startswith("alpine"):
        variant = "alpine"
    parts: int = entry["parts"]
    return LanguageImage(
        family=entry["family"],
        version=".".join(components[:parts]) if len(components) >= parts else None,
        written=written,
        variant=variant,
        release=release,
        os=_system(variant, entry["os"]),
        prerelease=bool(number and number[2]) or any(word.startswith("rc") for word in words),
        compilers=False if variant in ("slim", "alpine") else entry.get("compilers"),
        digest=image.digest or None,
        seen=Seen(entry["seen"]),
    )


def _is_release(word: str) -> bool:
    return word in load("images")["release"] or bool(re.fullmatch(r"alpine\d[\d.]*", word))


def _system(variant: str, default: str) -> str:
    if variant in ("", "slim"):
        return default
    if variant == "alpine":
        return "alpine"
    return "windows" if variant in ("windowsservercore", "nanoserver") else "other"


def _official_name(image: ImageReference) -> str | None:
    """`python` for Docker's official image of that name and for AWS's mirror of it."""
    for registry, folder in (("docker.io", "library/"), ("public.ecr.aws", "docker/library/")):
        if image.registry == registry and image.repository.startswith(folder):
            return image.repository.removeprefix(folder)
    return None


def _plain_name(image: ImageReference) -> str:
    on_hub = image.registry == "docker.io"
    return image.repository if on_hub else f"{image.registry}/{image.repository}"


def _parse(text: str) -> ImageReference | None:
    bare = original(text.strip().strip("\"'"))
    return ImageReference.parse(bare) if bare and bare != "scratch" else None


@cache
def _spellings() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(entry["registry"]), re.compile(entry["repository"]))
        for name, entry in load("images")["lambda"].items()
    )


@cache
def _families() -> frozenset[str]:
    return frozenset(runtime.family for runtime in runtimes())
