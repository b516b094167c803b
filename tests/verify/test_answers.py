"""What happened to a function, in Lambda's terms."""

from __future__ import annotations

import pytest

from lambdafix.verify.answers import Answer, Outcome, read


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (142, "wants the handler as its only argument"),
        (127, "not in the image (Runtime.InvalidEntrypoint)"),
        (126, "may not be executed (Runtime.InvalidEntrypoint)"),
        (0, "it ended by itself"),
        (7, "the runtime ended (Runtime.ExitError)"),
    ],
)
def test_an_exit_code_is_explained(code: int, words: str) -> None:
    assert words in Answer(Outcome.EXITED, code=code).meaning


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[Errno 13] Permission denied: '/var/task/app.py'", "may not read /var/task/app.py"),
        ("EACCES: permission denied, open '/var/task/x.js'", "may not read /var/task/x.js"),
        (
            "[Errno 30] Read-only file system: '/home/x'",
            "only /tmp can be written on Lambda, not /home",
        ),
        ("libpq.so.5: cannot open shared object file: No such file", "library libpq.so.5"),
        (
            "version `GLIBC_2.38' not found (required by x)",
            "newer glibc than the image has (GLIBC_2.38)",
        ),
        (
            "Unable to import module 'app': No module named 'six'",
            "the module six is not in the image",
        ),
        ("exec /lambda-entrypoint.sh: exec format error", "for another processor"),
    ],
)
def test_known_words_of_a_log_are_explained(line: str, words: str) -> None:
    assert words in Answer(Outcome.EXITED, code=1, log=(line,)).meaning
    assert words in Answer(Outcome.INIT_ERROR, {"errorMessage": line}).meaning


def test_memory_counts_before_the_exit_code() -> None:
    found = Answer(Outcome.EXITED, code=137, out_of_memory=True, memory=256).meaning
    assert found == "out of memory (Runtime.OutOfMemory): it had 256 MB, files in /tmp counted"


def test_what_is_no_json_is_text() -> None:
    assert read(b'{"a": [1]}') == {"a": [1]}
    assert read(b"no \xff") == "no �"
