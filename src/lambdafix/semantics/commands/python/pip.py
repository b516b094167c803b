"""pip: what its commands read and leave besides `pip install`.

Source: pip documentation 25.3, "Commands" and "Configuration".
"""

from __future__ import annotations

from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Options, Trace, Unknown, options
from lambdafix.semantics.commands.python.environments import Environment, environment_of
from lambdafix.semantics.commands.python.pip_install import (
    CACHE,
    READ,
    choices,
    install,
    read_by,
)
from lambdafix.semantics.commands.python.pip_options import FLAGS, VALUED, VARIABLES, with_variables
from lambdafix.semantics.commands.python.required import required

_ASK = frozenset("check freeze list show debug inspect help hash index search".split())


def read(call: Call) -> Trace | Unknown:
    words = call.argv[1:]
    command = next((w for w in words if not w.startswith("-")), "")
    if command in _ASK or (not command and "--python" not in words):
        return Trace(reads=(EVERYTHING,))
    if command == "cache":
        return Trace(reads=(EVERYTHING,), writes=(CACHE,))
    before, after = words[: words.index(command)], words[words.index(command) + 1 :]
    if command == "config":
        return _config(call, after)
    sorted_words = options((*before, *after), FLAGS, VALUED)
    if isinstance(sorted_words, Unknown):
        return sorted_words
    if sorted_words.last("--python") or call.scope.value("PIP_PYTHON"):
        return Unknown("pip --python", "which Python it means is not known")
    match command:
        case "install":
            return install(call, "pip", sorted_words, environment_of(call))
        case "download" | "wheel":
            into = ("-d", "--dest") if command == "download" else ("-w", "--wheel-dir")
            return _archives(call, command, sorted_words, sorted_words.last(*into) or ".")
        case "uninstall":
            return uninstall(call, sorted_words, environment_of(call))
        case _:
            return Unknown(f"pip {command}", "what this command does is not known")


def uninstall(call: Call, words: Options, environment: Environment) -> Trace | Unknown:
    """`pip uninstall`: takes packages by name from an environment or a directory."""
    files = words.all("-r", "--requirement", "--requirements")
    paths = [call.path(f) for f in files]
    if None in paths:
        return Unknown(files[paths.index(None)], "the file it names is not known")
    target = words.last("-t", "--target", "--prefix")
    there = call.path(target) if target else None
    if target and there is None:
        return Unknown(target, "the directory it names is not known")
    areas = (Area(there, deep=True),) if there else environment.areas
    home = call.scope.value("HOME")
    if not there and home:  # packages of `--user` are found too
        areas = (*areas, Area(join(home, ".local"), deep=True))
    words_said = ("uninstall", *sorted(words.operands), *sorted(p for p in paths if p))
    made = Deposit(areas, (*words_said, environment.name), " ".join(call.argv))
    manifests = tuple(p for p in paths if p)
    reads = (*map(Area, manifests), *READ, *areas)
    return Trace(reads, areas, (made,), VARIABLES, manifests=manifests)


def _archives(call: Call, command: str, given: Options, into: str) -> Trace | Unknown:
    """`pip download` and `pip wheel`: what an install would bring, as archives in a directory."""
    words, path = with_variables(call, given), call.path(into)
    needed = required(call, words)
    if isinstance(needed, Unknown):
        return needed
    if path is None:
        return Unknown(into, "the directory it names is not known")
    environment = environment_of(call)
    lost = any(m not in call.present for m in needed.manifests)
    areas = (Area(path, deep=True), *needed.built)
    asked = tuple(sorted((*words.operands, *words.all("-e", "--editable"))))
    made = Deposit(
        areas,
        (command, *choices(given), asked, environment.name),
        f"what `{call.shown}` leaves",
        tools=needed.commands,
    )
    read = read_by(call, words, needed, environment)
    return Trace(
        reads=(*read, *areas, *environment.areas, *((EVERYTHING,) if lost else ())),
        writes=(*areas, CACHE),
        deposits=(made,),
        variables=(*VARIABLES, *needed.variables),
        manifests=needed.manifests,
        missing=needed.missing,
    )


def _config(call: Call, words: tuple[str, ...]) -> Trace | Unknown:
    found = options(words, "--user --global --site", "--editor")
    if isinstance(found, Unknown):
        return found
    action, *rest = found.operands or [""]
    if action in ("list", "get", "debug"):
        return Trace(reads=(EVERYTHING,))
    if action not in ("set", "unset") or not rest:
        return Unknown(f"pip config {action}".strip(), "what it changes is not known")
    if rest[0].rpartition(".")[2] in ("target", "prefix", "root", "user", "python"):
        return Unknown(f"pip config {rest[0]}", "it sends packages to another place")
    home = call.scope.value("HOME") or "/root"
    environment, named = environment_of(call), call.scope.value("PIP_CONFIG_FILE")
    site = environment.areas if "--site" in found.flags else ()
    paths = ["/etc/pip.conf", join(home, ".pip"), join(home, ".config/pip")]
    paths += [call.path(named) or "/"] if named else []
    areas = (*(Area(p, deep=True) for p in paths), *site)
    made = Deposit(areas, tuple(call.argv[1:]), " ".join(call.argv))
    return Trace(areas, areas, (made,), ("PIP_CONFIG_FILE", "HOME", "XDG_*", "PYTHON*"))
