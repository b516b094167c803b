"""Which of several machines works on a file: told from its path alone.

So a file is in the same shard whatever else is there, each is in exactly one, and machines need not
agree on anything but the number of shards.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from lambdafix.monorepo.contexts import tree_of


def in_shard(path: str, shard: tuple[int, int]) -> bool:
    """Whether a file is in this part, the first is 1, of so many.

    It counts by its path from the top of its tree, links followed, so that every clone parts alike.
    """
    part, parts = shard
    if parts == 1:
        return True
    real = os.path.realpath(path)
    called = os.path.relpath(real, tree_of(Path(real)))
    digest = sha256(Path(called).as_posix().encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") % parts == part - 1
