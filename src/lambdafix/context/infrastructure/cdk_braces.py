"""CDK programs in C#, Java and Go; the names are jsii's: `FromImageAsset`, `_FromImageAsset`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lambdafix.context.infrastructure.braces import Program, camel
from lambdafix.context.infrastructure.cdk import FUNCTION_CLASSES, Function, built, purpose_of
from lambdafix.context.infrastructure.shell_lines import UNKNOWN
from lambdafix.context.infrastructure.tree import Tree, each
from lambdafix.context.infrastructure.uses import Finding, Purpose
from lambdafix.regex import regex

_OPTIONS = ("file", "target", "directory", "platform")
_ENUM = regex(r"(Platform|Architecture)_(?=[A-Z])")
_MOST = 500  # images of one program


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images that CDK programs build."""
    yield from each(_program, paths, tree)


def _program(path: str, tree: Tree) -> Iterator[Finding]:
    program = Program.of(tree.text(path), path)
    functions = list(islice(_functions(program), _MOST))
    calls = ((at, known) for at, name in program.calls() if (known := purpose_of(*_named(name))))
    for at, (purpose, position) in islice(calls, _MOST):
        fields = program.fields(program.statement(at), _OPTIONS)
        options = {n: _constant(program, x) or program.text(x) for n, x in fields.items()}
        directory = options.pop("directory", None)
        given = program.arguments(at)
        if purpose is not Purpose.IMAGE and len(given) > position:
            directory = program.text(given[position])
        mine = [function for function, code in functions if at in code]
        yield from built(purpose, directory, options, mine, path, program.tokens[at].line, tree)


def _functions(program: Program) -> Iterator[tuple[Function, range]]:
    """Functions, each with the tokens of the code that it is given, in place or by a name."""
    for at, called in program.calls():
        if _named(called)[1] not in FUNCTION_CLASSES:
            continue
        given = program.arguments(at)
        fields = program.fields(program.statement(at), ("code", "architecture"))
        if "code" not in fields or len(given) < 2:
            continue
        name = program.text(given[1])
        said = _constant(program, fields["architecture"]) if "architecture" in fields else ""
        function = Function("?" if UNKNOWN in name else name, said)
        yield function, program.behind(program.name(fields["code"])) or fields["code"]


def _constant(program: Program, value: range) -> str:
    """`Platform_.LINUX_ARM64` and Go's `Platform_LINUX_ARM64()` with a dot, or nothing."""
    name = program.name(value)
    return _ENUM.sub(r"\1.", name) if "Platform" in name or "Architecture" in name else ""


def _named(call: str) -> tuple[str, str]:
    """Owner and name, as in TypeScript."""
    owner, _, name = call.replace("_", ".").removesuffix(".Builder.create").rpartition(".")
    made = name.removeprefix("New")
    is_class = made in (*FUNCTION_CLASSES, "DockerImageAsset")
    return owner, made if is_class else camel(name)
