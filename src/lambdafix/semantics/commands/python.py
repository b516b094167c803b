"""python -m pip and python -m TOOL: the module is the command. A script or `-c` is not known.

Source: Python documentation 3.13, "Command line and environment".
"""

from __future__ import annotations

from dataclasses import replace

from lambdafix.semantics.commands.call import Call, Trace, Unknown

_MODULES = frozenset({"pip", "poetry", "pipenv", "uv"})
_HARMLESS = frozenset({"-u", "-B", "-I", "-s", "-E", "-O"})


def read(call: Call) -> Trace | Unknown:
    from lambdafix.semantics.commands import read as read_any

    words = [w for w in call.argv[1:] if w not in _HARMLESS]
    if words in (["--version"], ["-V"]):
        return Trace()
    if len(words) < 2 or words[0] != "-m":
        return Unknown(" ".join(call.argv[:2]), "what a program does cannot be seen")
    if words[1] not in _MODULES:
        return Unknown(f"-m {words[1]}", "what this module does is not known")
    return read_any(replace(call, argv=tuple(words[1:])))
