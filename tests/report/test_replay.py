from __future__ import annotations

import pytest

from lambdafix.report.replay import WIDTH, bars, share
from lambdafix.report.replayed import Pair
from lambdafix.report.table import amount


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.00 kB"),
        (12_345, "12.3 kB"),
        (999_499, "999 kB"),
        (999_500, "1.00 MB"),
        (9_996_000, "10.0 MB"),
        (99_960_000, "100 MB"),
        (1_254_000_000, "1.25 GB"),
        (10**19, "10000 PB"),
    ],
)
def test_bytes_are_shown_with_three_digits(count: int, shown: str) -> None:
    assert amount(count) == shown


@pytest.mark.parametrize(
    ("pair", "shown"),
    [
        (Pair(100, 25), "75.0%"),
        (Pair(100, 100), "none"),
        (Pair(100, 150), "-50.0%"),
        (Pair(0, 0), "none"),
        (Pair(100_000, 99_999), "none"),
    ],
)
def test_what_is_saved_is_a_share_of_what_was(pair: Pair, shown: str) -> None:
    assert share(pair.saved) == shown


def test_the_longer_bar_has_the_full_width_and_little_is_more_than_nothing() -> None:
    assert bars(Pair(100, 50)) == ("█" * WIDTH, "█" * (WIDTH // 2))
    assert bars(Pair(50, 100)) == ("█" * (WIDTH // 2), "█" * WIDTH)
    assert bars(Pair(10**9, 1)) == ("█" * WIDTH, "▏")
    assert bars(Pair(0, 0)) == ("", "")
