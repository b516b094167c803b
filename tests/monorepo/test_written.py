"""What a run leaves on the disk where files belong together."""

from __future__ import annotations

from pathlib import Path

from lambdafix.codemod import Safety, Settings
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import named, run


def test_two_files_that_share_an_ignore_file_each_keep_the_lines_of_the_other(
    tmp_path: Path,
) -> None:
    node = 'FROM public.ecr.aws/lambda/nodejs:22\nCOPY . .\nRUN npm ci{}\nCMD ["a.b"]\n'
    for name, prefix in (("Dockerfile", ""), ("b.Dockerfile", " --prefix web")):
        (tmp_path / name).write_text(node.format(prefix))
    lock = '{"lockfileVersion": 3, "packages": {"": {}}}\n'
    for directory in (tmp_path, tmp_path / "web"):
        directory.mkdir(exist_ok=True)
        (directory / "package.json").write_text("{}\n")
        (directory / "package-lock.json").write_text(lock)
    paths = [str(tmp_path / name) for name in ("Dockerfile", "b.Dockerfile")]
    request = Request(Settings(allow=Safety.UNSAFE), context=tmp_path, write=True)
    done = list(run(named(paths, request, bytes), request))
    assert [outcome.written for outcome in done] == [True, True]
    lines = (tmp_path / ".dockerignore").read_text().splitlines()
    assert lines == [".dockerignore", "node_modules", "web/node_modules"]
