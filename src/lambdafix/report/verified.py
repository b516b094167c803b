"""What a verification found for one file, as a value, and what the whole run ends with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from lambdafix.report.outcome import OUR_BUG, UNREADABLE, Failure

if TYPE_CHECKING:
    from lambdafix.verify.verdict import Verdict

DIFFERS = 1
_SEVERITY = (OUR_BUG, UNREADABLE, DIFFERS, 0)


class Verified(Struct, frozen=True):
    """One file: its verdict, or why there is none.

    `idle`: there is no rewrite to verify. `logs` is where the engine's words are kept.
    """

    path: str
    named: bool = True
    verdict: Verdict | None = None
    idle: str = ""
    failure: Failure | None = None
    written: bool = False
    logs: str = ""

    @property
    def status(self) -> str:
        if self.failure or self.verdict is None:
            return "nothing to verify" if self.idle else "could not be tried"
        return "proved" if self.verdict.proved else "not proved"

    @property
    def exit_code(self) -> int:
        if self.failure:
            return self.failure.exit_code
        return DIFFERS if self.verdict and not self.verdict.proved else 0


def exit_code(files: Iterable[Verified]) -> int:
    """The worst of all files, in the order 70 > 2 > 1 > 0."""
    codes = {file.exit_code for file in files}
    return next((code for code in _SEVERITY if code in codes), 0)
