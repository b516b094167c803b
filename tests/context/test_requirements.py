"""Requirements files with all that they include."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.context.pep508 import Distribution
from lambdafix.context.project import Project
from lambdafix.context.requirement_lines import Option
from lambdafix.context.requirements import (
    Requirements,
    Unread,
    read_line,
    read_requirements,
)


def read(text: str | bytes, **files: str) -> Requirements:
    others = {name.replace("__", "/").replace("_txt", ".txt"): t for name, t in files.items()}
    return read_requirements(Project.of({"requirements.txt": text, **others}), "requirements.txt")


@pytest.mark.parametrize(
    ("line", "distribution"),
    [
        ("boto3", Distribution("boto3")),
        ("Flask_Cors==4.0.0", Distribution("flask-cors", "==4.0.0", True)),
        ("numpy===1.26", Distribution("numpy", "===1.26", True)),
        ("numpy==1.*", Distribution("numpy", "==1.*")),
        ("numpy ~= 1.26", Distribution("numpy", "~=1.26")),
        ("numpy>=1,==1.26", Distribution("numpy", "==1.26,>=1")),
        ("requests[socks,use_chardet]>=2 # why", Distribution("requests", ">=2")),
        ('tomli==2.0; python_version < "3.11"', Distribution("tomli", "==2.0", True)),
        ("pkg @ https://example.com/pkg.zip", Distribution("pkg")),
        ("pkg@git+https://github.com/o/pkg@v1", Distribution("pkg")),
        ("git+https://github.com/o/r.git@main#egg=My.Pkg", Distribution("my-pkg")),
        ("-e git+ssh://git@github.com/o/r.git#egg=r", Distribution("r")),
        ("./wheels/a_b-1.2-py3-none-any.whl", Distribution("a-b", "==1.2", True)),
        ("https://e.org/a_b-1.2-py3-none-any.whl", Distribution("a-b", "==1.2", True)),
    ],
)
def test_a_requirement_names_its_distribution(line: str, distribution: Distribution) -> None:
    found = read(line)
    assert found.distributions == (distribution,)
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("line", "local"),
    [
        ("-e .", "."),
        (".", "."),
        ("--editable=./lib", "lib"),
        ("-e.[dev]", "."),
        ("./libs/x[extra]", "libs/x"),
        ("libs/x ; python_version > '3'", "libs/x"),
        ("../shared", "../shared"),
        ("/opt/lib", "/opt/lib"),
        ("x-1.0.tar.gz", "x-1.0.tar.gz"),
        ("file:./libs/x", "libs/x"),
        ("file:///opt/x#egg=x", "/opt/x"),
        ("file://localhost/opt/x", "/opt/x"),
        ("x @ file:libs/x", "libs/x"),
    ],
)
def test_a_local_path_is_told_from_a_name(line: str, local: str) -> None:
    found = read(line)
    assert found.local == (local,)
    assert found.unknown == ()


def test_urls_and_version_control_are_kept_apart() -> None:
    found = read("https://e.org/x.zip\ngit+https://e.org/r\n-e hg+https://e.org/h\nx @ ftp://e/x\n")
    assert found.urls == ("https://e.org/x.zip", "ftp://e/x")
    assert found.vcs == ("git+https://e.org/r", "hg+https://e.org/h")


def test_included_files_are_found_from_the_including_file() -> None:
    project = Project.of(
        {
            "app/requirements.txt": "-r ../base.txt\n-c pins.txt\n--requirement=more/a.txt\nflask",
            "base.txt": "boto3\n",
            "app/pins.txt": "urllib3==2.0\n-r deeper.txt\n",
            "app/deeper.txt": "idna==3\n",
            "app/more/a.txt": "-rb.txt\n",
            "app/more/b.txt": "click\n",
        }
    )
    found = read_requirements(project, "./app/requirements.txt")
    assert found.files == (
        "app/requirements.txt",
        "base.txt",
        "app/pins.txt",
        "app/deeper.txt",
        "app/more/a.txt",
        "app/more/b.txt",
    )
    assert [d.name for d in found.distributions] == ["flask", "boto3", "click"]
    assert [d.name for d in found.constraints] == ["urllib3", "idna"]
    assert found.missing == ()


def test_local_paths_are_found_from_where_pip_runs() -> None:
    project = Project.of({"app/requirements.txt": "-e ./lib\n"})
    assert read_requirements(project, "app/requirements.txt").local == ("lib",)
    assert read_requirements(project, "app/requirements.txt", at="app").local == ("app/lib",)


def test_files_that_include_each_other_are_read_once() -> None:
    found = read("-r a.txt\nboto3", a_txt="-r requirements.txt\n-r a.txt\nidna")
    assert found.files == ("requirements.txt", "a.txt")
    assert [d.name for d in found.distributions] == ["boto3", "idna"]


def test_a_file_that_both_requires_and_constrains_counts_as_both() -> None:
    found = read("-c a.txt\n-r a.txt", a_txt="idna==3")
    assert found.distributions == found.constraints == (Distribution("idna", "==3", True),)
    assert found.files == ("requirements.txt", "a.txt")


def test_included_files_that_are_not_in_the_context_are_missing() -> None:
    project = Project.of(
        {
            "requirements.txt": "-r no.txt\n-r hidden.txt\n-r ../out.txt\n-r /opt/x.txt\n-r sub\n",
            "hidden.txt": "boto3",
            "sub/x": "",
            ".dockerignore": "hidden.txt",
        }
    )
    found = read_requirements(project, "requirements.txt")
    assert found.missing == ("no.txt", "hidden.txt", "../out.txt", "/opt/x.txt", "sub")
    assert read_requirements(project, "nowhere.txt") == Requirements(missing=("nowhere.txt",))
    assert read_requirements(Project.unknown(), "requirements.txt").missing == ("requirements.txt",)


def test_a_requirements_file_from_the_network_is_a_url() -> None:
    assert read("-r https://e.org/r.txt").urls == ("https://e.org/r.txt",)


def test_options_have_their_long_names() -> None:
    text = "-i https://a\n--extra-index-url https://b\n--no-binary :all:\n--pre\n-f https://c\n"
    assert read(text).options == (
        Option("--index-url", "https://a"),
        Option("--extra-index-url", "https://b"),
        Option("--no-binary", ":all:"),
        Option("--pre"),
        Option("--find-links", "https://c"),
    )


def test_a_wheel_directory_is_found_beside_the_file_then_where_pip_runs() -> None:
    project = Project.of({"app/r.txt": "-f wheels\n--find-links other\n", "app/wheels/x.whl": ""})
    found = read_requirements(project, "app/r.txt", at="run")
    assert [o.value for o in found.options] == ["app/wheels", "run/other"]


def test_hashes_over_several_lines_belong_to_their_requirement() -> None:
    found = read("idna==3.7 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nboto3==1\n")
    assert [d.name for d in found.distributions] == ["idna", "boto3"]
    assert found.hashed
    assert found.options == ()
    assert found.unknown == ()


def test_a_comment_ends_a_continued_line() -> None:
    found = read("boto3 \\\n# the end\nidna\n")
    assert [d.name for d in found.distributions] == ["boto3", "idna"]


def test_a_hash_sign_inside_a_word_is_no_comment() -> None:
    assert read("git+https://e.org/r#egg=r").vcs == ("git+https://e.org/r#egg=r",)


def test_blank_lines_comments_and_windows_line_ends_are_passed_over() -> None:
    found = read("\r\n# c\r\n  # d\r\nboto3\r\n\r\n")
    assert found.distributions == (Distribution("boto3"),)
    assert found.unknown == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_with_a_byte_order_mark_is_read(encoding: str) -> None:
    assert read("boto3\n".encode(encoding)).distributions == (Distribution("boto3"),)


def test_a_coding_line_is_obeyed() -> None:
    found = read("# -*- coding: latin-1 -*-\nboto3 # caf\u00e9\n".encode("latin-1"))
    assert found.distributions == (Distribution("boto3"),)


def test_a_file_in_no_known_encoding_is_unknown() -> None:
    assert read(b"caf\xe9").unknown == (Unread(0, "", "requirements.txt"),)


@pytest.mark.parametrize(
    "line",
    [
        "boto3==",
        "boto3==${VERSION}",
        "./${LIB}",
        "--nonsense",
        "-r",
        "{{ cookiecutter.dep }}",
        "a b",
        "-e 'x",
        "-e {{x}}",
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_number(line: str) -> None:
    assert read(f"boto3\n\n{line}").unknown == (Unread(3, line, "requirements.txt"),)


def test_a_variable_in_an_index_url_stays_as_written() -> None:
    found = read("--index-url https://u:${TOKEN}@e.org\ngit+https://${TOKEN}@github.com/o/r\n")
    assert found.options == (Option("--index-url", "https://u:${TOKEN}@e.org"),)
    assert found.vcs == ("git+https://${TOKEN}@github.com/o/r",)
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("boto3>=1", Requirements(distributions=(Distribution("boto3", ">=1"),))),
        (".", Requirements(local=(".",))),
        ("./lib[all]", Requirements(local=("lib",))),
        ("git+https://e.org/r", Requirements(vcs=("git+https://e.org/r",))),
        ("$PACKAGE", Requirements(unknown=(Unread(0, "$PACKAGE", ""),))),
    ],
)
def test_a_word_of_the_command_line_is_read_as_a_line(word: str, expected: Requirements) -> None:
    assert read_line(Project.unknown(), word) == expected


@given(content=st.binary(max_size=60) | st.text(alphabet="-rec=. #@:/\\\n[]a1;'\"$", max_size=60))
def test_no_requirements_file_crashes_the_reader(content: bytes | str) -> None:
    found = read(content)
    assert found.files == ("requirements.txt",)


def test_a_variable_in_capitals_is_replaced_as_pip_does() -> None:
    text = "-r ${D}/a.txt\n-c ${ROOT}/a.txt\n-r ${d}/a.txt\n-r ${NONE}/a.txt\n-i https://${D}/x\n"
    project = Project.of({"requirements.txt": text, "reqs/a.txt": "boto3\n"})
    values = {"D": "reqs", "ROOT": "/var/task/reqs", "d": "reqs", "NONE": ""}
    there = {"/var/task/reqs/a.txt": "reqs/a.txt"}
    found = read_requirements(project, "requirements.txt", value=values.get, there=there)
    assert found.files == ("requirements.txt", "reqs/a.txt")
    assert found.missing == ("${d}/a.txt", "${NONE}/a.txt")
    assert found.options == (Option("--index-url", "https://${D}/x"),)
