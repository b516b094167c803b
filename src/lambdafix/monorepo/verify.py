"""Rewrites proved by real builds, file by file, so many at once; what is proved may be written."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, current_thread, main_thread

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.context.project import Project
from lambdafix.errors import LambdafixError
from lambdafix.monorepo.request import Request
from lambdafix.monorepo.run import outcome_of
from lambdafix.monorepo.target import Target
from lambdafix.monorepo.writing import written
from lambdafix.report.outcome import Failure, Outcome
from lambdafix.report.verified import Verified
from lambdafix.verify.command_lines import BuildOptions
from lambdafix.verify.engine import Engine, find
from lambdafix.verify.limits import Limits
from lambdafix.verify.processes import Cancelled
from lambdafix.verify.staged import stage
from lambdafix.verify.trial import Questions, Trial

Say = Callable[[str, str], None]
_ONE_AT_A_TIME = Lock()  # what a rewrite remembers of the latest files is no matter for threads


class Wanted(Struct, frozen=True):
    """What the user asked of the proof."""

    engine: str = ""  # a name or a path; empty: the first that is there
    options: BuildOptions = BuildOptions()
    limits: Limits = Limits()
    questions: Questions = Questions()
    touch: str | None = None  # a file of the context; None: the handler's
    quick: bool = False  # with the build cache, and without what takes time to measure
    jobs: int = 1
    logs: Path | None = None  # where all logs are kept; None: only those of failures


def verify(
    files: Sequence[Target | Outcome], request: Request, wanted: Wanted, say: Say
) -> list[Verified]:
    """Each file proved or not, in order; with `request.write`, the proved are written.

    Raises EngineError where there is no engine, KeyboardInterrupt on Ctrl-C and SIGTERM.
    """
    with engine_for(wanted) as engine:
        pool = ThreadPoolExecutor(wanted.jobs)

        def one(number: int, file: Target | Outcome) -> Verified:
            return Verifier(engine, str(number), request, wanted, say).verified(file)

        try:
            futures = [pool.submit(one, number, file) for number, file in enumerate(files, start=1)]
            found = [future.result() for future in futures]
        finally:
            engine.cancelled.set()  # from here on no signal comes between
            pool.shutdown(cancel_futures=True)
    return _with_rest(found, engine.left)


def _with_rest(found: Sequence[Verified], left: Sequence[str]) -> list[Verified]:
    """What an engine that has stopped could not remove is said with the last failure."""
    files = [*found]
    failed = [number for number, file in enumerate(files) if file.failure]
    if left and failed and (failure := files[failed[-1]].failure):
        hint = f"{failure.hint} Left behind, to be removed by hand: {', '.join(left)}".strip()
        files[failed[-1]] = replace(files[failed[-1]], failure=failure._replace(hint=hint))
    return files


@contextmanager
def engine_for(wanted: Wanted) -> Iterator[Engine]:
    """An engine for a run; whatever happens, nothing that it made is left afterwards.

    No process, image, container or temporary file. Raises EngineError where there is none.
    """
    try:
        temporary = tempfile.TemporaryDirectory(prefix="lambdafix-verify-")
    except OSError as error:
        raise LambdafixError(
            f"there is no place for temporary files: {error}", "TMPDIR names a directory"
        ) from error
    with (
        temporary as directory,
        _ended_by_signals() as cancelled,
    ):
        where = Path(directory)
        engine = find(wanted.engine, wanted.options, wanted.limits, where, cancelled)
        try:
            yield engine
        finally:
            cancelled.set()
            engine.close()


class Verifier(Struct, frozen=True):
    """One file of the run; `key` is its number."""

    engine: Engine
    key: str
    request: Request
    wanted: Wanted
    say: Say

    def verified(self, file: Target | Outcome) -> Verified:
        """Never raises anything but Cancelled."""
        outcome = rewritten(file, self.request) if isinstance(file, Target) else file
        done = Verified(outcome.path, outcome.named, failure=outcome.failure)
        rewrite = outcome.rewrite
        if outcome.failure or rewrite is None:
            return done
        if not outcome.diff:
            return replace(done, idle=rewrite.left_alone or "there is nothing to rewrite")
        try:
            done = replace(done, verdict=self._trial(outcome).verdict())
        except LambdafixError as error:
            done = replace(done, failure=Failure.of(error, outcome.path))
        except Cancelled:
            raise
        except Exception as bug:  # noqa: BLE001 - as in a rewrite, it must not stop the others
            done = replace(done, failure=Failure.of_bug(bug))
        done = replace(done, logs=self._logs(done))
        self.say(outcome.path, done.status)
        return self._written(done, outcome) if self.request.write else done

    def _trial(self, outcome: Outcome) -> Trial:
        assert outcome.rewrite
        assert outcome.context
        self.say(outcome.path, "copying the build context")
        project = Project.at(outcome.context, Path(outcome.path))
        rewrite, root, where = outcome.rewrite, outcome.context, self.engine.directory / self.key
        old, new = (dockerfile.text for dockerfile in rewrite.deployed)
        before = stage("before", old, project, root, where, {})
        after = stage("after", new, project, root, where, rewrite.edits)
        touched = self.wanted.touch or handler_of(outcome, project)
        return Trial(
            self.engine,
            self.key,
            before,
            after,
            touched,
            rewrite.allowance,
            self.wanted.questions,
            self.wanted.quick,
            lambda words: self.say(outcome.path, words),
        )

    def _logs(self, done: Verified) -> str:
        """Where the logs of this file are kept: all of them, or those of a failure."""
        logs = sorted(self.engine.directory.glob(f"{self.key}-*.log"))
        if not logs or not (self.wanted.logs or done.exit_code):
            return ""
        kept = self.wanted.logs or Path(tempfile.mkdtemp(prefix="lambdafix-logs-"))
        kept.mkdir(parents=True, exist_ok=True)
        for log in logs:
            shutil.copy(log, kept / log.name)
        return str(kept)

    def _written(self, done: Verified, outcome: Outcome) -> Verified:
        """Only what was proved is written."""
        if done.verdict is None or not done.verdict.proved:
            return done
        result = written(outcome)
        return replace(done, written=result.written, failure=result.failure)


def rewritten(target: Target, request: Request) -> Outcome:
    """One file's rewrite, or why there is none, in any thread. Never raises."""
    with _ONE_AT_A_TIME:
        return outcome_of(target, request)


def handler_of(outcome: Outcome, project: Project) -> str | None:
    """The file of the context that holds the handler; None where it is not known."""
    from lambdafix.semantics.lambda_image import handler_file
    from lambdafix.semantics.simulate import simulate

    assert outcome.rewrite
    dockerfile, _ = outcome.rewrite.deployed
    with _ONE_AT_A_TIME:
        return handler_file(dockerfile, simulate(dockerfile, project)[-1])


@contextmanager
def _ended_by_signals() -> Iterator[Event]:
    """Ctrl-C and SIGTERM end the run once; while it cleans up, they are not heard again."""
    cancelled = Event()

    def end(*_: object) -> None:
        if not cancelled.is_set():
            cancelled.set()
            raise KeyboardInterrupt

    heard = (signal.SIGINT, signal.SIGTERM) if current_thread() is main_thread() else ()
    old = {number: signal.signal(number, end) for number in heard}
    try:
        yield cancelled
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
