"""Run an image as Lambda would, give it events, and take its answers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from msgspec.structs import replace

from lambdafix.verify.answers import Answer, Outcome, read
from lambdafix.verify.command_lines import Container
from lambdafix.verify.engine import Engine, EngineError
from lambdafix.verify.processes import Cancelled, Running, tail
from lambdafix.verify.runtime_api import Posted, RuntimeApi

_START = 10.0  # seconds that Lambda gives a start before it counts against the function's time
_BEAT = 0.05  # seconds between two looks at a sandbox
_SCRATCH = 512  # MB of /tmp, Lambda's default
_SHOWN = 20  # lines of a log that are kept
_ENGINE_FAILED = 125  # what `docker run` and `podman run` exit with before a container is there
_OUTCOMES = {
    "response": Outcome.ANSWERED,
    "error": Outcome.FUNCTION_ERROR,
    "large": Outcome.FUNCTION_ERROR,
    "init": Outcome.INIT_ERROR,
}


def ask(engine: Engine, image: str, events: Sequence[bytes], log: Path) -> tuple[Answer, ...]:
    """What each event is answered with; one sandbox, and a new one where the last has ended.

    Raises EngineError where no container can be run, Cancelled.
    """
    answers = list[Answer]()
    sandboxes = count(1)
    while len(answers) < len(events):
        answers += _sandbox(engine, image, events[len(answers) :], log, next(sandboxes))
        if answers[-1].outcome in (Outcome.INIT_ERROR, Outcome.NEVER_ASKED):
            answers += [answers[-1]] * (len(events) - len(answers))
    return tuple(answers)


def _sandbox(
    engine: Engine, image: str, events: Sequence[bytes], log: Path, number: int
) -> list[Answer]:
    """The answers up to the first after which nothing runs any more; at least one."""
    name = f"{image.replace(':', '-')}-{number}"
    with RuntimeApi() as api:
        what = _container(engine, name, image, api.port)
        running = engine.start(what, log)
        try:
            return list(_answers(engine, what, api, running, events))
        finally:
            engine.remove(what.name)
            running.end()


def _container(engine: Engine, name: str, image: str, port: int) -> Container:
    """Sources of the variables: docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html."""
    env = {
        "AWS_LAMBDA_RUNTIME_API": f"{engine.host}:{port}",
        "AWS_LAMBDA_FUNCTION_NAME": "local",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(engine.limits.memory),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/local",
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "LAMBDA_TASK_ROOT": "/var/task",
        "TZ": ":UTC",
        "_HANDLER": "",
    }
    return Container(name, image, tuple(env.items()), engine.limits.memory, _SCRATCH)


def _answers(
    engine: Engine, what: Container, api: RuntimeApi, running: Running, events: Sequence[bytes]
) -> Iterator[Answer]:
    for event in events:
        begun, started = time.monotonic(), api.asked
        api.give(event, engine.limits.answer)
        allowed = engine.limits.answer + (0 if started else _START)
        posted = _wait(engine, api, running, allowed)
        seconds = time.monotonic() - begun
        if posted is not None:
            answer = Answer(_OUTCOMES[posted.kind], read(posted.body), seconds)
        elif running.code is None:
            outcome = Outcome.TIMED_OUT if api.asked else Outcome.NEVER_ASKED
            answer = Answer(outcome, seconds=seconds, allowed=engine.limits.answer)
        else:
            answer = _exited(engine, what, running, seconds)
        lines = () if answer.outcome is Outcome.ANSWERED else tail(running.log, _SHOWN)
        yield replace(answer, log=lines, memory=what.memory)
        # A runtime does not live on after an answer that was refused: the next event has a new one.
        if not answer.answers or (posted is not None and posted.kind == "large"):
            return


def _wait(engine: Engine, api: RuntimeApi, running: Running, allowed: float) -> Posted | None:
    """What is posted; None when the time is over or the sandbox has ended."""
    until = time.monotonic() + allowed
    while time.monotonic() < until:
        posted = api.answer(_BEAT)
        if posted is not None:
            return posted
        if engine.cancelled.is_set():
            raise Cancelled
        if running.code is not None:
            return api.answer(_BEAT)  # what it posted last
    return None


def _exited(engine: Engine, what: Container, running: Running, seconds: float) -> Answer:
    code = running.code or 0
    if code == _ENGINE_FAILED:
        said = tail(running.log, 3)
        raise EngineError(f"no container can be run: {said[0] if said else ''}", " ".join(said[1:]))
    killed = engine.out_of_memory(what.name)
    return Answer(Outcome.EXITED, None, seconds, code, killed)
