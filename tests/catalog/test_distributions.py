"""What Python distributions write where they are installed."""

from __future__ import annotations

import pytest

from lambdafix.catalog.distributions import (
    distribution,
    known_imports,
    normalised,
    outside,
    scripts,
)
from lambdafix.catalog.loading import Seen, load


@pytest.mark.parametrize(
    ("name", "imports"),
    [
        ("PyYAML", ("_yaml", "yaml")),
        ("python-dateutil", ("dateutil",)),
        ("beautifulsoup4", ("bs4",)),
        ("opencv-python-headless", ("cv2",)),
        ("Pillow", ("PIL",)),
        ("scikit-learn", ("sklearn",)),
        ("psycopg2-binary", ("psycopg2",)),
        ("PyJWT", ("jwt",)),
        ("boto3", ("boto3",)),
        ("attrs", ("attr", "attrs")),
        ("awslambdaric", ("awslambdaric", "runtime_client")),
        ("typing_extensions", ("typing_extensions",)),
    ],
)
def test_the_import_names_of_a_distribution(name: str, imports: tuple[str, ...]) -> None:
    assert distribution(name).imports == imports
    assert not distribution(name).guessed


def test_a_distribution_that_is_not_in_the_table_is_a_guess() -> None:
    guess = distribution("Acme.Data_Tools")
    assert guess.name == "acme-data-tools"
    assert guess.imports == ("acme_data_tools",)
    assert guess.guessed
    assert not guess.seen.proves
    assert guess.scripts is None


def test_scripts_are_told_apart_from_not_known() -> None:
    assert scripts("uvicorn") == ("uvicorn",)
    assert scripts("requests") == ()
    assert scripts("acme") is None


def test_the_libraries_that_a_wheel_bundles_lie_at_the_top_too() -> None:
    assert distribution("numpy").top_level == {"numpy", "numpy.libs"}


@pytest.mark.parametrize("name", ["ruamel.yaml", "Ruamel_Yaml", "ruamel-yaml", "ruamel.-_yaml"])
def test_the_spelling_of_a_name_does_not_matter(name: str) -> None:
    assert normalised(name) == "ruamel-yaml"


def test_every_distribution_has_a_source_with_a_date_under_its_normalised_name() -> None:
    table = load("distributions")["distribution"]
    assert len(table) >= 200
    for name, entry in table.items():
        assert name == normalised(name)
        assert "read 20" in entry["source"], name
        assert Seen(entry["seen"]).proves, name
        assert entry["imports"] or entry.get("brings"), name  # jupyter is its requirements alone


@pytest.mark.parametrize(
    "name", ["nbconvert", "notebook", "jupyterlab", "ipykernel", "voila", "gmsh"]
)
def test_files_that_a_wheel_has_for_the_prefix_are_outside(name: str) -> None:
    assert distribution(name).data
    assert not distribution(name).unread
    assert outside({name, "boto3"}) == {name}


@pytest.mark.parametrize("name", ["pip-system-certs", "setuptools"])
def test_code_that_runs_as_python_starts_is_outside(name: str) -> None:
    found = distribution(name)
    assert found.starts
    assert any(entry.endswith(".pth") for entry in found.other)
    assert outside({name}) == {name}


@pytest.mark.parametrize(
    ("name", "brought"),
    [("jupyter", "nbconvert"), ("ipywidgets", "widgetsnbextension")],
)
def test_what_requires_a_distribution_with_such_files_is_outside_too(
    name: str, brought: str
) -> None:
    assert not distribution(name).data
    assert brought in distribution(name).brings
    assert outside({name}) == {name}


def test_papermill_requires_no_nbconvert() -> None:
    assert not distribution("papermill").guessed
    assert outside({"papermill"}) == frozenset()
    assert outside({"papermill", "ipykernel"}) == {"ipykernel"}


@pytest.mark.parametrize("name", ["fonttools", "sympy", "yt-dlp", "jwcrypto", "plotly", "coverage"])
def test_what_nothing_reads_is_not_outside(name: str) -> None:
    assert distribution(name).unread
    assert outside({name}) == frozenset()


def test_the_spelling_of_a_required_name_does_not_hide_what_it_leaves_outside() -> None:
    assert outside(["Pip_System.Certs", "requests"]) == {"pip-system-certs"}


def test_a_distribution_that_is_not_in_the_table_is_not_named_outside() -> None:
    assert outside({"acme"}) == frozenset()
    assert outside(()) == frozenset()


def test_every_distribution_that_is_brought_is_itself_outside() -> None:
    for name, entry in load("distributions")["distribution"].items():
        for brought in entry.get("brings", ()):
            assert outside({brought}) == {brought}, f"{name} brings {brought}"


def test_only_an_entry_with_a_pth_file_starts_anything() -> None:
    for name, entry in load("distributions")["distribution"].items():
        pth = any(other.endswith(".pth") for other in entry.get("other", ()))
        assert (entry.get("starts") or entry.get("unread", False)) >= pth, name
        assert pth or not entry.get("starts"), name


def test_files_for_the_prefix_are_either_read_or_not() -> None:
    for name, entry in load("distributions")["distribution"].items():
        prefixed = not {"share", "etc"}.isdisjoint(entry.get("other", ()))
        kinds = [key for key in ("data", "unread") if entry.get(key)]
        assert len(kinds) <= 1, name
        assert bool(kinds) or not prefixed, name


def test_a_name_that_many_projects_have_is_no_known_import() -> None:
    assert "typings" in distribution("bokeh").imports
    assert "typings" not in known_imports()
    assert "bokeh" in known_imports()


def test_a_user_can_add_a_private_distribution() -> None:
    overlay = {
        "distribution": {
            "acme": {"imports": ["acme_core"], "seen": "SEEN", "source": "read 2026-11-25"}
        }
    }
    assert distribution("Acme", overlay).imports == ("acme_core",)
    assert distribution("boto3", overlay).imports == ("boto3",)
    assert distribution("Acme").guessed
