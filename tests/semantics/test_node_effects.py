"""What may pass an install of Node's packages, and what may not."""

from __future__ import annotations

import json

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

LOCK = {"lockfileVersion": 3, "packages": {"": {}, "node_modules/express": {}}}
FILES = {
    "package.json": json.dumps({"name": "app", "dependencies": {"express": "^4"}}),
    "package-lock.json": json.dumps(LOCK),
    "yarn.lock": 'express@^4:\n  version "4.0.0"\n',
    "pnpm-lock.yaml": "packages:\n  express@4.0.0:\n    x: 1\n",
    ".npmrc": "registry=https://registry.example.com/\n",
    ".yarnrc": 'registry "https://registry.example.com/"\n',
    "app.js": "",
    "src/util.ts": "",
    "lib/index.js": "",
    "lib/package.json": "{}",
    "packages/a/index.js": "",
    "packages/a/package.json": "{}",
    "prisma/schema.prisma": 'generator client {\n  provider = "prisma-client-js"\n}\n',
    "patches/express.patch": "",
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
    "binding.gyp": "{}",
    "pnpm-workspace.yaml": "packages: ['packages/*']\n",
    ".pnpmfile.cjs": "",
    "node_modules/x/index.js": "",
    ".eslintrc.js": "",
}
BASE = "FROM public.ecr.aws/lambda/nodejs:22"
MANIFESTS = "COPY package.json package-lock.json yarn.lock pnpm-lock.yaml ./"
INSTALLS = ("npm ci", "npm install", "yarn install --frozen-lockfile", "pnpm install")


def effects(*lines: str, base: str = BASE, package: object = None) -> list[Effect]:
    files = dict(FILES)
    if package is not None:
        files["package.json"] = json.dumps(package)
    tree = parse("\n".join((base, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(files))[-1].steps]


def may_swap(copy: str, install: str, package: object = None) -> bool:
    """Whether a COPY may stand on either side of an install: seen from both orders."""
    *_, first, second = effects(MANIFESTS, copy, f"RUN {install}", package=package)
    *_, third, fourth = effects(MANIFESTS, f"RUN {install}", copy, package=package)
    found = {conflict(first, second) == "", conflict(third, fourth) == ""}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize("install", INSTALLS)
@pytest.mark.parametrize("copy", ["COPY app.js ./", "COPY src ./src", "COPY .eslintrc.js ./"])
def test_source_may_pass_an_install_into_the_same_directory(copy: str, install: str) -> None:
    assert may_swap(copy, install)


@pytest.mark.parametrize("install", INSTALLS)
@pytest.mark.parametrize(
    "copy",
    [
        "COPY lib/package.json ./",
        "COPY .npmrc ./",
        "COPY .npmrc /root/",
        "COPY .npmrc /var/.npmrc",  # a directory above
        "COPY binding.gyp ./",
        "COPY node_modules ./node_modules",
        "COPY app.js ./node_modules/express/lib.js",
        "COPY app.js /usr/local/bin/node",
        "COPY app.js /var/lang/bin/npm",
        "COPY . .",
    ],
)
def test_what_an_install_reads_or_leaves_does_not_pass_it(copy: str, install: str) -> None:
    assert not may_swap(copy, install)


@pytest.mark.parametrize(
    ("copy", "install"),
    [
        ("COPY package-lock.json npm-shrinkwrap.json", "npm ci"),
        ("COPY app.js yarn.lock", "yarn"),
        ("COPY .yarnrc ./", "yarn"),
        ("COPY app.js .yarnclean", "yarn"),
        ("COPY pnpm-workspace.yaml ./", "pnpm i"),
        ("COPY .pnpmfile.cjs ./", "pnpm i"),
        ("COPY app.js package-lock.json", "npm install"),
        ("COPY package-lock.json ./", "npm install"),
        ("COPY app.js package.json", "npm install left-pad"),
    ],
)
def test_the_files_of_each_tool_do_not_pass_its_install(copy: str, install: str) -> None:
    assert not may_swap(copy, install)


@pytest.mark.parametrize(
    ("package", "copy", "passes"),
    [
        ({"dependencies": {"lib": "file:lib"}}, "COPY lib ./lib", False),
        ({"dependencies": {"lib": "file:lib"}}, "COPY app.js ./", True),
        ({"workspaces": ["packages/*"]}, "COPY packages ./packages", False),
        ({"dependencies": {"@prisma/client": "6"}}, "COPY prisma ./prisma", False),
        ({"dependencies": {"puppeteer": "23"}}, "COPY app.js .puppeteerrc.cjs", False),
        ({"scripts": {"postinstall": "patch-package"}}, "COPY patches ./patches", False),
        ({"scripts": {"postinstall": "patch-package"}}, "COPY src ./src", True),
        ({"scripts": {"prepare": "tsc"}, "devDependencies": {}}, "COPY src ./src", False),
        ({"scripts": {"prepare": "echo done"}}, "COPY src ./src", True),
        ({"scripts": {"test": "node test.js"}}, "COPY src ./src", True),
        ({"scripts": {"postinstall": "cp app.js b.js"}}, "COPY app.js ./", False),
    ],
)
def test_what_the_project_says_of_itself_makes_an_install_read_more(
    package: object, copy: str, passes: bool
) -> None:
    lines = (MANIFESTS, "COPY tsconfig.json ./", "COPY lib ./lib", "COPY packages ./packages")
    *_, one, two = effects(*lines, copy, "RUN npm install", package=package)
    assert two.wall is None
    assert (conflict(one, two) == "") is passes


@pytest.mark.parametrize("hook", ["preinstall", "postinstall", "prepare", "prepublish"])
def test_a_script_that_is_not_understood_makes_the_install_a_wall(hook: str) -> None:
    package = {"scripts": {hook: "./setup.sh && echo"}}
    found = effects(MANIFESTS, "RUN npm ci", package=package)[-1]
    assert found.wall is not None
    assert found.wall.word == "./setup.sh"
    assert f"the script `{hook}` of package.json" in found.wall.why
    assert effects(MANIFESTS, "RUN npm ci --ignore-scripts", package=package)[-1].wall is None


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        ("ENV NODE_ENV=production", False),
        ("ENV NPM_CONFIG_REGISTRY=https://x/", False),
        ("ENV npm_config_registry=https://x/", False),
        ("ENV HTTPS_PROXY=http://x", False),
        ("ENV CXX=clang++", False),
        ("ENV STAGE=prod", True),
        ("ARG GIT_SHA", True),
        ("WORKDIR /x", False),
        ("USER 1000", False),
        ("LABEL a=b", True),
        ("RUN dnf install -y gcc-c++", False),
        ("RUN npm install -g yarn", False),
    ],
)
def test_which_settings_may_pass_an_install(line: str, passes: bool) -> None:
    *_, one, two = effects(MANIFESTS, line, "RUN cd /var/task && npm ci")
    assert (conflict(one, two) == "") is passes


def test_a_lock_that_names_no_script_says_so_only_to_an_install_that_is_bound_to_it() -> None:
    package = {"dependencies": {"puppeteer": "23"}}
    copy = "COPY app.js .puppeteerrc.cjs"
    for install, passes in (("npm ci", True), ("npm install", False)):
        *_, one, two = effects(MANIFESTS, copy, f"RUN {install}", package=package)
        assert (conflict(one, two) == "") is passes


def test_a_variable_that_npmrc_names_does_not_pass() -> None:
    files = {**FILES, ".npmrc": "//x/:_authToken=${REGISTRY_SECRET}\n"}
    text = f"{BASE}\n{MANIFESTS}\nCOPY .npmrc ./\nARG REGISTRY_SECRET\nRUN npm ci\n"
    steps = simulate(parse(text), Project.of(files))[-1].steps
    assert conflict(steps[-2].effect, steps[-1].effect) == "it reads REGISTRY_SECRET"


def test_a_global_install_passes_the_project_and_no_other_of_its_kind() -> None:
    one, two, three = effects("COPY package.json ./", "RUN npm i -g yarn", "RUN npm i -g pnpm")
    assert conflict(one, two) == ""
    assert conflict(two, three)


def text_of(*lines: str) -> str:
    return "\n".join((BASE, *lines, 'CMD ["app.handler"]', ""))


@pytest.mark.parametrize("install", INSTALLS)
def test_both_orders_make_the_same_image_only_if_nothing_was_read(install: str) -> None:
    project = Project.of({**FILES, ".dockerignore": "node_modules\n"})
    apart = text_of(MANIFESTS, f"RUN {install}", "COPY src ./src", "COPY app.js ./")
    after = text_of(MANIFESTS, "COPY src ./src", "COPY app.js ./", f"RUN {install}")
    assert difference(parse(after), parse(apart), project) == ""
    late = text_of(MANIFESTS, f"RUN {install}", "COPY .npmrc ./")
    early = text_of(MANIFESTS, "COPY .npmrc ./", f"RUN {install}")
    assert difference(parse(early), parse(late), project)


def test_what_a_build_script_compiles_is_made_of_all_that_is_there() -> None:
    package = {"scripts": {"build": "tsc"}, "devDependencies": {"typescript": "5"}}
    lines = (
        MANIFESTS,
        "COPY tsconfig.json ./",
        "COPY src ./src",
        "RUN npm ci",
        "RUN npm run build",
    )
    *_, build = effects(*lines, package=package)
    assert build.wall is None
    assert "/var/task/dist" in {a.path for a in build.writes}
    assert not build.manifests
    *_, build, copy = effects(*lines, "COPY app.js ./", package=package)
    assert conflict(build, copy)
