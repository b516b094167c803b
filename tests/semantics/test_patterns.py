"""Which variables a pattern of names takes in."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from lambdafix.semantics.patterns import fits

PATTERNS = ("PATH", "PIP_*", "*_proxy", "LC_?", "A[BC]", "", "X*Y*", "no[", "P*P")


NAMES = "PATH PATH2 PIP_ PIP_X PIP http_proxy LC_A LC_AB AB AD XaYb Xa P*P PAP no[ no A[BC]"


@pytest.mark.parametrize("name", ["", *NAMES.split()])
def test_a_name_fits_as_a_file_name_does(name: str) -> None:
    for pattern in PATTERNS:
        assert fits(name, (pattern,)) is fnmatchcase(name, pattern)
    assert fits(name, PATTERNS) is any(fnmatchcase(name, p) for p in PATTERNS)
    assert not fits(name, ())
