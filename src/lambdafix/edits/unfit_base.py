"""An image that cannot be exchanged for AWS's of the same version: why, from its name."""

from __future__ import annotations

from datetime import date

from lambdafix.catalog.images import may_be_mirrored, purpose
from lambdafix.catalog.runtimes import (
    Runtime,
    as_of,
    base_image,
    find,
    newest_supported,
    next_supported,
)
from lambdafix.edits.languages.language import Language
from lambdafix.edits.successor import unsupported
from lambdafix.semantics.bases import Base

_MIRROR = "of a mirror of yours, say in the settings what it stands for (base-images)"


def unfit(base: Base, version: str, language: Language, day: date) -> tuple[str, str] | None:
    """Why there is no image of AWS's for it, and what the user can do; None where there is one.

    `version` is the language's, empty where neither the name nor the user says it.
    """
    image, newest = base.language, newest_supported(language.family, day)
    aws = base_image(language.family, newest)
    from_newest = f"start from {language.image_of(newest)}-slim, or from {aws}"
    if image is None:
        return _no_language_image(base, language, from_newest)
    if image.os == "windows":
        return "Lambda runs images of Linux only", "build on an image of Linux"
    if not version:
        return f"its name does not say which {language.name} it brings", from_newest
    if find(language.family, version) is None:
        why = f"AWS has no base image of {language.name} {version} (table of {as_of()})"
        return why, _around(version, language, day)
    return None


def outdated(runtime: Runtime, language: Language, day: date) -> tuple[str, str] | None:
    """The same where there is one that AWS does not patch; None where it does."""
    if runtime.supported(day):
        return None
    newer = next_supported(runtime.family, runtime.tag, day) if runtime.deprecation else None
    hint = f"move to {language.name} {newer.tag}: AWS patches {newer.image}" if newer else ""
    return unsupported(runtime, day), hint


def _no_language_image(base: Base, language: Language, from_newest: str) -> tuple[str, str]:
    kind = purpose(base.text)
    unknown = f"which {language.name} it brings, and what else, is not known"
    if kind is None:
        mirror = f"; {_MIRROR}" if may_be_mirrored(base.text) else ""
        return unknown, f"{from_newest}{mirror}"
    if kind.instead:
        return f"it is {kind.says}", kind.instead
    return f"it is {kind.says}; {unknown}", from_newest


def _around(version: str, language: Language, day: date) -> str:
    """What to do about a version that AWS left out; nothing about one that is still to come."""
    newer = next_supported(language.family, version, day)
    return f"the next one that AWS patches is {newer.image}" if newer else ""
