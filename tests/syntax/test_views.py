"""Views: an instruction's meaning, and the smallest edits that give it another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lambdafix.errors import SyntaxFault
from lambdafix.syntax.parser import parse
from lambdafix.syntax.tree import Instruction
from lambdafix.syntax.views import (
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    Flags,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    View,
    Volume,
    Workdir,
    put,
    stage_name,
    view,
)


def one(text: str, escape: str = "\\") -> Instruction:
    head = "# escape=`\n" if escape == "`" else ""
    stage = "" if text.lower().startswith("from") else "FROM base\n"
    return parse(f"{head}{stage}{text}\n").instructions[-1]


def written(text: str, new: View, escape: str = "\\") -> str:
    """The text after `put`; the tree must be what its text parses to, and say what was wished."""
    changed = put(one(text, escape), new, escape)
    assert view(changed, escape) == new
    assert one(changed.text.removesuffix("\n"), escape).tokens == changed.tokens
    return changed.text.removesuffix("\n")


def flags(*pairs: tuple[str, str | None]) -> Flags:
    return Flags(pairs)


READ = [
    ("FROM python:3.9", From("python:3.9")),
    ("FROM --platform=$BUILDPLATFORM x AS y", From("x", "$BUILDPLATFORM", "y")),
    ("from x as Y", From("x", None, "Y")),
    ('FROM "python:3.9"', From("python:3.9")),
    ("FROM ${BASE:-a}", From("${BASE:-a}")),
    ('ENV A=b C="d e" F=g\\ h', Env((("A", "b"), ("C", "d e"), ("F", "g h")))),
    ('ENV K = "v"', Env((("K", "= v"),))),
    ("ENV K the  rest", Env((("K", "the  rest"),))),
    ("ENV A=1 A=$A:2", Env((("A", "1"), ("A", "$A:2")))),
    ("LABEL 'a b'=c d='$X'", Label((("a b", "c"), ("d", r"\$X")))),
    ('ARG A B= C="x y"', Arg((("A", None), ("B", ""), ("C", "x y")))),
    ('COPY ["a b", "c"]', Copy(("a b",), "c")),
    ('COPY [ "a" ,"b","/c/" ]', Copy(("a", "b"), "/c/")),
    ("COPY a 'b' $C/", Copy(("a", "b"), "$C/")),
    (
        "COPY --from=0 --chown=1:2 --link a b",
        Copy(("a",), "b", flags(("from", "0"), ("chown", "1:2"), ("link", None))),
    ),
    ("ADD https://x/y /z", Copy(("https://x/y",), "/z", add=True)),
    ("RUN pip  install 'x y'", Run("pip  install 'x y'")),
    ('RUN ["a", "$B"]', Run(None, ("a", "$B"))),
    ("RUN [ -f x ] && y", Run("[ -f x ] && y")),
    (
        "RUN --mount=type=cache,target=/x --mount=type=bind,source=a x",
        Run("x", None, flags(("mount", "type=cache,target=/x"), ("mount", "type=bind,source=a"))),
    ),
    ('CMD ["app.handler"]', Cmd(("app.handler",))),
    ('CMD ["a"] b', Cmd(None, '["a"] b')),
    ("CMD ['a']", Cmd(None, "['a']")),
    ("ENTRYPOINT []", Entrypoint(())),
    ("WORKDIR /a b", Workdir("/a b")),
    ('USER "a:$G"', User("a:$G")),
    ("STOPSIGNAL SIGTERM", Stopsignal("SIGTERM")),
    ('MAINTAINER "A" <a@b>', Maintainer('"A" <a@b>')),
    ("EXPOSE 80 $P/udp", Expose(("80", "$P/udp"))),
    ('VOLUME ["/a b"]', Volume(("/a b",))),
    ("VOLUME /a /b", Volume(("/a", "/b"))),
    ("HEALTHCHECK NONE", Healthcheck()),
    ("HEALTHCHECK --retries=3 cmd x || y", Healthcheck(None, "x || y", flags(("retries", "3")))),
    ('HEALTHCHECK CMD ["x"]', Healthcheck(("x",))),
    ('SHELL ["/bin/bash", "-c"]', Shell(("/bin/bash", "-c"))),
]


@pytest.mark.parametrize(("text", "meaning"), READ, ids=[text for text, _ in READ])
def test_an_instruction_has_its_meaning(text: str, meaning: View) -> None:
    instruction = one(text)
    assert view(instruction) == meaning
    assert put(instruction, meaning) is instruction


@pytest.mark.parametrize(
    "text",
    [
        "FROM x AS 9",
        "COPY a",
        "COPY --form=x a b",
        "COPY --from a b",
        "COPY --link=1 a b",
        "COPY --from=a --from=b a b",
        'COPY "a b" c',
        "CMD --x y",
        "WORKDIR",
        "USER ${X",
        "ENV A=b C='d",
        "ARG =x",
        "SHELL bash -c",
        "HEALTHCHECK curl x",
        "ONBUILD ONBUILD RUN x",
    ],
)
def test_what_buildkit_refuses_is_a_fault_with_its_line(text: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        view(one(text))
    assert caught.value.line in (1, 2)


def test_only_the_pair_that_changes_is_written_anew() -> None:
    text = "ENV  A='b' \\\n    # why\n    C=\"d e\" \\\n    F=g\\ h"
    new = Env((("A", "b"), ("C", "it's"), ("F", "g h")))
    assert written(text, new) == text.replace('"d e"', '"it\'s"')


def test_a_pair_on_its_own_line_takes_the_line_with_it() -> None:
    text = "ENV A=b \\\n    C=d \\\n    E=f"
    assert written(text, Env((("A", "b"), ("E", "f")))) == "ENV A=b \\\n    E=f"
    assert written(text, Env((("A", "b"), ("C", "d")))) == "ENV A=b \\\n    C=d"
    assert written(text, Env((("E", "f"),))) == "ENV \\\n    E=f"


def test_a_comment_above_a_dropped_last_line_moves_above_what_is_left() -> None:
    text = "ENV A=b \\\n# c is d\n    C=d"
    assert written(text, Env((("A", "b"),))) == "# c is d\nENV A=b"


def test_a_new_pair_comes_behind_the_one_it_follows() -> None:
    assert written("ENV A=b C=d", Env((("A", "b"), ("N", "x y"), ("C", "d")))) == (
        'ENV A=b N="x y" C=d'
    )


def test_the_old_form_of_env_gives_way_to_the_new() -> None:
    assert written("ENV A some  text", Env((("A", "b"), ("C", "d")))) == "ENV A=b C=d"


def test_a_new_base_leaves_case_and_alias_alone() -> None:
    new = From("public.ecr.aws/lambda/python:3.12", None, "Build")
    assert written("from  python:3.12   as Build", new) == (
        "from  public.ecr.aws/lambda/python:3.12   as Build"
    )


def test_an_alias_comes_and_goes() -> None:
    assert written("FROM a", From("a", None, "b")) == "FROM a AS b"
    assert written("FROM a AS b", From("a")) == "FROM a"
    assert written("FROM a", From("a", "linux/arm64")) == "FROM --platform=linux/arm64 a"


def test_sources_come_and_go_in_a_copy() -> None:
    copy = Copy(("a", "b"), "/c/")
    assert written("COPY a  b /c/", replace(copy, sources=("b",))) == "COPY b /c/"
    assert written("COPY a  b /c/", replace(copy, sources=("a", "b", "d"))) == "COPY a  b d /c/"
    assert written("COPY a  b /c/", replace(copy, destination="./")) == "COPY a  b ./"


def test_a_flag_of_a_copy_comes_and_goes() -> None:
    copy = Copy(("a",), "b", flags(("chown", "1")))
    assert written("COPY --chown=1 a b", replace(copy, flags=Flags())) == "COPY a b"
    new = replace(copy, flags=copy.flags.having("from", "build"))
    assert written("COPY --chown=1 a b", new) == "COPY --chown=1 --from=build a b"


def test_a_path_with_a_blank_needs_json() -> None:
    assert written("COPY --link a b", Copy(("a b",), "c", flags(("link", None)))) == (
        'COPY --link ["a b", "c"]'
    )


def test_only_the_string_that_changes_is_written_anew_in_json() -> None:
    assert written('COPY [ "a",  "b" ]', Copy(("a",), "c d")) == 'COPY [ "a",  "c d" ]'
    assert written('CMD ["a",  "b"]', Cmd(("a", "c", "d"))) == 'CMD ["a", "c", "d"]'


def test_add_becomes_copy_in_its_own_case() -> None:
    assert written("add a b", Copy(("a",), "b")) == "copy a b"


def test_a_here_document_stays_where_it_is() -> None:
    text = "COPY <<-'EOF' b /x/\n\thi $Y\n\tEOF"
    copy = Copy.of(one(text))
    assert [(h.name, h.content, h.expands) for h in copy.heredocs] == [("EOF", "hi $Y\n", False)]
    assert copy.sources == ("b",)
    new = replace(copy, destination="/y/", flags=flags(("chmod", "755")))
    assert written(text, new) == "COPY --chmod=755 <<-'EOF' b /y/\n\thi $Y\n\tEOF"


def test_a_here_document_of_run_has_its_lines() -> None:
    run = Run.of(one("RUN <<EOF python3 -\nprint(1)\nEOF"))
    assert run.script == "<<EOF python3 -"
    assert [(h.content, h.expands) for h in run.heredocs] == [("print(1)\n", True)]


def test_a_changed_word_of_a_script_leaves_its_lines_alone() -> None:
    text = "RUN --network=none a b \\\n  # why\n  && c d"
    run = Run.of(one(text))
    assert text[4:][run.script_start :].startswith("a b")
    new = replace(run, script="a b   && c e")
    assert written(text, new) == text.replace("c d", "c e")


def test_a_script_of_other_words_takes_the_place_of_the_old() -> None:
    assert written("RUN a \\\n  && b", Run("c")) == "RUN c"


def test_a_shell_command_becomes_json() -> None:
    assert written("CMD python app.py", Cmd(("app.handler",))) == 'CMD ["app.handler"]'


def test_a_windows_file_escapes_with_a_backtick() -> None:
    text = 'ENV A=C:\\x`\n  B=`"q'
    assert Env.of(one(text, "`"), "`") == Env((("A", "C:\\x"), ("B", '"q')))
    new = Env((("A", "C:\\x y\\"), ("B", '"q')))
    assert written(text, new, "`") == 'ENV A="C:\\x y\\"`\n  B=`"q'


def test_onbuild_keeps_an_instruction_of_its_own() -> None:
    instruction = one("ONBUILD  copy a \\\n  b")
    outer = Onbuild.of(instruction)
    assert Copy.of(outer.trigger) == Copy(("a",), "b")
    new = Onbuild(put(outer.trigger, Copy(("a", "c"), "b")))
    assert written("ONBUILD  copy a \\\n  b", new) == "ONBUILD  copy a c \\\n  b"
    assert put(instruction, outer) is instruction


def test_a_view_that_no_text_can_have_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no RUN can mean"):
        put(one("RUN a"), Run("a\nb"))
    with pytest.raises(ValueError, match="no CMD can mean"):
        put(one("CMD a"), Cmd(None, '["a"]'))
    with pytest.raises(ValueError, match="is not read by"):
        Env.of(one("RUN a"))


WORDS = st.text("ab/.1=ü '\"\\`<[", min_size=1, max_size=6)
VALUES = st.lists(WORDS.filter(str.strip) | st.sampled_from(["$X", "${Y:-z}"]), min_size=1).map(
    "".join
)
NAMES = st.from_regex("[A-Z][A-Z0-9_]{0,4}", fullmatch=True)
ENVS = st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=4).map(lambda p: Env(tuple(p)))
LAYOUTS = st.sampled_from(
    [
        'ENV A=b C="d e"',
        "ENV A=b E\\\n# c\n  C='d'  F=g",
        "env A = b",
        "ENV \\\n\\\n A=1 \\\n\n B=2 \\\n C=3",
    ]
).map(lambda t: t.replace(" E\\", " E=\\"))


@given(LAYOUTS, ENVS)
def test_any_pairs_can_be_put_into_any_layout(text: str, new: Env) -> None:
    changed = put(one(text), new)
    assert Env.of(changed) == new
    assert changed.comments == one(text).comments
    assert parse("FROM x\n" + changed.text).instructions[-1] == changed


PATHS = st.text("ab/.ü '\"\\", min_size=1, max_size=5).filter(str.strip)


@given(
    st.sampled_from(["COPY a b c", "COPY --link \\\n a \\\n b", 'COPY ["a", \\\n "b"]', "ADD a b"]),
    st.lists(PATHS, min_size=1, max_size=3),
    PATHS,
    st.booleans(),
)
def test_any_paths_can_be_put_into_any_copy(
    text: str, sources: list[str], destination: str, from_stage: bool
) -> None:
    chosen = flags(("from", "build")) if from_stage else Flags()
    new = Copy(tuple(sources), destination, chosen)
    changed = put(one(text), new)
    assert Copy.of(changed) == new
    assert parse("FROM x\n" + changed.text).instructions[-1] == changed


@pytest.mark.parametrize(
    ("text", "name"), [("Fn", "fn"), ("0", "0"), ("00", "0"), ("+1", "1"), ("-1", "-1"), ("", "")]
)
def test_a_stage_is_named_as_builders_compare_it(text: str, name: str) -> None:
    assert stage_name(text) == name
