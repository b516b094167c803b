"""What Python distributions write where they are installed."""

from __future__ import annotations

import pytest

from lambdafix.catalog.distributions import distribution, import_names, normalised, scripts
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
    assert import_names(name) == imports
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
        assert entry["imports"], name


def test_a_user_can_add_a_private_distribution() -> None:
    overlay = {
        "distribution": {
            "acme": {"imports": ["acme_core"], "seen": "SEEN", "source": "read 2026-11-25"}
        }
    }
    assert distribution("Acme", overlay).imports == ("acme_core",)
    assert distribution("boto3", overlay).imports == ("boto3",)
    assert distribution("Acme").guessed
