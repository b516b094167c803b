from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.ordering.holds import held_by
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {"app.py": "", "lib.py": "", "requirements.txt": "requests\n", "our.repo": ""}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        pytest.param(
            ["COPY . .", "RUN pip install -r requirements.txt"],
            "reads requirements.txt, which `COPY . .` brings",
            id="a file by its name in the context",
        ),
        pytest.param(
            ["RUN touch /opt/x", "COPY app.py /opt/x"],
            "writes to /opt/x, as `RUN touch /opt/x` does",
            id="both write",
        ),
        pytest.param(
            ["COPY app.py ./", "COPY lib.py app.py"],
            "writes to /var/task/app.py, as `COPY app.py ./` does",
            id="a file is replaced",
        ),
        pytest.param(
            ["RUN cp /opt/a /opt/b", "COPY app.py /opt/a"],
            "overwrites app.py, which `RUN cp /opt/a /opt/b` reads",
            id="what is read would be another file",
        ),
        pytest.param(
            ["ENV DIR=/opt", "COPY app.py $DIR/"],
            "reads DIR, which `ENV ...` sets",
            id="a variable",
        ),
        pytest.param(
            ["WORKDIR /opt", "COPY app.py ./"],
            "depends on WORKDIR, which `WORKDIR /opt` sets",
            id="the directory",
        ),
        pytest.param(
            ["RUN ./build.sh", "COPY app.py ./"],
            "`./build.sh` is not understood",
            id="a wall",
        ),
        pytest.param(
            ["# lambdafix: keep\nCOPY app.py ./", "COPY lib.py ./"],
            "`# lambdafix: keep` holds its place",
            id="the author's last word",
        ),
    ],
)
def test_why_a_step_stays_behind_another(lines: list[str], why: str) -> None:
    text = "\n".join(("FROM public.ecr.aws/lambda/python:3.12", *lines, ""))
    first, second = simulate(parse(text), Project.of(FILES))[-1].steps
    assert held_by(first, second).startswith(why)
