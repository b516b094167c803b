"""The table of AWS base images and what is computed from it."""

from __future__ import annotations

from datetime import date

import pytest

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.runtimes import Runtime, base_image, find, from_identifier, runtimes

TODAY = date(2026, 11, 25)


def test_every_base_image_has_a_source_and_the_table_a_date() -> None:
    assert load("runtimes")["as_of"] == date(2026, 11, 24)
    assert all(runtime.source for runtime in runtimes())
    assert len(runtimes()) == 47


@pytest.mark.parametrize(
    ("family", "tag", "system", "manager", "glibc"),
    [
        ("python", "3.7", "AL1", "yum", "2.17"),
        ("python", "3.11", "AL2", "yum", "2.26"),
        ("python", "3.12", "AL2023", "dnf", "2.34"),
        ("python", "3.14", "AL2023", "dnf", "2.34"),
        ("nodejs", "18", "AL2", "yum", "2.26"),
        ("nodejs", "20", "AL2023", "dnf", "2.34"),
        ("java", "17", "AL2", "yum", "2.26"),
        ("java", "17.al2023", "AL2023", "dnf", "2.34"),
        ("dotnet", "8", "AL2023", "dnf", "2.34"),
        ("ruby", "3.2", "AL2", "yum", "2.26"),
        ("provided", "alami", "AL1", "yum", "2.17"),
        ("go", "1", "AL1", "yum", "2.17"),
    ],
)
def test_the_operating_system_of_a_base_image(
    family: str, tag: str, system: str, manager: str, glibc: str
) -> None:
    runtime = find(family, tag)
    assert runtime is not None
    assert (runtime.os, runtime.package_manager, runtime.glibc) == (system, manager, glibc)


@pytest.mark.parametrize(
    ("tag", "day", "status"),
    [
        ("3.10", date(2026, 10, 30), "supported"),
        ("3.10", date(2026, 10, 31), "deprecated"),
        ("3.10", TODAY, "deprecated"),
        ("3.11", TODAY, "supported"),
        ("3.12", TODAY, "supported"),
        ("3.12", date(2028, 10, 31), "deprecated"),
        ("3.15", TODAY, "preview"),
    ],
)
def test_the_status_follows_the_day_and_not_the_day_of_the_table(
    tag: str, day: date, status: str
) -> None:
    runtime = find("python", tag)
    assert runtime is not None
    assert runtime.status_on(day) == status
    assert runtime.supported(on=day) is (status == "supported")


def test_the_status_in_the_table_is_the_status_of_its_day() -> None:
    for runtime in runtimes():
        assert runtime.status_on(date(2026, 11, 24)) == runtime.status, runtime


def test_an_image_without_an_end_date_is_supported() -> None:
    runtime = find("java", "17.al2023")
    assert runtime is not None
    assert runtime.deprecation is None
    assert runtime.supported(on=TODAY)


def test_a_version_newer_than_the_table_is_unknown_and_no_error() -> None:
    assert find("python", "3.99") is None
    assert base_image("python", "3.99") == "public.ecr.aws/lambda/python:3.99"


def test_a_preview_proves_nothing() -> None:
    runtime = find("python", "3.15")
    assert runtime is not None
    assert runtime.seen is Seen.BELIEVED
    assert not runtime.seen.proves


@pytest.mark.parametrize("runtime", runtimes(), ids=lambda runtime: runtime.identifier)
def test_an_identifier_and_an_image_name_lead_back_to_the_image(runtime: Runtime) -> None:
    assert from_identifier(runtime.identifier) is runtime
    assert from_identifier(f"{runtime.family}:{runtime.tag}") is runtime


@pytest.mark.parametrize("text", ["", "python", "perl5", "python3.99", "python3.12;rm"])
def test_a_word_that_is_no_runtime_is_unknown(text: str) -> None:
    assert from_identifier(text) is None


def test_a_user_can_add_a_runtime_and_correct_a_date() -> None:
    overlay = """
        [runtime.python."3.12"]
        deprecation = 2030-01-01
        [runtime.python."3.16"]
        os = "AL2023"
        package_manager = "dnf"
        glibc = "2.34"
        status = "supported"
        seen = "SEEN"
        source = "our platform team, 2027-12-01"
    """
    known = {runtime.image: runtime for runtime in runtimes(overlay)}
    assert known["public.ecr.aws/lambda/python:3.12"].deprecation == date(2030, 1, 1)
    assert known["public.ecr.aws/lambda/python:3.12"].os == "AL2023"
    assert known["public.ecr.aws/lambda/python:3.16"].supported(on=TODAY)
    assert find("python", "3.16") is None
