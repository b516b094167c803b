"""Go's modules for the proof, as `go` takes them from a directory: written for it, for the module
proxy is reached from nowhere here."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

_VERSION = "v1.47.0"


def layer(source: Path, target: Path) -> None:
    """A tar of the module that lies in `source`, by its go.mod's name, in the form of a proxy."""
    manifest = (source / "go.mod").read_bytes()
    name = manifest.decode().split()[1]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for file in sorted(path for path in source.rglob("*") if path.is_file()):
            inside = file.relative_to(source).as_posix()
            archive.writestr(zipfile.ZipInfo(f"{name}@{_VERSION}/{inside}"), file.read_bytes())
    files = {
        "list": f"{_VERSION}\n".encode(),
        f"{_VERSION}.info": f'{{"Version": "{_VERSION}", "Time": "2024-04-01T00:00:00Z"}}'.encode(),
        f"{_VERSION}.mod": manifest,
        f"{_VERSION}.zip": held.getvalue(),
    }
    with tarfile.open(target, "w") as tar:
        for end, content in files.items():
            member = tarfile.TarInfo(f"{name}/@v/{end}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
