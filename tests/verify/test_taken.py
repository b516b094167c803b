"""What a COPY takes, path by path, held against what the context lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.context.project import Project
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse
from lambdafix.verify.taken import Source, Taken


@pytest.mark.parametrize(
    ("source", "path", "landing"),
    [
        (".", "src/app.py", "/task/src/app.py"),
        ("src", "src/a/b.py", "/task/a/b.py"),
        ("src/", "srcs/a.py", ""),
        ("src", "src", "/task/src"),
        ("*.py", "app.py", "/task/app.py"),
        ("*.py", "src/app.py", ""),
        ("s*", "src/app.py", "/task/app.py"),
        ("*/app.py", "src/app.py", "/task/app.py"),
        ("../app.py", "app.py", "/task/app.py"),
        ("[", "app.py", ""),
    ],
)
def test_where_a_file_lands(source: str, path: str, landing: str) -> None:
    assert Source.of(source, "/task", into=True).landing(path) == landing


def test_a_single_file_takes_the_name_of_the_destination() -> None:
    assert Source.of("a.py", "/task/b.py").landing("a.py") == "/task/b.py"


def test_what_another_stage_took_is_found_where_it_lies() -> None:
    stage = Taken((Source.of("src", "/build", into=True),))
    part = Taken(behind=((stage, Source.of("/build/lib", "/task/lib")),))
    assert part.landings("src/lib/a.py") == {"/task/lib/a.py"}
    assert part.landings("src/app.py") == frozenset()


def test_a_link_of_today_leads_to_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.py").write_text("")
    (tmp_path / "link").symlink_to("real")
    sources = tuple(Source.all("link", "/task", True, Project.at(tmp_path)))
    assert Taken(sources).landings("real/a.py") == {"/task/a.py"}


NAMES = st.sampled_from(("a", "b", "ab", "a.py", "b.py", ".x"))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
PATTERNS = st.lists(
    st.one_of(NAMES, st.sampled_from(("*", "?", "a*", "*.py", "[ab]", "[^a]", "."))),
    min_size=1,
    max_size=3,
).map("/".join)


def is_tree(paths: list[str]) -> bool:
    """Whether no path is a directory of another."""
    return not any(a != b and b.startswith(f"{a}/") for a in paths for b in paths)


@given(
    st.lists(PATHS, min_size=1, max_size=8, unique=True).filter(is_tree),
    PATTERNS,
    st.lists(st.one_of(PATTERNS, PATTERNS.map("!{}".format)), max_size=3),
    st.sampled_from(("/task/", "./", "/task")),
)
def test_path_by_path_is_what_the_context_lists(
    paths: list[str], pattern: str, ignored: list[str], place: str
) -> None:
    files = dict.fromkeys(paths, "x") | {".dockerignore": "\n".join(ignored)}
    project = Project.of(files)
    text = f"FROM scratch\nWORKDIR /work\nCOPY {pattern} {place}\n"
    (built,) = simulate(parse(text), project)
    step = built.steps[-1]
    listed = {context or "": there for there, (_, context) in step.effect.files.items()}
    at = step.at.scope.path(place) or ""
    taken = Taken(tuple(Source.all(pattern, at, place.endswith("/"), project)))
    asked = {p: taken.landings(p) for p in files if not project.ignore.hides(p)}
    # two files may land at one place; then the context lists the last one only
    assert {p for p, there in asked.items() if there} >= listed.keys()
    assert {there for some in asked.values() for there in some} == set(listed.values())
    assert all(listed[p] in asked[p] for p in listed)
