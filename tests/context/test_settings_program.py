"""Settings that are a program: what only puts data together is followed, all else is named."""

from __future__ import annotations

import pytest

from lambdafix.context.settings_calls import NotFollowed
from lambdafix.context.settings_program import read_settings


@pytest.mark.parametrize(
    "text",
    [
        "module.exports = { a: 1 };",
        "#!/usr/bin/env node\n'use strict';\nmodule.exports = { a: 1 };",
        "export default { a: 1 };",
        "const c: Configuration = { a: 1 };\nexport default c;",
        "export default { a: 1 } satisfies Configuration;",
        "export default { a: 1 } as Configuration;",
        "module.exports = (env, argv) => ({ a: argv.mode === 'production' ? 1 : 2 });",
        "module.exports = env => { const b = env.b || 1; return { a: b }; };",
        "module.exports = function (env) { return { a: 1 }; };",
        "module.exports = async () => ({ a: 1 });",
        "const p = require('./package.json');\nmodule.exports = { a: p.name };",
        "module.exports = { a: [1, ...[2]].filter(Boolean), b: JSON.stringify(process.env.B) };",
        "import path from 'node:path';\nimport { fileURLToPath } from 'url';\n"
        "const __dirname = path.dirname(fileURLToPath(import.meta.url));\n"
        "export default { a: path.join(__dirname, 'a') };",
    ],
)
def test_data_that_is_put_together_is_followed(text: str) -> None:
    found = read_settings(text, "/app/webpack.config.js")
    assert [next(iter(found.source.fields(node))) for node in found.settings] == ["a"]
    assert found.asked == ()


def test_a_list_and_a_function_hand_out_several() -> None:
    text = "const one = { a: 1 };\nmodule.exports = [one, () => ({ b: 2 })];"
    found = read_settings(text, "/app/webpack.config.js")
    assert [list(found.source.fields(node)) for node in found.settings] == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("asking", "called"),
    [
        ("const w = require('webpack');", "new w.DefinePlugin({})"),
        ("const { DefinePlugin } = require('webpack');", "new DefinePlugin({})"),
        ("const { DefinePlugin: D } = require('webpack');", "new D({})"),
        ("import w from 'webpack';", "new w.DefinePlugin({})"),
        ("import * as w from 'webpack';", "new w.DefinePlugin({})"),
        ("import { DefinePlugin } from 'webpack';", "new DefinePlugin({})"),
        ("import { DefinePlugin as D } from 'webpack';", "new D({})"),
    ],
)
def test_a_call_is_told_by_its_package_and_member(asking: str, called: str) -> None:
    found = read_settings(f"{asking}\nmodule.exports = {{ plugins: [{called}] }};", "/app/w.js")
    assert [(a.package, a.member) for a in found.asked] == [("webpack", "DefinePlugin")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: it does not hand out its settings in one statement"),
        ("exports.a = 1;", "line 1: `exports.a = 1` is not followed"),
        (
            "module.exports = { a: 1 };\nmodule.exports.b = 2;",
            "line 2: `module.exports.b = 2` is not followed",
        ),
        (
            "module.exports = { a: 1 };\nmodule.exports = { b: 1 };",
            "line 1: it does not hand out its settings in one statement",
        ),
        (
            "const fs = require('fs');\nmodule.exports = { a: 1 };\nfor (;;) {}",
            "line 3: `for (;;) {}` is not followed",
        ),
        ("const c = {};\nc.a = 1;\nmodule.exports = c;", "line 2: `c.a = 1` is not followed"),
        ("module.exports = require('./other');", "line 1: `require('./other')` is not followed"),
        ("module.exports = require(name);", "line 1: `require(name)` is not followed"),
        ("module.exports = {\n  ...base,\n};", "line 2: `...base` is not followed"),
        ("module.exports = { a: run('x') };", "line 1: `run('x')` is not followed"),
        ("module.exports = { a() { return 1; } };", "line 1: `a() { return 1; }` is not followed"),
        ("module.exports = { [a]: 1 };", "line 1: `[a]` is not followed"),
        (
            "module.exports = (e) => { if (e) return {}; return {}; };",
            "line 1: `if (e) return {};`",
        ),
        ("module.exports = name;", "line 1: `name` is not followed"),
        ("module.exports = async () => { await x(); return {}; };", "line 1: `await x()`"),
        ("const __dirname = '/';\nexport default {};", "line 1: `__dirname` is another directory"),
        ("module.exports = `${run()}`;", "line 1: `run()` is not followed"),
        ("module.exports = (a = run()) => ({});", "line 1: `a = run()` is not followed"),
        ("const o = 'a';\nmodule.exports = ({ o = 'b' } = {}) => ({ o });", "line 2: `o` is not"),
        ("const o = 'a';\nmodule.exports = ({ o: p }) => ({ a: p });", "line 2: `{ o: p }` is not"),
        ("const a = 1;\nmodule.exports = { a };", "line 2: `a` is not followed"),
        ("import './generate.mjs';\nexport default {};", "line 1: `import './generate.mjs';`"),
        (
            "module.exports = { a: ['./b.js'].filter(require) };",
            "line 1: `require` is not followed",
        ),
        ("const f = require('fs');\nmodule.exports = { a: ['b'].filter(f.x) };", "line 2: `['b']."),
        ("const a = [b];\nconst b = [a];\nmodule.exports = a;", "line 1: it is nested too deeply"),
        ("const f = () => f;\nmodule.exports = f;", "line 1: it is nested too deeply"),
        ("const f = () => { return; };\nmodule.exports = f;", "line 1: `() => { return; }`"),
    ],
)
def test_what_may_do_more_is_named_with_its_line(text: str, says: str) -> None:
    with pytest.raises(NotFollowed) as odd:
        read_settings(text, "/app/webpack.config.js")
    assert str(odd.value).startswith(says)
