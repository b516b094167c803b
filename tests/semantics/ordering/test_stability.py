from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.ordering.stability import Kind, kinds
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

PROJECT = Project.of({"app.py": "", "requirements.txt": "requests\n", "all.txt": "six\n"})


def kinds_of(*lines: str) -> list[Kind | None]:
    text = "\n".join(("FROM public.ecr.aws/lambda/python:3.12", *lines, ""))
    return list(kinds(simulate(parse(text), PROJECT)[-1].steps))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("RUN dnf install -y git && dnf clean all", Kind.OS_PACKAGES),
        ("RUN pip install six", Kind.DEPENDENCIES),
        ("RUN dnf install -y gcc && pip install six", Kind.DEPENDENCIES),
        ("COPY --from=example.com/extension:1 /opt/ /opt/", Kind.OTHER_IMAGES),
        ("ADD https://example.com/x /opt/x", Kind.OTHER_IMAGES),
        ("COPY app.py ./", Kind.SOURCE),
        ("COPY . .", Kind.SOURCE),
        ("ADD app.py ./", Kind.SOURCE),
        ("RUN ./build.sh", None),
        ("RUN mkdir /x", None),
        ("ENV A=b", None),
        ('CMD ["app.handler"]', None),
    ],
)
def test_how_changeable_a_step_is(line: str, kind: Kind | None) -> None:
    assert kinds_of(line) == [kind]


def test_a_manifest_alone_changes_with_the_dependencies() -> None:
    install = "RUN pip install -r requirements.txt"
    assert kinds_of("COPY requirements.txt ./", install)[0] is Kind.DEPENDENCIES
    assert kinds_of("COPY requirements.txt app.py ./", install)[0] is Kind.SOURCE
    assert kinds_of("COPY all.txt ./", install)[0] is Kind.SOURCE


def test_packages_of_another_stage_are_dependencies_and_source_from_there_is_source() -> None:
    first = "FROM scratch AS first\nCOPY app.py /src/app.py"
    build = "FROM public.ecr.aws/lambda/python:3.12 AS build\nRUN pip install six -t /deps"
    last = "FROM public.ecr.aws/lambda/python:3.12"
    copies = ["COPY --from=build /deps/ ./", "COPY --from=first /src/ ./"]
    assert kinds_of(first, build, last, *copies) == [Kind.DEPENDENCIES, Kind.SOURCE]


def test_a_copy_goes_behind_an_install_only_where_something_would_come_of_it() -> None:
    """`COPY . .` brings app.py too, and the install has to stay behind that."""
    lines = ["COPY app.py /opt/", "COPY . ."]
    assert kinds_of(*lines, "RUN pip install .")[0] is None
    assert kinds_of(*lines, "RUN pip install six")[0] is Kind.SOURCE
    assert kinds_of(*lines) == [Kind.SOURCE, Kind.SOURCE]


def test_a_manifest_need_not_stand_before_source_that_its_install_has_to_stay_behind() -> None:
    install = "RUN pip install -r /x/requirements.txt"
    manifest = "COPY requirements.txt /x/"
    assert kinds_of("COPY app.py ./", manifest, install)[1] is Kind.DEPENDENCIES
    assert kinds_of("COPY app.py ./", manifest, f"{install} .")[1] is None


def test_from_stable_to_changing() -> None:
    assert Kind.OS_PACKAGES < Kind.OTHER_IMAGES < Kind.DEPENDENCIES < Kind.SOURCE
