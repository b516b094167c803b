"""A build context in which the infrastructure builds other files too: its ignore file is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.codemod import Verdict
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import named, run

FILES = {
    "Dockerfile": "FROM public.ecr.aws/lambda/nodejs:22\nCOPY . .\nRUN npm ci\n"
    'CMD ["app.handler"]\n',
    "app.js": "exports.handler = async () => 1;\n",
    "package.json": '{"name": "a", "version": "1.0.0", "dependencies": {"ms": "2.1.3"}}\n',
    "package-lock.json": '{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "packages": {'
    '"": {"dependencies": {"ms": "2.1.3"}}, "node_modules/ms": {"version": "2.1.3"}}}\n',
    "docker/prod": "FROM nginx\nCOPY node_modules /srv\n",
}
COMPOSE = "services:\n  web:\n    build: {context: .., dockerfile: docker/prod}\n"


@pytest.mark.parametrize(("compose", "verdict"), [(COMPOSE, "WITHHELD"), ("", "APPLIED")])
def test_another_build_of_the_context_shares_its_ignore_file(
    tmp_path: Path, compose: str, verdict: str
) -> None:
    for name, text in {**FILES, "deploy/compose.yaml": compose}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / ".git").mkdir()
    request = Request(jobs=1)
    [found] = run(named([str(tmp_path / "Dockerfile")], request, bytes), request)
    said = [r for name, r in found.reasons if name == "lean-context"]
    assert [r.verdict for r in said] == [Verdict[verdict]]
    assert ("docker/prod may share the file" in said[0].text) is bool(compose)
