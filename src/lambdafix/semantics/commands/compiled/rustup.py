"""rustup: toolchains, targets and components in RUSTUP_HOME, their commands in CARGO_HOME.

Source: The rustup book 1.28 ("Concepts", "Overrides", "Environment variables"). What is installed
is decided by the words, by settings in RUSTUP_HOME and by a rust-toolchain file at or above.
"""

from __future__ import annotations

from lambdafix.semantics.areas import EVERYTHING, Area, join, upwards
from lambdafix.semantics.commands.call import Call, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import deep, homes, left, tools

_FLAGS = """-q --quiet -v --verbose --no-self-update --force --force-non-host --allow-downgrade
--version -V -y"""
_VALUED = "--toolchain --profile -c --component -t --target"
_COMMANDS = frozenset("component target toolchain install default update set show".split())


def read(call: Call) -> Trace | Unknown:
    words = options(tuple(w for w in call.argv[1:] if not w.startswith("+")), _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if not words.operands:
        return Trace(reads=tools(call))
    if words.operands[0] not in _COMMANDS or "link" in words.operands[1:2]:
        shown = " ".join(words.operands[:2])
        return Unknown(f"rustup {shown}", "what this command does is not known")
    places = homes(call, "RUSTUP_HOME", ".rustup", official="/usr/local/rustup")
    cargo = homes(call, "CARGO_HOME", ".cargo", official="/usr/local/cargo")
    if isinstance(places, Unknown):
        return places
    if isinstance(cargo, Unknown):
        return cargo
    areas = deep((*places, *(join(c, "bin") for c in cargo)))
    names = ("rust-toolchain", "rust-toolchain.toml")
    chosen = tuple(Area(join(d, n)) for d in upwards(call.cwd or "/") for n in names)
    chosen = chosen if call.cwd else (EVERYTHING,)
    return Trace(
        reads=(*chosen, *tools(call), *areas),
        writes=areas,
        deposits=(left(call, areas),),
        variables=("RUSTUP_*", "CARGO_HOME", "HOME", "PATH", "*_PROXY", "*_proxy"),
        manifests=tuple(a.path for a in chosen if a.path in call.files),
    )
