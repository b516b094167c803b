from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import EVERYTHING
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "app.py": "",
    "lib.py": "",
    "six.py": "",
    "src/util.py": "",
    "src/data/a.json": "",
    "requirements.txt": "requests\n",
    ".dockerignore": "*.md\n",
    "notes.md": "",
}
BASE = "FROM public.ecr.aws/lambda/python:3.12"


def effects(*lines: str, base: str = BASE, files: dict[str, str] = FILES) -> list[Effect]:
    tree = parse("\n".join((base, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(files))[-1].steps]


def copied(*lines: str) -> dict[str, str | None]:
    return {path: context for path, (_, context) in effects(*lines)[-1].files.items()}


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("COPY app.py ./", {"/var/task/app.py": "app.py"}),
        ("COPY app.py handler.py", {"/var/task/handler.py": "app.py"}),
        ("COPY app.py .", {"/var/task/app.py": "app.py"}),
        ("COPY app.py /opt", {"/opt/app.py": "app.py"}),  # a directory of the base image
        ("COPY app.py /new", {"/new": "app.py"}),
        ("COPY app.py lib.py /new/", {"/new/app.py": "app.py", "/new/lib.py": "lib.py"}),
        ("COPY l*.py ./", {"/var/task/lib.py": "lib.py"}),
        (
            "COPY src /new",  # a directory's content, not the directory
            {"/new/util.py": "src/util.py", "/new/data/a.json": "src/data/a.json"},
        ),
        ("COPY src/data/ ${LAMBDA_TASK_ROOT}/d", {"/var/task/d/a.json": "src/data/a.json"}),
        ("COPY ../app.py ./", {"/var/task/app.py": "app.py"}),
        ("COPY notes.md ./", {}),  # hidden by .dockerignore
        ("ADD app.py ./", {"/var/task/app.py": "app.py"}),
        ("COPY <<x.py ./\nprint()\nx.py", {"/var/task/x.py": None}),
    ],
)
def test_which_files_a_copy_brings_and_where(line: str, files: dict[str, str | None]) -> None:
    assert copied(line) == files


def test_a_working_directory_that_was_made_takes_files_in() -> None:
    assert copied("WORKDIR /new", "WORKDIR /", "COPY app.py /new") == {"/new/app.py": "app.py"}


def test_a_file_of_another_stage_is_the_file_of_the_context_that_it_was() -> None:
    lines = ["COPY src /src", "", BASE, "COPY --from=first /src/util.py /opt/"]
    assert copied("FROM scratch AS first", *lines) == {"/opt/util.py": "src/util.py"}


def test_an_owner_or_a_mode_makes_it_another_file() -> None:
    plain, owned, linked = (
        effects(f"COPY {flag} app.py ./")[0].files["/var/task/app.py"][0]
        for flag in ("", "--chown=1000", "--link")
    )
    assert plain != owned
    assert plain == linked


def test_a_source_that_is_not_in_the_context_is_named() -> None:
    (found,) = effects("COPY gone.py ./")
    assert found.missing == "gone.py is not in the build context"
    assert found.deposits


def test_a_destination_that_cannot_be_known_is_a_wall() -> None:
    _, found = effects("ARG PLACE", "COPY app.py ${PLACE}/")
    assert found.wall is not None
    assert found.writes == (EVERYTHING,)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("RUN ./build.sh", "./build.sh"),
        ("RUN make && pip install six", "make"),
        ("RUN pip install $(cat x)", "$(cat"),
        ("RUN <<E\nmake\nE", "make"),
        ("RUN <<E\n#!/usr/bin/python3\nprint(1)\nE", "#!/usr/bin/python3"),
        ("RUN --mount=type=bind,target=/ pip install six", "--mount=type=bind,target=/"),
        ("RUN if true; then make; fi", "make"),
        ("RUN for x in a; do ./$x; done", "./a"),
        ("RUN cd /x || pip install six", ""),
        ('RUN ["./tool"]', "./tool"),
    ],
)
def test_a_run_that_is_not_understood_is_a_wall_and_says_by_which_word(
    line: str, word: str
) -> None:
    (found,) = effects(line)
    if not word:
        return
    assert found.wall is not None
    assert found.wall.word.startswith(word)
    assert (found.reads, found.writes) == ((EVERYTHING,), (EVERYTHING,))


@pytest.mark.parametrize(
    "line",
    [
        "RUN pip install -r requirements.txt -t .",
        "RUN set -ex; \\\n    # why\n    dnf install -y git && \\\n    dnf clean all",
        "RUN --mount=type=cache,target=/root/.cache/pip pip install six",
        "RUN --mount=type=secret,id=netrc pip install six",
        'RUN ["pip", "install", "six"]',
        "RUN echo a > version.txt",
        "RUN pip install six > /dev/null 2>&1",
    ],
)
def test_a_run_of_known_commands_is_understood(line: str) -> None:
    *_, found = effects("COPY requirements.txt ./", line)
    assert found.wall is None
    assert found.missing == ""


def test_cd_leads_the_rest_of_its_run_and_no_other() -> None:
    one, two = effects("RUN cd /opt && touch a", "RUN touch a")
    assert [a.path for a in one.writes] == ["/opt/a"]
    assert [a.path for a in two.writes] == ["/var/task/a"]


def test_a_redirection_writes_the_file_and_appending_reads_it_too() -> None:
    one, two = effects("RUN echo a > x.txt", "RUN echo a >> x.txt")
    assert [a.path for a in one.writes] == ["/var/task/x.txt"]
    assert (one.reads, [a.path for a in two.reads]) == ((), ["/var/task/x.txt"])


def test_an_env_sets_only_what_it_changes() -> None:
    one, again = effects("ENV A=b LANG=x", "ENV A=b")
    assert sorted(one.sets) == ["A", "LANG"]
    assert not again.sets


PIP = "RUN pip install -r requirements.txt -t ."


@pytest.mark.parametrize(
    ("first", "second", "may_swap"),
    [
        ("COPY app.py ./", "COPY lib.py ./", True),
        ("COPY app.py ./", "COPY src ./", True),
        ("COPY app.py ./", "COPY lib.py app.py", False),
        ("COPY . .", "COPY app.py ./", False),
        ("COPY app.py ./", "RUN dnf install -y git", True),
        ("COPY app.py /usr/lib/x.py", "RUN dnf install -y git", False),
        ("COPY app.py ./", "RUN chmod 755 app.py", False),
        ("COPY app.py ./", "RUN chmod 755 lib.py", True),
        ("COPY app.py ./", "RUN ls", False),
        ("COPY app.py ./", "RUN ./build.sh", False),
        ("COPY app.py ./", "RUN pip install requests -t .", True),
        ("COPY six.py ./", "RUN pip install six -t .", False),
        ("COPY six.py ./", "RUN pip install six", True),
        ("COPY requirements.txt ./", PIP, False),
        ("RUN dnf install -y gcc", "RUN pip install six", False),
        ("RUN pip install six -t .", "RUN pip install requests -t .", False),
        ("RUN pip install six -t /a", "RUN pip install requests -t /b", False),  # pip's cache
        ("ENV A=b", "RUN echo $A", False),
        ("ENV A=b", "RUN echo a", True),
        ("ENV PIP_INDEX_URL=x", "RUN pip install six", False),
        ("ENV CFLAGS=-O2", "RUN pip install six", False),
        ("ENV STAGE=prod", "RUN pip install six", True),
        ("ENV A=b", "RUN ./build.sh", False),
        ("ARG A", "COPY app.py $A/", False),
        ("WORKDIR /x", "COPY app.py ./", False),
        ("WORKDIR /x", "COPY app.py /opt/", True),
        ("WORKDIR /x", "RUN dnf install -y git", False),
        ("USER 1000", "RUN dnf install -y git", False),
        ("USER 1000", "COPY app.py ./", True),
        ('SHELL ["/bin/bash", "-c"]', "RUN echo a", False),
        ("VOLUME /data", "COPY app.py /data/", False),
        ("LABEL a=b", "RUN ./build.sh", True),
        ("EXPOSE 80", "COPY app.py ./", True),
    ],
)
def test_two_steps_may_swap_if_neither_touches_what_the_other_leaves(
    first: str, second: str, may_swap: bool
) -> None:
    one, two = effects(first, second)
    assert (conflict(one, two) == "") is may_swap
    assert (conflict(two, one) == "") is may_swap


@pytest.mark.parametrize("path", ["~/.netrc", "$HOME/.netrc", "${HOME}/.netrc"])
def test_the_home_directory_is_that_of_the_user(path: str) -> None:
    (found,) = effects(f"RUN touch {path}")
    assert found.wall is not None or {a.path for a in found.writes} == {"/root/.netrc"}


@pytest.mark.parametrize(
    "lines",
    [
        ("ENV PIP_TARGET=/opt/python", "RUN pip install six"),
        ("RUN PIP_TARGET=/opt/python pip install six",),
        ("ENV PIP_PREFIX=/opt/python", "RUN pip install six"),
    ],
)
def test_a_variable_can_say_where_packages_land(lines: tuple[str, ...]) -> None:
    *_, found = effects(*lines)
    assert found.wall is not None or [i.place for i in found.installs] == ["/opt/python"]


@pytest.mark.parametrize(
    ("content", "unpacked"),
    [
        (b"\x1f\x8b\x08rest", True),
        (b"BZh9", True),
        (b"\xfd7zXZ\x00", True),
        (b"x" * 257 + b"ustar\x00", True),
        (b"PK\x03\x04", False),  # a zip file is copied as it is
        (b"text", False),
    ],
)
@pytest.mark.parametrize("name", ["vendor.tar.gz", "vendor.bin"])
def test_add_unpacks_by_content_and_not_by_name(name: str, content: bytes, unpacked: bool) -> None:
    project = Project.of({name: content})
    tree = parse(f"{BASE}\nADD {name} /opt/\nCOPY {name} /opt/\n")
    add, copy = (s.effect for s in simulate(tree, project)[-1].steps)
    assert (list(add.files) == []) is unpacked
    assert list(copy.files) == [f"/opt/{name}"]


def test_an_owner_by_name_is_looked_up_in_the_image() -> None:
    run, named, numbered = effects(
        "RUN echo app:x:1:1::/: >> /etc/passwd",
        "COPY --chown=app app.py ./",
        "COPY --chown=1:1 app.py ./",
    )
    assert conflict(run, named)
    assert not conflict(run, numbered)


@pytest.mark.parametrize(
    ("before", "run"),
    [
        ("RUN dnf install -y unzip", "RUN unzip /opt/a.zip -d /opt"),
        ("COPY lib.py /usr/local/bin/unzip", "RUN unzip /opt/a.zip -d /opt"),
        ("COPY app.py /opt/run", "RUN /opt/run || true"),
        ("ENV PATH=/opt/bin:$PATH", "RUN mkdir /opt/x"),
    ],
)
def test_a_program_stays_behind_what_may_bring_it(before: str, run: str) -> None:
    assert conflict(*effects(before, run))


def test_a_program_of_the_base_image_is_there_already() -> None:
    one, other = effects("RUN dnf install -y git", "RUN mkdir -p /opt/x")
    assert not conflict(one, other)


def test_user_and_shell_are_part_of_what_a_run_leaves() -> None:
    lines = ("RUN touch /opt/x", "USER app\nRUN touch /opt/x\nUSER root",
             'SHELL ["/bin/bash", "-c"]\nRUN touch /opt/x')  # fmt: skip
    texts = [parse(f"{BASE}\n{line}\nUSER root\n") for line in lines]
    project = Project.of(FILES)
    assert difference(texts[0], texts[0], project) == ""
    assert "touch /opt/x" in difference(texts[0], texts[1], project)
    assert "touch /opt/x" in difference(texts[0], texts[2], project)


def test_an_empty_directory_comes_along_and_is_there_for_what_needs_it(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "app.py").write_text("")
    lines = ("COPY . ./", "RUN touch logs/x", "RUN cp -r logs /opt/l", "RUN touch /opt/y")
    tree = parse("\n".join((BASE, *lines, "")))
    copy, fill, read, other = (s.effect for s in simulate(tree, Project.at(tmp_path))[-1].steps)
    assert copy.directories == {"/var/task/logs"}
    assert conflict(copy, fill)
    assert conflict(copy, read)
    assert not conflict(copy, other)


def test_a_directory_of_a_stage_comes_along_with_what_it_lies_in() -> None:
    lines = ["WORKDIR src", "", BASE, "COPY --from=first /var/task/ ./", "RUN cp -r src /opt/src"]
    copy, run = effects(*lines, base=f"{BASE} AS first")
    assert conflict(copy, run)
