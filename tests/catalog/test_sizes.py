from __future__ import annotations

import pytest

from lambdafix.catalog.loading import Seen, load
from lambdafix.catalog.sizes import distributions_size, install_size, typical_size


def test_an_install_weighs_what_its_kind_does_at_least() -> None:
    assert install_size("uv", ()) == install_size("pip", ("requests",)) > 0
    assert install_size("npm", ()) != install_size("pip", ())
    assert install_size("cpan", ()) == load("sizes")["install"]["other"]["bytes"]


def test_large_distributions_weigh_more_than_a_common_install() -> None:
    large = ("pyarrow", "scipy")
    assert install_size("pip", large) == distributions_size(large) > install_size("pip", ())


@pytest.mark.parametrize("kind", ["os_package", "image", "file", "run"])
def test_every_kind_that_is_asked_for_has_a_size(kind: str) -> None:
    assert typical_size(kind) > 0


def test_every_row_of_installs_says_how_it_is_known_and_from_where() -> None:
    assert all(Seen(row["seen"]) and row["source"] for row in load("sizes")["install"].values())
