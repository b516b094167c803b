from __future__ import annotations

import pytest

from lambdafix.semantics.areas import Area, meet
from tests.command_support import held, shown, swapped, trace, unknown


@pytest.mark.parametrize(
    ("line", "reads", "writes"),
    [
        ("mkdir -p a/b", set(), {"a/b"}),
        ("mkdir -m 700 a", set(), {"a"}),
        ("mkdir -p a/{b,c}", set(), {"a/"}),
        ("rmdir a", set(), {"a"}),
        ("chmod 755 a b", {"a", "b"}, {"a", "b"}),
        ("chmod -x a", {"a"}, {"a"}),
        ("chmod -R u+x,g-w a", {"a/"}, {"a/"}),
        ("chmod 755 -R a", {"a/"}, {"a/"}),
        ("chmod --reference=lib.py app.py", {"lib.py", "app.py"}, {"app.py"}),
        ("chown -R 1000:1000 /opt", {"/opt/"}, {"/opt/"}),
        ("chown 1000 a", {"a"}, {"a"}),
        ("chown me a", {"a", "/etc/passwd", "/etc/group"}, {"a"}),
        ("chgrp staff a", {"a", "/etc/passwd", "/etc/group"}, {"a"}),
        ("cp app.py /opt", {"app.py"}, {"/opt/app.py"}),
        ("cp app.py new/", {"app.py"}, {"new/app.py"}),
        ("cp app.py new", {"app.py"}, {"new", "new/app.py"}),
        ("cp app.py lib.py", {"app.py"}, {"lib.py"}),
        ("cp -T app.py new", {"app.py"}, {"new"}),
        ("cp app.py lib.py /x", {"app.py", "lib.py"}, {"/x/app.py", "/x/lib.py"}),
        ("cp -t /x app.py", {"app.py"}, {"/x/app.py"}),
        ("cp -r src /opt/", {"src/"}, {"/opt/src/"}),
        ("cp -r src new", {"src/"}, {"new/"}),
        ("cp -a src/. new", {"src/"}, {"new/"}),
        ("cp src/*.py /x/", {"src/"}, {"/x/"}),
        ("mv index.js index.mjs", {"index.js"}, {"index.js", "index.mjs", "index.mjs/index.js"}),
        ("mv new /opt/b", {"new/"}, {"new/", "/opt/b/"}),
        ("install -m 755 app.py /usr/local/bin/app", {"app.py"},
         {"/usr/local/bin/app", "/usr/local/bin/app/app.py"}),
        ("install -d -o me /opt/x", {"/etc/passwd", "/etc/group"}, {"/opt/x"}),
        ("install -D app.py /x/y/", {"app.py"}, {"/x/y/app.py"}),
        ("rm a", set(), {"a"}),
        ("rm -rf a *.pyc", set(), {"a/", "./"}),
        ("rm -rf dir/*.py", set(), {"dir/"}),
        ("touch a", set(), {"a"}),
        ("touch -r app.py a", {"app.py"}, {"a"}),
        ("tee -a a", set(), {"a"}),
        ("tee /dev/stderr", set(), set()),
        ("/bin/rm a", set(), {"a"}),
    ],
)  # fmt: skip
def test_what_a_command_reads_and_writes(line: str, reads: set[str], writes: set[str]) -> None:
    found = trace(line)
    assert shown(found.writes) == writes
    assert shown(found.reads) == reads


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("ln -s /opt/a b", {"b": "/opt/a", "b/a": "/opt/a"}),
        ("ln -sfT ../a b", {"b": "/var/a"}),
        ("ln -s /opt/a /usr/local/bin/", {"/usr/local/bin/a": "/opt/a"}),
        ("ln -s /opt/a", {"a": "/opt/a"}),
        ("ln -s a b /x", {"/x/a": "/x/a", "/x/b": "/x/b"}),
    ],
)
def test_a_link_stands_for_another_path(line: str, places: dict[str, str]) -> None:
    found = trace(line)
    assert not found.reads
    made = {str(d.areas[0]).removeprefix("/var/task/"): d.semantic for d in found.deposits}
    assert {place: semantic[2] for place, semantic in made.items()} == places
    assert all(semantic[0] == "link" for semantic in made.values())


def test_a_hard_link_needs_what_it_links() -> None:
    assert shown(trace("ln -T app.py b").reads) == {"app.py/"}


@pytest.mark.parametrize(
    "line",
    [
        "rm -rf $X",
        "rm -rf ${X}",
        "rm -rf `cat x`",
        "cp a ${X}/b",
        "rm",
        "chmod 755",
        "cp a",
        "cp --frobnicate a b",
        "rm -rf */../../x",
        "rm -rf {/etc,/opt}/x",
        "ln -s /opt/* /usr/bin",
        "ln -sf /bin/bash /bin/sh",
        "${TOOL} x",
        "./build.sh",
        "/opt/bin/tool",
    ],
)
def test_what_is_not_known_is_never_guessed(line: str) -> None:
    assert unknown(line).why


def test_a_relative_path_needs_a_known_working_directory() -> None:
    assert unknown("rm -rf src", cwd=None).word == "src"
    assert shown(trace("rm -rf /src", cwd=None).writes) == {"/src/"}


def test_a_directory_stands_for_all_below_it() -> None:
    assert meet(trace("rm -rf src").writes, (Area("/var/task/src/a/b.py"),))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chmod 755 a", "chmod 644 a"),
        ("chmod -R 755 a", "chmod 755 a"),
        ("cp -r src /x", "cp -r src/. /x"),
        ("cp -r src new/", "cp -r src new"),
        ("cp app.py /x", "cp -p app.py /x"),
        ("mkdir -m 700 a", "mkdir a"),
    ],
)
def test_two_different_changes_of_one_path_are_not_the_same(one: str, other: str) -> None:
    assert trace(one).deposits[0].semantic != trace(other).deposits[0].semantic


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chmod 755 a", "chmod -v 755 ./a"),
        ("chmod -R 755 a", "chmod 755 -R /var/task/a"),
        ("rm -rf a b", "rm -fr a b"),
    ],
)
def test_two_spellings_of_one_change_are_the_same(one: str, other: str) -> None:
    assert trace(one).deposits[0].semantic == trace(other).deposits[0].semantic


HELD = [
    ("COPY index.js ./", "RUN mv index.js index.mjs", "/var/task/index.js"),
    ("RUN mv index.js index.mjs", "COPY lib.py index.mjs", "/var/task/index.mjs"),
    ("COPY src ./src", "RUN rm -rf src/data/*.json", "/var/task/src/data/"),
    ("RUN mkdir -p /opt/{a,b}", "COPY app.py /opt/a/", "/opt/"),
    ("RUN cp app.py /new", "COPY lib.py /new/app.py", "/new"),
    ("COPY app.py ./", "RUN cp app.py /opt", "/var/task/app.py"),
    ("COPY src /s", "RUN cp -r /s/. /d", "/s/"),
    ("COPY run.sh ./", "RUN chmod +x run.sh", "/var/task/run.sh"),
    ("COPY lib.py ./", "RUN chmod -R 755 .", "/var/task/"),
    ("COPY app.py ./", "RUN touch app.py", "/var/task/app.py"),
    ("COPY app.py ./", "RUN test -f app.py && touch /opt/x", "/var/task/app.py"),
    ("RUN useradd me", "RUN chown me /opt", "/etc/passwd"),
    ("RUN ln -s /opt/data data", "COPY app.py ./data/", "/var/task/data"),
]


@pytest.mark.parametrize(("first", "second", "path"), HELD)
def test_what_one_brings_and_the_other_needs_keeps_its_order(
    first: str, second: str, path: str
) -> None:
    assert held(first, second) == f"both touch {path}"
    assert swapped(first, second) != ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("RUN mv index.js index.mjs", "COPY lib.py ./"),
        ("COPY app.py ./", "RUN rm -rf src/data/*.json"),
        ("RUN mkdir -p /opt/x/{a,b}", "COPY app.py /opt/y/"),
        ("RUN cp app.py /opt", "COPY lib.py /opt/lib.py"),
        ("COPY lib.py ./", "RUN chmod +x run.sh"),
        ("RUN useradd me", "RUN chown 1000 /srv"),
        ("RUN ln -s /opt/data data", "COPY app.py ./"),
    ],
)
def test_what_lies_apart_may_swap(first: str, second: str) -> None:
    assert held(first, second) == ""
    assert swapped(first, second) == ""
