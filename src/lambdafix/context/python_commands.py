"""Which commands Python code runs: `subprocess.run(["git", ...])`, `os.system("ffmpeg ...")`.

Best effort: what is put together at run time is not seen (`spawns_unknown` says whether there is
such a call), nor what a library runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from lambdafix.catalog.commands import passing
from lambdafix.context.python_tree import parsed
from lambdafix.regex import regex

_SUBPROCESS = "run call check_call check_output Popen getoutput getstatusoutput"
_OS = """system popen execl execle execlp execlpe execv execve execvp execvpe
posix_spawn posix_spawnp"""
_OS_WITH_MODE = "spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe"
_CALLS = {  # the full name of a call -> which argument is the command
    **{f"subprocess.{name}": 0 for name in _SUBPROCESS.split()},
    **{f"os.{name}": 0 for name in _OS.split()},
    **{f"os.{name}": 1 for name in _OS_WITH_MODE.split()},
    "shutil.which": 0,
    "pexpect.run": 0,
    "pexpect.spawn": 0,
    "asyncio.create_subprocess_exec": 0,
    "asyncio.create_subprocess_shell": 0,
}
_METHODS = {"subprocess_exec": 1, "subprocess_shell": 1}  # of an event loop of asyncio
_KEYWORDS = frozenset({"args", "cmd", "command", "program", "file", "path", "executable"})
_WORD = regex(r"""\s*(?:\w+=\S*\s+)*["'(]*([\w./][\w./+-]*)""")
_QUOTED = regex(r"""["']\s*([\w./][\w./+-]*)""")


def spawned(source: str) -> frozenset[str]:
    """The base names of the commands that the code runs or looks up.

    Without a tree: the first word of every quoted string, for any of them may be a command.
    """
    tree = parsed(source)
    if tree is None:
        return frozenset(_base(word) for word in _QUOTED.findall(source))
    return frozenset(word for found in _commands(tree) for word in found)


def spawns_unknown(source: str) -> bool:
    """Whether the code runs a command that is not in its text, or cannot be parsed."""
    tree = parsed(source)
    return tree is None or any(not found for found in _commands(tree))


def _commands(tree: ast.Module) -> Iterator[frozenset[str]]:
    """For each call that runs a command, the commands; none where they cannot be read."""
    yield from _of_sh(tree)
    aliases, values = _aliases(tree), _values(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        at = _CALLS.get(_full_name(node.func, aliases))
        if at is None and isinstance(node.func, ast.Attribute):
            at = _METHODS.get(node.func.attr)
        if at is None:
            continue
        arguments = [k.value for k in node.keywords if k.arg in _KEYWORDS]
        arguments += node.args[at : at + 1]
        yield frozenset(word for a in arguments for word in _words(a, values))


def _of_sh(tree: ast.Module) -> Iterator[frozenset[str]]:
    """The package sh: `from sh import git`; after `import sh` it may be any command."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "sh":
            yield frozenset(a.name for a in node.names)
        elif isinstance(node, ast.Import) and any(a.name == "sh" for a in node.names):
            yield frozenset()


def _words(argument: ast.expr, values: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The commands that an argument may stand for."""
    todo, seen = [argument], set[int]()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if (text := _text(node)) is not None:
            yield from _of_shell(text)
        elif _full_name(node, {}) == "sys.executable":
            yield "python3"
        else:
            todo += _inside(node, values)


def _inside(node: ast.expr, values: dict[str, list[ast.expr]]) -> Sequence[ast.expr]:
    """The parts of an expression that may begin with a command."""
    match node:
        case ast.List(elts=[first, *rest]) | ast.Tuple(elts=[first, *rest]):
            return [first, *rest] if _base(_text(first) or "") in passing() else [first]
        case ast.JoinedStr(values=[first, *_]):
            return [first]
        case ast.BinOp(left=value) | ast.Starred(value=value) | ast.FormattedValue(value=value):
            return [value]
        case ast.IfExp(body=body, orelse=other):
            return [body, other]
        case ast.BoolOp(values=choices):
            return choices
        case ast.Call(func=ast.Attribute(value=inner), args=arguments):
            return [inner, *arguments]  # "...".split(), "...".format(x), shlex.split("...")
        case ast.Call(args=arguments):
            return arguments
        case _:
            return values.get(_last_name(node), ())


def _text(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=bytes(data)):
            return data.decode("latin-1")
        case _:
            return None


def _of_shell(text: str) -> Iterator[str]:
    for part in re.split(r"[|;&\n]+|\$\(", text):
        while word := _WORD.match(part):
            yield _base(word[1])
            if _base(word[1]) not in passing():
                break
            part = re.sub(r"^(\s+-\S+|\s+\d\S*)+", "", part[word.end() :])


def _base(word: str) -> str:
    return word.rstrip("/").rpartition("/")[2]


def _full_name(node: ast.expr, aliases: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{aliases.get(node.value.id, node.value.id)}.{node.attr}"
    return ""


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _aliases(tree: ast.Module) -> dict[str, str]:
    """What imports call the modules and functions: `import subprocess as sp`."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.asname: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom):
            found |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return found


def _values(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Every value that a name or an attribute of that name is given, anywhere in the file."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                found.setdefault(_last_name(target), []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and node.value:
            found.setdefault(_last_name(node.target), []).append(node.value)
        elif isinstance(node, ast.arguments):
            names = [*node.posonlyargs, *node.args]
            for name, default in zip(names[::-1], node.defaults[::-1], strict=False):
                found.setdefault(name.arg, []).append(default)
    found.pop("", None)
    return found
