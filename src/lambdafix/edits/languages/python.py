"""Python: wheels are what a new C library decides about.

Source: PEP 600 and PEP 656 (manylinux and musllinux wheels), read 2026-11-25.
"""

from __future__ import annotations

from lambdafix.edits.languages.language import Concern, Finding, Language


def _compiles(concern: Concern) -> bool:
    return any(not LANGUAGE.only_client(n) for n in concern.installs)


def _obstacle(concern: Concern) -> Finding | None:
    return None  # all that can be seen is the same for every language


def _older_libc(concern: Concern) -> str:
    names = {d for n in concern.installs for d in n.distributions or ()} - {LANGUAGE.client}
    pronoun = "it requires" if len(names) == 1 else "they require"
    listed = f" of {', '.join(sorted(names))}, or of what {pronoun}," if names else ""
    return f"for which compiled wheels{listed} may not exist"


def _doubt(concern: Concern) -> str:
    languages = [b.image.base.language for b in concern.stages]
    if any(language and language.os == "alpine" for language in languages):
        return "on Alpine other wheels are installed"
    if _compiles(concern) and any(language and language.compilers for language in languages):
        return "the full image has compilers and libraries that the install may have used"
    return ""


LANGUAGE = Language(
    family="python",
    name="Python",
    old=r"/usr/local/(bin/(python|pip)[\w.]*|lib/python[\d.]*)|/usr/bin/python[\d.]*"
    r"|\b(virtualenv|venv|conda|pyenv)\b",
    tools=frozenset("pip pip3 dnf poetry pipenv uv".split()),
    compiles=_compiles,
    obstacle=_obstacle,
    doubt=_doubt,
    older_libc=_older_libc,
)
