"""The function stands on AWS's own base image.

```diff
-FROM python:3.12-slim
-WORKDIR /app
-RUN pip install awslambdaric
+FROM public.ecr.aws/lambda/python:3.12
+WORKDIR ${LAMBDA_TASK_ROOT}
 COPY app.py ./
-ENTRYPOINT ["python", "-m", "awslambdaric"]
 CMD ["app.handler"]
```

Why: Lambda keeps AWS's base images in its caches, AWS patches them, and they bring the runtime
interface client, the emulator and an entry point that starts the handler.

A server behind the Lambda Web Adapter keeps its base image and its CMD.

A user that is made only to run the function goes, and so does a USER behind which nothing is run:
Lambda runs every function as a user of its own. So do tini and dumb-init.

For Python and Node. A program of Go goes to the base image for programs, `provided:al2023`: from
scratch, Alpine, Debian, from images that AWS no longer patches, and from the golang image itself,
which then only compiles. A script that only chooses whether the emulator starts the program goes
with the emulator: the base image has both.

Refuses: an image whose version is not in its name; a version that AWS has no supported image for
(that is said as advice); OS packages whose names on Amazon Linux 2023 are not known; commands that
the base image lacks; an entry point that does more than start the client; paths of the old image;
code that names the directory which the function would leave; an ENTRYPOINT, a working directory or
a program that the infrastructure puts in place of the file's. An image with the Lambda Web Adapter
keeps base image and CMD, which is a server there (that is said as advice), and one of Windows its
base image. For Node: NODE_PATH, the client among the dependencies, a package that a source asks for
and only the client may have brought, packages above the function's directory, a module that only
its syntax shows to be one. For Go: a C library that Amazon Linux has not, a module that is C in
part and is linked with a newer glibc, aws-lambda-go before 1.18, files, commands and time zones
that the program opens and that would be left.

Safety: SAFE onto a supported base image on Amazon Linux 2023, for the same version of the language.
UNSAFE onto Amazon Linux 2 (older glibc: wheels may not exist), from Alpine (other wheels), from a
full image with installs that may have used its compilers, where programs come from another image,
where a digest or a date in its tag pins the old one, and where that comes from a mirror of the
settings and none of them has AWS's, neither of its registry nor of Docker Hub. For Node also where
packages run scripts when they are installed, and where one is required that may be an ES module;
for Go where cgo links the program with a newer glibc. The next version of a language is written
with `--unsafe` only, and only where the file does nothing but copy the function.
"""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from lambdafix.codemod import Codemod, Reason, Rebased, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits.aws_registry import in_aws_registry
from lambdafix.edits.foreign_libc import from_another_libc
from lambdafix.edits.languages import language_of
from lambdafix.edits.new_base import on_language_base
from lambdafix.edits.programs.plan import FAMILIES, on_provided
from lambdafix.edits.successor import with_successor
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import copies_from_itself, recognise
from lambdafix.semantics.words import described, shown
from lambdafix.syntax.tree import Dockerfile, Instruction


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    image = recognise(dockerfile, project, settings)
    first = dockerfile.stages[-1].instructions[0]
    if isinstance(image, str) or copies_from_itself(dockerfile):
        return Result(dockerfile)
    if image.server and not image.base.aws:
        return _stays(dockerfile, first, _server(first, image.server))
    if settings.overridden and not image.base.aws:
        text = f"`{image.base.text}` stays: {settings.overridden}"
        hint = "move the image by hand, and that with it"
        reason = Reason(Verdict.REFUSED, Safety.SAFE, first.line, text, hint)
        return Result(dockerfile, (reason,))
    keeper = next((i for i in dockerfile.instructions if kept(i)), None)
    if keeper and (not image.base.aws or kept(first)):
        text = f"{described(keeper)} is kept as it is, and with it the base image"
        return _stays(dockerfile, keeper, text)
    day = settings.today or datetime.now(UTC).date()
    moved = in_aws_registry(dockerfile, day)
    if image.family in FAMILIES and not image.server:
        moved = _joined(moved, on_provided(moved.dockerfile, project, settings))
    if image.base.aws or image.family in FAMILIES:
        done = _joined(moved, with_successor(moved.dockerfile, project, settings, day))
        return replace(done, reasons=(*done.reasons, *from_another_libc(dockerfile, project)))
    language = language_of(image.family)
    if language is None:
        return moved
    return _joined(
        moved, on_language_base(moved.dockerfile, project, settings, image, language, day)
    )


def _stays(dockerfile: Dockerfile, because: Instruction, text: str) -> Result:
    reason = Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, because.line, text)
    return Result(dockerfile, (reason,))


def _server(first: Instruction, server: str) -> str:
    return (
        f"`{shown(first)}` and CMD stay as they are: with {server} the image serves HTTP, and the "
        "AWS base image would take CMD for a handler"
    )


def _joined(first: Result, second: Result) -> Result:
    """What both steps changed and said; an image that both changed goes all the way."""
    onward = {a.before: a.after for a in second.allowance if isinstance(a, Rebased)}
    earlier = (
        replace(a, after=onward.get(a.after, a.after)) if isinstance(a, Rebased) else a
        for a in first.allowance
    )
    return replace(
        second,
        reasons=(*first.reasons, *second.reasons),
        allowance=(*earlier, *second.allowance),
    )


CODEMOD = Codemod(transform)
