"""Two names of one place: what is written through a link meets what lies there."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.links import resolved
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

BASE = "FROM public.ecr.aws/lambda/python:3.12"


def effects(*lines: str, base: str = BASE) -> list[Effect]:
    tree = parse("\n".join((base, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of({"a": "", "d/b": ""}))[-1].steps]


@pytest.mark.parametrize(
    ("path", "real", "crossed"),
    [
        ("/x/y", "/x/y", ()),
        ("/l/y", "/t/y", ("/l",)),
        ("/l", "/l", ()),
        ("/in/rel/y", "/in/t/y", ("/in/rel",)),
        ("/in/up/y", "/t/y", ("/in/up",)),
        ("/twice/y", "/t/y", ("/twice", "/l")),
        ("/loop/y", "/loop/y", ("/loop",) * 40),
    ],
)
def test_a_path_is_followed_through_its_links(
    path: str, real: str, crossed: tuple[str, ...]
) -> None:
    links = {
        "/l": "/t",
        "/in/rel": "t",
        "/in/up": "../t",
        "/twice": "/l",
        "/loop": "/loop",
    }
    assert resolved(path, links) == (real, crossed)


def test_a_directory_of_the_system_has_two_names() -> None:
    one, other = effects("COPY a /bin/tool", "RUN chmod +x /usr/bin/tool")
    assert list(one.files) == ["/usr/bin/tool"]
    assert conflict(one, other)


def test_an_empty_image_has_no_links() -> None:
    (found,) = effects("COPY a /bin/tool", base="FROM scratch")
    assert list(found.files) == ["/bin/tool"]


def test_a_link_in_a_directory_that_is_copied_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "data").symlink_to("/opt/data")
    (tmp_path / "a").write_text("")
    tree = parse(f"{BASE}\nCOPY src ./\nCOPY a /var/task/data/\nCOPY a /opt/data/a\n")
    brings, through, there = (s.effect for s in simulate(tree, Project.at(tmp_path))[-1].steps)
    assert brings.links == {"/var/task/data": "/opt/data"}
    assert list(through.files) == ["/opt/data/a"]
    assert conflict(through, there)
    assert conflict(brings, through)


def test_a_link_that_is_copied_by_its_name_is_the_file_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    (tmp_path / "l").symlink_to("a")
    tree = parse(f"{BASE}\nCOPY l ./\n")
    (found,) = (s.effect for s in simulate(tree, Project.at(tmp_path))[-1].steps)
    assert (found.links, list(found.files)) == ({}, ["/var/task/l"])


@pytest.mark.parametrize("link", ["/var/task /app", "../var/task /app"])
def test_a_copy_through_a_link_fills_what_the_link_leads_to(link: str) -> None:
    linked, through, plain = effects(f"RUN ln -s {link}", "COPY a /app/x", "COPY a /var/task/x")
    assert list(through.files) == ["/var/task/x"]
    assert conflict(through, plain)
    assert conflict(linked, through)


def test_a_command_writes_through_a_link_of_its_own_run() -> None:
    run, copy = effects("RUN ln -s /var/task /app && touch /app/x", "COPY a /var/task/x")
    assert conflict(run, copy)


def test_a_file_in_the_place_of_a_link_may_be_either() -> None:
    _, over, there = effects("RUN ln -s /var/task/x /app", "COPY a /app", "COPY d/b /var/task/x")
    assert over.files == {}
    assert conflict(over, there)


def test_what_reads_a_directory_reads_behind_the_links_in_it() -> None:
    _, copy, run = effects("RUN ln -s /data /var/task/d", "COPY a /data/x", "RUN cp -r . /opt/t")
    assert conflict(copy, run)


def test_a_link_comes_along_from_its_stage() -> None:
    lines = ["RUN ln -s /data /l", "", BASE, "COPY --from=first / /", "COPY a /l/x"]
    assert list(effects(*lines, base=f"{BASE} AS first")[-1].files) == ["/data/x"]


def test_an_install_does_not_write_through_a_link_that_none_of_its_names_is() -> None:
    link, install = effects("RUN ln -s /opt/x.txt x", "RUN pip install six==1.17.0 -t .")
    assert "/opt/x.txt" not in {a.path for a in install.writes}
    assert conflict(link, install) == ""
    link, install = effects("RUN ln -s /opt/six.py six.py", "RUN pip install six==1.17.0 -t .")
    assert "/opt/six.py" in {a.path for a in install.writes}
    assert conflict(link, install)
