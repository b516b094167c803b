"""webpack.config.js: where everything lies that it has webpack write."""

from __future__ import annotations

import pytest

from lambdafix.context.settings_calls import NotFollowed
from lambdafix.context.webpack_config import WebpackConfig, read_webpack_config

PATH = "const path = require('path');\n"


def config(fields: str, before: str = PATH) -> WebpackConfig:
    return read_webpack_config(
        f"{before}module.exports = {{ {fields} }};", "/app/webpack.config.js"
    )


def refused(fields: str, before: str = PATH) -> str:
    with pytest.raises(NotFollowed) as odd:
        config(fields, before)
    return str(odd.value).partition(": ")[2]


@pytest.mark.parametrize(
    ("output", "place"),
    [
        ("path.resolve(__dirname, 'dist')", "/app/dist"),
        ("path.join(__dirname, 'build', 'lambda')", "/app/build/lambda"),
        ("path.join(__dirname, '/dist')", "/app/dist"),
        ("__dirname + '/dist'", "/app/dist"),
        ("`${__dirname}/dist`", "/app/dist"),
        ("`${process.cwd()}/dist`", "dist"),
        ("path.resolve('dist')", "dist"),
        ("path.resolve(process.cwd(), 'dist')", "dist"),
        ("path.resolve(__dirname, '..', 'dist')", "/dist"),
        ("'/opt/dist'", "/opt/dist"),
    ],
)
def test_the_output_is_the_directory_that_is_named(output: str, place: str) -> None:
    assert config(f"output: {{ path: {output}, filename: 'index.js' }}").outputs == (place,)


def test_without_an_output_it_is_dist_of_the_working_directory() -> None:
    assert config("entry: './src/index.js'").outputs == ("dist",)
    assert config("output: { filename: '[name].js', libraryTarget: 'commonjs2' }").outputs == (
        "dist",
    )


def test_names_of_the_file_are_followed() -> None:
    text = "const name = '../lib/index.js';\nmodule.exports = { output: { filename: name } };"
    with pytest.raises(NotFollowed, match="whether what `filename` names lies in dist"):
        read_webpack_config(text, "/app/webpack.config.js")
    text = "const entry = { '../lib/a': './a.js' };\nmodule.exports = { entry: entry };"
    with pytest.raises(NotFollowed, match=r"'\.\./lib/a' may be written beside the output"):
        read_webpack_config(text, "/app/webpack.config.js")


def test_settings_that_are_nested_without_end_are_refused() -> None:
    text = f"module.exports = {{ stats: {'[' * 3000}{']' * 3000} }};"
    with pytest.raises(NotFollowed, match="nested too deeply"):
        read_webpack_config(text, "/app/webpack.config.js")


def test_each_part_of_a_list_has_its_output() -> None:
    text = "module.exports = ['a', 'b'];"
    with pytest.raises(NotFollowed):
        read_webpack_config(text, "/app/webpack.config.js")
    text = "module.exports = [{ output: { path: '/app/a' } }, { output: { path: '/app/b' } }];"
    assert read_webpack_config(text, "/app/webpack.config.js").outputs == ("/app/a", "/app/b")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ("output: { path: process.env.OUT }", "which directory `output.path` is is not known"),
        ("output: { path: `${a}/dist` }", "which directory `output.path` is is not known"),
        (
            "output: { path: path.join(__dirname, process.env.OUT) }",
            "which directory `output.path`",
        ),
        ("output: other", "`output` is not written out"),
        (
            "output: { filename: '../index.js' }",
            "whether what `filename` names lies in dist is not",
        ),
        ("output: { filename: () => 'a.js' }", "whether what `filename` names lies in dist is not"),
        ("output: { filename: `${name}.js` }", "whether what `filename` names lies in dist is not"),
        ("output: { chunkFilename: '/tmp/[id].js' }", "whether what `chunkFilename` names lies in"),
        ("output: { filename: '[path][name].js' }", "whether what `filename` names lies in dist"),
        ("entry: 'a/register', externals: ['b']", "the entry 'a/register' may be a package"),
        ("externals: { a: 'commonjs b' }", "`a` is another package outside of the bundle"),
        (
            "module: { rules: [{ loader: 'babel-loader', options: { plugins: ['./emit.js'] } }] }",
            "'./emit.js' is a program",
        ),
        ("entry: { '../a': './src/a.js' }", "'../a' may be written beside the output"),
        ("recordsPath: 'records.json'", "where `recordsPath` has it write is not followed"),
        ("watch: true", "the setting `watch` is not followed"),
        ("resolveLoader: { modules: ['loaders'] }", "where `resolveLoader` has it write"),
        (
            "module: { rules: [{ use: 'own-loader' }] }",
            "what the loader `own-loader` does is not",
        ),
        ("module: { rules: [{ use: './loader.js' }] }", "what the loader `./loader.js` does"),
        ("module: { rules: [{ use: info => 'raw-loader' }] }", "which loader this is is not known"),
        ("module: { rules: [{ use: 'raw-loader!own' }] }", "what the loader `raw-loader!own`"),
        ("module: { rules: [dev && { use: 'raw-loader' }] }", "this rule is not written out"),
        ("module: { rules: rules() }", "`rules()` is not followed"),
        ("module: { rules: [{ oneOf: [{ loader: 'own' }] }] }", "what the loader `own` does"),
        (
            "module: { rules: [{ loader: 'file-loader', options: { outputPath: '../x' } }] }",
            "whether what `outputPath` names lies in dist is not known",
        ),
        (
            "module: { rules: [{ loader: 'file-loader', options: { name: '../[name]' } }] }",
            "'../[name]' may be written beside the output",
        ),
        (
            "module: { rules: [{ loader: 'ts-loader', options: { compilerOptions: "
            "{ outDir: 'x' } } }] }",
            "where `outDir` has it write is not followed",
        ),
        (
            "module: { rules: [{ loader: 'babel-loader', options: { cacheDirectory: '/c' } }] }",
            "where `cacheDirectory` keeps what it has worked out is not followed",
        ),
        (
            "cache: { type: 'filesystem', cacheLocation: '/c' }",
            "where `cacheLocation` has it write",
        ),
    ],
)
def test_what_may_lie_beside_the_output_is_named(fields: str, says: str) -> None:
    assert refused(fields).startswith(says)


@pytest.mark.parametrize("fields", ["entry: { a: '../a.js' }", "resolve: { modules: ['../a'] }"])
def test_what_is_read_may_lie_anywhere(fields: str) -> None:
    assert config(fields).outputs == ("dist",)


@pytest.mark.parametrize(
    ("before", "plugin", "says"),
    [
        ("const P = require('copy-webpack-plugin');", "new P({ patterns: ['a'] })", ""),
        (
            "const P = require('copy-webpack-plugin');",
            "new P({ patterns: [{ from: '../a/**', to: 'a' }] })",
            "'../a/**' may be written beside the output",
        ),
        (
            "const P = require('copy-webpack-plugin');\nconst list = [{ from: 'a', to: '/b' }];",
            "new P({ patterns: list })",
            "whether what `to` names lies in dist is not known",
        ),
        (
            "const webpack = require('webpack');",
            "new webpack.BannerPlugin({ banner: 'require(\"a\")', raw: true })",
            "what BannerPlugin of webpack does is not known",
        ),
        ("", "require('own-webpack-plugin')", "what own-webpack-plugin does is not known"),
        (
            "const P = require('copy-webpack-plugin');",
            "new P({ patterns: [{ from: 'a', to: '../a' }] })",
            "whether what `to` names lies in dist is not known",
        ),
        (
            "const P = require('copy-webpack-plugin');",
            "new P({ patterns: [{ from: 'a', to: '/opt/a' }] })",
            "whether what `to` names lies in dist is not known",
        ),
        (
            "const P = require('zip-webpack-plugin');",
            "new P()",
            "what zip-webpack-plugin does is",
        ),
        (
            "const webpack = require('webpack');",
            "new webpack.DllPlugin({ path: 'x' })",
            "what DllPlugin of webpack does is not known",
        ),
        (
            "const F = require('fork-ts-checker-webpack-plugin');",
            "new F({ typescript: { build: true } })",
            "where `build` has it write is not followed",
        ),
        ("class P {}", "new P()", "`class P {}` is not followed"),
    ],
)
def test_a_plugin_writes_below_the_output_or_is_named(before: str, plugin: str, says: str) -> None:
    fields = f"plugins: [{plugin}]"
    if says:
        assert refused(fields, f"{before}\n").startswith(says)
    else:
        assert config(fields, f"{before}\n").outputs == ("dist",)


@pytest.mark.parametrize(
    ("before", "fields", "whole"),
    [
        (PATH, "target: 'node'", True),
        (PATH, "target: 'node', externals: ['aws-sdk']", False),
        (PATH, "target: 'node', externals: [/^@aws-sdk/]", False),
        (PATH, "module: { noParse: /pg/ }", False),
        ("const n = require('webpack-node-externals');\n", "externals: [n()]", False),
        ("const w = require('webpack');\n", "plugins: [new w.IgnorePlugin({})]", False),
        ("const w = require('webpack');\n", "plugins: [new w.DefinePlugin({})]", True),
    ],
)
def test_a_bundle_is_whole_unless_something_keeps_packages_out(
    before: str, fields: str, whole: bool
) -> None:
    assert config(fields, before).whole is whole


@pytest.mark.parametrize(
    ("fields", "caches"),
    [
        ("mode: 'production'", False),
        ("cache: false", False),
        ("cache: { type: 'memory' }", False),
        ("cache: { type: 'filesystem' }", True),
        (
            "module: { rules: [{ loader: 'babel-loader', options: { cacheDirectory: true } }] }",
            True,
        ),
    ],
)
def test_what_is_kept_for_the_next_time_is_told(fields: str, caches: bool) -> None:
    assert config(fields).caches is caches


def test_loaders_are_found_in_each_form_of_a_rule() -> None:
    rules = """[
      { test: /a/, loader: 'ts-loader', options: { transpileOnly: true } },
      { test: /b/, use: ['babel-loader', { loader: 'esbuild-loader', options: { loader: 'ts' } }] },
      { oneOf: [{ use: require.resolve('raw-loader') }, { type: 'asset/resource' }] },
    ]"""
    assert config(f"module: {{ rules: {rules} }}").loaders == {
        "babel-loader",
        "esbuild-loader",
        "raw-loader",
        "ts-loader",
    }
