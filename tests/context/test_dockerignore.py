"""moby's corner cases: which line of a `.dockerignore` hides which path.

Every row was also put to github.com/moby/patternmatcher itself (5a6d842), which agreed.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.context.dockerignore import DockerIgnore
from lambdafix.context.ignore_pattern import IgnorePattern

HIDDEN = [
    # names and directories
    ("app.py", "app.py"),
    ("src", "src"),
    ("src", "src/app.py"),
    ("src", "src/deep/er/app.py"),
    ("src/", "src/app.py"),
    ("/src", "src/app.py"),
    ("//src//lib", "src/lib/x"),
    ("/src/../lib/.", "lib/x"),
    ("./src/./lib/", "src/lib"),
    ("a/../b", "b"),
    # blanks, comments, line ends, byte order mark
    ("  src \t", "src"),
    (" #notes", "#notes"),
    ("\ufeffsrc", "src/app.py"),
    ("\r\n# c\r\nsrc\r\nlib\r\n", "lib"),
    ("a b", "a b"),
    # one star and the question mark stop at a slash and love dots
    ("*", "app.py"),
    ("*", ".env"),
    ("*", "src/deep/app.py"),
    ("*.py", "app.py"),
    ("*.py", ".py"),
    ("*.d", "conf.d/app.py"),
    ("src/*", "src/deep/app.py"),
    ("*/temp*", "a/temporary/x"),
    ("*/*/temp*", "a/b/temp"),
    ("temp?", "tempa"),
    ("te?p", "teép"),
    (".*", ".git/config"),
    # two stars
    ("**", "a/b/c"),
    ("**/", "a"),
    ("**/**", "a/b"),
    ("**/*.pyc", "x.pyc"),
    ("**/*.pyc", "a/b/x.pyc"),
    ("**/__pycache__", "__pycache__/a"),
    ("**/__pycache__", "src/__pycache__"),
    ("**/__pycache__/", "src/__pycache__/x.pyc"),
    ("**__pycache__", "src/my__pycache__"),
    ("src/**", "src/a"),
    ("src/**", "src/a/b"),
    ("src**", "src2/app.py"),
    ("src/**/test", "src/test"),
    ("src/**/test", "src/a/b/test/x"),
    ("src/**/*.py", "src/x.py"),
    ("a**/*.txt", "ab/c/x.txt"),
    ("**/node_modules/**", "web/node_modules/a/b"),
    # classes
    ("[ab].py", "b.py"),
    ("[a-c]x", "bx"),
    ("[^a]x", "bx"),
    ("[!a]x", "!x"),
    ("[\\]a]", "]"),
    ("x[\\-]", "x-"),
    ("[^a-z]", "é"),
    # escapes and characters that mean something elsewhere
    ("a\\*b", "a*b"),
    ("\\!important", "!important"),
    ("\\#notes", "#notes"),
    ("a\\\\", "a\\"),
    ("a(b)+c.$", "a(b)+c.$"),
    ("a|b", "a|b"),
    ("*.{js,ts}", "x.{js,ts}"),
    ("dist/*+g0.whl", "dist/x-2.4+g0.whl"),
    # moby's own oddities
    ("bin\\debug", "bin7ebug"),
    ("x|*.py", "xylophone"),
    # taking back, and taking back the taking back
    ("*\n!src", "lib/app.py"),
    ("!app.py\n*.py", "app.py"),
    ("src\n!src/a.py\nsrc/a.py", "src/a.py"),
    ("*\n!src\nsrc/secret", "src/secret/x"),
    ("src/*\n!src", "src/deep/app.py"),
    ("a\n!A", "a"),
    ("src/deep\n!src", "src/deep/app.py"),
]

SEEN = [
    ("", "app.py"),
    ("# app.py", "app.py"),
    ("#app.py", "#app.py"),
    ("app.py", "src/app.py"),
    ("App.py", "app.py"),
    ("../app.py", "app.py"),
    ("./", "app.py"),
    ("/", "app.py"),
    (".", "app.py"),
    ("src", "src2"),
    ("src", "lib/src"),
    ("*.py", "src/app.py"),
    ("src/*.py", "src/deep/app.py"),
    ("*/temp*", "temp"),
    ("*/temp*", "a/b/temp"),
    ("temp?", "temp"),
    ("temp?", "temp/"),
    ("te?p", "te/p"),
    ("a?b", "a☺☺b"),
    ("**/.env", "x.env"),
    ("src/**", "src"),
    ("src/**/test", "src/mytest"),
    ("**/src/*.py", "src/deep/app.py"),
    ("[ab].py", "c.py"),
    ("[^a]x", "ax"),
    ("[!a]x", "bx"),
    ("[a-c]x", "dx"),
    ("[*]", "*"),
    ("abc.def", "abcZdef"),
    ("a\\*b", "aXb"),
    ("a^*", "a^b"),
    ("*.{js,ts}", "x.js"),
    ("bin\\debug", "bin/debug"),
    ("*.py\n!app.py", "app.py"),
    ("*\n!src", "src"),
    ("*\n!src", "src/deep/app.py"),
    ("*\n!/src/", "src/app.py"),
    ("* \n ! src ", "src/app.py"),
    ("**\n!src/**", "src/deep/app.py"),
    ("**\n!**/*.py", "src/app.py"),
    ("*\n!*.py", "app.py"),
    ("src\n!src/keep.py", "src/keep.py"),
    ("src\n!src/*/keep.py", "src/a/keep.py"),
    ("src/*\n!src/keep.py", "src/keep.py"),
    ("a\n!a/b\na/b/c\n!a/b/c/d", "a/b/c/d"),
]


@pytest.mark.parametrize(("text", "path"), HIDDEN)
def test_the_ignore_file_hides(text: str, path: str) -> None:
    assert DockerIgnore.parse(text).hides(path)


@pytest.mark.parametrize(("text", "path"), SEEN)
def test_the_ignore_file_lets_through(text: str, path: str) -> None:
    assert not DockerIgnore.parse(text).hides(path)


@pytest.mark.parametrize(
    "line", ["!", "[", "a[", "[]a]", "[-]", "[x-]", "a\\", "[b-a]", "*\\R", "[Local-Only]/"]
)
def test_a_line_that_fails_the_build_is_named(line: str) -> None:
    rules = DockerIgnore.parse(f"src\n{line}\nlib")
    assert len(rules.faults) == 1
    assert rules.hides("src")
    assert rules.hides("lib")


def test_the_root_is_never_hidden() -> None:
    assert not DockerIgnore.parse("*\n**\n.").hides(".")


@pytest.mark.parametrize(
    ("text", "directory", "passed_by"),
    [
        ("node_modules", "node_modules", True),
        ("node_modules", "node_modules/a", True),
        ("node_modules", "src", False),
        ("*\n!src", "lib", True),
        ("*\n!src/a/b", "src", False),
        ("*\n!src/a/b", "src/c", True),
        ("*\n!src/*.py", "src", False),
        ("*\n!src/*.py", "lib", True),
        ("*\n!**/x.py", "lib", False),
        ("*\n!li*/x.py", "lib", False),
        ("*\n!li*/x.py", "src", True),
    ],
)
def test_a_walk_passes_by_a_directory_only_if_nothing_in_it_is_taken_back(
    text: str, directory: str, passed_by: bool
) -> None:
    assert DockerIgnore.parse(text).hides_all_below(directory) is passed_by


ODD = st.text(alphabet="ab/.*?[]^-\\!#{}|()+$ \r\n\tdRé&~", max_size=20)


@given(text=ODD | st.text(max_size=30), path=ODD | st.text(max_size=20))
def test_no_ignore_file_and_no_path_crashes_the_reader(text: str, path: str) -> None:
    rules = DockerIgnore.parse(text)
    assert rules.hides(path) in (True, False)
    if rules.hides_all_below(path):
        assert rules.hides(path)


@given(lines=st.lists(ODD, max_size=4), path=st.text(alphabet="ab/.x", min_size=1, max_size=9))
def test_below_a_directory_that_a_walk_passes_by_nothing_is_seen(
    lines: list[str], path: str
) -> None:
    rules = DockerIgnore.parse("\n".join(["*", *lines]))
    if rules.hides_all_below("a"):
        assert rules.hides(f"a/{path.strip('/.') or 'x'}")


@given(name=st.text(alphabet="abz.-_ é(){}+$", min_size=1, max_size=9))
def test_a_plain_name_hides_exactly_itself(name: str) -> None:
    if name.strip() and name.strip() not in (".", ".."):
        pattern = IgnorePattern.read(name)
        assert pattern.matches(pattern.text)
        assert not pattern.matches(pattern.text + "x")
