"""Files that are built from several contexts, or from one outside of their repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.codemod import Safety, Settings
from lambdafix.monorepo.repositories import sharing
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import named, run
from lambdafix.monorepo.survey import survey
from lambdafix.report.outcome import Outcome, Status
from tests.repository_support import DOCKERFILE, commit, git, repository, write

HANDLER = "def handler(event, context):\n    return event\n"
FILES = {"requirements.txt": "requests==2.32.5\n", "app.py": HANDLER}


def functions(**contexts: str) -> str:
    """A template with functions that build fn/Dockerfile from directories."""
    return "Resources:\n" + "".join(
        f"  {name}:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {PackageType: Image}\n"
        f"    Metadata: {{DockerContext: {context}, Dockerfile: {file}}}\n"
        for name, (context, file) in ((n, c.split(" ")) for n, c in contexts.items())
    )


TWO = functions(A=". fn/Dockerfile", B="fn Dockerfile")


PLAIN = Request()


def outcome(root: Path, request: Request = PLAIN) -> Outcome:
    [found] = run(named([str(root / "fn")], request, bytes), request)
    return found


def shop(root: Path, template: str, above: dict[str, str]) -> Path:
    files = {f"fn/{name}": text for name, text in {**FILES, "Dockerfile": DOCKERFILE}.items()}
    return repository(write(root, {**files, **above, "template.yaml": template}))


def test_a_rewrite_that_is_right_in_both_contexts_is_made(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop", TWO, FILES)
    assert outcome(root).status is Status.REWRITTEN


@pytest.mark.parametrize(
    "above",
    [
        {"app.py": HANDLER},  # no manifest there
        {**FILES, "requests/__init__.py": ""},  # the source hides a dependency there
    ],
)
def test_a_rewrite_that_is_right_in_one_of_two_contexts_is_refused(
    tmp_path: Path, above: dict[str, str]
) -> None:
    root = shop(tmp_path / "shop", TWO, above)
    found = outcome(root)
    assert found.status is Status.REFUSED
    [(name, reason)] = found.reasons
    assert name == "build-context"
    assert reason.text == (
        "template.yaml:5 builds it from another directory, `..` seen from `fn`: "
        "what is right in one is not in the other"
    )
    assert outcome(root, Request(context=root / "fn")).status is Status.REWRITTEN


def test_a_context_outside_of_the_repository_is_not_read(tmp_path: Path) -> None:
    root = shop(tmp_path / "home" / "shop", functions(A=".. shop/fn/Dockerfile"), {})
    write(root.parent, FILES)
    found = outcome(root)
    [(_, reason)] = found.reasons
    assert found.status is Status.REFUSED
    assert reason.text.startswith("template.yaml:5 builds it from `")
    assert reason.text.endswith("`, which is outside of the repository")
    assert reason.hint == f"If that is meant: --context {root.parent}"


def test_in_a_submodule_the_repository_around_it_counts(tmp_path: Path) -> None:
    inner = shop(tmp_path / "inner", functions(A=".. part/fn/Dockerfile"), {})
    outer = repository(write(tmp_path / "outer", FILES))
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "part")
    commit(outer, "part")
    assert outcome(outer / "part").status is not Status.REFUSED


def test_a_change_in_the_other_context_touches_the_file(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop", TWO, FILES)
    request = Request(since="HEAD")
    (root / "app.py").write_text(HANDLER + "\n")
    assert len(list(run(named([str(root)], request, bytes), request))) == 1


def test_a_refused_file_stays_refused_when_another_changes_its_ignore_file(
    tmp_path: Path,
) -> None:
    root = shop(tmp_path / "shop", TWO, {"app.py": HANDLER})
    node = 'FROM public.ecr.aws/lambda/nodejs:22\nCOPY . .\nRUN npm ci\nCMD ["a.b"]\n'
    write(
        root,
        {
            "fn/A.Dockerfile": node,
            "fn/package.json": "{}\n",
            "fn/package-lock.json": '{"lockfileVersion": 3, "packages": {"": {}}}\n',
        },
    )
    request = Request(Settings(allow=Safety.UNSAFE))
    found = {Path(o.path).name: o for o in run(named([str(root)], request, bytes), request)}
    assert found["A.Dockerfile"].rewrite.edits  # type: ignore[union-attr]
    assert found["Dockerfile"].status is Status.REFUSED


def test_what_lists_functions_does_not_read_it_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop(tmp_path / "home" / "shop", functions(A=".. shop/fn/Dockerfile"), {})
    write(root.parent, FILES)
    monkeypatch.chdir(root)
    [found] = survey(Path()).found
    assert found.failure
    assert found.failure.message.endswith("which is outside of the repository")
    found_again = sharing(Path())  # would read every file of it
    assert [(m.name, m.failure) for m in found_again.members] == [("A", found.failure)]
    assert found_again.shared == ()
