"""What webpack leaves: the directory of its settings, or anything in the project."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING, Area
from lambdafix.semantics.commands import read
from lambdafix.semantics.commands.call import Call, Trace, Unknown
from lambdafix.semantics.scope import Scope

PACKAGE = {"name": "app", "devDependencies": {"webpack": "5.97.1", "webpack-cli": "5.1.4"}}
DIST = Area("/app/dist", deep=True)
ALL = Area("/app", deep=True)
CONFIG = "module.exports = { output: { path: __dirname + '/out' } };"
TS = "module.exports = { module: { rules: [{ use: 'ts-loader' }] } };"
BABEL = "module.exports = { module: { rules: [{ use: 'babel-loader' }] } };"


def run(line: str, files: Mapping[str, str] | None = None) -> Trace | Unknown:
    context = {"package.json": json.dumps(PACKAGE), **(files or {})}
    copied = {f"/app/{name}": name for name in context}
    scope = Scope(env={"PATH": "/usr/local/bin:/usr/bin"}, complete=True)
    return read(Call(tuple(line.split()), "/app", scope, copied, Project.of(context)))


def output(line: str, files: Mapping[str, str] | None = None) -> tuple[Area, ...]:
    found = run(line, files)
    assert isinstance(found, Trace), found
    assert EVERYTHING in found.reads
    return tuple(a for d in found.deposits for a in d.output)


def anywhere(line: str, files: Mapping[str, str] | None = None) -> str:
    """What is said of a build that may write anywhere in the project."""
    found = run(line, files)
    assert isinstance(found, Trace), found
    assert found.writes == (ALL,)
    assert not any(d.output for d in found.deposits)
    return found.missing


@pytest.mark.parametrize(
    ("line", "files", "place"),
    [
        ("webpack", {}, "/app/dist"),
        ("webpack build --mode production --progress", {}, "/app/dist"),
        ("npx webpack", {"webpack.config.js": CONFIG}, "/app/out"),
        ("node_modules/.bin/webpack --env prod", {"webpack.config.js": CONFIG}, "/app/out"),
        ("webpack-cli -c conf/w.js", {"conf/w.js": CONFIG}, "/app/conf/out"),
        ("webpack --config=w.mjs", {"w.mjs": "export default {};"}, "/app/dist"),
        ("webpack -o lib", {"webpack.config.js": CONFIG}, "/app/lib"),
        ("webpack", {"webpack.config.ts": "export default {} as Configuration;"}, "/app/dist"),
        ("webpack", {"webpack.config.js": TS, "tsconfig.json": "{}"}, "/app/dist"),
        ("webpack", {"webpack.config.js": BABEL, ".babelrc": "{}"}, "/app/dist"),
        (
            "webpack",
            {
                "webpack.config.js": TS,
                "tsconfig.json": '{"compilerOptions": {"declaration": true, "outDir": "dist/x"}}',
            },
            "/app/dist",
        ),
    ],
)
def test_what_it_bundles_lies_in_its_output(
    line: str, files: Mapping[str, str], place: str
) -> None:
    assert output(line, files) == (Area(place, deep=True),)


@pytest.mark.parametrize(
    ("line", "files", "says"),
    [
        ("webpack --watch", {}, ""),
        ("webpack serve", {}, ""),
        ("webpack src/index.js out.js", {}, ""),
        ("webpack -c a.js -c b.js", {"a.js": CONFIG, "b.js": CONFIG}, "which file its settings"),
        (
            "webpack",
            {"webpack.config.babel.js": CONFIG},
            "which file its settings are is not known",
        ),
        ("webpack", {".webpack/own.js": CONFIG}, "which file its settings are is not known"),
        (
            "webpack",
            {
                "webpack.config.js": CONFIG,
                "src/a.js": "import(/* webpackChunkName: '../b' */ './b')",
            },
            "src/a.js names a chunk or a loader itself",
        ),
        (
            "webpack",
            {"webpack.config.js": CONFIG, "src/a.js": "require('file-loader?name=../[name]!./b')"},
            "src/a.js names a chunk or a loader itself",
        ),
        (
            "webpack",
            {"webpack.config.js": BABEL, ".babelrc": '{"plugins": ["./build/emit.js"]}'},
            ".babelrc may name a program",
        ),
        (
            "webpack",
            {
                "webpack.config.js": BABEL,
                "package.json": '{"devDependencies": {"webpack": "5", "babel-loader": "npm:x@1"}}',
            },
            "package.json has another package for babel-loader",
        ),
        ("webpack -c lost.js", {}, "which file its settings are is not known"),
        ("webpack", {"webpack.config.yml": ""}, "which file its settings are is not known"),
        (
            "webpack",
            {"webpack.config.js": CONFIG, "webpack.config.ts": ""},
            "which file its settings are is not known",
        ),
        (
            "webpack",
            {"webpack.config.js": "module.exports = make();"},
            "webpack.config.js, line 1: `make()` is not followed",
        ),
        (
            "webpack",
            {"webpack.config.js": BABEL, "babel.config.js": "module.exports = {};"},
            "babel.config.js is a program",
        ),
        (
            "webpack",
            {"webpack.config.js": TS, "tsconfig.json": '{"compilerOptions": {"composite": true}}'},
            "tsconfig.json has declarations written, maybe beside the output",
        ),
        (
            "webpack",
            {
                "webpack.config.js": TS,
                "tsconfig.json": '{"compilerOptions": {"declaration": true, "outDir": "types"}}',
            },
            "tsconfig.json has declarations written, maybe beside the output",
        ),
    ],
)
def test_else_what_it_makes_may_be_anywhere_in_the_project(
    line: str, files: Mapping[str, str], says: str
) -> None:
    assert anywhere(line, files).startswith(says)


def test_what_it_keeps_for_the_next_time_is_no_output() -> None:
    found = run("webpack", {"webpack.config.js": "module.exports = { cache: true };"})
    assert isinstance(found, Trace)
    assert found.writes == (DIST, Area("/app/node_modules/.cache", deep=True))
    assert found.deposits[0].output == (DIST,)


def test_with_externals_the_bundle_does_not_hold_its_packages() -> None:
    whole = run("webpack", {"webpack.config.js": CONFIG})
    apart = run("webpack", {"webpack.config.js": "module.exports = { externals: ['pg'] };"})
    assert isinstance(whole, Trace)
    assert isinstance(apart, Trace)
    assert (whole.deposits[0].bundle, apart.deposits[0].bundle) == (True, False)


def test_an_output_that_may_be_a_file_is_not_followed() -> None:
    found = run("webpack -o lib/bundle.js", {"webpack.config.js": CONFIG})
    assert isinstance(found, Unknown)
    assert found.word == "-o"


def test_the_version_leaves_nothing() -> None:
    assert run("webpack --version") == Trace()
