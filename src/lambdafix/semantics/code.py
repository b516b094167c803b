"""What the files of an image run and ask for: the commands, the interpreter, the compiler."""

from __future__ import annotations

import re
from posixpath import basename

from msgspec import Struct

from lambdafix.context import node_commands, node_source
from lambdafix.context.project import Project
from lambdafix.context.python_source import literals_of, spawned, spawns_unknown
from lambdafix.regex import regex
from lambdafix.semantics.image import Image
from lambdafix.semantics.latest import latest
from lambdafix.semantics.mentions import has_no_suffix, texts_of

_MAY_SPAWN = regex(
    r"subprocess|\b(system|popen|exec[lv]\w*|(posix_)?spawn\w*|which)\(|pexpect|(from|import) sh\b"
)
_INTERPRETER = regex(
    r"\bsys\.(executable|(base_)?(exec_)?prefix)\b|\bsysconfig\b|\bsite\.(get\w*packages|USER_SITE)"
)
# Calls of a compiler, and libraries by the name that only a -devel package brings.
_COMPILES = regex(
    r"\bpyximport\b|\btorch\.compile\b|\bcpp_extension\b|\bCDLL\(|\bfind_library\(|\bffi\.verify\b"
    r"|\bLoadLibrary\("
)
_SCANS = regex(r"\biter_modules\(|\bwalk(_packages)?\(|\biterdir\(|glob\(|\b(listdir|scandir)\(")
_ITSELF = regex(r"__file__|LAMBDA_TASK_ROOT|/var/task\b|getcwd\(|\bcwd\(|Path\(\)|[\"']\.[\"'/]")
_PYTHON = regex(r"python[\d.]*")


class Code(Struct, frozen=True):
    """What the files of an image run, as far as their text says.

    `commands`: those that Python files run; `words`: all of shell scripts, the commands that they
    run among them; `literals`: the strings of Python files that may run commands. The rest are
    files, empty where there is none: `unseen` puts a command together; `interpreter` starts another
    Python or asks where this one lies; `shebang` is run and names an interpreter in /usr/local;
    `compiles` may call a compiler or load a library by its plain name; `scans` reads what lies
    around it, whatever it is.
    """

    commands: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()
    unseen: str = ""
    interpreter: str = ""
    shebang: str = ""
    compiles: str = ""
    scans: str = ""

    @property
    def called(self) -> frozenset[str]:
        """The commands by their names, whatever directory they are started from."""
        return frozenset(map(basename, self.commands)) | self.commands | self.words


def code_of(image: Image, project: Project) -> Code:
    """What the files that are copied into an image run."""
    return _code(frozenset(image.context.values()), project, image.base.family)


@latest(8)
def _code(paths: frozenset[str], project: Project, family: str) -> Code:
    commands, words, literals = set[str](), set[str](), set[str]()
    first: dict[str, str] = {}
    local = set[str]()
    for path, text in texts_of(paths, project, family):
        if text.startswith("#!/usr/local/"):
            local.add(basename(path))
        if _is_script(path, text):
            words.update(re.findall(r"[\w.+-]+", text))
        if path.endswith(node_source.SUFFIXES):
            commands |= node_commands.spawned(text)
            if node_commands.spawns_unknown(text):
                first.setdefault("unseen", path)
        if not _is_python(path, text):
            continue
        found = spawned(text) if _MAY_SPAWN.search(text) else frozenset[str]()
        if found:
            commands |= found
            literals |= literals_of(text)
        if _MAY_SPAWN.search(text) and spawns_unknown(text):
            first.setdefault("unseen", path)
            literals |= literals_of(text)
        if _INTERPRETER.search(text) or any(map(_PYTHON.fullmatch, found)):
            first.setdefault("interpreter", path)
        if _COMPILES.search(text):
            first.setdefault("compiles", path)
        if _SCANS.search(text) and _ITSELF.search(text):
            first.setdefault("scans", path)
    own = min(commands & {basename(p) for p in paths}, default="")
    if own:
        first.setdefault("interpreter", own)
    return Code(
        frozenset(commands),
        frozenset(words),
        frozenset(literals),
        shebang=min(local & commands, default=""),
        **first,
    )


def _is_python(path: str, text: str) -> bool:
    return path.endswith(".py") or (
        has_no_suffix(path) and text.startswith("#!") and "python" in text[:99]
    )


def _is_script(path: str, text: str) -> bool:
    return path.endswith((".sh", ".bash")) or (has_no_suffix(path) and text.startswith("#!"))
