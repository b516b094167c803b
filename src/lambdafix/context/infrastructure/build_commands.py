"""`docker build` and its like in lines of shell: context, -f, --target, --platform, --build-arg.

Read word by word, without running or understanding the rest of a script: `cd` is followed,
variables count where they have one literal value, and everything else is not known.
Source: docs.docker.com/reference/cli/docker/buildx/build, podman-build(1), kaniko's README.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lambdafix.context.infrastructure.builds import Build, use_of
from lambdafix.context.infrastructure.shell_lines import UNKNOWN, Here, commands
from lambdafix.context.infrastructure.uses import Builder, Finding, Place
from lambdafix.regex import regex

REASON = regex(r"\b(?:docker|podman|nerdctl|buildah|finch)\b[^\n]{0,300}?\b(?:build|bud)\b|kaniko")

# Options that stand alone; every other one takes a value, in its word or in the next.
_ALONE = frozenset(
    "--no-cache --pull --push --load --quiet -q --rm --force-rm --squash --compress --check "
    "-D --debug --disable-content-trust --layers --tls-verify --all-platforms --cleanup".split()
)
_PROGRAMS = {
    "docker": Builder.DOCKER,
    "nerdctl": Builder.DOCKER,
    "finch": Builder.DOCKER,
    "podman": Builder.PODMAN,
    "buildah": Builder.PODMAN,
}
_BUILDS = (["build"], ["image", "build"], ["builder", "build"], ["bud"])
_BUILDX = (["buildx", "build"], ["buildx", "b"])
_BEFORE = frozenset("sudo env eval exec time".split())
_KANIKO = regex(r"(?:^|/)(?:kaniko/)?executor$")


def uses(
    text: str, path: str, line: int, here: Here, variables: Mapping[str, str]
) -> Iterator[Finding]:
    """The builds that a script calls; `line` is where it begins."""
    if not REASON.search(text):
        return
    for command in commands(text, here, variables):
        found = _build(command.words)
        if found:
            builder, build = found
            place = Place(path, line + command.line)
            yield from use_of(build, command.directories, builder, place)


def _build(words: Sequence[str]) -> tuple[Builder, Build] | None:
    while words and words[0] in _BEFORE:
        words = words[1:]
    program = words[0] if words else ""
    if _KANIKO.search(program) and any(word.startswith("--context") for word in words):
        return Builder.KANIKO, _parsed(words[1:], kaniko=True)
    builder = _PROGRAMS.get(program.rpartition("/")[2])
    if builder is None:
        return None
    for shapes, kind in ((_BUILDX, Builder.BUILDX), (_BUILDS, builder)):
        for shape in shapes:
            if list(words[1 : len(shape) + 1]) == shape:
                return kind, _parsed(words[len(shape) + 1 :])
    return None


def _parsed(words: Sequence[str], *, kaniko: bool = False) -> Build:
    options, places = _sorted(words)
    file: str | None = _last(options, "-f", "--file", "--dockerfile", "-d" if kaniko else "-f")
    known = [place for place in places if place != UNKNOWN]
    if len(known) < len(places) and len(known) == 1 and not file:
        file = None  # a variable beside the context may hold -f
    context = _last(options, "--context", "-c") if kaniko else (known or [UNKNOWN])[-1]
    pairs = [v.partition("=") for n, v in options if n == "--build-arg"]
    return Build(
        context=context.removeprefix("dir://") or None,
        file=file,
        file_in_context=kaniko,
        target=_known(_last(options, "--target")),
        platform=_known(_last(options, "--platform", "--custom-platform")),
        arguments=tuple((name, value.replace(UNKNOWN, "")) for name, _, value in pairs),
    )


def _sorted(words: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Options with their values, and what is left: the build context."""
    options: list[tuple[str, str]] = []
    places: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            places.append(word)
        elif word.startswith("--") and "=" in word:
            name, _, value = word.partition("=")
            options.append((name, value))
        elif word not in _ALONE:
            short = not word.startswith("--") and len(word) > 2
            options.append((word[:2], word[2:]) if short else (word, next(rest, UNKNOWN)))
    return options, places


def _last(options: Sequence[tuple[str, str]], *names: str) -> str:
    return next((value for name, value in reversed(options) if name in names), "")


def _known(text: str) -> str | None:
    return None if UNKNOWN in text else text
