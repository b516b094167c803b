from __future__ import annotations

import pytest

from lambdafix.codemod import Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

FILES = {
    "app.py": "",
    "lib.py": "",
    "requirements.txt": "requests\n",
    "all.txt": "-r requirements.txt\nsix\n",
    "constraints.txt": "idna==3.10\n",
    "local.txt": "./vendor\n",
    "pyproject.toml": "",
    "poetry.lock": "",
    "Pipfile": "",
    "Pipfile.lock": "",
    "src/util.py": "",
    "src/requirements.txt": "requests\n",
    "vendor/setup.py": "",
    ".dockerignore": ".venv\n",
}
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
CMD = 'CMD ["app.handler"]\n'
PIP = "RUN pip install -r requirements.txt -t ."


def alone(text: str, project: Project) -> Rewrite:
    settings = Settings(only=frozenset({"dependencies-first"}))
    done = rewrite(Source.of(text), project, settings)
    assert [s.withdrawn for s in done.steps] == [""]
    return done


def run(body: str, **more: str) -> Rewrite:
    return alone(f"{BASE}{body}\n{CMD}", Project.of({**FILES, **more}))


@pytest.mark.parametrize(
    ("body", "after"),
    [
        pytest.param(
            f"COPY . .\n{PIP}",
            f"COPY requirements.txt .\n{PIP}\nCOPY . .",
            id="the whole context is copied first",
        ),
        pytest.param(
            f"COPY app.py .\nCOPY requirements.txt .\n{PIP}",
            f"COPY requirements.txt .\n{PIP}\nCOPY app.py .",
            id="source and manifest are copied by themselves",
        ),
        pytest.param(
            f"COPY app.py requirements.txt lib.py ./\n{PIP}",
            f"COPY requirements.txt ./\n{PIP}\nCOPY app.py lib.py ./",
            id="the manifest stands between two sources",
        ),
        pytest.param(
            f'COPY ["app.py", "requirements.txt", "./"]\n{PIP}',
            f'COPY ["requirements.txt", "./"]\n{PIP}\nCOPY ["app.py", "./"]',
            id="the JSON form stays one",
        ),
        pytest.param(
            f"COPY --chown=1:1 app.py requirements.txt ./\n{PIP}",
            f"COPY --chown=1:1 requirements.txt ./\n{PIP}\nCOPY --chown=1:1 app.py ./",
            id="both have the owner",
        ),
        pytest.param(
            f"ADD app.py requirements.txt ./\n{PIP}",
            f"ADD requirements.txt ./\n{PIP}\nADD app.py ./",
            id="ADD stays ADD",
        ),
        pytest.param(
            f"COPY *.txt app.py ./\n{PIP}",
            f"COPY requirements.txt ./\n{PIP}\nCOPY *.txt app.py ./",
            id="a glob holds the manifest and more",
        ),
        pytest.param(
            "COPY . ${LAMBDA_TASK_ROOT}\nRUN pip install -r requirements.txt -c constraints.txt",
            "COPY requirements.txt constraints.txt ${LAMBDA_TASK_ROOT}/\n"
            "RUN pip install -r requirements.txt -c constraints.txt\nCOPY . ${LAMBDA_TASK_ROOT}",
            id="constraints are a manifest too",
        ),
        pytest.param(
            "COPY . .\nRUN pip install -r all.txt -t /opt/python",
            "COPY all.txt requirements.txt ./\nRUN pip install -r all.txt -t /opt/python\nCOPY . .",
            id="a manifest includes another",
        ),
        pytest.param(
            "COPY . .\nRUN pip install -r src/requirements.txt",
            "COPY src/requirements.txt ./src/\nRUN pip install -r src/requirements.txt\nCOPY . .",
            id="the manifest lies in a directory",
        ),
        pytest.param(
            "COPY src/ ./\nRUN pip install -r requirements.txt",
            "COPY src/requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY src/ ./",
            id="the directory of the manifest is copied",
        ),
        pytest.param(
            "COPY requirements.txt app.py /tmp/b/\n"
            "RUN cd /tmp/b && pip install -r requirements.txt",
            "COPY requirements.txt /tmp/b/\n"
            "RUN cd /tmp/b && pip install -r requirements.txt\nCOPY app.py /tmp/b/",
            id="the install changes its directory",
        ),
        pytest.param(
            f"COPY . .\nRUN chmod 755 app.py\n{PIP}",
            f"COPY requirements.txt .\n{PIP}\nCOPY . .\nRUN chmod 755 app.py",
            id="what works on the source goes with it",
        ),
        pytest.param(
            "COPY . .\nARG INDEX\nRUN pip install -i $INDEX -r requirements.txt",
            "COPY requirements.txt .\nARG INDEX\n"
            "RUN pip install -i $INDEX -r requirements.txt\nCOPY . .",
            id="a build argument of the install stays before it",
        ),
        pytest.param(
            f"# all of it\nCOPY . .\n# what it needs\n{PIP}",
            f"COPY requirements.txt .\n\n# what it needs\n{PIP}\n\n# all of it\nCOPY . .",
            id="comments go with their instructions",
        ),
        pytest.param(
            f"COPY app.py requirements.txt \\\n    # the rest\n    lib.py ./\n{PIP}",
            f"COPY requirements.txt \\\n    # the rest\n    ./\n{PIP}\n"
            "COPY app.py \\\n    # the rest\n    lib.py ./",
            id="a comment inside a continuation",
        ),
        pytest.param(
            "COPY . .\nRUN poetry install --no-root --only main",
            "COPY pyproject.toml poetry.lock ./\n"
            "RUN poetry install --no-root --only main\nCOPY . .",
            id="poetry without the project itself",
        ),
        pytest.param(
            "COPY . ./\nRUN pipenv install --system --deploy",
            "COPY Pipfile Pipfile.lock ./\nRUN pipenv install --system --deploy\nCOPY . ./",
            id="pipenv",
        ),
    ],
)
def test_rewrite(body: str, after: str) -> None:
    assert run(body).text == f"{BASE}{after}\n{CMD}"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(f"COPY requirements.txt .\n{PIP}\nCOPY . .", "", id="it is so already"),
        pytest.param("COPY . .", "", id="nothing is installed"),
        pytest.param("COPY . .\nRUN pip install .", "`.` installs the source", id="pip install ."),
        pytest.param("COPY . .\nRUN pip install -e .", "`.` installs the source", id="editable"),
        pytest.param("COPY . .\nRUN poetry install", "--no-root` installs", id="poetry with root"),
        pytest.param(
            "COPY . .\nRUN pip install -r local.txt", "installs the source", id="a path is required"
        ),
        pytest.param(
            "COPY . .\nRUN pip install -r gone.txt -t .",
            "`gone.txt`",
            id="no manifest",
        ),
        pytest.param(
            "COPY . .\nRUN pip install -r gone.txt",
            "`gone.txt`",
            id="no manifest of a plain install",
        ),
        pytest.param(
            "COPY app.py requirements.txt ./\nRUN pip install -r all.txt",
            "`all.txt`",
            id="the manifest is not copied",
        ),
        pytest.param(f"COPY . .\nRUN ./build.sh\n{PIP}", "", id="a RUN that is not understood"),
        pytest.param(f"COPY . .\nWORKDIR src\n{PIP}", "sets WORKDIR", id="a WORKDIR between"),
        pytest.param(f"COPY . .\n{PIP} && rm -rf src", "/var/task/src", id="the RUN reads source"),
        pytest.param(f"# lambdafix: keep\nCOPY . .\n{PIP}", "", id="the copy is kept"),
    ],
)
def test_noop(body: str, why: str) -> None:
    done = run(body)
    assert not done.changed
    refused = [r for _, r in done.reasons if r.verdict is Verdict.REFUSED]
    assert len(refused) == len(done.reasons)
    if why:
        assert [why in r.text for r in refused] == [True]
        assert refused[0].line == 2 + body.startswith("#")


def test_a_file_with_the_name_of_a_package_keeps_its_place() -> None:
    done = run("COPY . .\nRUN pip install -r all.txt -t .", **{"six.py": ""})
    assert not done.changed
    assert "/var/task" in done.reasons[0][1].text
    elsewhere = run("COPY . ./\nRUN pip install -r all.txt -t /opt/python", **{"six.py": ""})
    assert elsewhere.changed


def test_without_a_context_nothing_is_shown() -> None:
    done = alone(f"{BASE}COPY . .\n{PIP}\n{CMD}", Project.unknown())
    assert not done.changed
    assert "there is no build context" in done.reasons[0][1].text


def test_a_hidden_manifest_is_not_in_the_context() -> None:
    done = run(f"COPY . .\n{PIP}", **{".dockerignore": "*.txt\n"})
    assert not done.changed


def test_every_stage_is_looked_at() -> None:
    first = "FROM python:3.12 AS deps\nCOPY . /x\nRUN pip install -r /x/requirements.txt -t /d\n"
    last = f"\n{BASE}COPY --from=deps /d .\nCOPY app.py .\n{CMD}"
    done = alone(first + last, Project.of(FILES))
    assert done.text.startswith("FROM python:3.12 AS deps\nCOPY requirements.txt /x/\nRUN pip")
    assert done.text.endswith(last)
    kept = alone(f"# lambdafix: keep\n{first}{last}", Project.of(FILES))
    assert not kept.changed


def test_a_stage_of_very_many_steps_is_left_with_that_reason() -> None:
    many = "\n".join(f"RUN echo {i} > /opt/f{i}" for i in range(100))
    done = run(f"COPY . .\n{many}\n{PIP}")
    assert not done.changed
    (reason,) = [r for _, r in done.reasons]
    assert reason.verdict is Verdict.REFUSED
    assert "its stage has 103 steps, and of more than 80 none is moved" in reason.text
    assert run(f"COPY . .\n{many[: many.index('RUN echo 9')]}{PIP}").changed


def test_very_many_steps_in_which_nothing_would_move_are_nothing_to_tell() -> None:
    many = "\n".join(f"RUN echo {i} > /opt/f{i}" for i in range(100))
    assert not run(f"COPY requirements.txt ./\n{many}\n{PIP}\nCOPY . .").reasons
