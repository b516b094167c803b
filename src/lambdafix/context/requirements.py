"""Requirements files with all that they include: what `pip install -r` reads and installs.

`-r` and `-c` are found from the including file, local paths (`-e .`, `./lib`) from the directory
in which pip runs; `${NAME}` is a variable of the environment, in capital letters only.
Source: pip documentation 25.3, "Requirements File Format".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import unquote

from msgspec import Struct, field

from lambdafix.catalog.distributions import normalised
from lambdafix.context import requirement_lines
from lambdafix.context.pep508 import Distribution, read
from lambdafix.context.project import Project
from lambdafix.context.requirement_lines import Line, Option
from lambdafix.regex import regex

Item = TypeVar("Item")

_SCHEME = regex(r"(?P<vcs>(?:git|hg|svn|bzr)\+)?(?P<scheme>[a-z][a-z0-9+.-]*):", re.IGNORECASE)
_URL_SCHEMES = frozenset({"http", "https", "file", "ftp"})
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz")
_WITH_EXTRAS = regex(r"^(.+?)\[[^\]]*\]$")
_EGG = regex(r"[#&]egg=([A-Za-z0-9._-]+)")
VARIABLE = regex(r"\$\{([A-Z0-9_]+)\}")  # pip's own words for it, req_file.py
_PER_REQUIREMENT = frozenset({"--hash", "--config-settings", "--global-option", "--install-option"})


class Unread(NamedTuple):
    """A line that pip or this reader cannot read (0: the whole file)."""

    line: int
    text: str
    file: str


class Requirements(NamedTuple):
    """What an install reads and asks for. All paths are of the context; absolute ones as written.

    `files`: those read, the asked one first; `missing`: those named and not in the context.
    `local`: directories and archives to install. `hashed`: pip checks hashes (`--hash`).
    """

    files: tuple[str, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    constraints: tuple[Distribution, ...] = ()
    local: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    urls: tuple[str, ...] = ()
    vcs: tuple[str, ...] = ()
    unknown: tuple[Unread, ...] = ()
    missing: tuple[str, ...] = ()
    hashed: bool = False


def read_requirements(
    project: Project,
    path: str,
    at: str = ".",
    value: Callable[[str], str | None] = lambda name: None,
    there: Mapping[str, str] | None = None,
) -> Requirements:
    """A requirements file of the context; `at` is the context's path for pip's own directory.

    `value` gives what a variable is worth, which pip puts in the place of `${NAME}` if it is
    neither unset nor empty. `there` maps an absolute path of the image to the path of the context
    that was copied there.
    """
    reader = _Reader(project, at, value, there or {})
    reader.file(path, constrains=False)
    return reader.result()


def read_line(project: Project, text: str, at: str = ".") -> Requirements:
    """One requirement as a word of the command line: `boto3>=1`, `.`, `./lib[extra]`, a URL."""
    reader = _Reader(project, at)
    reader.line(Line(0, text, text.strip(), ()), "", constrains=False)
    return reader.result()


class _Reader(Struct):
    """Gathers what the lines say; a file is read once, so a loop of includes ends."""

    project: Project
    at: str
    value: Callable[[str], str | None] = lambda name: None
    there: Mapping[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    distributions: list[Distribution] = field(default_factory=list)
    constraints: list[Distribution] = field(default_factory=list)
    local: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    vcs: list[str] = field(default_factory=list)
    unknown: list[Unread] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def result(self) -> Requirements:
        return Requirements(
            files=_once(self.files),
            distributions=_once(self.distributions),
            constraints=_once(self.constraints),
            local=_once(self.local),
            options=_once([o for o in self.options if o.name not in _PER_REQUIREMENT]),
            urls=_once(self.urls),
            vcs=_once(self.vcs),
            unknown=_once(self.unknown),
            missing=_once(self.missing),
            hashed=any(o.name in ("--hash", "--require-hashes") for o in self.options),
        )

    def file(self, path: str, *, constrains: bool) -> None:
        todo, seen = [(_below(".", path), constrains)], set[tuple[str, bool]]()
        while todo:
            name, constrains = todo.pop()
            if (name, constrains) in seen:
                continue
            seen.add((name, constrains))
            content = None if _leaves(name) else self.project.read_bytes(name)
            if content is None:
                self.missing.append(name)
                continue
            self.files.append(name)
            text = requirement_lines.decode(content)
            if text is None:
                self.unknown.append(Unread(0, "", name))
                continue
            included: list[tuple[str, bool]] = []
            for line in requirement_lines.lines(text):
                included += self.line(line, name, constrains=constrains)
            todo += reversed(included)

    def line(self, line: Line, file: str, *, constrains: bool) -> list[tuple[str, bool]]:
        """Take in one line; the files that it includes, and whether they only constrain."""
        if line.options is None:
            self.unknown.append(Unread(line.number, line.text, file))
            return []
        if line.requirement:
            self.options += [o for o in line.options if o.name in _PER_REQUIREMENT]
            if not self._requirement(self._expanded(line.requirement), constrains):
                self.unknown.append(Unread(line.number, line.text, file))
            return []
        included: list[tuple[str, bool]] = []
        for option in line.options:
            if option.name in ("--requirement", "--constraint"):
                if _SCHEME.match(option.value) and not option.value.startswith("file:"):
                    self.urls.append(option.value)
                    continue
                path = self._found(posixpath.dirname(file), _path_of(option.value))
                included.append((path, constrains or option.name == "--constraint"))
            elif option.name == "--editable":
                if not self._requirement(self._expanded(option.value), constrains):
                    self.unknown.append(Unread(line.number, line.text, file))
            elif option.name == "--find-links" and not _SCHEME.match(option.value):
                value = self._expanded(option.value)
                beside = _below(posixpath.dirname(file), value)
                found = not _leaves(beside) and self.project.exists(beside)
                path = beside if found else _below(self.at, value)
                self.options.append(Option(option.name, path))
            else:
                self.options.append(option)
        return included

    def _expanded(self, text: str) -> str:
        """With the variables that pip knows in it; addresses keep theirs, which may be secrets."""
        if "://" in text:
            return text
        return VARIABLE.sub(lambda m: self.value(m[1]) or m[0], text)

    def _found(self, directory: str, path: str) -> str:
        """A path of a file as one of the context, where it is one; a variable that is not known
        stays in it."""
        whole = _below(directory, self._expanded(path))
        return self.there.get(whole, whole)

    def _requirement(self, text: str, constrains: bool) -> bool:
        scheme = _SCHEME.match(text)
        if scheme and (scheme["vcs"] or scheme["scheme"].lower() in _URL_SCHEMES):
            url = text.split("; ", 1)[0].strip()
            self._url(url)
            self._named(_EGG.search(url), url)
            return True
        path = text.split(";", 1)[0].strip()
        bare = match[1] if (match := _WITH_EXTRAS.match(path)) else path
        named = "@" in bare and not bare.partition("@")[0].strip().startswith((".", "/"))
        if not named and ("/" in bare or bare.startswith(".") or bare.endswith(_ARCHIVES)):
            self.local.append(_below(self.at, bare))
            self._named(None, bare)
            return "${" not in bare
        found = read(text)
        if found is None:
            return False
        if found.url:
            self._url(found.url)
        (self.constraints if constrains else self.distributions).append(found.distribution)
        return True

    def _url(self, url: str) -> None:
        scheme = _SCHEME.match(url)
        if scheme and scheme["vcs"]:
            self.vcs.append(url)
        elif url.lower().startswith("file:"):
            self.local.append(_below(self.at, _path_of(url)))
        else:
            self.urls.append(url)

    def _named(self, egg: re.Match[str] | None, place: str) -> None:
        """The distribution that a URL or a wheel's file name tells of, if any."""
        if egg:
            self.distributions.append(Distribution(normalised(egg[1])))
            return
        name = posixpath.basename(unquote(place.partition("#")[0]))
        if name.endswith(".whl") and name.count("-") >= 4:
            project, version = name.split("-")[:2]
            self.distributions.append(Distribution(normalised(project), f"=={version}", True))


def _path_of(value: str) -> str:
    """A path, or the path that a `file:` URL names."""
    if not value.lower().startswith("file:"):
        return value
    path = unquote(value[len("file:") :].partition("#")[0])
    return path.removeprefix("//localhost").removeprefix("//") or "/"


def _below(directory: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(directory, path))


def _leaves(path: str) -> bool:
    """Whether a path is not one of the context."""
    return path.startswith(("/", "../")) or path == ".."


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
