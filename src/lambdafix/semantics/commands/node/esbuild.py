"""esbuild: bundles what it is led to by imports, into the file or directory that it is told.

Source: esbuild documentation (0.25), "API" and "Content Types". Plugins need a program of their
own and are never loaded by the command. What it reads is decided by imports, so everything counts.
"""

from __future__ import annotations

from posixpath import dirname

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Deposit, Trace, Unknown

_PLAIN = frozenset(
    """--bundle --minify --minify-syntax --minify-whitespace --minify-identifiers --sourcemap
    --splitting --keep-names --allow-overwrite --preserve-symlinks --tree-shaking
    --ignore-annotations""".split()
)
_VALUED = frozenset(
    """--platform --target --format --external --packages --loader --define --alias --sourcemap
    --legal-comments --main-fields --conditions --log-level --color --charset --tsconfig --jsx
    --drop --inject --resolve-extensions --out-extension --banner --footer --entry-names
    --chunk-names --asset-names --outbase --tree-shaking --minify --global-name --pure
    --source-root --sources-content --keep-names --bundle --log-limit --jsx-factory --log-override
    --jsx-import-source --drop-labels --public-path --analyze --supported""".split()
)
# Beside the file that is named: its map, its style sheet and the licences.
_BESIDE = ("", ".map", ".LEGAL.txt")
_ASSET = regex(r"--loader:[^=]*=(copy|file)$|--asset-names=")


def read(call: Call) -> Trace | Unknown:
    if call.argv[1:] == ("--version",):
        return Trace()
    given: dict[str, str] = {}
    for word in call.argv[1:]:
        name, equals, value = word.partition("=")
        plain = name.partition(":")[0]
        if plain in ("--outfile", "--outdir", "--metafile") and equals:
            given[plain] = value
        elif word.startswith("-") and not (
            plain in _VALUED if equals or ":" in name else word in _PLAIN
        ):
            return Unknown(word, "this option is not known")
    areas = _left(call, given, assets=any(_ASSET.match(w) for w in call.argv))
    if isinstance(areas, Unknown):
        return areas
    label = f"what esbuild bundles into {areas[0].path}"
    output, bundle = _output(call, areas), _holds_all(call.argv)
    made = Deposit(areas, tuple(call.argv), label, output=output, bundle=bundle)
    variables = ("NODE_*", "ESBUILD_*", "PATH")
    return Trace(reads=(EVERYTHING,), writes=areas, deposits=(made,), variables=variables)


def _left(call: Call, given: dict[str, str], *, assets: bool) -> tuple[Area, ...] | Unknown:
    """What it writes; `assets`: files that are imported come beside the bundle by names that are
    made of their text."""
    paths = {name: call.path(value) for name, value in given.items()}
    if None in paths.values():
        return Unknown("esbuild", "the file it writes is not known")
    known = {name: path for name, path in paths.items() if path}
    report = [Area(known["--metafile"])] if "--metafile" in known else []
    if "--outdir" in known:
        return (Area(known["--outdir"], deep=True), *report)
    if "--outfile" in known:
        file = known["--outfile"]
        if assets:
            return (Area(dirname(file), deep=True), *report)
        stem = join(dirname(file), file.rpartition("/")[2].rpartition(".")[0])
        names = [f"{start}{end}" for start in (file, f"{stem}.css") for end in _BESIDE]
        return (*map(Area, names), *report)
    return Unknown("esbuild", "without --outfile or --outdir its place is not known")


def _output(call: Call, areas: tuple[Area, ...]) -> tuple[Area, ...]:
    """What is there for certain: the file that is named and its map, or the directory."""
    if areas[0].deep:
        return areas[:1]
    maps = {"--sourcemap", "--sourcemap=linked", "--sourcemap=external", "--sourcemap=both"}
    return areas[:2] if maps & set(call.argv) else areas[:1]


def _holds_all(words: tuple[str, ...]) -> bool:
    """Whether the packages that are imported come into the bundle."""
    apart = ("--external", "--packages")
    return "--bundle" in words and not any(w.startswith(apart) for w in words)
