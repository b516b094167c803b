"""The JSON schema of the settings: the one that is kept is that of the code, and both agree."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from lambdafix.cli.every import app
from lambdafix.config import SETTINGS, Config, nearest, schema
from lambdafix.errors import LambdafixError
from lambdafix.setting_kinds import Place

KEPT = Path(__file__).parents[1] / "docs" / "settings.schema.json"
VALIDATOR = Draft7Validator(schema())


def test_the_schema_that_is_kept_is_the_one_that_is_printed(request: pytest.FixtureRequest) -> None:
    printed = CliRunner().invoke(app, ["schema"]).stdout
    if request.config.getoption("--approve") and KEPT.read_text() != printed:
        KEPT.write_text(printed)
        pytest.fail(f"{KEPT.name} is new: read its diff, then run without --approve")
    assert KEPT.read_text() == printed


def test_the_schema_is_one_and_tells_of_every_setting() -> None:
    Draft7Validator.check_schema(schema())
    told = schema()["properties"]
    assert {name.replace("-", "_") for name in told} == set(Config.__struct_fields__)
    assert all(of["description"].endswith(".") for of in told.values())


def test_the_settings_of_the_readme_are_taken() -> None:
    readme = (KEPT.parents[1] / "README.md").read_text()
    [text] = [t for t in readme.split("```") if t.startswith("toml\n[tool.lambdafix]\n")]
    table = tomllib.loads(text.removeprefix("toml"))["tool"]["lambdafix"]
    assert set(table) == {setting.name for setting in SETTINGS} - {"packages"}
    assert [error.message for error in VALIDATOR.iter_errors(table)] == []


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("", True),
        ("order = 'cost'\nhistory = false", True),
        ("order = 'size'", False),
        ("order = ['cost']", False),
        ("ordr = 'cost'", False),
        ("history = 'no'", False),
        ("history = 0", False),
        ("stability = 'daily'", False),
        ("[stability]\nmodel = 'daily'\n'RUN pip *' = 'never'\n'**/x' = 'weekly'", True),
        ("[stability]\nmodel = 'hourly'", False),
        ("[stability]\nmodel = 1", False),
        ("[stability]\n'!model' = 'daily'", False),
        ("[stability]\n'' = 'daily'", False),
        ("[stability]\n'# x' = 'daily'", False),
        ("[sizes]\nmodel = 0\nb = '1.5 GiB'\nc = '3kB'", True),
        ("[sizes]\nmodel = -1", False),
        ("[sizes]\nmodel = true", False),
        ("[sizes]\nmodel = 1000000000000001", False),
        ("[sizes]\nmodel = '500'", False),
        ("[sizes]\nmodel = '500 mb'", False),
        ("[base-images]\n'a.example:5000/hub' = 'docker.io'", True),
        ("[base-images]\n'hub' = 'docker.io'", False),
        ("[base-images]\n'a.example' = 'docker.io/'", False),
        ("[base-images]\n'a.example' = 1", False),
        ("packages = ''", True),
        ("packages = 1", False),
    ],
)
def test_an_editor_takes_what_a_run_takes(text: str, taken: bool, tmp_path: Path) -> None:
    (tmp_path / "lambdafix.toml").write_text(text)
    assert VALIDATOR.is_valid(tomllib.loads(text)) == taken
    if taken:
        nearest(tmp_path, tmp_path)
    else:
        with pytest.raises(LambdafixError, match=r"lambdafix\.toml:\d: "):
            nearest(tmp_path, tmp_path)


_ATOMS = st.sampled_from(
    [
        "daily",
        "never",
        "500 MB",
        "1B",
        "model",
        "!x",
        "[",
        "RUN x",
        "a.b",
        "a.b/c/",
        "a",
        "",
        "cost",
    ]
) | st.text(max_size=6)
_VALUES = _ATOMS | st.integers(-1, 10**16) | st.booleans()
_KEYS = st.sampled_from([setting.name for setting in SETTINGS]) | _ATOMS
_TABLES = st.dictionaries(_KEYS, _VALUES | st.dictionaries(_ATOMS, _VALUES, max_size=2), max_size=3)


@given(_TABLES)
@settings(deadline=None, max_examples=400)
def test_an_editor_never_forbids_what_a_run_takes(table: dict[str, Any]) -> None:
    place = Place(Path("lambdafix.toml"), b"", ())
    table.pop("packages", None)
    try:
        for setting in SETTINGS:
            if setting.name in table:
                setting.kind.read(table[setting.name], place.below(setting.name))
        taken = set(table) <= {setting.name for setting in SETTINGS}
    except LambdafixError:
        taken = False
    assert VALIDATOR.is_valid(table) or not taken


def test_each_file_of_a_monorepo_has_the_settings_that_are_nearest_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dockerfile = (
        "FROM public.ecr.aws/lambda/python:3.13\n"
        'COPY app.py ./\nCOPY model/ model/\nCMD ["app.handler"]\n'
    )
    settled = {
        "pyproject.toml": "[tool.lambdafix.stability]\nmodel = 'never'\n",
        "a/lambdafix.toml": "[stability]\nmodel = 'daily'\n",
        "a/deep/pyproject.toml": "[project]\nname = 'says nothing of lambdafix'\n",
        "b/c/lambdafix.toml": "",
    }
    for name in ("a", "a/deep", "b", "b/c"):
        settled |= {f"{name}/Dockerfile": dockerfile, f"{name}/model/x": ""}
        settled[f"{name}/app.py"] = "def handler(event, context): ...\n"
    for name, text in {".git/HEAD": "", **settled}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["--check", "."])
    assert result.stdout.splitlines() == ["b/Dockerfile"]  # the others keep their order
