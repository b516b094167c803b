from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lambdafix.codemod import Order, Settings, Verdict
from lambdafix.context.history import History
from lambdafix.context.project import Project
from lambdafix.pipeline import Rewrite, rewrite
from lambdafix.syntax.source import Source

FILES = {"app.py": "", "lib.py": "", "src/util.py": "", "requirements.txt": "requests\n"}
BASE = "FROM public.ecr.aws/lambda/python:3.12\n"
CMD = 'CMD ["app.handler"]\n'
DNF = "RUN dnf install -y git && dnf clean all"
EXTENSION = "COPY --from=example.com/extension:1 /opt/ /opt/"
PIP = "COPY requirements.txt ./\nRUN pip install -r requirements.txt -t ."


SETTINGS = Settings(only=frozenset({"stable-order"}))


def run(body: str, before: str = "") -> Rewrite:
    done = rewrite(Source.of(f"{before}{BASE}{body}\n{CMD}"), Project.of(FILES), SETTINGS)
    assert [s.withdrawn for s in done.steps] == [""]
    return done


@pytest.mark.parametrize(
    ("body", "after"),
    [
        pytest.param(f"COPY app.py ./\n{DNF}", f"{DNF}\nCOPY app.py ./", id="OS packages last"),
        pytest.param(
            f"COPY app.py ./\n{EXTENSION}",
            f"{EXTENSION}\nCOPY app.py ./",
            id="an extension behind the function",
        ),
        pytest.param(
            f"{PIP}\n{EXTENSION}\nCOPY app.py ./",
            f"{EXTENSION}\n{PIP}\nCOPY app.py ./",
            id="an extension behind the dependencies",
        ),
        pytest.param(f"{EXTENSION}\n{DNF}", f"{DNF}\n{EXTENSION}", id="packages, then images"),
        pytest.param(
            f"COPY app.py ./\n{PIP}\n{EXTENSION}\n{DNF}",
            f"{DNF}\n{EXTENSION}\n{PIP}\nCOPY app.py ./",
            id="all four kinds the wrong way round",
        ),
        pytest.param(
            "COPY app.py ./\nADD https://example.com/ca.pem /etc/ca.pem",
            "ADD https://example.com/ca.pem /etc/ca.pem\nCOPY app.py ./",
            id="what is fetched by its address",
        ),
        pytest.param(
            f"COPY app.py ./\nENV A=b\n{DNF}",
            f"ENV A=b\n{DNF}\nCOPY app.py ./",
            id="an ENV goes along",
        ),
        pytest.param(
            f"COPY src ./\nRUN chmod 755 util.py\n{DNF}",
            f"{DNF}\nCOPY src ./\nRUN chmod 755 util.py",
            id="what works on the source stays behind it",
        ),
        pytest.param(
            f"# the code\nCOPY app.py ./\n\n# the tools\n{DNF}",
            f"# the tools\n{DNF}\n\n# the code\nCOPY app.py ./",
            id="comments travel",
        ),
        pytest.param(
            f"# Heading\n\nCOPY app.py ./\n{DNF}",
            f"# Heading\n\n{DNF}\n\nCOPY app.py ./",
            id="a heading stays in its place",
        ),
    ],
)
def test_rewrite(body: str, after: str) -> None:
    done = run(body)
    assert done.text == f"{BASE}{after}\n{CMD}"
    assert {r.verdict for _, r in done.reasons} == {Verdict.APPLIED}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{DNF}\n{EXTENSION}\n{PIP}\nCOPY app.py ./", id="it is so already"),
        pytest.param("COPY lib.py ./\nCOPY app.py ./", id="files of the context"),
        pytest.param(f"COPY app.py ./\nRUN ./build.sh\n{DNF}", id="a RUN that is not understood"),
        pytest.param(f"COPY app.py ./\n# lambdafix: keep\n{DNF}", id="it is kept"),
        pytest.param(f"# lambdafix: keep\nCOPY app.py ./\n{DNF}", id="its neighbour is kept"),
        pytest.param(f"COPY app.py /usr/lib/\n{DNF}", id="the files lie among the packages"),
        pytest.param(f"COPY x.repo /etc/yum.repos.d/\n{DNF}", id="the packages come from there"),
        pytest.param(f"COPY app.py ./\nRUN rm app.py && {DNF[4:]}", id="one RUN does both"),
        pytest.param(f"COPY app.py /opt/\n{EXTENSION}", id="both go into one directory"),
        pytest.param("COPY --from=a.b/c:1 / /\n" + DNF, id="another image's root"),
        pytest.param("ARG SHA\nENV SHA=$SHA\nCOPY app.py ./", id="a stamp before the source"),
    ],
)
def test_noop(body: str) -> None:
    done = run(body)
    assert not done.changed
    assert done.reasons == ()


def test_a_stage_that_is_kept_keeps_its_order_and_the_others_do_not() -> None:
    text = f"FROM alpine AS first\nCOPY app.py /x\nRUN apk add git\n\n{BASE}COPY app.py ./\n{DNF}\n"
    both = rewrite(Source.of(text), Project.of(FILES), SETTINGS)
    one = rewrite(Source.of(f"# lambdafix: keep\n{text}"), Project.of(FILES), SETTINGS)
    assert both.text.startswith("FROM alpine AS first\nRUN apk add git\nCOPY app.py /x\n")
    assert one.text.startswith("# lambdafix: keep\nFROM alpine AS first\nCOPY app.py /x\nRUN apk")
    assert one.text.endswith(f"{BASE}{DNF}\nCOPY app.py ./\n")


def test_a_reason_names_the_step_the_line_and_what_it_has_passed() -> None:
    _, reason = run(f"COPY app.py ./\n{DNF}").reasons[0]
    assert reason.line == 3
    assert f"`{DNF}` goes before `COPY app.py ./`: OS packages change least" == reason.text


def test_a_second_run_over_files_that_are_copied_twice_changes_nothing() -> None:
    first = f"{BASE.strip()} AS first\nCOPY . .\n\n"
    taken = "COPY --from=first /var/task/ /var/task/\nCOPY requirements.txt lib.py /tmp/b/"
    once = run(f"{taken}\n{EXTENSION}", before=first)
    again = rewrite(Source.of(once.text), Project.of(FILES), SETTINGS)
    assert again.text == once.text


def test_os_packages_pass_an_install_whatever_reads_both_later() -> None:
    build = (
        "FROM python:3.12-slim AS build\nRUN pip install six\nRUN apt-get install -y poppler-utils"
    )
    done = run("COPY app.py ./", before=f"{build}\nRUN ./build.sh\n\n")
    assert "poppler-utils\nRUN pip" in done.text


# --- the author's word ---------------------------------------------------------------------------


def said(word: str, line: str) -> str:
    return f"# lambdafix: changes {word}\n{line}"


@pytest.mark.parametrize(
    ("body", "after"),
    [
        pytest.param(
            f"{said('daily', 'COPY lib.py ./')}\nCOPY app.py ./",
            f"COPY app.py ./\n\n{said('daily', 'COPY lib.py ./')}",
            id="more than source",
        ),
        pytest.param(
            f"COPY lib.py ./\n{said('monthly', 'COPY app.py ./')}",
            f"{said('monthly', 'COPY app.py ./')}\nCOPY lib.py ./",
            id="less than source",
        ),
        pytest.param(
            f"{PIP}\n{said('rarely', 'COPY app.py ./')}",
            f"{said('rarely', 'COPY app.py ./')}\n{PIP}",
            id="less than dependencies",
        ),
        pytest.param(
            f"{DNF}\n{said('never', 'COPY app.py ./')}",
            f"{said('never', 'COPY app.py ./')}\n{DNF}",
            id="less than anything",
        ),
        pytest.param(
            f"{said('daily', DNF)}\nCOPY app.py ./",
            f"COPY app.py ./\n\n{said('daily', DNF)}",
            id="of packages",
        ),
        pytest.param(
            f"{said('weekly', 'COPY lib.py ./')}\n{said('monthly', 'COPY app.py ./')}",
            f"{said('monthly', 'COPY app.py ./')}\n\n{said('weekly', 'COPY lib.py ./')}",
            id="two words",
        ),
    ],
)
def test_the_authors_word_counts_more_than_the_kind(body: str, after: str) -> None:
    done = run(body)
    assert done.text == f"{BASE}{after}\n{CMD}"


@pytest.mark.parametrize("word", ["weekly", "daily"])
def test_the_same_word_twice_leaves_the_kind_and_the_authors_order(word: str) -> None:
    one, other = said(word, "COPY lib.py ./"), said(word, "COPY app.py ./")
    assert not run(f"{one}\n{other}").changed
    assert run(f"{one}\n{said(word, DNF)}").text.index("dnf") < len(BASE) + 50


def test_a_word_gives_the_reason() -> None:
    reasons = run(f"COPY lib.py ./\n{said('rarely', 'COPY app.py ./')}").reasons
    assert [r.text for _, r in reasons] == [
        "`COPY app.py ./` goes before `COPY lib.py ./`: the author says that it changes rarely"
    ]
    reasons = run(f"{said('daily', 'COPY lib.py ./')}\nCOPY app.py ./").reasons
    assert [r.text for _, r in reasons] == [
        "`COPY app.py ./` goes before `COPY lib.py ./`: the author says that the latter changes "
        "daily"
    ]


def test_an_unknown_word_is_refused_with_its_line_and_nothing_moves() -> None:
    done = run(f"COPY lib.py ./\n# lambdafix: changes hourly\n# often\nCOPY app.py ./\n{DNF}")
    assert not done.changed
    (reason,) = [r for _, r in done.reasons]
    assert (reason.verdict, reason.line) == (Verdict.REFUSED, 3)
    assert reason.text == "`changes hourly` is not understood; nothing is put in order"
    assert reason.hint == "Say one of never, rarely, monthly, weekly, daily."


@pytest.mark.parametrize(
    ("patterns", "first"),
    [
        pytest.param([("lib.py", "daily")], "COPY app.py ./", id="a file"),
        pytest.param([("src", "daily")], "COPY lib.py ./", id="none of both"),
        pytest.param([("*.py", "daily"), ("app.py", "rarely")], "COPY app.py ./", id="the last"),
        pytest.param([("COPY app*", "monthly")], "COPY app.py ./", id="an instruction"),
        pytest.param([("lib.py", "weekly")], "COPY lib.py ./", id="as source does anyway"),
    ],
)
def test_the_settings_say_how_often_files_change(
    patterns: list[tuple[str, str]], first: str
) -> None:
    settings = replace(SETTINGS, stability=tuple(patterns))
    text = f"{BASE}COPY lib.py ./\nCOPY app.py ./\n{CMD}"
    assert rewrite(Source.of(text), Project.of(FILES), settings).text.startswith(f"{BASE}{first}")


def test_a_directory_changes_as_often_as_what_changes_most_in_it() -> None:
    text = f"{BASE}COPY src app.py ./\nCOPY lib.py ./\n{CMD}"
    for word, moves in (("daily", True), ("rarely", False)):
        settings = replace(SETTINGS, stability=(("src/util.py", word),))
        assert rewrite(Source.of(text), Project.of(FILES), settings).changed is moves


# --- history -------------------------------------------------------------------------------------

MODEL = "COPY model/ model/"
FUNCTION = "COPY app.py ./"
OURS = "COPY extensions/ /opt/extensions/"
CONTEXT = {**FILES, "model/m.bin": "x" * 100, "extensions/watch": "#!/bin/sh\n"}
LARGE = (("model", 500_000_000),)


def past(rare: str, often: str) -> History:
    """24 commits of which one in twelve changes the one path, and all others the other."""
    commits = [[rare] if n % 12 == 0 else [often] for n in range(24)]
    return History.of(commits, tracked=CONTEXT)


def ordered(*lines: str, history: History | None, settings: Settings = SETTINGS) -> list[str]:
    text = "\n".join((BASE.strip(), *lines, CMD))
    done = rewrite(Source.of(text), Project.of(CONTEXT, history=history), settings)
    assert [s.withdrawn for s in done.steps] == [""]
    again = rewrite(Source.of(done.text), Project.of(CONTEXT, history=history), settings)
    assert again.text == done.text
    return done.text.splitlines()[1 : 1 + len(lines)]


@pytest.mark.parametrize("sizes", [(), LARGE], ids=["small", "500 MB"])
@pytest.mark.parametrize("written", [(MODEL, FUNCTION), (FUNCTION, MODEL)])
def test_a_model_that_is_retrained_daily_stands_behind_a_function_that_changes_rarely(
    written: tuple[str, str], sizes: tuple[tuple[str, int], ...]
) -> None:
    history, settings = past("app.py", "model/m.bin"), replace(SETTINGS, sizes=sizes)
    assert ordered(*written, history=history, settings=settings) == [FUNCTION, MODEL]


@pytest.mark.parametrize("sizes", [(), LARGE], ids=["small", "500 MB"])
@pytest.mark.parametrize("written", [(MODEL, FUNCTION), (FUNCTION, MODEL)])
def test_a_model_that_changes_rarely_stands_before_a_function_that_changes_often(
    written: tuple[str, str], sizes: tuple[tuple[str, int], ...]
) -> None:
    history, settings = past("model/m.bin", "app.py"), replace(SETTINGS, sizes=sizes)
    assert ordered(*written, history=history, settings=settings) == [MODEL, FUNCTION]


@pytest.mark.parametrize("sizes", [(), LARGE], ids=["no model", "beside a model of 500 MB"])
@pytest.mark.parametrize("extension", [EXTENSION, OURS])
def test_a_stable_extension_stands_before_a_function_that_changes_often(
    extension: str, sizes: tuple[tuple[str, int], ...]
) -> None:
    model = [MODEL] if sizes else []
    history, settings = past("extensions/watch", "app.py"), replace(SETTINGS, sizes=sizes)
    for written in ([*model, FUNCTION, extension], [*model, extension, FUNCTION]):
        found = ordered(*written, history=history, settings=settings)
        assert found.index(extension) < found.index(FUNCTION)
        assert found[-1] == FUNCTION


@pytest.mark.parametrize("sizes", [(), LARGE], ids=["no model", "beside a model of 500 MB"])
def test_an_extension_of_our_own_that_changes_often_stands_behind_a_stable_function(
    sizes: tuple[tuple[str, int], ...],
) -> None:
    model = [MODEL] if sizes else []
    history, settings = past("app.py", "extensions/watch"), replace(SETTINGS, sizes=sizes)
    for written in ([*model, FUNCTION, OURS], [*model, OURS, FUNCTION]):
        assert ordered(*written, history=history, settings=settings)[-1] == OURS


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(None, id="none at all"),
        pytest.param(History.none("the clone is shallow"), id="a shallow clone"),
        pytest.param(History.of([["app.py"]] * 9, tracked=CONTEXT), id="nine commits"),
        pytest.param(
            History.of([["app.py"], ["model/m.bin"]] * 9, tracked=CONTEXT), id="both as often"
        ),
        pytest.param(History.of([["app.py"]] * 20), id="git does not know the model"),
    ],
)
def test_without_clear_history_the_authors_order_stays(history: History | None) -> None:
    for written in ([FUNCTION, MODEL], [MODEL, FUNCTION]):
        assert ordered(*written, history=history) == written


def test_commits_that_touch_nothing_of_the_context_do_not_count() -> None:
    history = History.of([["README.md"]] * 9 + [["app.py"]] * 9, tracked=CONTEXT)
    for ignored, moves in (("README.md", False), ("app.pyc", True)):
        project = Project.of({**CONTEXT, ".dockerignore": ignored}, history=history)
        source = Source.of(f"{BASE}{FUNCTION}\n{MODEL}\n{CMD}")
        assert rewrite(source, project, SETTINGS).changed is moves


def test_history_is_not_asked_if_the_user_says_so() -> None:
    history, settings = past("model/m.bin", "app.py"), replace(SETTINGS, history=False)
    assert ordered(FUNCTION, MODEL, history=history, settings=settings) == [FUNCTION, MODEL]


def test_the_authors_word_counts_more_than_history() -> None:
    model = said("daily", MODEL).splitlines()
    history = past("model/m.bin", "app.py")
    assert ordered(*model, FUNCTION, history=history)[0] == FUNCTION


def test_history_gives_the_numbers_as_the_reason() -> None:
    text = f"{BASE}{FUNCTION}\n{MODEL}\n{CMD}"
    project = Project.of(CONTEXT, history=past("model/m.bin", "app.py"))
    ((_, reason),) = rewrite(Source.of(text), project, SETTINGS).reasons
    assert reason.line == 3
    assert reason.text == (
        f"`{MODEL}` goes before `{FUNCTION}`: it changed in 2 of 24 commits, the latter in 22"
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(FUNCTION, id="one COPY"),
        pytest.param(f"{DNF}\n{EXTENSION}\n{PIP}\n{FUNCTION}", id="one of each kind"),
        pytest.param(f"{MODEL}\nCOPY lib.py model/m.bin", id="two that may not swap"),
        pytest.param(f"{MODEL}\nRUN ./build.sh\n{FUNCTION}", id="a wall between them"),
        pytest.param(f"{MODEL}\n# lambdafix: keep\n{FUNCTION}", id="one is kept"),
        pytest.param(f"{said('daily', MODEL)}\n{FUNCTION}", id="the author says it"),
    ],
)
def test_no_history_is_read_where_it_could_decide_nothing(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def history(project: Project) -> History:
        raise AssertionError("it was read")

    monkeypatch.setattr(Project, "history", property(history))
    done = rewrite(Source.of(f"{BASE}{body}\n{CMD}"), Project.of(CONTEXT), SETTINGS)
    assert not done.left_alone


# --- the least bytes -----------------------------------------------------------------------------

BY_COST = replace(SETTINGS, order=Order.COST, sizes=LARGE)


@pytest.mark.parametrize("written", [(MODEL, FUNCTION), (FUNCTION, MODEL)])
@pytest.mark.parametrize("rare", ["app.py", "model/m.bin"])
def test_by_cost_a_huge_model_stands_before_a_small_function_whatever_changes_more(
    rare: str, written: tuple[str, str]
) -> None:
    history = past(rare, "model/m.bin" if rare == "app.py" else "app.py")
    assert ordered(*written, history=history, settings=BY_COST) == [MODEL, FUNCTION]


@pytest.mark.parametrize(
    ("history", "why"),
    [
        (None, "no history: the build context is not on the disk"),
        (History.of([["app.py"]] * 9, tracked=CONTEXT), "no history: 9 commits are too few"),
        (History.of([["app.py"]] * 20), f"git does not know how often `{MODEL}` changes"),
    ],
)
def test_by_cost_nothing_moves_where_the_cost_is_not_known_and_a_note_says_why(
    history: History | None, why: str
) -> None:
    body = f"{FUNCTION}\n{MODEL}\n{EXTENSION}"
    project = Project.of(CONTEXT, history=history)
    done = rewrite(Source.of(f"{BASE}{body}\n{CMD}"), project, BY_COST)
    assert not done.changed
    assert [(n.line, n.text) for _, n in done.notes] == [(0, f"the author's order stays: {why}")]


def test_by_cost_a_word_stands_for_what_git_does_not_know() -> None:
    history = History.of([["app.py"] if n % 12 else ["lib.py"] for n in range(24)])
    model = said("weekly", MODEL).splitlines()
    assert ordered(FUNCTION, *model, history=history, settings=BY_COST)[-1] == FUNCTION


def test_by_cost_the_reason_is_what_a_commit_makes_new() -> None:
    project = Project.of(CONTEXT, history=past("app.py", "model/m.bin"))
    text = f"{BASE}{FUNCTION}\n{MODEL}\n{CMD}"
    ((_, reason),) = rewrite(Source.of(text), project, BY_COST).reasons
    assert reason.text == (
        f"`{MODEL}` goes before `{FUNCTION}`: a commit makes 458 MB new on average, instead of "
        "500 MB"
    )


def test_an_order_by_stability_that_is_dearer_says_so() -> None:
    project = Project.of(CONTEXT, history=past("app.py", "model/m.bin"))
    text = f"{BASE}{MODEL}\n{FUNCTION}\n{CMD}"
    done = rewrite(Source.of(text), project, replace(SETTINGS, sizes=LARGE))
    assert done.changed
    assert [n.text for _, n in done.notes] == [
        "a commit makes 500 MB new on average; with `--order cost` it would be 458 MB"
    ]


def test_by_cost_an_install_that_changes_often_stands_behind_large_source() -> None:
    """dependencies-first would put it in front, and must not."""
    settings = Settings(order=Order.COST, sizes=(*LARGE, ("RUN pip *", 1_000_000)))
    history = past("model/m.bin", "requirements.txt")
    text = "\n".join((BASE.strip(), MODEL, *PIP.splitlines(), CMD))
    settings = replace(settings, skip=frozenset({"multi-stage", "no-pip-cache"}))
    done = rewrite(Source.of(text), Project.of(CONTEXT, history=history), settings)
    assert not done.changed
    assert done.reasons == ()


# --- the law: with history and without -----------------------------------------------------------

LINES = (
    *("COPY app.py ./", "COPY lib.py ./", "COPY src/ src/", MODEL, OURS, "COPY *.py /x/"),
    *(DNF, EXTENSION, PIP, "ENV A=b", "WORKDIR /var/task", "RUN chmod 755 lib.py", "COPY . ."),
    *(said("daily", "COPY lib.py /y/"), said("rarely", "COPY src/ /z/"), "RUN ./build.sh"),
    *(f"COPY app.py /copies/{n}/" for n in range(3)),
)


@st.composite
def pasts(draw: st.DrawFn) -> History:
    commits = st.lists(st.frozensets(st.sampled_from(sorted(CONTEXT)), max_size=3), min_size=10)
    return History.of(draw(commits), tracked=draw(st.sampled_from([tuple(CONTEXT), ("app.py",)])))


def withouts() -> Iterator[History]:
    yield History.none("the clone is shallow")
    yield History.none("the build context is in no git repository")
    yield History.of([["app.py"]] * 3, tracked=CONTEXT)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(
    st.lists(st.sampled_from(LINES), min_size=2, max_size=8),
    pasts(),
    st.sampled_from([SETTINGS, BY_COST, Settings(order=Order.COST, sizes=LARGE), Settings()]),
    st.booleans(),
)
def test_a_file_that_was_written_with_history_is_left_alone_with_it_and_without(
    lines: list[str], history: History, settings: Settings, quick: bool
) -> None:
    text = "\n".join((BASE.strip(), *lines, CMD))
    with pytest.MonkeyPatch.context() as patch:
        if quick:
            patch.setattr("lambdafix.semantics.ordering.order.MOST_SETS", -1)
        done = rewrite(Source.of(text), Project.of(CONTEXT, history=history), settings)
        assert [s.withdrawn for s in done.steps if s.withdrawn] == []
        for past in (history, *withouts()):
            again = rewrite(Source.of(done.text), Project.of(CONTEXT, history=past), settings)
            assert again.text == done.text
            assert [r.text for _, r in again.reasons if r.verdict is Verdict.APPLIED] == []


def test_the_authors_word_for_an_install_holds_for_what_a_split_carries_over() -> None:
    body = (
        "COPY requirements.txt ./\n# lambdafix: changes daily\n"
        "RUN pip install -r requirements.txt\nCOPY app.py ./\n"
    )
    done = rewrite(Source.of(f"{BASE}{body}{CMD}"), Project.of(FILES))
    lines = done.text.splitlines()
    carried = next(at for at, line in enumerate(lines) if line.startswith("COPY --from="))
    assert lines.index("COPY app.py ./") < carried
    again = rewrite(Source.of(done.text), Project.of(FILES))
    assert not again.changed


COMMITS = [["app.py"], ["app.py"], ["lib.py"]]


@pytest.mark.parametrize(
    ("past", "why"),
    [
        pytest.param(History.none("the clone is shallow"), "the clone is shallow", id="none"),
        pytest.param(
            History.of(COMMITS * 3),
            "9 commits of the build context are too few; it takes 10",
            id="too few",
        ),
        pytest.param(
            History.of(COMMITS * 4, tracked=["app.py"]),
            "git does not know all that `COPY lib.py ./` takes",
            id="a file that git does not know",
        ),
        pytest.param(
            History.of([["app.py"], ["lib.py"]] * 10),
            "of 20 commits it changed in 10, the latter in 10",
            id="not clear",
        ),
    ],
)
def test_why_history_had_no_say_is_told_once(past: History, why: str) -> None:
    text = f"{BASE}COPY app.py ./\nCOPY lib.py ./\nCOPY src/ src/\n{CMD}"
    done = rewrite(Source.of(text), Project.of(FILES, history=past), SETTINGS)
    text = "`COPY lib.py ./` stays below `COPY app.py ./`: which of them changes less is not clear"
    assert [(n.line, n.text) for _, n in done.notes] == [(3, f"{text}: {why}")]


def test_where_history_decides_nothing_nothing_is_said_of_it() -> None:
    for text in (f"{BASE}COPY app.py ./\n{CMD}", f"{BASE}{DNF}\nCOPY app.py ./\n{CMD}"):
        assert not rewrite(Source.of(text), Project.of(FILES), SETTINGS).notes


def test_who_asks_for_no_history_is_not_told_that_there_is_none() -> None:
    text = f"{BASE}COPY app.py ./\nCOPY lib.py ./\n{CMD}"
    assert not rewrite(Source.of(text), Project.of(FILES), replace(SETTINGS, history=False)).notes


def test_that_very_many_steps_are_not_put_in_order_is_noted() -> None:
    many = "".join(f"COPY f{i} /opt/\n" for i in range(100))
    text = f'FROM public.ecr.aws/lambda/python:3.13\n{many}CMD ["f.handler"]\n'
    project = Project.of({f"f{i}": "" for i in range(100)})
    done = rewrite(Source.of(text), project, SETTINGS)
    assert not done.changed
    assert [n.text for _, n in done.notes] == [
        "its stage has 101 steps, and of more than 80 none is moved"
    ]
