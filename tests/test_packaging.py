"""The templates and the tables reach a wheel, an sdist, and a wheel that is made of the sdist."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = {
    path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()
}
DATA = {f"lambdafix/{name}" for name in ("py.typed", "catalog/runtimes.toml")}


def built(kind: str, source: Path, directory: Path) -> Path:
    """What hatchling makes of a source tree; it is installed already, so nothing is fetched."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(directory)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (made,) = directory.iterdir()
    return made


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_package_reads_its_templates_where_it_is_installed() -> None:
    assert TEMPLATES
    for name in TEMPLATES:
        assert files("lambdafix").joinpath(name).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_wheel_holds_the_templates_and_the_tables(tmp_path: Path) -> None:
    names = names_in(built("wheel", ROOT, tmp_path))
    assert names >= DATA | {f"lambdafix/{name}" for name in TEMPLATES}


@pytest.mark.slow
def test_a_wheel_made_of_the_sdist_holds_the_same_as_one_made_of_the_tree(tmp_path: Path) -> None:
    sdist = built("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    again = names_in(built("wheel", unpacked, tmp_path / "again"))
    assert again == names_in(built("wheel", ROOT, tmp_path / "wheel"))
