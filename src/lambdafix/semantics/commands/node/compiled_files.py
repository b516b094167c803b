"""Small tools behind tsc: tsc-alias changes what it has compiled, copyfiles adds to it.

Sources: READMEs of tsc-alias 1.8 (it replaces import paths in `outDir`) and copyfiles 2.4 (the last
word is the directory that all files go to, less as many directories as `--up` says).
"""

from __future__ import annotations

from lambdafix.semantics.areas import EVERYTHING, Area
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown, options
from lambdafix.semantics.commands.node import tsc

_ALIAS = "-s --silent -v --verbose -f --resolve-full-paths --debug"
_COPY = "-a --all -f --flat -E --error -V --verbose -s --soft -F --follow"


def read(call: Call) -> Trace | Unknown:
    return _copied(call) if call.argv[0].endswith("copyfiles") else _replaced(call)


def _replaced(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], _ALIAS, "-p --project")
    if isinstance(words, Unknown) or words.operands:
        return Unknown("tsc-alias", "this option is not known")
    config = call.path(words.last("-p", "--project") or "tsconfig.json")
    if config is None or config not in call.files:
        return Unknown("tsc-alias", "tsconfig.json is not a file that was copied from the context")
    found = tsc.settings(call, config)
    if isinstance(found, str):
        return Unknown("tsc-alias", found)
    out = tsc.place(call, None, config, found.get("outDir"))
    if out is None or tsc.scattered(found):
        return Unknown("tsc-alias", "where tsc has compiled to is not known")
    return tsc.compiled(call, out, (), config)


def _copied(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], _COPY, "-u --up -e --exclude")
    if isinstance(words, Unknown):
        return words
    *sources, last = words.operands or [""]
    into = call.path(last) if sources else None
    outside = any(s.startswith(("/", "~")) or ".." in s or "$" in s for s in sources)
    if into is None or call.cwd is None or outside:
        return Unknown("copyfiles", "which files it copies is not known")
    area = Area(into, deep=True)
    made = Deposit(
        (area,), ("copyfiles", call.cwd, *call.argv[1:]), f"what copyfiles adds to {into}"
    )
    variables = ("NODE_*", "PATH")
    return Trace(reads=(EVERYTHING,), writes=(area,), deposits=(made,), variables=variables)
