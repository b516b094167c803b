from __future__ import annotations

import pytest

from lambdafix.catalog.sizes import distributions_size, typical_size
from lambdafix.context.project import Project
from lambdafix.semantics.ordering.weights import weights
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {"app.py": "12345", "src/a.py": "1", "src/b.py": "22", "model/m.bin": "x" * 9}
BASE = "FROM public.ecr.aws/lambda/python:3.12"


def weigh(*lines: str, sizes: dict[str, int] | None = None) -> tuple[int, ...]:
    project = Project.of(FILES)
    dockerfile = parse("\n".join((*lines, "")))
    return weights(simulate(dockerfile, project), project, tuple((sizes or {}).items()))[-1]


NUMPY = distributions_size(["numpy"])


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("COPY app.py ./", 5),
        ("COPY src/ ./", 3),
        ("COPY . .", 17),
        ("ADD app.py src/a.py ./", 6),
        ("RUN pip install numpy", NUMPY),
        ("RUN dnf install -y git", typical_size("os_package")),
        ("COPY --from=a.b/c:1 /x /x", typical_size("image")),
        ("ADD https://a.b/c /c", typical_size("image")),
        ("RUN pip install .", typical_size("install")),
        ("RUN ./build.sh", typical_size("run")),
        ("RUN curl -o /opt/model https://example.com/model", typical_size("run")),
        ("RUN mkdir /x", 0),
        ("ENV A=b", 0),
        ("COPY gone/ ./", 0),
    ],
)
def test_how_many_bytes_a_layer_has(line: str, size: int) -> None:
    assert weigh(BASE, line) == (size,)


@pytest.mark.parametrize(
    ("line", "sizes", "size"),
    [
        pytest.param("COPY model/ model/", {"model": 500}, 500, id="instead of the files"),
        pytest.param("COPY model/m.bin src/ ./", {"model": 500}, 503, id="beside other files"),
        pytest.param("COPY src/ ./", {"src": 500}, 500, id="once for all that fit"),
        pytest.param("COPY gone/ ./", {"gone": 500}, 500, id="what is not there yet"),
        pytest.param("RUN pip install numpy", {"RUN pip *": 7}, 7, id="a whole instruction"),
        pytest.param("COPY app.py ./", {"COPY app*": 7}, 7, id="a whole COPY"),
    ],
)
def test_what_the_settings_say_counts_most(line: str, sizes: dict[str, int], size: int) -> None:
    assert weigh(BASE, line, sizes=sizes) == (size,)


def test_an_install_weighs_the_same_where_it_is_copied_from_its_stage() -> None:
    build = [f"{BASE} AS build", "COPY app.py /x/", "RUN pip install numpy --target /deps"]
    assert weigh(*build, BASE, "COPY --from=build /deps/ ./") == (NUMPY,)
    assert weigh(*build, BASE, "COPY --from=build /x/ ./") == (5,)


def test_the_catalog_knows_large_distributions_by_any_spelling() -> None:
    assert NUMPY > 10_000_000
    assert distributions_size(["NumPy"]) == NUMPY
    assert distributions_size(["nobody-knows", "nobody-knows-2"]) == 2_000_000
