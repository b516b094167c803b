"""What rewrites save of size and of rebuilding, measured on built images.

    python -m benchmarks.sizes [NAME...] > docs/results/sizes.md

As root, on Debian. Starts the engine of the proof, and lets `lambdafix verify` build each golden
case with `build = true` before and after its rewrite, without a cache, and again after a one-line
change of the handler's file. A name chooses a case; without any, all are measured.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from lambdafix.codemod import Rebased
from lambdafix.monorepo.verify import Wanted, engine_for
from lambdafix.report.table import amount
from lambdafix.report.verified import Verified
from lambdafix.verify.command_lines import BuildOptions
from lambdafix.verify.verdict import Pair
from tests.engine.bases import make_bases
from tests.engine.machine import Machine
from tests.engine.proving import prove
from tests.golden_support import CASES, Case

AT_ONCE = 2
BYTES, LAYERS = "bytes above the base", "layers above the base"
COLD, AGAIN = "build seconds", "build seconds after a one-line change"
PUSHED = "bytes pushed after a one-line change"
FIGURES = (BYTES, LAYERS, COLD, AGAIN, PUSHED)
SAME = "same base, engine-proved"
OTHER = "base changed, on stand-in bases"


@dataclass(frozen=True, slots=True)
class Measured:
    """A case, what was found of it, and whether its base became another."""

    case: Case
    found: Verified

    @property
    def rebased(self) -> bool:
        return any(isinstance(a, Rebased) for a in self.case.rewrite.allowance)

    @property
    def proved(self) -> bool:
        return self.found.status == "proved"

    def pair(self, figure: str) -> Pair:
        assert self.found.verdict
        return self.found.verdict.figures[figure]


def measured(machine: Machine, cases: Sequence[Case]) -> Iterator[Measured]:
    """Each case, built and weighed; what it ended with is said as soon as it is known."""
    wanted = Wanted(str(machine.docker), BuildOptions(more=("--network=host",)), jobs=AT_ONCE)
    with (
        tempfile.TemporaryDirectory() as place,
        engine_for(wanted) as engine,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):

        def one(case: Case) -> Measured:
            done = Measured(case, prove(engine, wanted, case, Path(place) / case.name))
            print(f"{case.name}: {done.found.status}", file=sys.stderr)
            return done

        yield from pool.map(one, cases)


def page(found: Sequence[Measured]) -> Iterator[str]:
    proved = [one for one in found if one.proved]
    yield "# What rewrites save, on built images\n"
    yield "`make sizes`: golden cases with `build = true`, Python functions with real packages,"
    yield "each built before and after its rewrite without a cache, and once more after a line of"
    yield "the handler's file was changed.\n"
    yield f"- {len(found)} functions, {len(proved)} proved: both images build, answer alike, hold"
    yield "  the same and find their libraries."
    yield from (f"- not proved: {one.case.name}" for one in found if not one.proved)
    yield "\n## After by before\n"
    yield "The two rows stand for different things and are not added up. 1.00: as before.\n"
    yield f"| | functions | | {' | '.join(FIGURES)} |"
    yield f"|---|---:|---|{'---:|' * len(FIGURES)}"
    for name, rebased in ((SAME, False), (OTHER, True)):
        yield from _rows(name, [one for one in proved if one.rebased is rebased])
    yield from _BESIDE
    yield "\n## Functions\n"
    yield f"| function | {' | | | '.join(FIGURES)} | | |"
    yield f"|---|{'---:|' * 3 * len(FIGURES)}"
    for rebased, name in ((False, SAME), (True, OTHER)):
        yield f"| **{name}** |{' |' * 3 * len(FIGURES)}"
        for one in proved:
            if one.rebased is rebased:
                cells = " | ".join(_cells(figure, one.pair(figure)) for figure in FIGURES)
                yield f"| {one.case.name} | {cells} |"
    yield from _HOW


_BESIDE = f"""
Published figures that "{SAME}" may stand beside: StageCraft makes a working
multi-stage file of 60.3 % of single-stage files, 52.2 % smaller; DOCTOR's order of steps needs
26.5 % less rebuilding, and 86.2 % of the images keep their function. Their files are others, and
not of Lambda; ours were written for this proof, and a mean over them says little about yours.

"{OTHER}" proves neither the names of OS packages on Amazon Linux nor its
glibc: what stands under the names of AWS's base images here is Debian with a CPython, and its dnf
is apt-get. Bytes above the base are fewer there, too, because the client is the base's.
""".rstrip().splitlines()

_HOW = f"""
## How it was measured

- {AT_ONCE} builds at a time, of a machine's own CPythons on Debian; wheels and sources come from
  PyPI, so seconds hold what the network and whatever else ran on the machine took.
- Bytes are those of the layers' tars, unpacked. A push sends what the registry lacks, compressed.
- What a first build fetches of its base images is not counted.
- A one-line change adds a line to the file of the handler, where that is known.
""".splitlines()


def _rows(name: str, found: Sequence[Measured]) -> Iterator[str]:
    ratios = [
        [ratio for one in found if (ratio := one.pair(figure).ratio) is not None]
        for figure in FIGURES
    ]
    for word, value in (("median", median), ("mean", mean)):
        cells = " | ".join(_said(value(known)) if known else "-" for known in ratios)
        yield f"| {name} | {len(found)} | {word} | {cells} |"


def _cells(figure: str, pair: Pair) -> str:
    shown = (_shown(figure, value) for value in (pair.before, pair.after))
    ratio = "-" if pair.ratio is None else _said(pair.ratio)
    return " | ".join((*shown, ratio))


def _said(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"


def _shown(figure: str, value: float | None) -> str:
    if value is None:
        return "-"
    if figure in (BYTES, PUSHED):
        return amount(round(value))
    return f"{value:.0f}" if figure == LAYERS else f"{value:.1f} s"


def main(names: Sequence[str]) -> None:
    machine = Machine.here()
    machine.install()
    machine.start()
    try:
        make_bases(machine)
        os.environ.update(machine.environment)
        cases = [c for c in CASES if c.build and (not names or c.name in names)]
        for line in page(list(measured(machine, cases))):
            print(line)
    finally:
        machine.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
