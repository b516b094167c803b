"""The words that every codemod speaks: safety, reasons, allowances, results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from lambdafix.context.project import Project
    from lambdafix.syntax.tree import Dockerfile, Instruction


class Safety(IntEnum):
    """How sure a change is; decided at each place where one is made."""

    DISPLAY_ONLY = 0  # advice, never applied
    UNSAFE = 1  # likely right, not shown from the files; applied with --unsafe
    SAFE = 2  # the function gives the same answer, shown from the files


class Order(Enum):
    """What the steps of a stage are put in order by."""

    STABILITY = "stability"  # what changes least first
    COST = "cost"  # the least bytes that a commit makes new


class Verdict(Enum):
    """What became of one place."""

    APPLIED = "applied"
    WITHHELD = "withheld"  # its safety is below what the user allows
    REFUSED = "refused"  # a change was wanted here and cannot be shown right
    ADVICE = "advice"  # nothing to rewrite, something to know


class Reason(Struct, frozen=True):
    """One place and why it was changed or not.

    `line` is the line in the author's file (0: the whole file), `text` a sentence that names the
    words, `hint` what the user can do.
    """

    verdict: Verdict
    safety: Safety
    line: int
    text: str
    hint: str = ""


class Note(Struct, frozen=True):
    """Something about a line of the author's file that only `-v` tells; nothing depends on it."""

    line: int
    text: str


class Rebased(Struct, frozen=True):
    """The final stage may stand on another base image."""

    before: str
    after: str


class Moved(Struct, frozen=True):
    """What lay under one directory may lie under another."""

    before: str
    after: str


class Dropped(Struct, frozen=True):
    """Does not count on either side: a package, a path of the image, `ENTRYPOINT`, `ENV NAME`."""

    what: str
    why: str


class Renamed(Struct, frozen=True):
    """An OS package may go by other names (none: it comes with the base image)."""

    before: str
    after: tuple[str, ...]


class LeftBehind(Struct, frozen=True):
    """A path or an OS package may be missing from the final image: only the build needs it."""

    what: str
    why: str


class Supplied(Struct, frozen=True):
    """An OS package may be new in the final image."""

    what: str
    why: str


class Reworded(Struct, frozen=True):
    """The script of a RUN that is not understood may read otherwise."""

    before: str
    after: str


class Parted(Struct, frozen=True):
    """A RUN may be several, one behind the other, with the same commands in the same order."""

    before: Instruction
    after: tuple[Instruction, ...]


class Fetched(Struct, frozen=True):
    """A RUN may be new that only fetches what a build behind it would fetch by itself."""

    run: Instruction


class Pruned(Struct, frozen=True):
    """Packages of Node for development may have been taken out of a node_modules."""

    place: str


Allowance = (
    Rebased
    | Moved
    | Dropped
    | Renamed
    | LeftBehind
    | Supplied
    | Reworded
    | Parted
    | Fetched
    | Pruned
)


class Settings(Struct, frozen=True):
    """What the user asked for; the same for every file of a run."""

    allow: Safety = Safety.SAFE
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    runtime: str | None = None  # "python3.12": overrides what the file says of itself
    # the stages that are built and deployed, by name, empty for the last one; none: not said
    targets: tuple[str, ...] = ()
    also_built: tuple[str, ...] = ()  # stages that the infrastructure builds for something else
    handlers: tuple[str, ...] = ()  # that the infrastructure names in place of CMD
    overridden: str = ""  # what else of the image's start the infrastructure replaces, as words
    node_options: str = ""  # a file of the infrastructure that sets NODE_OPTIONS
    beside: str = ""  # another Dockerfile that the infrastructure builds in the same context
    today: date | None = None  # decides which base images are supported; None: the real day
    order: Order = Order.STABILITY
    history: bool = True  # ask git how often files change
    stability: tuple[tuple[str, str], ...] = ()  # pattern, and how often what fits changes
    sizes: tuple[tuple[str, int], ...] = ()  # pattern, and the bytes of all that fits
    base_images: tuple[tuple[str, str], ...] = ()  # a mirror's prefix, and what it stands for
    packages: str = ""  # the user's own table of OS packages, as catalog/package_file.py read it


class Result(Struct, frozen=True):
    """What a codemod hands back: the tree, edits of other files, reasons, what it may change."""

    dockerfile: Dockerfile
    reasons: tuple[Reason, ...] = ()
    allowance: tuple[Allowance, ...] = ()
    edits: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


Transform = Callable[["Dockerfile", "Project", Settings], Result]


class Codemod(Struct, frozen=True):
    """A named transform; its name and its documentation are those of its module."""

    transform: Transform

    @property
    def name(self) -> str:
        """`lambdafix.codemods.stable_order` is `stable-order`."""
        return self.module.rpartition(".")[2].replace("_", "-")

    @property
    def module(self) -> str:
        return self.transform.__module__
