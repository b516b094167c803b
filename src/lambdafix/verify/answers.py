"""What a function made of an event, and what that means on Lambda."""

from __future__ import annotations

import json
from enum import Enum

from msgspec import Struct

from lambdafix.regex import regex

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Outcome(Enum):
    """How an event ended."""

    ANSWERED = "answered"
    FUNCTION_ERROR = "function error"  # the handler raised
    INIT_ERROR = "init error"  # the runtime could not load the handler
    TIMED_OUT = "timed out"
    NEVER_ASKED = "never asked for an event"  # in the time that a start may take
    EXITED = "exited"


class Answer(Struct, frozen=True):
    """One event's end: `payload` is the answer or the error, `log` the last lines of the output.

    `code` is the exit code of what exited, `out_of_memory` whether the kernel ended it.
    """

    outcome: Outcome
    payload: Json = None
    seconds: float = 0.0
    code: int = 0
    out_of_memory: bool = False
    memory: int = 0  # MB that it had
    allowed: float = 0.0  # seconds that it had
    log: tuple[str, ...] = ()

    @property
    def answers(self) -> bool:
        """Whether the function itself has answered, be it with an error."""
        return self.outcome in (Outcome.ANSWERED, Outcome.FUNCTION_ERROR)

    @property
    def meaning(self) -> str:
        """What happened, in Lambda's terms."""
        what = _what(self)
        why = _why(f"{json.dumps(self.payload)} {' '.join(self.log)}")
        return f"{what}; {why}" if why and self.outcome is not Outcome.ANSWERED else what


def read(body: bytes) -> Json:
    """A payload: JSON, or its text where it is none."""
    text = body.decode("utf-8", "replace")
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found


# The codes of /lambda-entrypoint.sh, of a POSIX shell, and 128 + the number of a signal.
_CODES = {
    0: "it ended by itself (Runtime.ExitError): the runtime interface client waits for events and "
    "does not end, and a handler returns",
    126: "the entry point may not be executed (Runtime.InvalidEntrypoint): is its mode 755?",
    127: "the entry point or a command in it is not in the image (Runtime.InvalidEntrypoint)",
    132: "an instruction that this processor does not have",
    134: "it aborted",
    137: "it was killed, most likely for its memory (Runtime.OutOfMemory): --memory gives it more",
    139: "a segmentation fault (Runtime.ExitError)",
    142: "AWS's entry point wants the handler as its only argument: CMD in exec form, one word",
}


def _what(answer: Answer) -> str:
    match answer.outcome:
        case Outcome.ANSWERED:
            return "answered"
        case Outcome.FUNCTION_ERROR:
            return f"function error: {_error(answer.payload)}"
        case Outcome.INIT_ERROR:
            return f"init error: {_error(answer.payload)}"
        case Outcome.TIMED_OUT:
            return f"Task timed out after {answer.allowed:.2f} seconds"
        case Outcome.NEVER_ASKED:
            return (
                f"never asked for an event in {answer.allowed:.0f} s: what runs is no runtime "
                "interface client, or it does not end its start"
            )
        case Outcome.EXITED if answer.out_of_memory:
            return (
                f"out of memory (Runtime.OutOfMemory): it had {answer.memory} MB, "
                "files in /tmp counted"
            )
        case Outcome.EXITED:
            known = _CODES.get(answer.code, "the runtime ended (Runtime.ExitError)")
            return f"exited with {answer.code}: {known}"


def _error(payload: Json) -> str:
    if not isinstance(payload, dict):
        return str(payload)
    named = (str(payload[key]) for key in ("errorType", "errorMessage") if payload.get(key))
    return ": ".join(named) or json.dumps(payload)


_PATH = r"[\s:'\"]*(?P<path>/[\w./@+-]+)?"
_DENIED = regex(rf"(?:Permission denied|EACCES: permission denied, \w+){_PATH}")
_READ_ONLY = regex(rf"(?:Read-only file system|EROFS: read-only file system, \w+){_PATH}")
_LIBRARY = regex(r"(?P<name>lib[\w.+-]+\.so[\w.]*): cannot open shared object file")
_GLIBC = regex(r"version [`'](?P<version>GLIBC_[\d.]+)' not found")
_MODULE = regex(r"No module named '(?P<name>[\w.]+)'")


def _why(said: str) -> str:
    """The reason behind it, where the words are known."""
    if "exec format error" in said.lower():
        return "the image is for another processor: `--platform` says which"
    if found := _DENIED.search(said):
        return (
            f"Lambda's user may not read {found['path'] or 'a file of the image'}: "
            "files have to be readable for all (mode 644, directories and programs 755)"
        )
    if found := _READ_ONLY.search(said):
        return f"only /tmp can be written on Lambda, not {found['path'] or 'the image'}"
    if found := _LIBRARY.search(said):
        return f"the image lacks the shared library {found['name']}"
    if found := _GLIBC.search(said):
        return f"it was built for a newer glibc than the image has ({found['version']})"
    if found := _MODULE.search(said):
        return f"the module {found['name']} is not in the image, or not where the function looks"
    return ""
