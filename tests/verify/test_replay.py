"""The model of a layer cache, by example and against a build that compares what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, pairwise

from hypothesis import given
from hypothesis import strategies as st

from lambdafix.context.commits import Change, Commit
from lambdafix.verify.replay import Cost, Layer, Played, play
from lambdafix.verify.taken import Source, Taken


def copy(path: str, below: int | None = None, **more: object) -> Layer:
    layer = Layer(f"COPY {path}", below=below, taken=Taken((Source.of(path, "/app"),)))
    return change(layer, more)


def run(below: int | None = None, weight: int = 100, **more: object) -> Layer:
    return change(Layer("RUN", below=below, weight=weight, run=True), more)


def change(layer: Layer, more: Mapping[str, object]) -> Layer:
    known = {name: getattr(layer, name) for name in Layer.__struct_fields__}
    return Layer(**{**known, **more})


def commit(*changes: Change) -> Commit:
    return Commit("0" * 40, 0, "", changes)


def cost(layers: Sequence[Layer], start: Mapping[str, int], *changes: Change) -> Cost:
    return play(layers, start, [commit(*changes)]).total


START = {"app.py": 10, "requirements.txt": 3}
SOURCE_FIRST = (copy(".", None), run(0))
INSTALL_FIRST = (copy("requirements.txt", None), run(0), copy("app.py", 1))


def test_source_before_the_install_remakes_the_install_with_every_change() -> None:
    assert cost(SOURCE_FIRST, START, Change("app.py", 10, 20)) == Cost(1, 2, 123, 2, 123)


def test_source_behind_the_install_is_all_that_is_remade() -> None:
    assert cost(INSTALL_FIRST, START, Change("app.py", 10, 20)) == Cost(0, 1, 20, 1, 20)


def test_a_manifest_that_changes_remakes_all_that_stands_on_it() -> None:
    changed = Change("requirements.txt", 3, 4)
    assert cost(INSTALL_FIRST, START, changed) == Cost(1, 3, 4 + 100 + 10, 3, 114)


def test_a_file_that_nobody_takes_remakes_nothing() -> None:
    played = play(INSTALL_FIRST, START, [commit(Change("README.md", None, 5))])
    assert played.total == Cost()
    assert played.builds == 0


def test_a_file_that_is_gone_takes_its_bytes_along() -> None:
    assert cost((copy("."),), START, Change("app.py", 10, None)) == Cost(0, 1, 3, 1, 3)


def test_a_run_behind_a_stamp_runs_again_at_every_commit() -> None:
    stamped = (copy("requirements.txt", None), run(0, stamped=True), copy("app.py", 1))
    assert cost(stamped, START, Change("app.py", 10, 20)) == Cost(1, 2, 120, 2, 120)
    late = (copy("requirements.txt", None), run(0), copy("app.py", 1))
    assert cost(late, START, Change("app.py", 10, 20)) == Cost(0, 1, 20, 1, 20)


def test_a_linked_copy_is_not_remade_for_what_lies_below_it() -> None:
    layers = (copy("requirements.txt"), run(0), copy("app.py", 1, link=True), run(2))
    assert cost(layers, START, Change("requirements.txt", 3, 3)) == Cost(2, 3, 203, 3, 203)
    assert cost(layers, START, Change("app.py", 10, 10)) == Cost(1, 2, 110, 2, 110)


def test_a_mounted_manifest_runs_the_install_again_and_weighs_nothing() -> None:
    mounted = run(weight=50, taken=Taken((Source.of("requirements.txt", "/"),)))
    assert cost((mounted,), START, Change("requirements.txt", 3, 900)) == Cost(1, 1, 50, 1, 50)
    assert cost((mounted,), START, Change("app.py", 10, 20)) == Cost()


def test_layers_of_a_build_stage_are_remade_and_not_pushed() -> None:
    build = run(pushed=False)
    taken = Layer("COPY --from=build", inputs=frozenset({1}), weight=100)
    layers = (copy("requirements.txt", pushed=False), change(build, {"below": 0}), taken)
    assert cost(layers, START, Change("requirements.txt", 3, 4)) == Cost(1, 3, 204, 1, 100)


def test_what_a_stage_was_given_is_compared_by_content() -> None:
    build = copy(".", pushed=False)
    part = Layer("COPY --from", taken=Taken(behind=((build.taken, Source.of("app/app.py", "/")),)))
    assert cost((build, part), START, Change("app.py", 10, 20)).pushed == 1
    assert cost((build, part), START, Change("requirements.txt", 3, 4)).pushed == 0


def test_how_often_a_layer_was_remade_is_counted() -> None:
    commits = [
        commit(Change("app.py", 10, 11)),
        commit(Change("requirements.txt", 3, 4)),
        commit(Change("app.py", 11, 12)),
    ]
    played = play(INSTALL_FIRST, START, commits)
    assert played.times == (1, 1, 3)
    assert played.bytes == (4, 100, 12)
    assert played.builds == 3


# --- against a build that knows nothing of changes: it compares what is there ---------------------

PATHS = ("a", "b", "c/d", "c/e")
Tree = dict[str, tuple[int, int]]  # path -> bytes, and a number for the content


@st.composite
def files(draw: st.DrawFn) -> Layer:
    """The layer of a file with all that a random one can be, but for its place in a file."""
    paths = draw(st.lists(st.sampled_from((".", "c", "?", *PATHS)), max_size=2, unique=True))
    return Layer(
        "",
        taken=Taken(tuple(Source.of(path, "/x", into=True) for path in paths)),
        weight=draw(st.integers(0, 50)),
        run=draw(st.booleans()),
        link=draw(st.booleans()),
        pushed=draw(st.booleans()),
    )


@st.composite
def dockerfiles(draw: st.DrawFn) -> list[Layer]:
    layers: list[Layer] = []
    for number, layer in enumerate(draw(st.lists(files(), min_size=1, max_size=6))):
        runs = [n for n, other in enumerate(layers) if other.run]
        below = draw(st.one_of(st.none(), st.integers(0, number - 1))) if number else None
        inputs = draw(st.sets(st.sampled_from(runs))) if runs else set[int]()
        more = {"below": below, "inputs": frozenset(inputs), "link": layer.link and not layer.run}
        layers.append(change(layer, more))
    return layers


@st.composite
def histories(draw: st.DrawFn) -> list[Tree]:
    """The trees of a history; each file is left, changed or gone from one to the next."""
    numbers = count(1)
    trees: list[Tree] = [{}]
    for _ in range(draw(st.integers(1, 6))):
        tree = dict(trees[-1])
        for path in draw(st.sets(st.sampled_from(PATHS))):
            size = draw(st.one_of(st.none(), st.integers(0, 99)))
            tree.pop(path, None)
            if size is not None:
                tree[path] = (size, next(numbers))
        trees.append(tree)
    return trees


def differences(old: Tree, new: Tree) -> Commit:
    paths = sorted(p for p in old.keys() | new.keys() if old.get(p) != new.get(p))
    return commit(*(Change(p, old.get(p, (None,))[0], new.get(p, (None,))[0]) for p in paths))


class Naive:
    """A builder with a cache of one build: it keeps a layer that is made of the same things."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers
        self.cache: dict[int, tuple[object, object]] = {}
        self.numbers = count()

    def build(self, tree: Tree) -> Cost:
        """What this build had to make."""
        states: list[object] = []
        total = Cost()
        cache: dict[int, tuple[object, object]] = {}
        for number, layer in enumerate(self.layers):
            content = {(there, f) for p, f in tree.items() for there in layer.taken.landings(p)}
            given = [states[n] for n in sorted(layer.inputs)]
            below = None if layer.below is None else states[layer.below]
            made_of = (content, given, None if layer.link else below)
            known, result = self.cache.get(number, (None, None))
            if known != made_of:
                result = next(self.numbers)
                size = layer.weight + (0 if layer.run else sum(f[0] for _, f in content))
                pushed = (1, size) if layer.pushed else (0, 0)
                total = Cost.all((total, Cost(int(layer.run), 1, size, *pushed)))
            cache[number] = (made_of, result)
            states.append((result, below))
        self.cache = cache
        return total


@given(dockerfiles(), histories())
def test_the_play_is_what_a_builder_that_compares_everything_does(
    layers: list[Layer], trees: list[Tree]
) -> None:
    naive = Naive(layers)
    naive.build(trees[0])
    built = tuple(naive.build(tree) for tree in trees[1:])
    start = {path: size for path, (size, _) in trees[0].items()}
    commits = [differences(old, new) for old, new in pairwise(trees)]
    played: Played = play(layers, start, commits)
    assert played.costs == built
