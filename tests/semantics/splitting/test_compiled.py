"""A stage that builds its function: what comes over, what stays behind, and when nothing does."""

from __future__ import annotations

import json

import pytest

from lambdafix.codemod import Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

BASE = "FROM public.ecr.aws/lambda/nodejs:22\n"
HEAD = "COPY package.json package-lock.json tsconfig.json ./\nRUN npm ci\nCOPY src ./src\n"
BUILD = "RUN npm run build\n"
CMD = 'CMD ["dist/app.handler"]\n'
PACKAGE = {
    "name": "app",
    "scripts": {"build": "tsc"},
    "dependencies": {"ms": "2.1.3"},
    "devDependencies": {"typescript": "5.6.3", "esbuild": "0.24.0", "husky": "9.1.7"},
}
LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {
            "dependencies": PACKAGE["dependencies"],
            "devDependencies": PACKAGE["devDependencies"],
        },
        "node_modules/ms": {"version": "2.1.3"},
        "node_modules/typescript": {"version": "5.6.3", "dev": True},
        "node_modules/husky": {"version": "9.1.7", "dev": True},
        "node_modules/esbuild": {"version": "0.24.0", "dev": True},
    },
}
FILES = {
    "package.json": json.dumps(PACKAGE),
    "package-lock.json": json.dumps(LOCK),
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
    "src/app.ts": 'import { word } from "./word";\nexport const handler = async () => word;\n',
    "src/word.ts": 'export const word = "hello";\n',
}


def with_scripts(**scripts: str) -> str:
    return json.dumps({**PACKAGE, "scripts": scripts})


MODULES = "COPY --from=build ${LAMBDA_TASK_ROOT}/node_modules/ ${LAMBDA_TASK_ROOT}/node_modules/\n"
DIST = "COPY --from=build ${LAMBDA_TASK_ROOT}/dist/ ${LAMBDA_TASK_ROOT}/dist/\n"
ONLY = frozenset({"multi-stage"})


def run(body: str, files: dict[str, str] | None = None, *, allow: Safety = Safety.SAFE) -> Rewrite:
    settings = Settings(only=ONLY, allow=allow)
    context = {**FILES, **(files or {})}
    done = rewrite(Source.of(f"{BASE}{body}{CMD}"), Project.of(context), settings)
    assert [s.withdrawn for s in done.steps] == [""]
    again = rewrite(Source.of(done.text), Project.of(context), settings)
    assert not again.changed
    return done


def final(body: str, files: dict[str, str] | None = None, *, allow: Safety = Safety.SAFE) -> str:
    """The last stage less its FROM and CMD, where it is split; the build stage has all before."""
    build, _, last = run(body, files, allow=allow).text.rpartition("\n\nFROM ")
    assert body.startswith(build.partition("\n")[2].split("\nRUN")[0]), build
    return last.partition("\n")[2].removesuffix(CMD)


def refused(body: str, files: dict[str, str] | None = None) -> str:
    done = run(body, files)
    assert DIST not in done.text
    return next(
        r.text
        for _, r in done.reasons
        if r.verdict is Verdict.REFUSED and "what is built" in r.text
    )


KEPT = f"COPY package.json ./\n{MODULES}{DIST}"


@pytest.mark.parametrize(
    ("body", "files", "expected"),
    [
        pytest.param(f"{HEAD}{BUILD}", {}, KEPT, id="sources, settings and lock stay behind"),
        pytest.param(
            f"{HEAD}{BUILD}RUN npm prune --omit=dev\n", {}, KEPT, id="a prune behind the build"
        ),
        pytest.param(
            f"{HEAD}{BUILD}RUN npm ci --omit=dev\n", {}, KEPT, id="a second install behind it"
        ),
        pytest.param(f"{HEAD}{BUILD}RUN rm -rf src\n", {}, KEPT, id="sources that are removed"),
        pytest.param(
            f"{HEAD}RUN rm -rf dist && npm run build\n", {}, KEPT, id="removed and made anew"
        ),
        pytest.param(
            f"{HEAD}{BUILD}",
            {"package.json": with_scripts(prepare="husky install || true", build="tsc")},
            KEPT,
            id="hooks for git, of which an image has none",
        ),
        pytest.param(
            f"{HEAD}RUN npm run build && cp -r src/pages dist/pages\n",
            {"src/pages/a.html": ""},
            f"COPY package.json ./\nCOPY src ./src\n{MODULES}{DIST}",
            id="files that are copied beside the output",
        ),
        pytest.param(
            f"{HEAD}{BUILD}RUN chmod -R a+rX dist\n", {}, KEPT, id="modes of what was built"
        ),
        pytest.param(
            f"{HEAD}{BUILD}COPY config.json ./\n",
            {"config.json": "{}"},
            f"{KEPT}COPY config.json ./\n",
            id="what is copied behind the build",
        ),
        pytest.param(
            f"COPY . .\nRUN npm ci\n{BUILD}",
            {"README.md": "", "views/a.html": "", ".env": ""},
            f"COPY .env package.json ./\nCOPY views ./views/\n{MODULES}{DIST}",
            id="of the whole context what the function may read",
        ),
        pytest.param(
            f"{HEAD}{BUILD}",
            {"src/a.html": ""},
            f"COPY package.json ./\nCOPY src ./src\n{MODULES}{DIST}",
            id="a directory with another kind of file stays whole",
        ),
        pytest.param(
            f"{HEAD}{BUILD}",
            {"src/app.ts": 'export const f = require("fs").readFileSync("src/word.ts");\n'},
            f"COPY package.json ./\nCOPY src ./src\n{MODULES}{DIST}",
            id="a source that a source names",
        ),
        pytest.param(
            f"{HEAD}{BUILD}",
            {"src/app.ts": 'import fs from "fs";\nfs.readdirSync(process.cwd());\n'},
            f"COPY package.json package-lock.json tsconfig.json ./\nCOPY src ./src\n"
            f"{MODULES}{DIST}",
            id="a source that lists what lies around it",
        ),
        pytest.param(
            f"COPY orm.json ./\n{HEAD}{BUILD}",
            {"orm.json": '{"entities": ["src/**/*.ts"]}'},
            f"COPY orm.json ./\nCOPY package.json ./\nCOPY src ./src\n{MODULES}{DIST}",
            id="sources that settings name",
        ),
        pytest.param(
            f"{HEAD}{BUILD}",
            {"src/app.ts": 'import "ts-node/register";\n'},
            f"COPY package.json tsconfig.json ./\nCOPY src ./src\n{MODULES}{DIST}",
            id="a loader of sources",
        ),
        pytest.param(
            f"{HEAD}{BUILD}ENV NODE_OPTIONS=--import=tsx\n",
            {},
            f"COPY package.json tsconfig.json ./\nCOPY src ./src\n{MODULES}{DIST}"
            "ENV NODE_OPTIONS=--import=tsx\n",
            id="a loader that a variable names",
        ),
        pytest.param(
            f"COPY notes ./notes\nCOPY seeds ./seeds\n{HEAD}{BUILD}",
            {"notes/README.md": "", "seeds/.gitkeep": "", "seeds/tsconfig.json": "{}"},
            f"COPY notes ./notes\nCOPY seeds ./seeds\n{KEPT}",
            id="names of tools in a directory may be data",
        ),
        pytest.param(
            f"{HEAD}COPY parts ./parts\n{BUILD}ENV PARTS=/var/task/parts\n",
            {"parts/one.ts": "", "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}'},
            f"COPY package.json ./\nCOPY parts ./parts\n{MODULES}{DIST}ENV PARTS=/var/task/parts\n",
            id="a directory that a variable names",
        ),
        pytest.param(
            f"{HEAD}{BUILD}",
            {"package.json": json.dumps({**PACKAGE, "dependencies": {"umzug": "3.8.2"}})},
            f"COPY package.json ./\nCOPY src ./src\n{MODULES}{DIST}",
            id="a package that reads sources by itself",
        ),
        pytest.param(
            f"{HEAD}{BUILD}",
            {"src/app.ts": 'export const found = documented(["./**/*.api.ts"]);\n'},
            f"COPY package.json ./\nCOPY src ./src\n{MODULES}{DIST}",
            id="sources that a pattern may stand for",
        ),
        pytest.param(
            f"{HEAD}RUN npx esbuild src/app.ts --bundle --outfile=dist/app.js"
            " --loader:.html=file\n",
            {},
            KEPT,
            id="assets beside a bundle",
        ),
        pytest.param(
            f"RUN dnf install -y gcc-c++ make && dnf clean all\n{HEAD}{BUILD}",
            {},
            f"RUN dnf install -y libgomp && dnf clean all\n{KEPT}",
            id="compilers of the system",
        ),
        pytest.param(
            f"ARG STAMP\nENV KEY=value\nWORKDIR /var/task\n{HEAD}{BUILD}",
            {},
            f"ENV KEY=value\nWORKDIR /var/task\n{KEPT}",
            id="what is set stays set, build arguments stay behind",
        ),
        pytest.param(
            f"RUN npm install -g yarn typescript\n{HEAD}RUN tsc\n",
            {},
            KEPT,
            id="tools of the build",
        ),
        pytest.param(
            f"RUN corepack enable\n{HEAD}{BUILD}",
            {},
            KEPT,
            id="package managers that nothing starts",
        ),
        pytest.param(
            f"RUN corepack enable\n{HEAD}{BUILD}",
            {"src/app.ts": 'require("child_process").spawnSync("sh", ["-c", "pn" + "pm -v"]);\n'},
            f"RUN corepack enable\nCOPY package.json package-lock.json tsconfig.json ./\n"
            f"COPY src ./src\n{MODULES}{DIST}",
            id="package managers beside a command that is put together",
        ),
        pytest.param(
            f"RUN npm install -g yarn\n{HEAD}{BUILD}",
            {"src/app.ts": 'import { sync } from "cross-spawn";\nsync(process.argv[2]);\n'},
            f"RUN npm install -g yarn\nCOPY package.json package-lock.json tsconfig.json ./\n"
            f"COPY src ./src\n{MODULES}{DIST}",
            id="package managers beside a library that starts commands",
        ),
    ],
)
def test_what_was_built_comes_over(body: str, files: dict[str, str], expected: str) -> None:
    assert final(body, files) == expected


def test_a_bundle_leaves_its_packages_where_the_user_takes_likely_steps() -> None:
    body = f"{HEAD}RUN npx esbuild src/app.ts --bundle --outfile=dist/app.js\n"
    file = "COPY --from=build ${LAMBDA_TASK_ROOT}/dist/app.js ${LAMBDA_TASK_ROOT}/dist/\n"
    assert final(body) == f"COPY package.json ./\n{MODULES}{file}"
    assert final(body, allow=Safety.UNSAFE) == f"COPY package.json ./\n{file}"
    verdicts = [r.verdict for _, r in run(body).reasons]
    assert verdicts == [Verdict.APPLIED, Verdict.WITHHELD]


def test_a_source_that_puts_a_name_together_keeps_the_packages_of_its_bundle() -> None:
    body = f"{HEAD}RUN npx esbuild src/app.ts --bundle --outdir=dist\n"
    files = {"src/app.ts": "export const load = (name: string) => require(name);\n"}
    expected = f"COPY package.json package-lock.json tsconfig.json ./\n{MODULES}{DIST}"
    assert final(body, files, allow=Safety.UNSAFE) == expected


def test_what_is_left_behind_is_listed() -> None:
    (reason,) = (r for _, r in run(f"{HEAD}{BUILD}").reasons)
    assert "stays there: package-lock.json, tsconfig.json, 2 files of src, caches" in reason.text


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"{HEAD}{BUILD}", True),
        (f"COPY . .\nRUN npm ci\n{BUILD}", True),
        (f"COPY package*.json tsconfig.json ./\nCOPY src/*.ts ./src/\nRUN npm ci\n{BUILD}", True),
        (f"{HEAD.replace('src ./src', 'src/app.ts src/word.ts ./src/')}{BUILD}", False),
    ],
)
def test_that_a_new_file_has_to_be_named_is_said(body: str, told: bool) -> None:
    (reason,) = (r for _, r in run(body).reasons)
    assert reason.text.endswith("are copied only if they are named") is told


@pytest.mark.parametrize(
    ("body", "files", "why"),
    [
        (f"USER 1000\n{HEAD}{BUILD}", {}, "another user"),
        (f"RUN own-tool\n{HEAD}{BUILD}", {}, "`own-tool` stands before the build"),
        (f"{HEAD}RUN node build.js\n{BUILD}", {}, "`node build.js` is not understood"),
        (
            f"{HEAD}{BUILD}",
            {"tsconfig.json": '{"compilerOptions": {"outDir": "."}}'},
            "anywhere in /var/task",
        ),
        (
            f"{HEAD}{BUILD}",
            {"tsconfig.json": '{"compilerOptions": {"outDir": "/opt/out"}}'},
            "/opt/out, outside of the project",
        ),
        (
            f"{HEAD}{BUILD}",
            {"tsconfig.json": "{}"},
            "without outDir",
        ),
        (
            f"{HEAD}{BUILD}RUN rm -rf src\n",
            {"src/a.html": ""},
            "a step of the build may take /var/task/src/a.html away",
        ),
        (f"{HEAD}{BUILD}RUN mv src/app.ts src/main.ts\n", {}, "whether there is something in"),
        (f"{HEAD}{BUILD}RUN touch stamp\n", {}, "in /var/task/stamp behind it"),
        (
            f'{HEAD}{BUILD}RUN [ -z "$KEEP" ] || rm -rf node_modules\n',
            {},
            "whether it takes /var/task/node_modules away is not known",
        ),
        (
            f"{HEAD}RUN npx esbuild src/app.ts --bundle --outfile=app.js --loader:.html=copy\n",
            {},
            "anywhere in /var/task",
        ),
        (
            f"COPY own/package.json ./own/\n{HEAD}{BUILD}",
            {
                "own/package.json": '{"name": "own", "main": "main.js"}',
                "package.json": json.dumps({**PACKAGE, "dependencies": {"own": "file:./own"}}),
            },
            "by `own: file:./own` of package.json, node_modules leads into the project",
        ),
    ],
)
def test_what_cannot_be_shown_stays_with_a_reason(
    body: str, files: dict[str, str], why: str
) -> None:
    assert why in refused(body, files)


@pytest.mark.parametrize(
    ("source", "kept"), [("", False), ('import "../webpack.shared.js";\n', True)]
)
def test_settings_of_a_tool_name_what_is_needed_only_where_a_source_names_them(
    source: str, kept: bool
) -> None:
    files = {
        "src/app.ts": f"{source}export const handler = async () => 1;\n",
        "webpack.shared.js": 'module.exports = { entry: "./src/word.ts" };\n',
    }
    copied = "COPY package.json package-lock.json tsconfig.json webpack.shared.js ./\n"
    last = final(f"{copied}RUN npm ci\nCOPY src ./src\n{BUILD}", files)
    assert ("webpack.shared.js" in last) is kept
    assert ("COPY src/word.ts" in last or "COPY src ./src" in last) is kept


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param('require("../webpack.prod");', "webpack.prod.js", id="require"),
        pytest.param('import limits from "../jest.config";', "jest.config.js", id="import"),
        pytest.param('require("../tsconfig");', "tsconfig.json", id="settings of the compiler"),
        pytest.param('load(join(__dirname, "..", "jest.config"));', "jest.config.js", id="join"),
        pytest.param('require("../webpack.a");', "webpack.b.js", id="by another one"),
        pytest.param("require(`../${name}.json`);", "tsconfig.json", id="any module"),
        pytest.param("readFileSync(`${name}.md`);", "README.md", id="a suffix behind a name"),
        pytest.param('readFileSync(name + ".yml");', "serverless.yml", id="a suffix that is added"),
        pytest.param('readFileSync("serverl" + "ess.yml");', "serverless.yml", id="two parts"),
        pytest.param('execSync("cat .nvm*");', ".nvmrc", id="a pattern"),
        pytest.param('require("rc")("eslint");', ".eslintrc", id="by a package"),
        pytest.param('import "#limits";', "jest.config.cjs", id="a name in package.json"),
    ],
)
def test_what_a_source_names_in_part_comes_over(source: str, name: str) -> None:
    others = {
        "webpack.prod.js": "module.exports = { limit: 3 };\n",
        "webpack.a.js": 'module.exports = require("./webpack.b");\n',
        "webpack.b.js": "",
        "jest.config.js": "",
        "jest.config.cjs": "",
        "README.md": "",
        "serverless.yml": "",
        ".nvmrc": "",
        ".eslintrc": "",
    }
    table = {"imports": {"#limits": "./jest.config.cjs"}} if "#" in source else {}
    package = {"package.json": json.dumps({**PACKAGE, **table})}
    copied = f"COPY package.json package-lock.json tsconfig.json {' '.join(others)} ./\n"
    body = f"{copied}RUN npm ci\nCOPY src ./src\n{BUILD}"
    handler = "export const handler = async () => 1;\n"
    assert name not in final(body, {**others, "src/app.ts": handler})
    assert name in final(body, {**others, **package, "src/app.ts": f"{source}\n{handler}"})


@pytest.mark.parametrize(
    ("start", "handlers"),
    [
        pytest.param('CMD ["webpack.hook.handler"]\n', (), id="CMD"),
        pytest.param(CMD, ("webpack.hook.handler",), id="the infrastructure"),
        pytest.param(f"ENV NODE_OPTIONS='-r ./webpack.hook'\n{CMD}", (), id="a variable"),
    ],
)
def test_what_starts_the_function_comes_over(start: str, handlers: tuple[str, ...]) -> None:
    hook = {"webpack.hook.js": "exports.handler = async () => 1;\n", "webpack.prod.js": ""}
    copied = f"COPY package.json package-lock.json tsconfig.json {' '.join(hook)} ./\n"
    text = f"{BASE}{copied}RUN npm ci\nCOPY src ./src\n{BUILD}{start}"
    settings = Settings(only=ONLY, handlers=handlers)
    done = rewrite(Source.of(text), Project.of({**FILES, **hook}), settings)
    last = done.text.rpartition("\n\nFROM ")[2]
    assert "COPY package.json webpack.hook.js ./" in last


def test_a_script_that_does_not_build_by_its_name_is_let_be() -> None:
    files = {"package.json": with_scripts(pack="rollup -c")}
    assert DIST not in run(f"{HEAD}RUN npm run pack\n", files).text
