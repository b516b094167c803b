"""The layers of Dockerfiles: what each stands on, takes in and weighs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from lambdafix.catalog.sizes import install_size, typical_size
from lambdafix.context.project import Project
from lambdafix.syntax.parser import parse
from lambdafix.verify.layers import layers_of
from lambdafix.verify.replay import Layer

BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
FILES = {"app.py": "", "requirements.txt": "requests\n", "lib/a.py": "", "lib/b.py": ""}


def layers(text: str, files: Mapping[str, str] = FILES) -> tuple[Layer, ...]:
    return layers_of(parse(text), Project.of(files))


def taken(layer: Layer, *paths: str) -> list[str]:
    return [path for path in paths or FILES if layer.taken.landings(path)]


def test_only_what_makes_files_is_a_layer_and_each_stands_on_the_one_before() -> None:
    found = layers(f"{BASE}ENV A=1\nWORKDIR /x\nCOPY app.py .\nUSER a\nRUN touch a\nCMD a.b\n")
    assert [layer.text for layer in found] == ["COPY app.py .", "RUN touch a"]
    assert [layer.below for layer in found] == [None, 0]
    assert [layer.line for layer in found] == [4, 6]
    assert [layer.run for layer in found] == [False, True]
    assert all(layer.pushed for layer in found)


def test_a_copy_takes_its_sources_and_the_variables_in_them_are_known() -> None:
    (layer,) = layers(f"{BASE}ARG DIR=lib\nCOPY app.py $DIR/a.py ./\n")
    assert taken(layer) == ["app.py", "lib/a.py"]


def test_a_source_that_a_variable_hides_may_be_anything_there() -> None:
    (layer,) = layers(f"{BASE}ARG NAME\nCOPY lib/$NAME ./\n")
    assert taken(layer) == ["lib/a.py", "lib/b.py"]


def test_a_file_of_a_later_commit_is_taken_though_it_is_not_there_today() -> None:
    (layer,) = layers(f"{BASE}COPY lib lib\n")
    assert taken(layer, "lib/old.py", "old.py") == ["lib/old.py"]


def test_layers_of_a_build_stage_are_not_pushed_and_its_install_is_what_is_copied() -> None:
    found = layers(
        f"{BASE.rstrip()} AS build\nCOPY requirements.txt .\n"
        "RUN pip install -r requirements.txt --target /deps\n"
        f"{BASE}COPY --from=build /deps ./\nCOPY app.py ./\n"
    )
    manifest, install, copied, source = found
    assert [layer.pushed for layer in found] == [False, False, True, True]
    assert [layer.below for layer in found] == [None, 0, None, 2]
    assert copied.inputs == {1}
    assert copied.weight == install.weight == install_size("pip", ())
    assert taken(copied) == []
    assert taken(manifest) == ["requirements.txt"]
    assert taken(source) == ["app.py"]


def test_what_a_build_stage_only_passes_on_counts_by_its_content() -> None:
    copied = layers(
        f"{BASE.rstrip()} AS build\nCOPY . /src/\nRUN pip install requests --target /deps\n"
        f"{BASE}COPY --from=build /src/lib ./lib\n"
    )[-1]
    assert copied.inputs == frozenset()
    assert copied.weight == 0
    assert copied.taken.landings("lib/a.py") == {"/var/task/lib/a.py"}
    assert taken(copied) == ["lib/a.py", "lib/b.py"]


def test_a_copy_of_a_copy_is_traced_to_the_run_that_made_it() -> None:
    found = layers(
        f"{BASE.rstrip()} AS one\nRUN pip install requests --target /deps\n"
        f"{BASE.rstrip()} AS two\nCOPY --from=one /deps /more\n"
        f"{BASE}COPY --from=two /more ./\n"
    )
    assert [layer.inputs for layer in found] == [frozenset(), {0}, {0}]
    assert found[2].weight == found[0].weight > 0


def test_a_stage_that_stands_on_another_goes_on_from_its_layers() -> None:
    found = layers(f"{BASE.rstrip()} AS one\nCOPY lib lib\nFROM one\nCOPY app.py ./\n")
    assert [layer.below for layer in found] == [None, 0]
    assert [layer.pushed for layer in found] == [True, True]


def test_a_stage_that_nobody_needs_is_not_built() -> None:
    found = layers(f"{BASE.rstrip()} AS test\nCOPY lib lib\nRUN pytest\n{BASE}COPY app.py ./\n")
    assert [(layer.text, layer.below) for layer in found] == [("COPY app.py ./", None)]


def test_stages_are_found_by_number_and_in_any_case() -> None:
    for origin in ("0", "BUILD"):
        found = layers(
            f"{BASE.rstrip()} AS Build\nCOPY lib /lib1/\n{BASE}COPY --from={origin} /lib1 ./\n"
        )
        assert len(found) == 2
        assert taken(found[1]) == ["lib/a.py", "lib/b.py"]


def test_a_bound_file_is_taken_in_and_a_cache_is_not() -> None:
    (layer,) = layers(
        f"{BASE}RUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt "
        "--mount=type=cache,target=/root/.cache pip install -r /tmp/r.txt\n"
    )
    assert taken(layer) == ["requirements.txt"]
    assert layer.run


def test_a_stage_that_is_bound_is_needed_and_its_run_is_taken_in() -> None:
    found = layers(
        f"{BASE.rstrip()} AS wheels\nRUN pip install requests --target /deps\n"
        f"{BASE}RUN --mount=from=wheels,source=/deps,target=/deps cp -r /deps/. ./\n"
    )
    assert [layer.pushed for layer in found] == [False, True]
    assert found[1].inputs == {0}


def test_what_is_bound_does_not_stay_and_is_not_copied() -> None:
    copied = layers(
        f"{BASE.rstrip()} AS build\nRUN --mount=source=lib,target=/lib touch /out\n"
        f"{BASE}COPY --from=build / /all/\n"
    )[-1]
    assert taken(copied) == []
    assert copied.inputs == {0}


def test_other_images_and_addresses_never_change_and_weigh_what_the_catalog_says() -> None:
    found = layers(
        f"{BASE}COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv\nADD https://example.com/a /a\n"
    )
    assert [layer.weight for layer in found] == [typical_size("image")] * 2
    assert [taken(layer) for layer in found] == [[], []]


def test_a_link_is_read_from_the_flag() -> None:
    found = layers(f"{BASE}COPY --link app.py ./\nCOPY lib lib\n")
    assert [layer.link for layer in found] == [True, False]


def test_text_in_the_dockerfile_weighs_its_bytes() -> None:
    (layer,) = layers(f"{BASE}COPY <<EOF /etc/a\n12345\nEOF\n")
    assert layer.weight == 6


@pytest.mark.parametrize(
    ("run", "weight"),
    [
        ("mkdir /x", 0),
        ("pip install requests", install_size("pip", ())),
        ("dnf install -y gcc make", 2 * typical_size("os_package")),
        ("dnf remove -y gcc", 0),
        ("curl -o /x https://example.com/x", typical_size("file")),
        ("./what-is-this.sh", typical_size("run")),
    ],
)
def test_what_a_run_weighs(run: str, weight: int) -> None:
    (layer,) = layers(f"{BASE}RUN {run}\n")
    assert layer.weight == weight


def test_one_library_of_the_operating_system_is_not_all_that_was_installed() -> None:
    copied = layers(
        f"{BASE.rstrip()} AS build\nRUN dnf install -y libpq-devel\n"
        f"{BASE}COPY --from=build /usr/lib64/libpq.so.5 /usr/lib64/\n"
    )[-1]
    assert copied.inputs == {0}
    assert copied.weight == typical_size("file")


def test_a_destination_that_cannot_be_known_makes_its_readers_stand_on_it() -> None:
    found = layers(
        f"{BASE.rstrip()} AS build\nARG TO\nCOPY lib $TO\n{BASE}COPY --from=build /x ./\n"
    )
    assert found[1].inputs == {0}


def test_the_settings_say_what_an_instruction_weighs() -> None:
    text = (
        f"{BASE.rstrip()} AS build\nRUN pip install requests --target /deps\n"
        f"{BASE}COPY --from=build /deps ./\nCOPY app.py ./\n"
    )
    said = (("RUN pip install *", 7), ("COPY app.py *", 9))
    install, copied, source = layers_of(parse(text), Project.of(FILES), said)
    assert (install.weight, copied.weight, source.weight) == (7, 7, 9)
    assert [layer.sized for layer in (install, copied, source)] == [True, False, True]
    assert not source.holds
    assert taken(source) == ["app.py"]


@pytest.mark.parametrize(
    ("above", "step", "is_stamped"),
    [
        ("ARG GIT_SHA", "RUN touch a", True),
        ("ARG build_date=never", "RUN touch a", True),
        ("ARG GIT_SHA\nENV SHA=$GIT_SHA", "RUN touch a", True),
        ("ARG GIT_SHA", "COPY app.py ./", False),
        ("ARG GIT_SHA\nENV SHA=${GIT_SHA}", "COPY app.py /$SHA/", True),
        ("ARG GIT_SHA", "COPY <<EOF /about\n$GIT_SHA\nEOF", True),
        ("ARG GIT_SHA\nLABEL sha=$GIT_SHA", "COPY app.py ./", False),
        ("ENV GIT_SHA=abc", "RUN touch a", False),
        ("ARG PYTHON_VERSION", "RUN touch a", False),
        ("LABEL a=b", "RUN touch a", False),
    ],
)
def test_what_stands_behind_a_stamp_is_new_at_every_commit(
    above: str, step: str, is_stamped: bool
) -> None:
    (layer,) = layers(f"{BASE}{above}\n{step}\n")
    assert layer.stamped is is_stamped
    (layer,) = layers(f"{BASE}{step}\n{above}\n")
    assert not layer.stamped


def test_a_stage_hands_its_stamps_on_to_those_that_stand_on_it() -> None:
    found = layers(
        f"{BASE.strip()} AS one\nARG GIT_SHA\nFROM one\nRUN touch a\n{BASE}RUN touch b\n"
    )
    assert [layer.stamped for layer in found] == [False]
    found = layers(f"{BASE.strip()} AS one\nARG GIT_SHA\nFROM one\nRUN touch a\n")
    assert [layer.stamped for layer in found] == [True]
