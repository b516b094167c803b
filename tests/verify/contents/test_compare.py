"""Two images held against one another: what counts, what is noise, what a rewrite may change."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lambdafix.codemod import Dropped, LeftBehind, Moved, Pruned, Rebased, Renamed, Supplied
from lambdafix.verify.archive import ImageArchive
from lambdafix.verify.contents import Difference, Expected, compare
from tests.verify.elves import shared_object
from tests.verify.images import ImageFile, directory, entry, files, link, oci, tar, written

Files = dict[str, bytes | str]
Layers = Sequence[bytes] | Mapping[str, bytes | str]
SITE = "usr/local/lib/python3.12/site-packages"


def compared(
    tmp_path: Path,
    before: Layers,
    after: Layers,
    expected: Expected = Expected(),
    configs: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
    inherited: frozenset[str] = frozenset(),
) -> tuple[Difference, ...]:
    paths = [
        written(tmp_path, oci(ImageFile(_layers(layers), config=config)), f"{number}.tar")
        for number, (layers, config) in enumerate(zip((before, after), configs, strict=True))
    ]
    with ImageArchive(paths[0]) as one, ImageArchive(paths[1]) as other:
        return compare(one.tree(one.image()), other.tree(other.image()), expected, inherited)


def _layers(layers: Layers) -> Sequence[bytes]:
    return [files(layers)] if isinstance(layers, Mapping) else layers


def counted(differences: tuple[Difference, ...]) -> list[str]:
    return [str(difference) for difference in differences if difference.counts]


# Settings


def test_equal_images_differ_in_nothing(tmp_path: Path) -> None:
    image = {"var/task/app.py": "x", f"{SITE}/a-1.dist-info/METADATA": "Name: a\nVersion: 1\n"}
    assert compared(tmp_path, image, image) == ()


def test_every_setting_of_the_contract_is_compared(tmp_path: Path) -> None:
    before = {
        "Cmd": ["app.handler"],
        "Env": ["A=1", "B=2"],
        "WorkingDir": "/var/task",
        "Labels": {"team": "a"},
    }
    after = {"Cmd": ["app.other"], "Entrypoint": ["/e"], "Env": ["A=2"], "User": "1"}
    assert counted(compared(tmp_path, {}, {}, configs=(before, after))) == [
        "contract CMD: app.handler -> app.other",
        "contract ENTRYPOINT: none -> /e",
        "contract WORKDIR: /var/task -> none",
        "contract USER: none -> 1",
        "contract ENV A: 1 -> 2",
        "contract ENV B: 2 -> none",
        "contract LABEL team: a -> none",
    ]


def test_a_setting_that_was_to_go_may_go(tmp_path: Path) -> None:
    before = {"Entrypoint": ["python", "-m", "awslambdaric"], "Env": ["RIE=1"]}
    expected = Expected.of([Dropped("ENTRYPOINT", "why"), Dropped("ENV RIE", "why")])
    assert compared(tmp_path, {}, {}, expected, (before, {})) == ()


def test_a_setting_may_name_the_place_where_things_lie_now(tmp_path: Path) -> None:
    before = {"Env": ["P=/app/lib:/usr/lib:/apple"], "WorkingDir": "/app", "Cmd": ["/app/run"]}
    after = {
        "Env": ["P=/var/task/lib:/usr/lib:/apple"],
        "WorkingDir": "/var/task",
        "Cmd": ["/var/task/run"],
    }
    assert (
        compared(tmp_path, {}, {}, Expected.of([Moved("/app", "/var/task")]), (before, after)) == ()
    )
    assert len(compared(tmp_path, {}, {}, configs=(before, after))) == 3


def test_variables_of_another_base_are_its_own_business(tmp_path: Path) -> None:
    configs = ({"Env": ["PATH=/usr/bin", "MINE=1"]}, {"Env": ["PATH=/var/lang/bin", "LANG=C"]})
    rebased = Expected.of([Rebased("python:3.12", "aws")])
    found = compared(tmp_path, {}, {}, rebased, configs, frozenset({"PATH", "LANG"}))
    assert counted(found) == ["contract ENV MINE: 1 -> none"]


# Packages


def pip(name: str, version: str, place: str = SITE) -> Files:
    return {f"{place}/{name}-{version}.dist-info/METADATA": f"Name: {name}\nVersion: {version}\n"}


def test_another_version_a_package_less_and_one_more_are_named(tmp_path: Path) -> None:
    before, after = {**pip("a", "1"), **pip("b", "1")}, {**pip("a", "2"), **pip("c", "1")}
    assert counted(compared(tmp_path, before, after)) == [
        "package pip a: 1 -> 2",
        "package pip b: 1 -> none",
        "package pip c: none -> 1",
    ]


def test_packages_may_lie_elsewhere(tmp_path: Path) -> None:
    expected = Expected.of([Moved(f"/{SITE}", "/var/task")])
    assert compared(tmp_path, pip("a", "1"), pip("a", "1", "var/task"), expected) == ()


def test_packages_of_another_base_are_its_own_business(tmp_path: Path) -> None:
    before = [files({**pip("pip", "24"), **pip("wheel", "1")}), files(pip("a", "1"))]
    after = [files({**pip("pip", "25"), **pip("boto3", "1")}), files(pip("a", "1"))]
    rebased = Expected.of([Rebased("python:3.12", "aws")], base_layers=(1, 1))
    assert compared(tmp_path, before, after, rebased) == ()
    lost = [after[0], files(pip("a", "2"))]
    assert counted(compared(tmp_path, before, lost, rebased)) == ["package pip a: 1 -> 2"]


def dpkg(**needs: str) -> Files:
    status = "\n".join(
        f"Package: {name}\nStatus: install ok installed\nVersion: 1\nDepends: {need}\n"
        for name, need in needs.items()
    )
    return {"var/lib/dpkg/status": status}


def test_a_compiler_that_is_left_behind_takes_along_what_it_brought(tmp_path: Path) -> None:
    before, after = (
        dpkg(bash="", gcc="cpp", cpp="mpfr", mpfr="", libpq="ssl", ssl=""),
        dpkg(bash=""),
    )
    expected = Expected.of([LeftBehind("gcc", "only the build needs it")])
    assert counted(compared(tmp_path, before, after, expected)) == [
        "package dpkg libpq: 1 -> none",
        "package dpkg ssl: 1 -> none",
    ]


def test_an_installer_of_node_that_is_left_behind_takes_along_what_lies_in_it(
    tmp_path: Path,
) -> None:
    def npm(place: str, version: str) -> Files:
        name = place.rpartition("node_modules/")[2]
        return {f"{place}/package.json": f'{{"name": "{name}", "version": "{version}"}}'}

    pnpm, own = "var/lang/lib/node_modules/pnpm", "var/task/node_modules"
    before = {**npm(pnpm, "9"), **npm(f"{pnpm}/dist/node_modules/abbrev", "2")}
    before |= {**npm(f"{own}/abbrev", "3"), **npm(f"{own}/semver", "7")}
    expected = Expected.of([LeftBehind("pnpm", "an installer"), LeftBehind(f"/{pnpm}", "it lies")])
    found = counted(compared(tmp_path, before, npm(f"{own}/semver", "7"), expected))
    assert [each for each in found if each.startswith("package")] == [
        "package npm abbrev: 3 -> none"
    ]


def test_a_package_in_the_cache_of_yarn_is_none_of_the_image(tmp_path: Path) -> None:
    place = "node_modules/typescript/package.json"
    manifest = '{"name": "typescript", "version": "5"}'
    before = {f"usr/local/share/.cache/yarn/v6/npm-typescript-5/{place}": manifest}
    assert [each for each in counted(compared(tmp_path, before, {})) if "package" in each] == []
    assert counted(compared(tmp_path, {f"var/task/{place}": manifest}, {}))


def test_a_renamed_and_a_supplied_package_are_expected(tmp_path: Path) -> None:
    expected = Expected.of([Renamed("libpq5", ("libpq",)), Supplied("tar", "a RUN calls it")])
    before, after = dpkg(libpq5=""), dpkg(libpq="", tar="")
    assert compared(tmp_path, before, after, expected) == ()
    assert len(counted(compared(tmp_path, before, after))) == 3


# Files


def pyc(time: int, code: bytes = b"code", flags: int = 0) -> bytes:
    return b"\xcb\r\r\n" + struct.pack("<III", flags, time, 4) + code


def test_a_file_that_is_gone_new_other_or_of_another_mode_is_named(tmp_path: Path) -> None:
    before = [
        tar(entry("var/task/a", "1"), entry("var/task/b", "1"), entry("var/task/c", mode=0o644))
    ]
    after = [tar(entry("var/task/b", "2"), entry("var/task/c", mode=0o600), entry("var/task/d"))]
    found = [f"{d.what}: {d.before} -> {d.after}" for d in compared(tmp_path, before, after)]
    assert [words.split()[0] for words in found] == [
        f"/var/task/{name}:" for name in ("a", "c", "d", "b")
    ]
    assert "file 644 e3b0c44298fc -> file 600 e3b0c44298fc" in found[1]


def test_a_link_to_elsewhere_and_an_empty_directory_are_seen(tmp_path: Path) -> None:
    before = [tar(link("var/task/l", "a"), directory("var/task/empty"))]
    after = [tar(link("var/task/l", "b"))]
    assert counted(compared(tmp_path, before, after)) == [
        "file /var/task/empty: directory 755 -> none",
        "file /var/task/l: link to a -> link to b",
    ]


def test_files_outside_of_the_task_root_are_not_compared(tmp_path: Path) -> None:
    assert compared(tmp_path, {"var/log/dpkg.log": "1", "etc/x": "1"}, {"etc/x": "2"}) == ()


def test_what_two_builds_of_one_file_differ_in_is_no_difference(tmp_path: Path) -> None:
    record = "a/__init__.py,sha256=x,1\na/__pycache__/__init__.cpython-312.pyc,,\n"
    info = "var/task/a-1.dist-info"
    before: Files = {
        "var/task/a/__init__.py": "x",
        "var/task/a/__pycache__/__init__.cpython-312.pyc": pyc(1),
        "var/task/build.log": "12:00",
        "var/task/.yarn/install-state.gz": "x",
        "var/task/.yarn/cache/a-npm-1.zip": "x",
        f"{info}/RECORD": f"{record}{info}/RECORD,,\n",
    }
    after: Files = {
        **before,
        "var/task/a/__pycache__/__init__.cpython-312.pyc": pyc(2),
        "var/task/build.log": "12:01",
        "var/task/.yarn/install-state.gz": "y",
        "var/task/.lock": "",
        f"{info}/RECORD": f"{info}/RECORD,,\n" + record.partition("\n")[0] + "\n",
    }
    del after["var/task/.yarn/cache/a-npm-1.zip"]
    assert compared(tmp_path, before, after) == ()


@pytest.mark.parametrize("other", [pyc(1, b"other"), pyc(2, flags=1), b"\xcb"])
def test_compiled_code_that_is_other_code_counts(other: bytes, tmp_path: Path) -> None:
    path = "var/task/a/__pycache__/b.cpython-312.pyc"
    before = {path: pyc(1, flags=1)} if other[4:5] == b"\1" else {path: pyc(1)}
    assert len(counted(compared(tmp_path, before, {path: other}))) == 1


def test_compiled_code_names_where_the_installer_had_its_source(tmp_path: Path) -> None:
    path = "var/task/__pycache__/b.cpython-312.pyc"
    before: Files = {"var/task/b.py": "x", path: pyc(1, b"/tmp/pip-target-6v0n_lq1/b.py")}
    after: Files = {"var/task/b.py": "x", path: pyc(2, b"/tmp/pip-target-x1d4kz9a/b.py")}
    assert compared(tmp_path, before, after) == ()


def test_compiled_code_of_an_older_source_counts(tmp_path: Path) -> None:
    path = "var/task/__pycache__/b.cpython-312.pyc"
    before: Files = {"var/task/b.py": "x", path: pyc(1, flags=1)}
    after: Files = {"var/task/b.py": "x", path: pyc(2, flags=1)}
    assert len(counted(compared(tmp_path, before, after))) == 1


def test_compiled_code_that_python_can_make_again_may_be_missing(tmp_path: Path) -> None:
    source = {"var/task/b.py": "x"}
    compiled = {"var/task/__pycache__/b.cpython-312.pyc": pyc(1)}
    assert compared(tmp_path, {**source, **compiled}, source) == ()
    assert len(counted(compared(tmp_path, {**source, **compiled}, {}))) == 2


def test_a_file_that_a_record_lists_no_more_counts(tmp_path: Path) -> None:
    path = "var/task/a-1.dist-info/RECORD"
    assert len(counted(compared(tmp_path, {path: "a.py,,\nb.py,,\n"}, {path: "a.py,,\n"}))) == 1


def test_files_are_found_where_they_moved_to(tmp_path: Path) -> None:
    before: Files = {
        "app/app.py": "x",
        f"{SITE}/a/__init__.py": "y",
        f"{SITE}/a/__pycache__/__init__.cpython-312.pyc": pyc(1, b"at site-packages"),
        f"{SITE}/bin/tool": "#!/usr/local/bin/python\nrun()\n",
        f"{SITE}/bin/tool.py": "#!/usr/local/bin/python\nrun()\n",
        f"{SITE}/bin/__pycache__/tool.cpython-312.pyc": pyc(1, b"at site-packages"),
    }
    after: Files = {
        "var/task/app.py": "x",
        "var/task/a/__init__.py": "y",
        "var/task/a/__pycache__/__init__.cpython-312.pyc": pyc(2, b"at the task root"),
        "var/task/bin/tool": "#!/var/lang/bin/python\nrun()\n",
        "var/task/bin/tool.py": "#!/var/lang/bin/python\nrun()\n",
        "var/task/bin/__pycache__/tool.cpython-312.pyc": pyc(2, b"at the task root"),
    }
    expected = Expected.of([Moved("/app", "/var/task"), Moved(f"/{SITE}", "/var/task")])
    assert compared(tmp_path, before, after, expected) == ()
    after["var/task/a/__init__.py"] = "z"
    found = counted(compared(tmp_path, before, after, expected))
    assert [words.split()[1] for words in found] == [
        "/var/task/a/__init__.py:",
        "/var/task/a/__pycache__/__init__.cpython-312.pyc:",
    ]


def test_of_two_moves_the_nearer_one_counts(tmp_path: Path) -> None:
    moves = [Moved("/app", "/var/task"), Moved("/app/lib", "/opt/lib")]
    before, after = {"app/a": "1", "app/lib/b": "2"}, {"var/task/a": "1", "opt/lib/b": "2"}
    assert compared(tmp_path, before, after, Expected.of(moves)) == ()
    assert compared(tmp_path, before, after, Expected.of(moves[::-1])) == ()


def test_a_path_that_only_the_build_needs_may_be_left_behind(tmp_path: Path) -> None:
    before = {"var/task/app.py": "x", "var/task/requirements.txt": "y", "var/task/src/a.c": "z"}
    expected = Expected.of(
        [LeftBehind("/var/task/src", "w"), Dropped("/var/task/requirements.txt", "w")]
    )
    assert compared(tmp_path, before, {"var/task/app.py": "x"}, expected) == ()


def test_a_library_that_was_compiled_anew_is_said_and_does_not_count(tmp_path: Path) -> None:
    before = {"var/task/a.so": shared_object() + b"/tmp/build-1"}
    after = {"var/task/a.so": shared_object() + b"/tmp/build-2"}
    (difference,) = compared(tmp_path, before, after)
    assert not difference.counts
    assert "compiled anew" in difference.why


# Libraries


def test_a_library_that_the_rewrite_lost_counts(tmp_path: Path) -> None:
    user = {"var/task/p.so": shared_object(["libpq.so.5"])}
    before = {**user, "usr/lib64/libpq.so.5": shared_object()}
    assert counted(compared(tmp_path, before, user)) == [
        "library libpq.so.5 for /var/task/p.so: none -> not found"
    ]


def test_a_library_that_was_missing_before_is_said_and_not_blamed(tmp_path: Path) -> None:
    user = shared_object(["libtk8.6.so"])
    expected = Expected.of([Moved("/app", "/var/task")])
    (difference,) = compared(tmp_path, {"app/t.so": user}, {"var/task/t.so": user}, expected)
    assert not difference.counts
    assert str(difference).endswith("not found -> not found (it was so before)")


def test_a_newer_glibc_of_the_build_is_found_out(tmp_path: Path) -> None:
    user = shared_object(["libc.so.6"], asks={"libc.so.6": ["GLIBC_2.36"]})
    old = shared_object(defines=["GLIBC_2.34"])
    new = shared_object(defines=["GLIBC_2.34", "GLIBC_2.36"])
    before = [files({"lib64/libc.so.6": new}), files({"var/task/a.so": user})]
    after = [files({"lib64/libc.so.6": old}), files({"var/task/a.so": user})]
    rebased = Expected.of([Rebased("python:3.12", "aws")], base_layers=(1, 1))
    assert counted(compared(tmp_path, before, after, rebased)) == [
        "library libc.so.6 for /var/task/a.so: none -> GLIBC_2.36 is not in /lib64/libc.so.6"
    ]


def test_a_library_that_the_new_base_lacks_for_its_own_files_is_not_blamed(tmp_path: Path) -> None:
    base = files({"var/lang/lib/_tkinter.so": shared_object(["libtk8.6.so"])})
    own = files({"var/task/p.so": shared_object(["libpq.so.5"])})
    rebased = Expected.of([Rebased("python:3.12", "aws")], base_layers=(1, 1))
    found = compared(tmp_path, [files({})], [base], rebased)
    assert [(difference.counts, difference.why) for difference in found] == [
        (False, "a file of the base image")
    ]
    found = compared(tmp_path, [files({}), files({})], [base, own], rebased)
    assert "library libpq.so.5 for /var/task/p.so: none -> not found" in counted(found)


@pytest.mark.parametrize(
    ("path", "before", "after", "other"),
    [
        (
            "var/task/node_modules/a/build/Makefile",
            "all: b.gyp a.gypi\n\tbuild\n",
            "all: a.gypi b.gyp\n\tbuild\n",
            "all: a.gypi c.gyp\n\tbuild\n",
        ),
        (
            "var/task/node_modules/.modules.yaml",
            'layoutVersion: 5\nprunedAt: "Mon"\n',
            'layoutVersion: 5\nprunedAt: "Tue"\n',
            'layoutVersion: 6\nprunedAt: "Mon"\n',
        ),
    ],
)
def test_what_installs_of_node_note_of_the_day_does_not_count(
    path: str, before: str, after: str, other: str, tmp_path: Path
) -> None:
    assert counted(compared(tmp_path, {path: before}, {path: after})) == []
    assert counted(compared(tmp_path, {path: before}, {path: other})) != []


def test_packages_that_npm_noted_for_development_may_be_pruned(tmp_path: Path) -> None:
    def npm(**packages: str) -> Files:
        made = {
            f"var/task/node_modules/{name}/package.json": f'{{"name": "{name}", "version": "{v}"}}'
            for name, v in packages.items()
        }
        noted = {
            f"node_modules/{n}": {"version": v, **({"dev": True} if n == "tsc" else {})}
            for n, v in packages.items()
        }
        note = json.dumps({"packages": noted})
        return {**made, "var/task/node_modules/.package-lock.json": note}

    expected = Expected.of([Pruned("/src/node_modules")])
    whole = npm(ms="2", tsc="5", ws="8")
    less = [files(npm(ms="2", ws="8")), tar(directory("var/task/node_modules/@types"))]
    assert counted(compared(tmp_path, whole, less, expected)) == []
    assert len(counted(compared(tmp_path, whole, npm(ms="2", ws="8"), Expected()))) == 2
    found = counted(compared(tmp_path, whole, npm(ms="2"), expected))
    assert [each for each in found if each.startswith("package")] == ["package npm ws: 8 -> none"]


PNPM_LOCK = """lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      ms:
        specifier: 2.1.3
        version: 2.1.3
    devDependencies:
      tsc:
        specifier: 5.0.0
        version: 5.0.0

snapshots:

  '@a/inner@1.0.0': {}

  ms@2.1.3:
    dependencies:
      '@a/inner': 1.0.0

  tsc@5.0.0:
    dependencies:
      ws: 8.0.0

  ws@8.0.0: {}
"""


def test_packages_that_pnpm_noted_for_development_may_be_pruned(tmp_path: Path) -> None:
    modules, store = "var/task/node_modules", "var/task/node_modules/.pnpm"

    def pnpm(*packages: str, note: str = "all") -> list[bytes]:
        made: Files = {f"{modules}/.modules.yaml": note, f"{store}/lock.yaml": PNPM_LOCK}
        hoisted = [f"{store}/node_modules/ws"] if "ws@8.0.0" in packages else []
        links = [
            *((path, "../ws@8.0.0/node_modules/ws") for path in hoisted),
            (
                f"{store}/ms@2.1.3/node_modules/@a/inner",
                "../../../@a+inner@1.0.0/node_modules/@a/inner",
            ),
        ]
        for package in packages:
            name, _, version = package.rpartition("@")
            at = f".pnpm/{package.replace('/', '+')}/node_modules/{name}"
            json_ = f'{{"name": "{name}", "version": "{version}"}}'
            made[f"{modules}/{at}/package.json"] = json_
            links += [(f"{modules}/{name}", at)] if name in ("ms", "tsc") else []
            made |= {f"{modules}/.bin/{name}": f"exec {at}/bin"} if name in ("ms", "tsc") else {}
        empty = [] if hoisted else [directory(f"{store}/node_modules")]
        return [files(made), tar(*empty, *(link(*each) for each in links))]

    expected = Expected.of([Pruned("/src/node_modules")])
    kept = ("ms@2.1.3", "@a/inner@1.0.0")
    whole = pnpm(*kept, "tsc@5.0.0", "ws@8.0.0")
    assert counted(compared(tmp_path, whole, pnpm(*kept, note="some"), expected)) == []
    assert counted(compared(tmp_path, whole, pnpm(*kept), Expected()))
    lost = counted(compared(tmp_path, whole, pnpm("ms@2.1.3"), expected))
    assert any("@a/inner" in each for each in lost)


def test_a_file_that_was_to_be_dropped_may_hold_something_else(tmp_path: Path) -> None:
    before, after = {"var/task/package-lock.json": "1"}, {"var/task/package-lock.json": "2"}
    assert counted(compared(tmp_path, before, after))
    expected = Expected.of([Dropped("/var/task/package-lock.json", "why")])
    assert compared(tmp_path, before, after, expected) == ()


@pytest.mark.parametrize(
    ("after", "alike"),
    [
        ('{"name": "a", "dependencies": {"ms": "2"}}', True),
        ('{"dependencies": {"ms": "2", "aws-lambda-ric": "^4"}, "name": "a"}', True),
        ('{"name": "b", "dependencies": {"ms": "2"}}', False),
        ('{"name": "a", "dependencies": {"ms": "3"}}', False),
        ('{"name": "a"}', False),
        ("{", False),
        ("[]", False),
    ],
)
def test_the_project_may_ask_no_longer_for_what_was_dropped(
    tmp_path: Path, after: str, alike: bool
) -> None:
    before = '{\n  "name": "a",\n  "dependencies": {"aws-lambda-ric": "^4", "ms": "2"}\n}'
    images = {"var/task/package.json": before}, {"var/task/package.json": after}
    expected = Expected.of([Dropped("aws-lambda-ric", "why")])
    assert (compared(tmp_path, *images, expected) == ()) is alike
    assert counted(compared(tmp_path, *images))


def test_the_manifest_of_a_package_stays_as_it_is(tmp_path: Path) -> None:
    path = "var/task/node_modules/x/package.json"
    before, after = ('{"dependencies": {"aws-lambda-ric": "1"}}', '{"dependencies": {}}')
    expected = Expected.of([Dropped("aws-lambda-ric", "why")])
    assert counted(compared(tmp_path, {path: before}, {path: after}, expected))


def test_links_of_the_old_base_are_its_own(tmp_path: Path) -> None:
    base = tar(link("usr/local/bin/yarn", "../lib/node_modules/yarn/bin/yarn.js"))
    before = [base, tar(link("usr/local/bin/own", "/app/own"))]
    expected = Expected.of(
        [Rebased("node:22", "aws"), Moved("/usr/local/bin", "/var/lang/bin")], base_layers=(1, 0)
    )
    assert counted(compared(tmp_path, before, {}, expected)) == [
        "file /var/lang/bin/own: link to /app/own -> none"
    ]
