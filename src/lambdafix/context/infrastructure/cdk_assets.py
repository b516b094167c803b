"""The images of a synthesised CDK program: cdk.out/*.assets.json and the templates beside them.

`cdk synth` copies a build context to `asset.HASH` (unless staging is off) and forgets where it was.
The one Dockerfile of the tree with the same name and the same bytes, in a directory that has all
that the copy has, is the one that was copied; where there are several, nothing is said.
Source: cloud-assembly-schema, DockerImageAsset (2026-07).
"""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterable, Iterator

from lambdafix.context.infrastructure.cdk import assets_of
from lambdafix.context.infrastructure.tree import Tree, Unreadable, below, content_of, each
from lambdafix.context.infrastructure.uses import Builder, Finding, Place, Unresolved, Use


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The images in the cdk.out beside each cdk.json; it is read although git ignores it."""
    for path in paths:
        beside = glob.escape(os.path.join(os.path.dirname(path), "cdk.out"))
        yield from each(_assets, sorted(glob.glob(f"{beside}/*.assets.json")), tree)


def _assets(path: str, tree: Tree) -> Iterator[Finding]:
    try:
        content = json.loads(tree.text(path))
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON: {error.msg}", error.lineno) from error
    images = content.get("dockerImages") if isinstance(content, dict) else None
    for asset in images.values() if isinstance(images, dict) else ():
        source = asset.get("source") if isinstance(asset, dict) else None
        if not isinstance(source, dict) or not isinstance(source.get("directory"), str):
            continue
        staged = below(os.path.dirname(path), source["directory"])
        file = str(source.get("dockerFile") or "Dockerfile")
        found = _origins(staged, file, tree)
        name = str(asset.get("displayName") or os.path.basename(staged))
        if len(found) != 1:
            said = "several Dockerfiles like it" if found else "no Dockerfile like it"
            yield Unresolved(Place(path, 0), f"{name}: the tree has {said}")
            continue
        pairs = source.get("dockerBuildArgs")
        yield Use(
            dockerfile=below(found[0], file),
            context=found[0],
            builder=Builder.CDK,
            place=Place(path, 0),
            platform=str(source.get("platform") or ""),
            target=str(source.get("dockerBuildTarget") or ""),
            destination=assets_of(Place(path, 0)),
            arguments=tuple(
                (str(k), str(v)) for k, v in (pairs.items() if isinstance(pairs, dict) else ())
            ),
        )


def _origins(staged: str, file: str, tree: Tree) -> list[str]:
    """The directories that the staged one may be a copy of; itself where staging is off."""
    if "cdk.out" not in staged.split(os.sep):
        return [staged]
    content = content_of(below(staged, file))
    try:
        names = os.listdir(staged)
    except OSError:
        return []
    ends = f"{os.sep}{os.path.normpath(file)}"
    found = [path.removesuffix(ends) for path in tree.files if path.endswith(ends)]
    return [
        directory
        for directory in found
        if content is not None
        and content_of(below(directory, file)) == content
        and all(os.path.lexists(below(directory, name)) for name in names)
    ]
