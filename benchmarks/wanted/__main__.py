"""Score lambdafix against what owners would want of real Dockerfiles.

    python -m benchmarks.wanted DIRECTORY > docs/results/wanted.md

The directory holds clones with their history, each called OWNER+NAME; node-and-go.toml, beside this
file, says what is wanted. --diffs FILE keeps what was changed, for somebody to read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.wanted.scoring import page, scored, wishes

WISHES = Path(__file__).with_name("node-and-go.toml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--diffs", type=Path, metavar="FILE")
    words = parser.parse_args()
    found = list(scored(wishes(WISHES), words.directory))
    for line in page(found):
        print(line)
    if words.diffs:
        parts = (f"# {s.wish.name}: {s.got} for {s.wish.wanted}\n{s.notes}{s.diff}" for s in found)
        words.diffs.write_text("\n".join(parts))
    sys.exit(any(s.failed for s in found))


if __name__ == "__main__":
    main()
