from __future__ import annotations

import pytest

from tests.command_support import held, shown, trace, unknown


def test_a_usual_mask_changes_nothing_and_another_one_is_not_followed() -> None:
    assert trace("umask 0022").writes == ()
    assert unknown("umask 077").word == "umask"


@pytest.mark.parametrize("line", ["which gcc", "type gcc"])
def test_a_look_up_reads_where_programs_lie(line: str) -> None:
    assert shown(trace(line).reads) >= {"/"}
    found = trace(line, env={"PATH": "/usr/bin:/opt/bin"})
    assert {"/usr/bin/", "/opt/bin/"} <= shown(found.reads)
    assert "/" not in shown(found.reads)


def test_what_is_done_if_a_program_is_there_stays_behind_it() -> None:
    assert held("RUN dnf install -y jq", "RUN which jq && touch /opt/x")
