"""What a split of one stage into two is, as a plan: which steps go where, and what comes over."""

from __future__ import annotations

from msgspec import Struct, field

from lambdafix.semantics.areas import below
from lambdafix.semantics.simulate import Step
from lambdafix.semantics.splitting.retarget import Stay

FRESH = "/deps"  # a directory that the build stage alone has


class No(Struct, frozen=True):
    """Why there is no plan: the step that stands in the way, and a hint."""

    step: Step
    why: str
    hint: str = ""


class Plan(Struct):
    """`build` and `final` are indices of steps; one may be in both, or (a clean-up) in neither.
    `installs` are those that install or build; behind the last of them nothing is in `build`.

    `copies` are (directory of the build stage, directory of the final stage), `files` single files
    that come over, `parts` the paths that the final stage keeps of a COPY. `retarget` is the step
    whose plain install gets `--target FRESH`. `behind` are build-only packages by step, with the
    run-time halves that stay.
    """

    installs: list[int]
    build: set[int] = field(default_factory=set)
    final: set[int] = field(default_factory=set)
    copies: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    parts: dict[int, frozenset[str]] = field(default_factory=dict)
    retarget: int | None = None
    stays: Stay | None = None  # why a plain install keeps its place, which is then copied as it is
    doubt: str = ""  # why the new place of a plain install is only likely to be right
    behind: dict[int, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    manifests: dict[str, int] = field(default_factory=dict)  # path of the image -> its COPY
    tools: dict[str, int] = field(default_factory=dict)  # paths of installers copied from an image
    installers: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()  # in which an install or a build notes what it made
    gone: frozenset[str] = frozenset()  # what a step of the build takes away again
    spared: str = ""  # packages that would stay behind, too, if what is doubted were certain


def under_copied(path: str, plan: Plan) -> bool:
    """Whether a path of the build stage comes over with what the final stage copies."""
    return path in plan.files or any(
        source == target and below(path, source) for source, target in plan.copies
    )
