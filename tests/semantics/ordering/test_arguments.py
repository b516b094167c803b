from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.ordering.arguments import choice
from lambdafix.syntax.parser import parse

FILES = {
    "a/requirements.txt": "idna\n",
    "b/requirements.txt": "idna\n",
    "requirements.txt": "idna\n",
    "requirements-1.txt": "idna\n",
    "main.py": "",
}


def chosen(*lines: str) -> tuple[str, dict[str, str]] | None:
    text = "\n".join(("FROM public.ecr.aws/lambda/python:3.13", *lines, ""))
    found = choice(parse(text), Project.of(FILES), 0)
    return (found.argument, dict(found.words)) if found else None


BY_D = ("D", {"a/requirements.txt": "${D}/requirements.txt"})


@pytest.mark.parametrize(
    ("lines", "argument", "words"),
    [
        pytest.param(
            ("ARG D=a", "COPY . .", "RUN pip install -r $D/requirements.txt"), *BY_D, id="word"
        ),
        pytest.param(
            ("ARG D=a", "COPY . .", "RUN cd ${D} && pip install -r requirements.txt"),
            *BY_D,
            id="cd",
        ),
        pytest.param(
            ("ARG D=a", "COPY . .", "WORKDIR $D", "RUN pip install -r requirements.txt"),
            *BY_D,
            id="working directory",
        ),
        pytest.param(
            ("ARG D=a", "ENV R=$D/requirements.txt", "COPY . .", "RUN pip install -r $R"),
            *BY_D,
            id="variable made of it",
        ),
        pytest.param(
            ("ARG D=a", "COPY . .", 'RUN R="$D"; pip install -r $R/requirements.txt'),
            *BY_D,
            id="variable of the shell",
        ),
        pytest.param(
            ("ARG V=1", "COPY . .", "RUN pip install -r requirements-$V.txt pip==2.$V"),
            "V",
            {"requirements-1.txt": "requirements-${V}.txt"},
            id="a number stays one",
        ),
        pytest.param(
            ("ARG D", "COPY . .", "RUN pip install -r ${D:-a}/requirements.txt"),
            "D",
            {"a/requirements.txt": "${D:-a}/requirements.txt"},
            id="the expression of the file",
        ),
    ],
)
def test_a_build_argument_chooses_the_file(
    lines: tuple[str, ...], argument: str, words: dict[str, str]
) -> None:
    assert chosen(*lines) == (argument, words)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ("COPY . .", "ARG D=a", "RUN pip install -r $D/requirements.txt"), id="declared below"
        ),
        pytest.param(
            ("ARG D=a", "COPY . .", "RUN pip install -r $D/requirements.txt -c ${D:-b}/x.txt"),
            id="two expressions",
        ),
        pytest.param(
            ("ARG D=./a", "COPY . .", "RUN pip install -r $D/requirements.txt"),
            id="not as it stands in the path",
        ),
    ],
)
def test_no_word_of_a_copy_names_it(lines: tuple[str, ...]) -> None:
    assert chosen(*lines) == ("D", {})


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ("ARG D=a", "COPY . .", "RUN pip install -r a/requirements.txt"), id="not named"
        ),
        pytest.param(
            ("ARG D=/opt/x", "COPY . $D", "RUN pip install -r $D/requirements.txt -t $D"),
            id="it is the place in the image",
        ),
        pytest.param(
            ("ARG D=/var/task", "COPY . $D", "RUN pip install -r requirements.txt"),
            id="it is the place in the image, and the install looks in one",
        ),
        pytest.param(
            (
                "ARG D=26.1",
                "COPY . .",
                "RUN pip install pip==$D && pip install -r requirements.txt",
            ),
            id="a version",
        ),
        pytest.param(
            ("ARG D=https://e.org/x", "COPY . .", "RUN pip install -i $D -r requirements.txt"),
            id="an address",
        ),
        pytest.param(
            ("ARG D=--no-deps", "COPY . .", "RUN pip install $D -r requirements.txt"),
            id="an option",
        ),
    ],
)
def test_another_value_reads_the_same(lines: tuple[str, ...]) -> None:
    assert chosen(*lines) is None
