"""Every format that is read: by which name, for which words in it, by which module.

A file is opened only for its name and parsed only for its words. The order is that of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from lambdafix.regex import regex


class Format(NamedTuple):
    """`endings` of a path and a pattern somewhere in it; all words of one group in the content.

    `needs` is in every content that fits, and looked for first.
    """

    endings: tuple[str, ...]
    path: re.Pattern[str] | None  # None: any
    words: tuple[tuple[bytes, ...], ...]
    module: str
    function: str = "read"
    needs: bytes = b""

    def named(self, path: str) -> bool:
        """Whether a file may be of this format by its path; the endings are the fast test."""
        fast = path.endswith(self.endings) if self.endings else True
        return fast and (self.path is None or self.path.search(path) is not None)

    def fits(self, content: bytes) -> bool:
        """Whether the content is worth parsing; `in` takes a tenth of what a pattern takes."""
        if self.needs not in content:
            return False
        for group in self.words:
            for word in group:
                if word not in content:
                    break
            else:
                return True
        return False


def _format(
    endings: str, path: str, words: str, module: str, function: str = "read", needs: bytes = b""
) -> Format:
    groups = tuple(tuple(w.encode() for w in group.split()) for group in words.split("|"))
    pattern = re.compile(path) if path else None
    return Format(tuple(endings.split()), pattern, groups, module, function, needs)


_COMMAND = "docker build|docker image|podman build|buildah bu|nerdctl build|finch build|kaniko"
# Programs without an ending, where repositories keep them.
_PROGRAM = r"/(?:bin|ci|hack|scripts?|tasks|tools)/[\w-]+$"

FORMATS = (
    _format(
        ".yaml .yml .json .template",
        "",
        # A template whose functions are all archives has neither of the last words.
        "AWS::Serverless::Function PackageType|AWS::Lambda::Function PackageType"
        "|AWS::Serverless::Function DockerContext"
        # What hands parameters on to stacks with functions.
        "|AWS::Serverless::Application Location Parameters"
        "|AWS::CloudFormation::Stack TemplateURL Parameters",
        "template",
        needs=b"AWS::",
    ),
    _format(
        ".py",
        "",
        "from_image_asset|from_asset_image|DockerImageAsset|from_docker_build"
        "|ContainerImage from_asset|DockerImage from_build",
        "cdk_python",
    ),
    _format(
        ".ts .js .mts .mjs .cts .cjs .tsx .jsx",
        "",
        "fromImageAsset|fromAssetImage|DockerImageAsset|fromDockerBuild"
        "|ContainerImage fromAsset|DockerImage fromBuild",
        "cdk_typescript",
    ),
    _format(
        ".cs .java .go",
        "",
        "FromImageAsset|FromAssetImage|DockerImageAsset|FromDockerBuild|ContainerImage FromAsset"
        "|fromImageAsset|fromAssetImage|fromDockerBuild|ContainerImage fromAsset",
        "cdk_braces",
    ),
    _format("/cdk.json", "", "", "cdk_assets"),
    _format(".yaml .yml .json", r"/serverless[\w.-]*$", "image", "serverless"),
    _format(".ts .js", r"/serverless[\w.-]*$", "image", "serverless_typescript"),
    _format(
        ".tf",
        "",
        f"package_type|docker_image|docker-build|docker_file|{_COMMAND}",
        "terraform",
    ),
    _format(".yaml .yml", r"/(docker-)?compose[\w.-]*$", "build", "compose"),
    _format(".hcl .json", r"/docker-bake[\w.-]*$", "target", "bake"),
    _format(
        ".yaml .yml",
        r"/\.github/|/action\.ya?ml$",
        f"build-push-action|{_COMMAND}",
        "github_actions",
    ),
    _format(".gitlab-ci.yml .gitlab-ci.yaml", "", _COMMAND, "ci_scripts", "read_gitlab"),
    _format(".yaml .yml", r"/buildspec[\w.-]*$", _COMMAND, "ci_scripts", "read_buildspec"),
    _format("akefile .mk", r"/(GNUm|m|M)akefile$|\.mk$", _COMMAND, "scripts", "read_make"),
    _format(".sh .bash .zsh", "", _COMMAND, "scripts", "read_shell"),
    _format("", _PROGRAM, _COMMAND, "scripts", "read_program"),
)


def formats_of(path: str) -> Iterator[tuple[int, Format]]:
    """The formats that a file may be of by its path, each with its number."""
    suffix = path.rpartition(".")[2]
    for number, kind in _ending_in("" if "/" in suffix else suffix):
        if kind.named(path):
            yield number, kind


@cache
def _ending_in(suffix: str) -> Sequence[tuple[int, Format]]:
    """The formats that may have a path with this behind its last dot."""
    return [
        (number, kind)
        for number, kind in enumerate(FORMATS)
        if not kind.endings or any("." not in e or e.endswith(suffix) for e in kind.endings)
    ]


_ENDINGS = tuple({ending for kind in FORMATS for ending in kind.endings})
_PROGRAMS = regex(_PROGRAM)


def may_say(path: str) -> bool:
    """Whether a file is worth opening by its path alone."""
    return path.endswith(_ENDINGS) or _PROGRAMS.search(path) is not None
