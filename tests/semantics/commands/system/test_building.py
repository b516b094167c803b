from __future__ import annotations

import pytest

from tests.command_support import trace, unknown


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("make -j4 install", "its Makefile may do anything"),
        ("cmake ..", "its CMakeLists.txt may do anything"),
        ("./configure --prefix=/opt", "this script may do anything"),
        ("../autogen.sh", "this script may do anything"),
    ],
)
def test_a_build_tool_runs_a_program_of_the_project(line: str, why: str) -> None:
    assert unknown(line).why == why


def test_asking_for_the_version_is_harmless() -> None:
    assert trace("cmake --version").writes == ()
