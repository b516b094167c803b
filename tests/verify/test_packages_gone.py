"""What may go with a package of Node that a rewrite drops, and what has to stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from lambdafix.verify.archive import ImageArchive
from lambdafix.verify.packages_gone import gone_with
from tests.verify.images import ImageFile, files, link, oci, tar, written

CLIENT = "aws-lambda-ric"


def gone(tmp_path: Path, packages: Mapping[str, object], *links: tuple[str, str]) -> set[str]:
    """What goes with the client, of an image with these package.json by their directories."""
    layers = [
        files({f"{path}/package.json": json.dumps(found) for path, found in packages.items()}),
        tar(*(link(path, target) for path, target in links)),
    ]
    path = written(tmp_path, oci(ImageFile(layers)), "image.tar")
    with ImageArchive(path) as archive:
        return set(gone_with(archive.tree(archive.image()), {CLIENT, "ENTRYPOINT", "/app/x"}))


def package(name: str, *needs: str) -> dict[str, object]:
    return {"name": name, "version": "1.0.0", "dependencies": dict.fromkeys(needs, "^1")}


def test_what_only_the_client_needs_goes_with_it(tmp_path: Path) -> None:
    found = gone(
        tmp_path,
        {
            "app": {"dependencies": {"ms": "2", CLIENT: "^4"}},
            "app/node_modules/ms": package("ms"),
            f"app/node_modules/{CLIENT}": package(CLIENT, "node-gyp", "@aws/store"),
            "app/node_modules/@aws/store": package("@aws/store"),
            "app/node_modules/node-gyp": package("node-gyp", "semver"),
            "app/node_modules/semver": package("semver"),
        },
        ("app/node_modules/.bin/node-gyp", "../node-gyp/bin/node-gyp.js"),
        ("app/node_modules/.bin/ms", "../ms/bin.js"),
        ("usr/local/bin/aws-lambda-ric", f"../../../app/node_modules/{CLIENT}/index.mjs"),
    )
    modules = "/app/node_modules"
    assert found == {
        f"{modules}/{CLIENT}",
        f"{modules}/@aws/store",
        f"{modules}/node-gyp",
        f"{modules}/semver",
        f"{modules}/.bin/node-gyp",
        "/usr/local/bin/aws-lambda-ric",
    }


@pytest.mark.parametrize(
    "project",
    [
        {"dependencies": {"semver": "^7"}},
        {"devDependencies": {"semver": "^7"}},
        {"dependencies": {"other": "1"}},
    ],
)
def test_what_the_project_or_another_package_asks_for_stays(
    tmp_path: Path, project: object
) -> None:
    found = gone(
        tmp_path,
        {
            "app": project,
            f"app/node_modules/{CLIENT}": package(CLIENT, "node-gyp"),
            "app/node_modules/node-gyp": package("node-gyp", "semver"),
            "app/node_modules/semver": package("semver", "lru"),
            "app/node_modules/lru": package("lru"),
            **(
                {"app/node_modules/other": package("other", "semver")}
                if "other" in str(project)
                else {}
            ),
        },
    )
    assert found == {f"/app/node_modules/{CLIENT}", "/app/node_modules/node-gyp"}


def test_a_copy_that_lies_in_another_package_is_another_copy(tmp_path: Path) -> None:
    found = gone(
        tmp_path,
        {
            "app": {"dependencies": {"ms": "2"}},
            "app/node_modules/ms": package("ms", "semver"),
            "app/node_modules/ms/node_modules/semver": package("semver"),
            f"app/node_modules/{CLIENT}": package(CLIENT, "semver"),
            "app/node_modules/semver": package("semver"),
        },
    )
    assert found == {f"/app/node_modules/{CLIENT}", "/app/node_modules/semver"}


def test_nothing_goes_where_the_client_is_not(tmp_path: Path) -> None:
    assert gone(tmp_path, {"app": {}, "app/node_modules/ms": package("ms")}) == set()


def test_a_manifest_that_cannot_be_read_needs_nothing(tmp_path: Path) -> None:
    layer = files(
        {
            f"app/node_modules/{CLIENT}/package.json": "{",
            "app/node_modules/ms/package.json": "[]",
            "app/package.json": "no",
        }
    )
    path = written(tmp_path, oci(ImageFile([layer])), "image.tar")
    with ImageArchive(path) as archive:
        tree = archive.tree(archive.image())
        assert gone_with(tree, {CLIENT}) == {f"/app/node_modules/{CLIENT}"}
