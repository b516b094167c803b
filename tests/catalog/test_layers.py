"""The limits of an image and the words of steps, and where they come from."""

from __future__ import annotations

from lambdafix.catalog.layers import base_ends, image_limits, kind_of_command
from lambdafix.catalog.loading import Seen, load


def test_the_limits_are_those_of_the_source() -> None:
    limits = image_limits()
    assert limits.unpacked == 10 * 2**30
    assert (limits.layers, limits.manifest) == (127, 25_400)
    assert limits.architectures == ("amd64", "arm64")


def test_every_limit_and_every_end_has_a_source() -> None:
    table = load("layers")
    limits = set(table["limits"]) - {"sources", "os"}
    assert set(table["limits"]["sources"]) == limits
    for row in (*table["limits"]["sources"].values(), *table["end"]):
        assert Seen(row["seen"])
        assert row["source"]


def test_the_end_of_an_aws_base_image_is_its_entry_point() -> None:
    assert base_ends()['ENTRYPOINT ["/lambda-entrypoint.sh"]'] == "an AWS base image"


def test_a_command_is_known_by_its_name_and_what_it_does() -> None:
    assert kind_of_command(("/usr/bin/apt-get", "-y", "install", "gcc")) == "OS packages"
    assert kind_of_command(("python3.13", "-m", "pip", "install", "x")) == "dependencies"
    assert kind_of_command(("pip", "list")) is None
    assert kind_of_command(("python-config", "install")) is None
