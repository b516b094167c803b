from __future__ import annotations

from itertools import pairwise

from lambdafix.context.project import Project
from lambdafix.semantics.ordering.stability import Kind
from lambdafix.semantics.ordering.wishes import Standing, standings
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
