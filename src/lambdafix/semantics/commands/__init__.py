"""What a command of a RUN line reads, leaves and needs: one file a tool, found by its first word.

A tool's `read(call) -> Trace | Unknown` names the documentation that it follows. A command that no
tool knows makes its RUN a wall, and the report says which word did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module

from lambdafix.semantics.commands.call import Call, Trace, Unknown

Reader = Callable[[Call], Trace | Unknown]

# module -> the first words that it reads
_TOOLS = {
    "coreutils": "cat chmod chown cp echo export false find install ln ls mkdir mv printf pwd rm "
    "rmdir set sleep test touch true cd : [ unset date env id whoami which uname",
    "archives": "tar unzip",
    "downloads": "curl wget git",
    "os_packages": "apt apt-get apk dnf microdnf yum",
    "pip": r"pip\d?(\.\d+)?",
    "python": r"(\S*/)?python\d?(\.\d+)?",
    "uv": "uv",
    "poetry": "poetry",
    "pipenv": "pipenv",
}


def read(call: Call) -> Trace | Unknown:
    """What one command does; Unknown names the word that cannot be read."""
    first = call.argv[0]
    if "$" in first:
        return Unknown(first, "its value is not known")
    if _is_other_python(call):
        return Unknown(first, "it is not the Python of the base image")
    module = next((m for m, words in _patterns() if words.fullmatch(first)), None)
    if module is None and first.startswith(
        ("/usr/bin/", "/bin/", "/usr/local/bin/", "/var/lang/bin/")
    ):
        return read(replace(call, argv=(first.rpartition("/")[2], *call.argv[1:])))
    if module is None:
        return Unknown(first, "no rule says what it reads and leaves")
    reader: Reader = import_module(f"{__name__}.{module}").read
    return reader(call)


def _is_other_python(call: Call) -> bool:
    """Whether a pip or a python is named that is not the base image's own."""
    directory, _, name = call.argv[0].rpartition("/")
    if not re.match(r"(pip|python)[\d.]*$", name) or call.python is None:
        return False
    version = re.search(r"\d+\.\d+$", name)
    elsewhere = bool(directory) and directory != call.python.scripts
    return elsewhere or (version is not None and version[0] != call.python.version)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    def pattern(words: str) -> str:
        return words if "\\" in words else "|".join(re.escape(w) for w in words.split())

    return tuple((module, re.compile(pattern(words))) for module, words in _TOOLS.items())
