"""When two functions have the same layer: by what it is made of, not by its words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lambdafix.context.infrastructure.uses import Builder, Place, Use
from lambdafix.monorepo.layer_keys import Layer, Pile, pile_of, project_at
from lambdafix.syntax.parser import parse
from tests.monorepo.shop import laid

BASE = "FROM public.ecr.aws/lambda/python:3.13\n"
INSTALL = "COPY requirements.txt ./\nRUN pip install -r requirements.txt\n"
FILES = {"requirements.txt": "numpy==2.1.3\n", "app.py": "", "model.bin": "m"}


class Two:
    """Two functions in directories of their own."""

    def __init__(self, root: Path) -> None:
        self.root, self.count = root, 0

    def pile(
        self, text: str, files: Mapping[str, str] | None = None, use: Use | None = None
    ) -> Pile:
        self.count += 1
        root = laid(self.root / f"f{self.count}", {**FILES, **(files or {}), "Dockerfile": text})
        return pile_of(parse(text), project_at(str(root), root / "Dockerfile"), use, ())

    def last(self, text: str, files: Mapping[str, str] | None = None) -> Layer:
        return self.pile(text, files).layers[-1]


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return Two(tmp_path)


def test_an_install_of_equal_manifests_on_the_same_base_is_one_layer(two: Two) -> None:
    one, other = two.last(BASE + INSTALL), two.last(BASE + INSTALL)
    assert (one.content, one.chain) == (other.content, other.chain)
    assert (one.exact, one.first, one.line) == (False, 3, 3)


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (BASE + INSTALL, {"requirements.txt": "numpy==2.1.4\n"}),
        (BASE.replace("3.13", "3.12") + INSTALL, {}),
        (BASE + INSTALL.replace("install", "install --no-deps"), {}),
        (BASE + "ENV PIP_INDEX_URL=https://example.org\n" + INSTALL, {}),
    ],
)
def test_other_content_words_base_or_variables_make_another(
    two: Two, text: str, files: Mapping[str, str]
) -> None:
    assert two.last(BASE + INSTALL).content != two.last(text, files).content


def test_a_step_before_it_keeps_a_cache_from_serving_both(two: Two) -> None:
    one = two.last(BASE + INSTALL)
    other = two.last(BASE + "COPY model.bin /opt/\n" + INSTALL)
    assert one.content == other.content
    assert one.chain != other.chain


def test_the_same_bytes_under_the_same_name_are_one_layer_on_any_base(two: Two) -> None:
    one = two.last(BASE + "COPY model.bin /opt/model.bin\n")
    other = two.last("FROM python:3.12-slim\nCOPY weights /opt/model.bin\n", {"weights": "m"})
    assert one.content == other.content
    assert one.chain != other.chain
    assert (one.bytes, one.exact) == (1, True)
    changed = two.last(BASE + "COPY model.bin /opt/model.bin\n", {"model.bin": "n"})
    assert changed.content != one.content
    assert changed.chain != one.chain


def test_what_is_not_understood_is_the_same_only_behind_the_same_steps(two: Two) -> None:
    strange = "RUN ./build-it --all\n"
    one, other = two.last(BASE + strange), two.last(BASE + strange)
    assert one.content == other.content
    assert one.content != two.last(BASE + "COPY app.py ./\n" + strange).content


def test_a_copy_from_a_stage_is_what_the_stage_made(two: Two) -> None:
    built = BASE.replace("\n", " AS build\n") + "COPY {} /src/\nRUN ./build-it /src /out\n"
    text = built + BASE + "COPY --from=build /out /var/task\n"
    one = two.last(text.format("app.py"))
    assert two.last(text.format("app.py")) == one
    other = two.last(text.format("app.py"), {"app.py": "x = 1\n"})
    assert other.content != one.content
    assert other.chain != one.chain


def test_a_file_that_is_bound_into_a_run_counts(two: Two) -> None:
    text = BASE + "RUN --mount=type=bind,source=app.py,target=/a.py ./build-it /a.py\n"
    assert two.last(text).chain != two.last(text, {"app.py": "x = 1\n"}).chain


def use(**given: object) -> Use:
    empty = Use("/Dockerfile", "/", Builder.SAM, Place("/template.yaml", 1))
    return empty._replace(**given)  # type: ignore[arg-type]


def test_layers_of_a_stage_before_come_along_and_a_target_ends_the_file(two: Two) -> None:
    deps = BASE.replace("\n", " AS deps\n") + INSTALL
    text = f"{deps}FROM deps AS app\nCOPY app.py ./\n"
    pile = two.pile(text)
    assert pile.base == "public.ecr.aws/lambda/python:3.13"
    assert [layer.first for layer in pile.layers] == [0, 0, 2]
    assert len(two.pile(text, use=use(target="deps")).layers) == 2


def test_another_architecture_or_build_argument_makes_other_layers(two: Two) -> None:
    text = BASE + "ARG EXTRA=a\n" + INSTALL
    plain = two.pile(text)
    arm = two.pile(text, use=use(platform="linux/arm64"))
    given = two.pile(text, use=use(arguments=(("EXTRA", "b"),)))
    assert two.pile(text, use=use(platform="x86_64")).layers == plain.layers
    assert arm.layers[-1].content != plain.layers[-1].content
    assert given.layers[-1].content != plain.layers[-1].content


def test_a_base_that_hangs_on_an_argument_is_known_where_it_is_given(two: Two) -> None:
    text = "ARG TAG\nFROM public.ecr.aws/lambda/python:${TAG}\nCOPY app.py ./\n"
    assert not two.pile(text).known
    pile = two.pile(text, use=use(arguments=(("TAG", "3.13"),)))
    assert (pile.known, pile.base) == (True, "public.ecr.aws/lambda/python:3.13")


def test_a_base_that_is_not_known_is_nobody_elses(two: Two) -> None:
    text = "ARG TAG\nFROM amazonlinux:${TAG}\nRUN yum install -y libffi-devel\n"
    one, other = two.last(text), two.last(text)
    assert one.content != other.content
    assert one.chain != other.chain
