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
            "starts from the directory that `WORKDIR /opt` sets",
            id="the directory",
        ),
        pytest.param(
            ["RUN ./build.sh", "COPY app.py ./"],
            "`./build.sh` in `RUN ./build.sh` is not understood",
            id="a wall above",
        ),
        pytest.param(
            ["COPY app.py ./", "RUN ./build.sh"],
            "`./build.sh` is not understood",
            id="a wall itself",
        ),
        pytest.param(
            ["COPY app.py our.repo /etc/yum.repos.d/", "RUN dnf install -y jq"],
            "may read what lies below /etc/, where `COPY app.py our.repo /etc/yum.repos.d/` brings",
            id="a directory that is read whole, and no file of it",
        ),
        pytest.param(
            ["RUN pip install awslambdaric", "ADD https://example.com/rie /usr/bin/rie"],
            "writes /usr/bin/rie, and `RUN pip install awslambdaric` may read what lies below",
            id="what may be read would be another",
        ),
        pytest.param(
            ["RUN tar -xf /opt/a.tar -C /opt", "RUN touch /opt/here"],
            "writes to /opt/here, and `RUN tar -xf /opt/a.tar -C /opt` to /opt/",
            id="two RUNs write",
        ),
        pytest.param(
            ["RUN mkdir -p /srv/b", "RUN touch /srv/b/x"],
            "needs the directory /srv/b, which `RUN mkdir -p /srv/b` makes",
            id="a directory that is needed",
        ),
        pytest.param(
            ["RUN echo $DIR > /opt/x", "ENV DIR=/srv"],
            "sets DIR, which `RUN echo $DIR > /opt/x` reads",
            id="a variable that is set later",
        ),
        pytest.param(
            ["RUN touch x", "USER 1000"],
            "sets USER, on which `RUN touch x` depends",
            id="the user, later",
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
