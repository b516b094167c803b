"""What a RUN finds besides files and may hang on: variables, the user, the shell, programs."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from lambdafix.catalog.packages import commands_of
from lambdafix.semantics.effects import Effect
from lambdafix.semantics.image import Image
from lambdafix.semantics.scope import Scope


def environment_of(
    effect: Effect, scope: Scope, image: Image
) -> tuple[tuple[str, str | None], ...]:
    """The variables that a RUN reads, as far as the file sets them."""
    base = {**image.base.scope.args, **image.base.scope.env}
    known = {**scope.args, **scope.env}
    said = (n for n in sorted(known) if n not in base or known[n] != base[n])
    own = ((n, _own(n, known[n], base.get(n))) for n in said if effect.reads_variable(n))
    prints = effect.wall is None and "*" in effect.variables
    whole = (("all variables of", image.base.text),) if prints else ()
    return (*own, *whole, *_who(effect, scope), *_bringing(effect, image))


def _bringing(effect: Effect, image: Image) -> Iterator[tuple[str, str]]:
    """The OS packages that bring a program which the RUN runs."""
    programs = {basename(area.path) for area in effect.searches}
    for name in sorted(image.packages) if programs else ():
        if commands_of([name]) & programs:
            yield "package", name


def _who(effect: Effect, scope: Scope) -> Iterator[tuple[str, str]]:
    """The user and the shell that a RUN runs by, where the file says them."""
    if "USER" in effect.state and scope.user not in ("", "0", "root"):
        yield "USER", scope.user
    if "SHELL" in effect.state and scope.shell:
        yield "SHELL", " ".join(scope.shell)


def _own(name: str, value: str | None, inherited: str | None) -> str | None:
    """A value with what the base image says of the variable by its name: `/app/bin:$PATH`."""
    return value.replace(inherited, f"${name}") if value and inherited else value
