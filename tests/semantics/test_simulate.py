"""Two Dockerfiles make the same image, or it is said where they differ."""

from __future__ import annotations

import pytest

from lambdafix.codemod import Allowance, Dropped, LeftBehind, Moved, Rebased, Renamed, Supplied
from lambdafix.context.project import Project
from lambdafix.semantics import areas
from lambdafix.semantics import simulate as simulation
from lambdafix.semantics.areas import Area, overlap
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.reading import effect_of
from lambdafix.semantics.scope import Scope
from lambdafix.semantics.simulate import simulate
from lambdafix.semantics.stages import goes_on
from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Instruction

PROJECT = Project.of(
    {"app.py": "", "lib.py": "", "requirements.txt": "requests\n", "all.txt": "requests\nsix\n"}
)
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
CMD = 'CMD ["app.handler"]\n'
PIP = "COPY requirements.txt ./\nRUN pip install -r requirements.txt -t .\n"


def differs(before: str, after: str, *allowance: Allowance) -> str:
    return difference(parse(before), parse(after), PROJECT, allowance)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("COPY app.py lib.py ./", "COPY lib.py ./\nCOPY app.py ./"),
        ("COPY app.py ./", "COPY app.py ./\nCOPY app.py ./"),
        ("COPY app.py ./", "COPY lib.py app.py\nCOPY app.py ./"),
        ("COPY app.py ./", "COPY app.py ${LAMBDA_TASK_ROOT}/"),
        ("COPY app.py ./", "WORKDIR /opt\nWORKDIR /var/task\nCOPY app.py ./"),
        ("COPY app.py ./", "ADD app.py ./"),
        ("ENV A=b C=d", "ENV C=d\nENV A=b"),
        ("ENV LANG=en_US.UTF-8", ""),  # what the base image says anyway
        ("WORKDIR /var/task", ""),
        ("ARG A=1\nENV B=$A", "ENV B=1"),
        ("RUN dnf install -y git gcc", "RUN dnf install -y gcc\nRUN dnf install -y git"),
        ("RUN dnf install -y git", "RUN dnf install -y git && dnf clean all"),
        ("COPY app.py ./\nRUN dnf install -y git", "RUN dnf install -y git\nCOPY app.py ./"),
        (f"COPY app.py ./\n{PIP}", f"{PIP}COPY app.py ./"),
        # what the context does not show lies apart from the system's directories all the same
        ("COPY .env ./\nRUN dnf install -y git", "RUN dnf install -y git\nCOPY .env ./"),
        # an install sees compilers and headers, and no other package
        (
            "RUN dnf install -y poppler-utils\nRUN pip install six",
            "RUN pip install six\nRUN dnf install -y poppler-utils",
        ),
        ("RUN pip install six", "RUN pip install --no-cache-dir six"),
        ("LABEL a=b", "LABEL  a=b"),
    ],
)
def test_the_same_image_is_made(before: str, after: str) -> None:
    assert differs(f"{BASE}{before}\n{CMD}", f"{BASE}{after}\n{CMD}") == ""
    assert differs(f"{BASE}{after}\n{CMD}", f"{BASE}{before}\n{CMD}") == ""


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("COPY app.py ./", "", "/var/task/app.py is missing"),
        ("", "COPY app.py ./", "/var/task/app.py was not there before"),
        ("COPY app.py ./", "COPY lib.py app.py", "/var/task/app.py is made of something else"),
        ("COPY app.py ./", "COPY --chown=1 app.py ./", "/var/task/app.py is made of something"),
        ("COPY app.py ./", "WORKDIR /opt\nCOPY app.py ./", "WORKDIR was None and is '/opt'"),
        ("COPY app.py ./\nCOPY lib.py app.py", "COPY lib.py app.py\nCOPY app.py ./", "/app.py is"),
        ("ENV A=b", "ENV A=c", "ENV A was 'b' and is 'c'"),
        ("ENV A=b", "", "ENV A was 'b' and is None"),
        ("USER 1000", "", "USER was '1000' and is None"),
        ("LABEL a=b", "LABEL a=c", "LABEL was"),
        ("EXPOSE 80", "", "EXPOSE was"),
        ("VOLUME /x", "", "VOLUME was"),
        ("STOPSIGNAL 9", "", "STOPSIGNAL was"),
        ("HEALTHCHECK NONE", "", "HEALTHCHECK was"),
        ("ENTRYPOINT x", "", "ENTRYPOINT was"),
        ("RUN dnf install -y git", "", "the OS package git is missing"),
        ("", "RUN dnf install -y git", "the OS package git was not there before"),
        ("RUN dnf install -y git\nRUN dnf remove -y git", "RUN dnf install -y git", "git was not"),
        ("RUN pip install six", "RUN pip install requests", "what `pip install` leaves"),
        ("RUN pip install six", "RUN pip install --pre six", "what `pip install` leaves"),
        ("RUN pip install six -t .", "RUN pip install six -t /opt", "what `pip install` leaves"),
        (PIP, PIP.replace("requirements", "all"), "all.txt was not there before"),
        (PIP, "RUN dnf install -y gcc\n" + PIP + "RUN dnf remove -y gcc", "what `pip install`"),
        *(
            (
                f"RUN dnf install -y {name}\nRUN pip install six",
                f"RUN pip install six\nRUN dnf install -y {name}",
                "what `pip install`",
            )
            for name in ("gcc", "libpq-devel", "nobody-knows-it")
        ),
        ("RUN ./build.sh", "", "RUN ./build.sh is missing"),
        ("RUN ./build.sh\nCOPY app.py ./", "COPY app.py ./\nRUN ./build.sh", "/var/task/app.py is"),
        (
            "RUN chmod 755 app.py\nCOPY app.py ./",
            "COPY app.py ./\nRUN chmod 755 app.py",
            "app.py is",
        ),
        ("RUN echo a > x", "RUN echo b > x", "/var/task/x of echo is missing or made of"),
    ],
)
def test_a_difference_is_named(before: str, after: str, found: str) -> None:
    assert found in differs(f"{BASE}{before}\n{CMD}", f"{BASE}{after}\n{CMD}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ENV A=1\nRUN ./build.sh", "RUN ./build.sh\nENV A=1"),
        ("ARG A=1\nRUN ./build.sh", "RUN ./build.sh"),
        ("ENV PIP_PRE=1\nRUN pip install six", "RUN pip install six\nENV PIP_PRE=1"),
        ("ARG PIP_INDEX_URL\nRUN pip install six", "RUN pip install six"),
    ],
)
def test_a_run_in_another_environment_is_a_difference(before: str, after: str) -> None:
    assert differs(f"{BASE}{before}\n{CMD}", f"{BASE}{after}\n{CMD}") != ""


def test_another_handler_or_another_base_is_a_difference() -> None:
    assert differs(BASE + CMD, BASE + 'CMD ["app.other"]\n').startswith("CMD was ")
    assert differs(BASE + CMD, BASE + "CMD app.handler\n").startswith("CMD was ")
    newer = BASE.replace("3.12", "3.13")
    assert differs(BASE + CMD, newer + CMD).startswith("base image was ")


def test_every_named_stage_counts_and_a_nameless_one_does_not() -> None:
    def file(head: str, line: str) -> str:
        return f"{head}{line}\n\n{BASE}COPY app.py ./\n{CMD}"

    named, nameless = "FROM alpine AS test\n", "FROM alpine\n"
    assert differs(file(named, "COPY lib.py /"), file(named, "")) == "/lib.py is missing"
    assert differs(file(nameless, "COPY lib.py /"), file(nameless, "")) == ""
    assert differs(file(named, ""), f"{BASE}COPY app.py ./\n{CMD}") == "the stage test is gone"


def test_a_stage_is_taken_from_by_name_or_by_number() -> None:
    def file(origin: str) -> str:
        first = "FROM scratch AS First\nCOPY app.py /x/app.py\n"
        return f"{first}\n{BASE}COPY --from={origin} /x/ ./\n{CMD}"

    assert differs(file("first"), file("0")) == ""
    assert differs(file("first"), file("FIRST")) == ""
    assert differs(file("first"), file("example.com/first")) != ""
    nameless = file("0").replace(" AS First", "")
    assert differs(nameless, BASE + "COPY app.py ./\n" + CMD) == ""


def test_a_stage_that_stands_on_another_has_all_of_it_and_its_build_arguments() -> None:
    first = f"{BASE.strip()} AS first\nARG A=1\nENV B=2\nWORKDIR /x\nCOPY app.py ./\n"
    last = simulate(parse(f"{first}\nFROM first\n{CMD}"), PROJECT)[-1]
    assert "/x/app.py" in last.image.files
    assert (last.scope.value("A"), last.scope.value("B"), last.scope.workdir) == ("1", "2", "/x")


MANIFEST = "/var/task/requirements.txt"


@pytest.mark.parametrize(
    ("before", "after", "allowance"),
    [
        ("RUN dnf install -y gcc", "", [LeftBehind("gcc", "")]),
        ("", "RUN dnf install -y libpq", [Supplied("libpq", "")]),
        (
            "RUN yum install -y postgresql-devel",
            "RUN dnf install -y libpq-devel",
            [Renamed("postgresql-devel", ("libpq-devel",))],
        ),
        ("RUN dnf install -y curl", "", [Renamed("curl", ())]),
        ("ENTRYPOINT x", "", [Dropped("ENTRYPOINT", "")]),
        ("ENV A=b", "", [Dropped("ENV A", "")]),
        ("COPY app.py /rie/app.py", "", [Dropped("/rie", "")]),
        ("COPY requirements.txt ./", "", [LeftBehind(MANIFEST, "")]),
        ("RUN pip install six", "", [Dropped("six", "")]),
        ("COPY app.py /app/x.py", "COPY app.py ./x.py", [Moved("/app", "/var/task")]),
        ("WORKDIR /app\nRUN ./x", "WORKDIR /var/task\nRUN ./x", [Moved("/app", "/var/task")]),
    ],
)
def test_what_a_step_is_allowed_is_no_difference_and_without_leave_it_is(
    before: str, after: str, allowance: list[Allowance]
) -> None:
    old, new = f"{BASE}{before}\n{CMD}", f"{BASE}{after}\n{CMD}"
    assert differs(old, new) != ""
    if "./x\n" not in new or "RUN" not in new:
        assert differs(old, new, *allowance) == ""


def test_an_allowance_covers_nothing_else() -> None:
    old = f"{BASE}RUN dnf install -y gcc git\nCOPY app.py lib.py ./\n{CMD}"
    new = f"{BASE}COPY app.py ./\n{CMD}"
    assert differs(old, new, LeftBehind("gcc", "")) == "the OS package git is missing"
    both = (LeftBehind("gcc", ""), LeftBehind("git", ""))
    assert differs(old, new, *both) == "/var/task/lib.py is missing"


def test_a_rebased_image_has_its_own_defaults() -> None:
    old = "FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py ./\n" + CMD
    new = f"{BASE}COPY app.py ./\n{CMD}"
    rebased = Rebased("python:3.12-slim", BASE.split()[1])
    assert differs(old, new, rebased, Moved("/app", "/var/task")) == ""
    assert differs(old, new, rebased) != ""


def test_what_a_build_needs_is_seen_by_the_install_that_is_built_with_it() -> None:
    """The install itself has to be made with the same compilers, wherever it runs."""
    stage = f"{BASE.strip()} AS build\n{{}}{PIP}\n{BASE}COPY --from=build /var/task/ ./\n{CMD}"
    before = f"{BASE}RUN dnf install -y gcc\n{PIP}{CMD}"
    behind = LeftBehind("gcc", "")
    assert differs(before, stage.format("RUN dnf install -y gcc\n"), behind) == ""
    assert "what `pip install` leaves" in differs(before, stage.format(""), behind)


def test_of_several_differences_the_first_of_the_file_is_named() -> None:
    lines = "".join(f"RUN find /opt/{n} -name '*.pyc' -delete\n" for n in "edcba")
    assert "/opt/e" in differs(f"{BASE}{lines}{CMD}", f"{BASE}{CMD}")
    assert "/opt/e" in differs(f"{BASE}{CMD}", f"{BASE}{lines}{CMD}")


def test_a_step_that_lists_one_place_of_an_install_tells_where_the_packages_lie() -> None:
    """The search for gcc sees the scripts of both; the listing holds the packages of one alone."""
    listed = "RUN (command -v gcc || true; echo *) > /opt/list\n"
    before = parse(f"{BASE}RUN pip install six==1.17.0\n{listed}")
    after = parse(f"{BASE}RUN pip install six==1.17.0 --target /var/task\n{listed}")
    site = "/var/lang/lib/python3.12/site-packages"
    allowance = (Moved(site, "/var/task"), Dropped("/var/lang/bin", "scripts"))
    assert "/opt/list" in difference(before, after, Project.of({}), allowance)


MANY = 40


def many(changed: int = -1, line: str = "") -> str:
    """Stages that stand on Lambda's image; each third takes a file of the one before it."""
    taking = {n: f"COPY --from=s{n - 1} /var/task/lib.py /opt/\n" for n in range(2, MANY, 3)}
    lines = {changed: f"{line}\n"}
    return "".join(
        f"{BASE.strip()} AS s{n}\nCOPY lib.py ./\n{lines.get(n, '')}{taking.get(n, '')}"
        for n in range(MANY)
    )


def worked_out(text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The instructions of a file whose effects are worked out."""
    seen = list[str]()

    def effect(instruction: Instruction, at: Moment) -> Effect:
        seen.append(instruction.text.strip())
        return effect_of(instruction, at)

    with monkeypatch.context() as patch:
        patch.setattr(simulation, "effect_of", effect)
        simulate(parse(text), PROJECT)
    return seen


def test_of_many_stages_only_what_changed_is_worked_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulate(parse(many()), PROJECT)
    alone, taken = many(3, "COPY app.py ./"), many(4, "COPY app.py ./")
    assert worked_out(alone, monkeypatch) == ["COPY app.py ./"]
    copy = "COPY --from=s4 /var/task/lib.py /opt/"
    assert worked_out(taken, monkeypatch) == ["COPY app.py ./", copy]


def test_a_stage_in_front_of_the_last_leaves_the_others_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last = f"{BASE}COPY lib.py ./\nRUN dnf install -y git\n{CMD}"
    simulate(parse(many() + last), PROJECT)
    more = f"{BASE.strip()} AS build\nCOPY all.txt ./\n"
    assert worked_out(many() + more + last, monkeypatch) == ["COPY all.txt ./"]


@pytest.mark.parametrize("again", [f"{BASE.strip()} AS s5\nRUN dnf install -y git\n{CMD}", ""])
def test_what_is_taken_over_is_what_would_be_worked_out(again: str) -> None:
    """A stage has the name of another one, or stands behind one that changed."""
    file = parse(many(4, "RUN dnf install -y git") + again)
    simulate(parse(many() + again), PROJECT)
    over, anew = simulate(file, PROJECT), simulate(file, PROJECT.edited({"other.py": ""}))
    for taken, made in zip(over, anew, strict=True):
        assert (taken.name, taken.scope, taken.image) == (made.name, made.scope, made.image)
        assert [s.effect for s in taken.steps] == [s.effect for s in made.steps]
        for one, other in zip(taken.steps, made.steps, strict=True):
            assert one.at.stages.images == other.at.stages.images


def test_how_stages_stand_on_each_other_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    file, seen = parse("".join(f"{BASE.strip()} AS s{n}\n" for n in range(MANY))), list[str]()

    def expand(scope: Scope, text: str) -> str:
        seen.append(text)
        return text

    monkeypatch.setattr(Scope, "expand", expand)
    assert not any(goes_on(file, number) for number in range(MANY))
    assert len(seen) == MANY


def test_each_of_many_commands_finds_what_lies_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a look at all that the others have left."""
    looks = list[Area]()

    def counted(one: Area, other: Area) -> bool:
        looks.append(one)
        return overlap(one, other)

    monkeypatch.setattr(areas, "overlap", counted)
    commands = (f"mkdir -p /opt/{n} && echo > /opt/{n}.txt" for n in range(200))
    runs = "".join(f"RUN {' && '.join(c)}\n" for c in zip(*[commands] * 10, strict=True))
    built = simulate(parse(f"{BASE}{runs}{CMD}"), PROJECT)
    assert len(built[-1].image.made) == 400
    assert len(looks) < 400
