"""What a language has to say to a switch of the base image: one file a language."""

from __future__ import annotations

from importlib import import_module

from lambdafix.edits.languages.language import Language

# family of the base images -> module
_LANGUAGES = {"python": "python", "nodejs": "nodejs"}


def language_of(family: str) -> Language | None:
    """The language of a family of base images; None where no switch is known for it."""
    module = _LANGUAGES.get(family)
    found: Language | None = import_module(f"{__name__}.{module}").LANGUAGE if module else None
    return found
