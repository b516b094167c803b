"""`lambdafix layers IMAGE.tar [OTHER.tar]`, as a user calls it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from lambdafix.catalog.layers import ImageLimits, image_limits
from lambdafix.cli.every import app
from lambdafix.verify import lambda_limits
from tests.verify.images import ImageFile, attested, files, oci, saved, saved_as_oci, written

BASE, SOURCE = files({"etc/os-release": "ID=amzn\n"}), files({"var/task/app.py": "x = 1\n"})
PACKAGES = files({"var/task/a-1.dist-info/METADATA": "Name: a\n"})
HISTORY: list[dict[str, Any]] = [
    {"created_by": "ADD rootfs.tar.xz / # buildkit"},
    {"created_by": 'ENTRYPOINT ["/lambda-entrypoint.sh"]', "empty_layer": True},
    {"created_by": "RUN /bin/sh -c pip install a # buildkit"},
    {"created_by": "COPY app.py ./ # buildkit"},
    {"created_by": 'CMD ["app.handler"]', "empty_layer": True},
]
IMAGE = ImageFile([BASE, PACKAGES, SOURCE], history=HISTORY)
OTHER = ImageFile([BASE, PACKAGES, files({"var/task/app.py": "x = 2\n"})], history=HISTORY)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["layers", *words], prog_name="lambdafix")


def columns(text: str) -> list[list[str]]:
    """The words of each row of the table, but for the ID."""
    rows = [line.split() for line in text.splitlines() if line.startswith("  ")]
    return [row[1:] for row in rows if len(row) > 3 and len(row[0]) == 12]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_layer_has_its_size_what_it_is_and_its_step(here: Path) -> None:
    written(here, saved(IMAGE))
    result = run("image.tar")
    assert result.exit_code == 0
    size = f"{len(SOURCE) / 1000:.1f}"
    assert columns(result.stdout) == [
        [size, "kB", "base", "image", "ADD", "rootfs.tar.xz", "/"],
        [size, "kB", "dependencies", "RUN", "pip", "install", "a"],
        [size, "kB", "source", "COPY", "app.py", "./"],
    ]
    assert "image.tar: app:1 linux/amd64" in result.stdout
    assert "20.5 kB above the base image (an AWS base image, by its last step)" in result.stdout
    assert "not for Lambda" not in result.stdout


def test_a_second_image_shows_what_changed_and_what_a_push_sends(here: Path) -> None:
    written(here, oci(IMAGE), "old.tar")
    written(here, oci(OTHER), "new.tar")
    result = run("old.tar", "new.tar")
    assert result.exit_code == 0
    marks = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("  ")]
    assert [mark for mark in marks if mark in "=-+"] == ["=", "=", "-", "+"]
    document = json.loads(run("old.tar", "new.tar", "--format", "json").stdout)
    changed = document["changed"]
    assert [len(changed[name]) for name in ("equal", "gone", "new")] == [2, 1, 1]
    assert changed["push_bytes"] == document["images"][1]["layers"][2]["stored_bytes"]


def test_a_plain_layer_is_pushed_with_gzip(here: Path) -> None:
    plain = ImageFile([BASE, files({"a": bytes(1_000_000)})], packing="none")
    written(here, saved(ImageFile([BASE], packing="none")), "old.tar")
    written(here, saved(plain), "new.tar")
    changed = json.loads(run("old.tar", "new.tar", "--format", "json").stdout)["changed"]
    assert 0 < changed["push_bytes"] < 10_000


def test_json_has_bytes_and_every_word_of_a_step(here: Path) -> None:
    step = "RUN echo " + "x" * 200
    written(here, oci(ImageFile([SOURCE], [step])))
    (image,) = json.loads(run("image.tar", "--format", "json").stdout)["images"]
    (layer,) = image["layers"]
    assert layer["step"] == step
    assert layer["unpacked_bytes"] == image["unpacked_bytes"] == len(SOURCE)
    assert layer["packed"] == "gzip"
    assert image["above_base_bytes"] is None


def findings(here: Path, content: bytes) -> list[tuple[str, str]]:
    written(here, content)
    result = run("image.tar", "--format", "json")
    assert result.exit_code == 0
    images: list[dict[str, Any]] = json.loads(result.stdout)["images"]
    return [(found["text"], found["hint"]) for found in images[0]["findings"]]


def named(here: Path, content: bytes, words: Sequence[str], hint: str) -> None:
    (found,) = findings(here, content)
    assert all(word in found[0] for word in words)
    assert hint in found[1]


def test_an_attestation_is_named_with_the_flag_that_avoids_it(here: Path) -> None:
    named(here, attested(IMAGE), ["attestation", "index"], "--provenance=false --sbom=false")


def test_several_platforms_are_named(here: Path) -> None:
    arm = ImageFile([SOURCE], platform={"os": "linux", "architecture": "arm64"})
    texts = [text for text, _ in findings(here, attested(IMAGE, arm))]
    assert any("several platforms: linux/amd64, linux/arm64" in text for text in texts)
    assert "linux/arm64" in run("image.tar", "--platform", "linux/arm64").stdout


def test_an_architecture_that_lambda_does_not_run_is_named(here: Path) -> None:
    foreign = ImageFile([SOURCE], platform={"os": "linux", "architecture": "riscv64"})
    named(here, oci(foreign), ["linux/riscv64"], "--platform linux/amd64")


@pytest.mark.parametrize("packing", ["zstd", "none"])
def test_layers_that_are_not_packed_with_gzip_are_named(packing: str, here: Path) -> None:
    words = ["3 layers", "zstd" if packing == "zstd" else "not packed"]
    image = ImageFile(IMAGE.layers, history=HISTORY, packing=packing)
    named(here, oci(image), words, "compression=gzip,force-compression=true")


def test_plain_layers_of_docker_save_are_fine_as_an_engine_packs_them(here: Path) -> None:
    image = ImageFile(IMAGE.layers, history=HISTORY, packing="none")
    assert findings(here, saved_as_oci(image)) == []


def test_too_many_layers_and_too_large_a_manifest_are_named(here: Path) -> None:
    many = ImageFile([files({str(n): ""}) for n in range(200)])
    texts = [text for text, _ in findings(here, oci(many))]
    assert texts[0].startswith("200 layers: engines take 127")
    assert "bytes: Lambda takes 25,400" in texts[1]


def test_an_image_above_10_gb_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small: ImageLimits = image_limits()._replace(unpacked=20_000)
    monkeypatch.setattr(lambda_limits, "image_limits", lambda: small)
    named(here, oci(IMAGE), ["30,720 bytes unpacked", "20,000"], "what a later layer deletes")


def test_what_is_no_archive_is_one_error_and_exit_code_2(here: Path) -> None:
    written(here, gzip.compress(saved(IMAGE)))
    result = run("image.tar")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "lambdafix: error: image.tar: packed with gzip\n    unpack it first: gunzip\n"
    )


def test_a_missing_file_is_one_error(here: Path) -> None:
    result = run("none.tar")
    assert result.exit_code == 2
    assert result.stderr == "lambdafix: error: none.tar: no such file or directory\n"


def test_a_step_cannot_write_to_the_terminal(here: Path) -> None:
    written(here, oci(ImageFile([SOURCE], ["RUN echo \x1b[31m\u2028"])))
    assert "\x1b" not in run("image.tar").stdout
