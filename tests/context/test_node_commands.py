"""Which commands sources of Node start, and which sources may start others."""

from __future__ import annotations

import pytest

from lambdafix.context.node_commands import spawned, spawns_unknown

SPAWNS = 'const { execSync, spawn } = require("child_process");\n'


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ('execSync("git --version && jq .");', {"git", "jq"}),
        ("spawn('/usr/bin/ffmpeg', ['-i', file]);", {"/usr/bin/ffmpeg"}),
        ('child.execFile(\n  "unzip", [path]);', {"unzip"}),
        ('// execSync("git");', set()),
        ("execSync(command);", set()),
    ],
)
def test_commands_are_read_from_literals(text: str, commands: set[str]) -> None:
    assert spawned(SPAWNS + text) == commands


def test_a_regular_expression_starts_no_command() -> None:
    assert spawned('const found = /a/.exec("git");') == frozenset()


@pytest.mark.parametrize("text", ["execSync(command);", "spawn(`${dir}/tool`);", "execSync();"])
def test_a_command_that_is_put_together_is_not_known(text: str) -> None:
    assert spawns_unknown(SPAWNS + text)


def test_a_library_that_starts_commands_is_not_read() -> None:
    assert spawns_unknown('import { execa } from "execa";\n')
    assert not spawns_unknown(SPAWNS + 'spawn("git", args);')


@pytest.mark.parametrize(
    "text",
    [
        'const { exec } = require("child_process");\nconst run = promisify(exec);\nrun("jq .");',
        'const { execFile: run } = require("node:child_process");\nrun("jq");',
        'import { spawn as start } from "child_process";\nstart("jq");',
        'const cp = require("child_process");\ncp["execSync"]("jq");',
        'const cp = require("child_process");\ncp[name]("jq");',
        'const cp = require("child_process");\ncp\n  .exec(line, done);',
        'const cp = require("child_process");\npromisifyAll(cp);',
        'import("node:child_process").then((cp) => cp.execSync(line));',
        'module.exports = require("child_process");',
        'export * from "child_process";',
        'const run = require("child_process").execSync;\nrun("jq");',
        SPAWNS + 'spawn("sh", ["-c", "jq . && tar x"]);',
        SPAWNS + 'spawn("/usr/bin/env", ["jq"]);',
        SPAWNS + 'execSync("jq " + words);',
        SPAWNS + 'execSync("A=1 tar x");',
        SPAWNS + 'execSync("echo $(tar x)");',
        'const { fork } = require("child_process");\nfork(file);',
        'const { fork } = require("child_process");\nfork("tool/run.js");',
        'const spawn = require("cross-spawn");',
        'require("shelljs/global");',
        'import { $ } from "zx";',
        SPAWNS + 'import { $ } from "zx";',
    ],
)
def test_a_function_that_is_handed_on_or_hidden_may_start_anything(text: str) -> None:
    assert spawns_unknown(text)


@pytest.mark.parametrize(
    "text",
    [
        'const cp = require("child_process");\ncp\n  .exec("jq .", done);',
        'import * as cp from "node:child_process";\ncp.spawnSync("jq");',
        'import { exec, type ChildProcess } from "child_process";\nexec("jq . 2>&1 | sort");',
        'const { exec } = await import("child_process");\nexec("jq");',
        'require("child_process").execSync("jq");',
        'const { fork } = require("child_process");\nfork("./worker.js");',
        "// child_process\nexec(line);",
        "const { execPath } = process;",
    ],
)
def test_a_direct_call_with_a_literal_is_seen(text: str) -> None:
    assert not spawns_unknown(text)


def test_a_call_on_a_line_of_its_own_is_read() -> None:
    assert spawned('const cp = require("child_process");\ncp\n  .exec("jq .");') == {"jq"}
