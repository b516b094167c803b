"""Six functions with a repository each: what they share, what is stored again, what one saves."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from lambdafix.monorepo.repositories import sharing
from lambdafix.monorepo.told_repositories import written
from lambdafix.report.repositories import text
from lambdafix.report.repositories_json import document
from lambdafix.report.sharing import Shared, Sharing
from lambdafix.syntax.parser import parse
from tests.monorepo.shop import NAMES, REGISTRY, configuration, files, laid

PAGE = """\
FUNCTION  DOCKERFILE          REPOSITORY                                            SAID IN
Api       api/Dockerfile      123456789012.dkr.ecr.eu-west-1.amazonaws.com/api      samconfig.toml:3
Batch     batch/Dockerfile    123456789012.dkr.ecr.eu-west-1.amazonaws.com/batch    samconfig.toml:3
Cleanup   cleanup/Dockerfile  123456789012.dkr.ecr.eu-west-1.amazonaws.com/cleanup  samconfig.toml:3
Hook      hook/Dockerfile     123456789012.dkr.ecr.eu-west-1.amazonaws.com/hook     samconfig.toml:3
Score     score/Dockerfile    123456789012.dkr.ecr.eu-west-1.amazonaws.com/score    samconfig.toml:3
Train     train/Dockerfile    123456789012.dkr.ecr.eu-west-1.amazonaws.com/train    samconfig.toml:3

Layers that functions share:
  BYTES    FUNCTIONS  REPOSITORIES  STORED AGAIN  LAYER
  ~117 MB  5          5             ~468 MB       base image public.ecr.aws/lambda/python:3.13
                                                    Api, Batch, Cleanup and 2 more
  ~102 MB  3          3             ~204 MB       RUN pip install -r requirements.txt
                                                    Api, Batch, Cleanup; api/Dockerfile:4 ...
  ~76 MB   2          2             -             RUN pip install onnxruntime
                                                    Score, Train; score/Dockerfile:4 ...
  3.0 MB   2          2             -             COPY model.bin /opt/model.bin
                                                    Score, Train; score/Dockerfile:3 ...
  and 1 more, ~27 B in all
"""
DIFF = f"""\
-image_repositories = [
-    "Api={REGISTRY}/api",
-    "Batch={REGISTRY}/batch",
-    "Cleanup={REGISTRY}/cleanup",
-    "Score={REGISTRY}/score",
-    "Train={REGISTRY}/train",
-    "Hook={REGISTRY}/hook",
-] # one each
+image_repository = "{REGISTRY}/shop" # one each
 confirm_changeset = true
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    laid(tmp_path, {**files(), "samconfig.toml": configuration()})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def layer(found: Sharing, words: str) -> Shared:
    [one] = [s for s in found.shared if words in s.text]
    return one


def names(found: Sharing, shared: Shared) -> list[str]:
    return [found.members[n].name for n in shared.members]


def test_the_page_names_functions_layers_and_what_is_stored_again(shop: Path) -> None:
    page = text(sharing(shop, f"{REGISTRY}/shop"))
    assert page.startswith(PAGE)
    assert "Stored and pushed again today: ~468 MB of base images (compressed) and ~204 MB" in page
    assert "Stored again even in one repository: ~79 MB (unpacked)" in page
    assert "Here, one repository: one place says where all these images go." in page
    assert "BLOB_MOUNTING" in page
    assert "Only shown, never written" in page
    assert DIFF in page


def test_a_layer_behind_other_steps_is_stored_again_even_in_one_repository(shop: Path) -> None:
    found = sharing(shop)
    model = layer(found, "model.bin")
    assert names(found, model) == ["Score", "Train"]
    assert (model.bytes, model.exact) == (3_000_000, True)
    assert (model.twice, model.staged) == (0, 3_000_000)
    install = layer(found, "-r requirements.txt")
    assert install.bytes is not None
    assert (install.twice, install.staged) == (2 * install.bytes, 0)


def test_one_repository_stores_nothing_again(shop: Path) -> None:
    one = f'[default.deploy.parameters]\nimage_repository = "{REGISTRY}/shop"\n'
    (shop / "samconfig.toml").write_text(one)
    found = sharing(shop)
    assert sum(s.twice for s in found.shared) == 0
    assert (found.edits, found.better, found.exit_code) == ((), "", 0)
    assert "nothing is stored twice" in text(found)


def test_functions_in_two_accounts_share_nothing(shop: Path) -> None:
    other = configuration().replace(
        f"Batch={REGISTRY}", f"Batch={REGISTRY.replace('1234', '9999')}"
    )
    (shop / "samconfig.toml").write_text(other)
    base = layer(sharing(shop), "python:3.13")
    assert base.bytes is not None
    assert base.twice == 3 * base.bytes


def test_where_no_file_says_it_the_page_says_what_might_be(shop: Path) -> None:
    (shop / "samconfig.toml").unlink()
    found = sharing(shop)
    page = text(found)
    assert "Of 6 functions no file says where the image goes (`sam deploy --guided`" in page
    assert "stored again would be: ~468 MB of base images (compressed) and ~204 MB" in page
    assert (found.edits, found.exit_code) == ((), 0)


def test_writing_changes_the_configuration_and_a_second_run_has_nothing_to_do(shop: Path) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    found = sharing(shop, f"{REGISTRY}/shop")
    assert found.exit_code == 1
    assert {path: path.read_bytes() for path in before} == before
    done = found._replace(edits=tuple(map(written, found.edits)))
    assert done.exit_code == 0
    changed = [path.name for path, content in before.items() if path.read_bytes() != content]
    assert changed == ["samconfig.toml"]
    assert set(before) == {path for path in shop.rglob("*") if path.is_file()}
    assert sharing(shop, f"{REGISTRY}/shop").edits == ()


def test_a_file_that_cannot_be_written_is_told(shop: Path) -> None:
    found = sharing(shop, f"{REGISTRY}/shop")
    (shop / "samconfig.toml").unlink()
    (shop / "samconfig.toml").mkdir()
    done = found._replace(edits=tuple(map(written, found.edits)))
    assert done.exit_code == 2
    assert "samconfig.toml" in text(done).partition("Not read:")[2]


def test_the_document_has_the_numbers_and_the_sources(shop: Path) -> None:
    content = json.loads(document(sharing(shop, f"{REGISTRY}/shop")))
    assert (content["version"], content["exit_code"], content["better"]) == (1, 1, "repository")
    assert [f["name"] for f in content["functions"]] == sorted(n.capitalize() for n in NAMES)
    assert content["functions"][0]["registry"] == REGISTRY
    [model] = [row for row in content["layers"] if "model.bin" in row["step"]]
    assert (model["bytes"], model["stored_again_in_one_repository"]) == (3_000_000, 3_000_000)
    assert all(said["source"] for way in content["ways"].values() for said in way)
    assert DIFF in content["edits"][0]["diff"]


def test_one_bad_file_does_not_stop_the_others(shop: Path) -> None:
    (shop / "hook/Dockerfile").write_text("FRO a\n")
    found = sharing(shop)
    assert found.exit_code == 2
    assert layer(found, "python:3.13").twice
    page = text(found)
    assert "hook/Dockerfile:1: Unknown instruction" in page
    assert page.count("hook/Dockerfile") == 1


def test_several_stacks_are_told_of_blob_mounting(shop: Path) -> None:
    program = 'DockerImageFunction(self, "A", code=DockerImageCode.from_image_asset("."))\n'
    dockerfile = "FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nCMD ['a.h']\n"
    laid(shop / "cdk", {"cdk.json": "{}", "app.py": program, "Dockerfile": dockerfile})
    assert sharing(shop).better == "mounting"


def test_one_function_shares_with_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert text(sharing(tmp_path)).startswith("There is no function here")
    (tmp_path / "Dockerfile").write_text("FRO a\n")
    assert "Dockerfile:1: Unknown instruction" in text(sharing(tmp_path))


def test_the_shared_base_is_a_patch_that_applies_and_keeps_every_instruction(shop: Path) -> None:
    [stage] = sharing(shop).stages
    assert [NAMES[n] for n in stage.members] == ["api", "batch", "cleanup"]
    assert "docker build -t lambda-shared -f lambda-shared.Dockerfile api" in stage.words
    before = [i.text for i in parse((shop / "api/Dockerfile").read_text()).instructions]
    (shop / ".git/HEAD").unlink()
    (shop / ".git").rmdir()
    done = subprocess.run(["git", "apply"], input=stage.diff.encode(), cwd=shop, check=False)
    assert done.returncode == 0
    shared = parse((shop / "lambda-shared.Dockerfile").read_text())
    assert "# what all of us need\n" in shared.text
    for name in ("api", "batch", "cleanup"):
        own = parse((shop / name / "Dockerfile").read_text()).instructions
        assert own[0].text == "FROM lambda-shared\n"
        assert [i.text for i in (*shared.instructions, *own[1:])] == before


def test_without_a_builder_of_its_own_it_is_a_bake_file(shop: Path) -> None:
    (shop / "template.yaml").unlink()
    [stage] = sharing(shop).stages
    assert 'contexts = { lambda-shared = "target:lambda-shared" }' in stage.diff
    assert '+  targets = ["api", "batch", "cleanup"]\n' in stage.diff
    assert "docker buildx bake" in stage.words


def test_two_functions_are_too_few_for_a_shared_base(shop: Path) -> None:
    (shop / "cleanup/requirements.txt").write_text("numpy==1.0\n")
    assert sharing(shop).stages == ()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("COPY requirements.txt ./", "ARG X=1\nCOPY requirements.txt ./", "does not reach past"),
        ("COPY requirements.txt ./", "COPY --from=alpine:3 /a /a\nCOPY requirements.txt ./",
         "takes from another stage"),
    ],
)  # fmt: skip
def test_what_a_new_from_would_lose_is_told_in_words(
    shop: Path, old: str, new: str, why: str
) -> None:
    for name in ("api", "batch", "cleanup"):
        path = shop / name / "Dockerfile"
        path.write_text(path.read_text().replace(old, new))
    [stage] = sharing(shop).stages
    assert stage.diff == ""
    assert why in stage.words
    assert f"api{'/'}Dockerfile:3" in stage.words
