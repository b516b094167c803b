from __future__ import annotations

import json
from pathlib import Path

import pytest

from lambdafix.codemod import Order, Settings
from lambdafix.config import Config, nearest
from lambdafix.errors import LambdafixError

WHOLE = """
order = "cost"
history = false

[stability]
model = "daily"
"RUN pip install *" = "rarely"

[sizes]
model = "500 MB"
data = 12
"""


def test_all_settings_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "lambdafix.toml").write_text(WHOLE)
    assert nearest(tmp_path, tmp_path) == Config(
        order=Order.COST,
        history=False,
        stability=(("model", "daily"), ("RUN pip install *", "rarely")),
        sizes=(("model", 500_000_000), ("data", 12)),
    )


def test_the_same_settings_in_pyproject(tmp_path: Path) -> None:
    (tmp_path / "lambdafix.toml").write_text(WHOLE)
    alone = nearest(tmp_path, tmp_path)
    (tmp_path / "lambdafix.toml").unlink()
    text = WHOLE.replace("[", "[tool.lambdafix.")
    (tmp_path / "pyproject.toml").write_text(f"[project]\nname = 'x'\n[tool.lambdafix]{text}")
    assert nearest(tmp_path, tmp_path) == alone


@pytest.mark.parametrize(
    ("size", "number"),
    [("1 kB", 1_000), ("1.5MB", 1_500_000), ("2 GiB", 2**31), ("0 B", 0), ("3 MiB", 3 * 2**20)],
)
def test_sizes_in_words(size: str, number: int, tmp_path: Path) -> None:
    (tmp_path / "lambdafix.toml").write_text(f"[sizes]\nmodel = '{size}'\n")
    assert nearest(tmp_path, tmp_path).sizes == (("model", number),)


# --- which file counts ---------------------------------------------------------------------------


def test_the_nearest_file_counts_and_whole(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "lambdafix.toml").write_text("order = 'cost'\nhistory = false\n")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.lambdafix]\nhistory = true\n")
    assert nearest(tmp_path / "a" / "b", tmp_path) == Config(history=True)
    assert nearest(tmp_path, tmp_path) == Config(order=Order.COST, history=False)


def test_in_one_directory_lambdafix_toml_counts(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.lambdafix]\norder = 'cost'\n")
    (tmp_path / "lambdafix.toml").write_text("order = 'stability'\n")
    assert nearest(tmp_path, tmp_path).order is Order.STABILITY


@pytest.mark.parametrize(
    "text",
    [
        "[project]\nname = 'x'\n",
        "[tool.ruff]\n",
        "{{ cookiecutter }}",
        "name = 'lambdafix'\n",
        "x = lambdafix =",
    ],
)
def test_a_pyproject_that_does_not_speak_of_lambdafix_is_passed_by(
    text: str, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pyproject.toml").write_text(text)
    (tmp_path / "lambdafix.toml").write_text("order = 'cost'\n")
    assert nearest(tmp_path / "a", tmp_path).order is Order.COST


def test_nothing_above_the_top_counts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "lambdafix.toml").write_text("order = 'cost'\n")
    assert nearest(tmp_path / "a", tmp_path / "a") == Config()


def test_the_command_line_counts_more_than_the_project() -> None:
    config = Config(Order.COST, False, (("a", "daily"),), (("b", 1),))
    assert config.under(Settings()) == Settings(
        order=Order.COST, history=False, stability=(("a", "daily"),), sizes=(("b", 1),)
    )
    said = config.under(Settings(), Order.STABILITY, True)
    assert (said.order, said.history) == (Order.STABILITY, True)
    assert Config().under(Settings()) == Settings()


# --- what cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("\nordr = 'cost'", ":2: lambdafix has no setting 'ordr'", "Did you mean order?"),
        ("[ordr]", ":1: lambdafix has no setting 'ordr'", "Did you mean order?"),
        ("x = 1", ":1: lambdafix has no setting 'x'", "stability, sizes, base-images, packages."),
        ("order = 'size'", ":1: order = 'size'", "Say one of stability, cost."),
        ("order = 'costs'", ":1: order = 'costs'", "Did you mean cost?"),
        ("order = ['cost']", ":1: order = ['cost']", "Did you mean cost?"),
        ("\n\nhistory = 'no'", ":3: history = 'no'", "true or false"),
        ("stability = 'daily'", ":1: stability = 'daily'", "a table"),
        ("[stability]\nmodel = 'hourly'", ":2: model = 'hourly'", "never, rarely, monthly"),
        ("[stability]\nmodel = 'montly'", ":2: model = 'montly'", "Did you mean monthly?"),
        ("stability.model = 1", ":1: model = 1", "never, rarely, monthly"),
        ("stability = {a = 'daily', b = 1}", ":1: b = 1", "never, rarely, monthly"),
        ("[stability]\n'!model' = 'daily'", ":2: '!model'", "without !"),
        ("[sizes]\nmodel = '500'", ":2: model = '500'", "500 MB"),
        ("[sizes]\n'a b' = -1", ":2: 'a b' = -1", "500 MB"),
        ("[sizes]\nmodel = true", ":2: model = True", "500 MB"),
        ("[sizes]\n'[' = 1", ":2: '['", "A pattern"),
        ("[base-images]\n'hub' = 'docker.io'", ":2: base-images: 'hub'", "a mirror of"),
        ("[base-images]\n'a.example/' = 'docker.io'", "base-images: 'a.example/'", "a mirror of"),
        ("[base-images]\n'a.example' = 1", "base-images: 1", "a mirror of"),
        ("packages = 1", ":1: packages = 1", "os-packages.toml"),
        ("\norder = ", ":2: no TOML: ", ""),
        ("order = 'cost'\norder = 'cost'", ":2: no TOML: ", ""),
    ],
)
def test_what_cannot_be_read_is_named_with_its_file(
    text: str, message: str, hint: str, tmp_path: Path
) -> None:
    path = tmp_path / "lambdafix.toml"
    path.write_text(text)
    with pytest.raises(LambdafixError) as caught:
        nearest(tmp_path, tmp_path)
    assert caught.value.message.startswith(f"{path}:")
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.exit_code == 2


def test_the_line_is_that_of_our_table_in_a_pyproject(tmp_path: Path) -> None:
    text = "[tool.other]\nordr = 1\n\n[tool.lambdafix]\nordr = 'cost'\n"
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(LambdafixError, match=r"pyproject\.toml:5: lambdafix has no setting 'ordr'"):
        nearest(tmp_path, tmp_path)


def test_a_table_of_lambdafix_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nlambdafix = 1\n")
    with pytest.raises(LambdafixError, match=r":2: tool.lambdafix = 1 cannot be read"):
        nearest(tmp_path, tmp_path)


@pytest.mark.parametrize("header", ["[tool.lambdafix]", " [ tool.'lambdafix'.sizes ]"])
def test_a_pyproject_with_our_table_that_is_no_toml_is_named(header: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"{header}\nx = = 1\n")
    with pytest.raises(LambdafixError, match=r"pyproject.toml:2: no TOML"):
        nearest(tmp_path, tmp_path)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "lambdafix.toml").write_bytes(b"\xff")
    with pytest.raises(LambdafixError, match="no TOML"):
        nearest(tmp_path, tmp_path)


def test_mirrors_are_pairs_of_prefixes(tmp_path: Path) -> None:
    text = '[base-images]\n"registry.example.com/hub" = "docker.io"\n'
    text += '"a.example:5000" = "public.ecr.aws"\n'
    (tmp_path / "lambdafix.toml").write_text(text)
    found = nearest(tmp_path, tmp_path)
    assert found.base_images == (
        ("registry.example.com/hub", "docker.io"),
        ("a.example:5000", "public.ecr.aws"),
    )
    assert found.under(Settings()).base_images == found.base_images


def test_a_table_of_packages_is_read_from_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "os.toml").write_text("[apt]\nacme = { drop = 'we have it' }\n")
    (tmp_path / "lambdafix.toml").write_text("packages = 'os.toml'\n")
    (tmp_path / "below").mkdir()
    found = nearest(tmp_path / "below", tmp_path)
    assert found.under(Settings()).packages == found.packages
    assert json.loads(found.packages) == {
        "apt": {"acme": {"drop": "we have it", "source": str(tmp_path / "os.toml"), "seen": "SEEN"}}
    }


def test_a_table_of_packages_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "lambdafix.toml").write_text("packages = 'os.toml'\n")
    with pytest.raises(LambdafixError, match=r"os\.toml: cannot be read: No such file"):
        nearest(tmp_path, tmp_path)
