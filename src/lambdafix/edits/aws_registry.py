"""AWS's image by its name in AWS's own registry, which has no pull limit for users of AWS."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from lambdafix.catalog.runtimes import base_image, newest_supported
from lambdafix.codemod import Allowance, Reason, Rebased, Result, Safety, Verdict
from lambdafix.semantics.bases import base_of
from lambdafix.semantics.lambda_image import roots
from lambdafix.syntax.tree import Dockerfile
from lambdafix.syntax.views import From, put

_FOR_GO = f"start from {base_image('provided', 'al2023')}"  # Go has no base image of its own


def in_aws_registry(dockerfile: Dockerfile, day: date) -> Result:
    """The same tag from AWS's own registry, which has no pull limit for anonymous users of AWS."""
    stages, reasons, allowance = [], list[Reason](), list[Allowance]()
    escape = dockerfile.dialect.escape
    for stage, root in zip(dockerfile.stages, roots(dockerfile), strict=True):
        aws, first = base_of(root).aws, stage.instructions[0]
        view = From.of(first, escape)
        hub = aws and aws.registry == "hub" and not aws.digest and "$" not in root
        if (
            aws
            and aws.floating
            and newest_supported(aws.family, day)
            and aws.registry != "hub"
            and "$" not in root
        ):
            newest = newest_supported(aws.family, day)
            text = f"`{root}` names no version, so the language moves under the function"
            hint = f"name a version: {base_image(aws.family, newest)}" if newest else _FOR_GO
            reasons.append(Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, first.line, text, hint))
        if not aws or not hub or _repository(view.image) != _repository(root):
            stages.append(stage)
            continue
        if aws.floating or aws.runtime is None:
            text = f"`{root}` stays: it names no version, so the language moves under the function"
            newest = newest_supported(aws.family, day)
            hint = f"name a version: {base_image(aws.family, newest)}" if newest else _FOR_GO
            reasons.append(Reason(Verdict.REFUSED, Safety.SAFE, first.line, text, hint))
            stages.append(stage)
            continue
        name = f"public.ecr.aws/lambda/{aws.family}:{view.image.rpartition(':')[2]}"
        new = put(first, replace(view, image=name), escape)
        stages.append(stage.with_from(new))
        reasons.append(
            Reason(
                Verdict.APPLIED,
                Safety.SAFE,
                first.line,
                f"`{view.image}` becomes {name}: the same image in AWS's own registry",
            )
        )
        moved = f"{name.rpartition(':')[0]}:{root.rpartition(':')[2]}"
        allowance.append(Rebased(root, moved))
    return Result(replace(dockerfile, stages=tuple(stages)), tuple(reasons), tuple(allowance))


def _repository(image: str) -> str:
    repository, _, tag = image.rpartition(":")
    return repository or tag
