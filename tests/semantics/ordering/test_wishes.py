from __future__ import annotations

from itertools import pairwise

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.ordering.rates import Rate
from lambdafix.semantics.ordering.stability import Kind
from lambdafix.semantics.ordering.wishes import Standing, spoken_of, standings
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

PROJECT = Project.of({"app.py": ""})


def test_where_the_authors_words_stand_among_the_kinds() -> None:
    lines = [
        ("never", "COPY app.py /1/"),
        ("", "RUN dnf install -y git"),
        ("", "COPY --from=example.com/extension:1 /opt/ /opt/"),
        ("rarely", "COPY app.py /2/"),
        ("", "RUN pip install six"),
        ("monthly", "COPY app.py /3/"),
        ("weekly", "COPY app.py /4/"),
        ("daily", "COPY app.py /5/"),
    ]
    above = [f"# lambdafix: changes {word}\n{line}" if word else line for word, line in lines]
    text = "\n".join(("FROM public.ecr.aws/lambda/python:3.12", *above, "COPY app.py /6/", ""))
    *found, source = standings(simulate(parse(text), PROJECT)[-1].steps)
    for earlier, later in pairwise(found):
        assert earlier.is_clearly_before(later)
        assert not later.is_clearly_before(earlier)
    weekly = found[6]
    assert weekly.leaves_to_history(source)
    assert not weekly.is_clearly_before(source)
    assert not source.is_clearly_before(weekly)
    assert not found[5].leaves_to_history(source)


def test_a_step_of_no_kind_wishes_nothing_unless_the_author_says_something() -> None:
    text = "FROM public.ecr.aws/lambda/python:3.12\n{}RUN mkdir /x\n"
    (silent,) = standings(simulate(parse(text.format("")), PROJECT)[-1].steps)
    (said,) = standings(
        simulate(parse(text.format("# lambdafix: changes daily\n")), PROJECT)[-1].steps
    )
    source = Standing.of(Kind.SOURCE)
    assert not silent.is_clearly_before(source)
    assert not source.is_clearly_before(silent)
    assert source.is_clearly_before(said)


@pytest.mark.parametrize(
    ("build", "taken", "said"),
    [
        pytest.param(
            "# lambdafix: changes daily\nRUN pip install six -t /deps",
            "/deps/ ./",
            (),
            id="an install",
        ),
        pytest.param("# lambdafix: changes daily\nCOPY app.py /src/", "/src/ ./", (), id="files"),
        pytest.param(
            "# lambdafix: changes daily\nRUN touch /model", "/model ./", (), id="what is made"
        ),
        pytest.param(
            "RUN pip install six -t /deps",
            "/deps/ ./",
            [("RUN pip install *", "daily")],
            id="a line of the settings",
        ),
        pytest.param("COPY app.py /src/", "/src/ ./", [("app.py", "daily")], id="a file of them"),
    ],
)
def test_a_word_holds_for_what_is_copied_from_a_stage(
    build: str, taken: str, said: list[tuple[str, str]]
) -> None:
    base = "FROM public.ecr.aws/lambda/python:3.12"
    text = f"{base} AS build\n{build}\n{base}\nCOPY --from=build {taken}\n"
    stages = simulate(parse(text), PROJECT)
    (copy,) = standings(stages[-1].steps, said, spoken_of(stages, said))
    assert copy.said is Rate.DAILY


def test_a_word_says_nothing_of_the_same_file_out_of_the_context() -> None:
    base = "FROM public.ecr.aws/lambda/python:3.12"
    text = f"{base} AS build\n# lambdafix: changes daily\nCOPY . .\n{base}\nCOPY app.py ./\n"
    stages = simulate(parse(text), PROJECT)
    (copy,) = standings(stages[-1].steps, (), spoken_of(stages))
    assert copy.said is None
