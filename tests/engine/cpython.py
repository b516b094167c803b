"""This machine's CPythons, moved to the prefix that an image has them in."""

from __future__ import annotations

import re
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.engine.shell import call

_OLDEST = (3, 11)
_LEFT_OUT = re.compile(r"/(__pycache__|tests?|idlelib|turtledemo|site-packages/.+|man)(/|$)|\.a$")


def found() -> dict[str, Path]:
    """Each version, as `3.12`, with its prefix: those beside the running one, as pyenv has them."""
    versions = dict[str, Path]()
    for prefix in sorted(Path(sys.base_prefix).parent.glob("3.*.*")):
        number = tuple(map(int, re.findall(r"\d+", prefix.name)))[:2]
        short = ".".join(map(str, number))
        shared = list(prefix.glob(f"lib/libpython{short}.so*"))
        if number >= _OLDEST and shared and (prefix / f"bin/python{short}").exists():
            versions[short] = prefix
    return versions


def layer(source: Path, short: str, prefix: str, target: Path) -> None:
    """A tar of the interpreter at `prefix`, with pip, without tests."""
    if target.exists():
        return
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        there = root / prefix.lstrip("/")
        _copy(source, there)
        for program in (there / "bin").iterdir():
            if program.name not in (f"python{short}", f"python{short}-config"):
                program.unlink()
        for name in ("python", "python3"):
            (there / "bin" / name).symlink_to(f"python{short}")
        for text in (*there.glob("lib/*/_sysconfigdata_*.py"), *there.glob("lib/pkgconfig/*.pc")):
            text.write_text(text.read_text().replace(str(source), prefix))
        if strip := shutil.which("strip"):
            shared = (*there.glob("lib/*.so*"), *there.glob("lib/*/lib-dynload/*.so"))
            call(strip, "--strip-unneeded", *(path for path in shared if not path.is_symlink()))
        packages = there / "lib" / f"python{short}" / "site-packages"
        python = source / "bin" / f"python{short}"
        call(python, "-m", "pip", "install", "-q", "--no-compile", "--target", packages, "pip")
        shutil.rmtree(packages / "bin", ignore_errors=True)
        for name in ("pip", "pip3", f"pip{short}"):
            script = there / "bin" / name
            script.write_text(
                f"#!{prefix}/bin/python{short}\n"
                "import sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n"
            )
            script.chmod(0o755)
        known = root / "etc/ld.so.conf.d/00-python.conf"
        known.parent.mkdir(parents=True)
        known.write_text(f"{prefix}/lib\n")
        half = target.with_suffix(".half")
        with tarfile.open(half, "w") as tar:
            for name in sorted(path.name for path in root.iterdir()):
                tar.add(root / name, name, filter=_roots)
        half.rename(target)


def _copy(source: Path, target: Path) -> None:
    def left_out(directory: str, names: list[str]) -> set[str]:
        below = directory.removeprefix(str(source))
        return {name for name in names if _LEFT_OUT.search(f"{below}/{name}")}

    for name in ("bin", "include", "lib", "share"):
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, symlinks=True, ignore=left_out)


def _roots(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
