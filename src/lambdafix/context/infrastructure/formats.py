"""Every format that is read: by which name, for which words in it, by which module.

A file is opened only for its name and parsed only for its words. The order is that of the report.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Format(NamedTuple):
    """`name` fits the end of a path. `words`: all of one of these groups are in the content."""

    name: re.Pattern[str]
    words: tuple[tuple[bytes, ...], ...]
    module: str
    function: str = "read"

    def fits(self, content: bytes) -> bool:
        """Whether the content is worth parsing; `in` takes a tenth of what a pattern takes."""
        return any(all(word in content for word in group) for group in self.words)


def _format(name: str, words: str, module: str, function: str = "read") -> Format:
    groups = tuple(tuple(w.encode() for w in group.split()) for group in words.split("|"))
    return Format(re.compile(f"(?:{name})$"), groups, module, function)


_COMMAND = "docker build|podman build|buildah bu|nerdctl build|finch build|kaniko"

FORMATS = (
    _format(
        r"\.(?:ya?ml|json|template)",
        # A template whose functions are all archives has neither of the last words.
        "AWS::Serverless::Function PackageType|AWS::Lambda::Function PackageType"
        "|AWS::Serverless::Function DockerContext",
        "template",
    ),
    _format(
        r"\.py",
        "from_image_asset|from_asset_image|DockerImageAsset|from_docker_build"
        "|ContainerImage from_asset|DockerImage from_build",
        "cdk_python",
    ),
    _format(
        r"\.(?:[cm]?[jt]s|[jt]sx)",
        "fromImageAsset|fromAssetImage|DockerImageAsset|fromDockerBuild"
        "|ContainerImage fromAsset|DockerImage fromBuild",
        "cdk_typescript",
    ),
    _format(r"(?:^|/)cdk\.json", "", "cdk_assets"),
    _format(r"(?:^|/)serverless[\w.-]*\.(?:ya?ml|json)", "image", "serverless"),
    _format(r"(?:^|/)serverless[\w.-]*\.[jt]s", "image", "serverless_typescript"),
    _format(
        r"\.tf", f"package_type|docker_image|docker-build|docker_file|{_COMMAND}", "terraform"
    ),
    _format(r"(?:^|/)(?:docker-)?compose[\w.-]*\.ya?ml", "build", "compose"),
    _format(r"(?:^|/)docker-bake[\w.-]*\.(?:hcl|json)", "target", "bake"),
    _format(
        r"(?:^|/)\.github/(?:.*/)?[\w.-]+\.ya?ml|(?:^|/)action\.ya?ml",
        f"build-push-action|{_COMMAND}",
        "github_actions",
    ),
    _format(r"\.gitlab-ci\.ya?ml", _COMMAND, "ci_scripts", "read_gitlab"),
    _format(r"(?:^|/)buildspec[\w.-]*\.ya?ml", _COMMAND, "ci_scripts", "read_buildspec"),
    _format(r"(?:^|/)(?:GNUm|[Mm])akefile|\.mk", _COMMAND, "scripts", "read_make"),
    _format(r"\.(?:sh|bash|zsh)", _COMMAND, "scripts", "read_shell"),
)
