"""The values that every tool's file speaks in: a call, its trace, the install that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname

from msgspec import Struct, field

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.scope import Scope


class Python(Struct, frozen=True):
    """The interpreter of a stage's base image: where a plain install lands."""

    version: str
    site_packages: str
    scripts: str
    libraries: frozenset[str] = frozenset()  # distributions that are there already


class Call(Struct, frozen=True):
    """One command as it runs: its words with variables replaced (`${X}` stays where unknown).

    `files` maps a path of the image to the path in the build context that was copied there
    unchanged; `cwd` is None where it is unknown.
    """

    argv: tuple[str, ...]
    cwd: str | None
    scope: Scope
    files: Mapping[str, str]
    project: Project
    python: Python | None = None
    present: frozenset[str] = frozenset()  # paths of the image that are known to be files
    base: tuple[str, str] = ("", "")  # the language that the base image brings, and its version
    made: frozenset[str] = frozenset()  # files that the commands before it in the same RUN leave
    filled: tuple[Area, ...] = ()  # where something lies, not of the OS, that no file is known of
    directories: frozenset[str] = frozenset()  # paths that are known to be directories
    inherited: Mapping[str, str] = field(default_factory=dict)  # variables of the base image
    written: Mapping[str, str] = field(default_factory=dict)  # values that only the shell knows

    @property
    def shown(self) -> str:
        """The program and the word behind it, for a sentence: `npm ci`."""
        return " ".join(self.argv[:2])

    def path(self, word: str) -> str | None:
        """The absolute path that a word names, or None if that cannot be known."""
        if "$" in word or (self.cwd is None and not word.startswith("/")):
            return None
        return join(self.cwd or "/", word)

    def upwards(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Files by these names in the working directory, or in the nearest one above that has any.

        Only files are seen that were copied from the build context.
        """
        directory = self.cwd
        while directory is not None:
            found = tuple(p for n in names if (p := join(directory, n)) in self.files)
            if found or directory == "/":
                return found
            directory = dirname(directory)
        return ()


class Deposit(Struct, frozen=True):
    """Something left in the image: where, and what it is made of.

    `semantic` is all that decides the content besides what was read; two deposits with equal
    semantic, made from equal reads, are the same by provenance. `items` are the packages that are
    named one by one, so that a step can be allowed to drop or rename one; `whole`: they are all
    that it is made of, and without any of them nothing is left. `modes`: it changes owners and
    modes, no content. `label` is for people. `tools`: of the OS packages it is made with, only
    those that can serve a build count, and these; None: all. `output`: of the areas, those that a
    compiler or a bundler was asked to fill, and has filled; `bundle`: with the packages in it.
    `renews`: lock files beside its areas that it fills with versions of the day.
    """

    areas: tuple[Area, ...]
    semantic: tuple[object, ...]
    label: str
    items: frozenset[str] | None = None
    whole: bool = False
    modes: bool = False
    tools: frozenset[str] | None = None
    output: tuple[Area, ...] = ()
    bundle: bool = False
    renews: tuple[str, ...] = ()


class Install(Struct, frozen=True):
    """The packages of a language's package manager that one command installs.

    `place` is the directory they land in; `plain` says that it is the interpreter's own. `apart`
    says why it is not certain to be one where the function looks: a virtual environment, another
    Python; `place` may then be empty, and no codemod moves what such an install leaves.
    `manifests` are the paths of the image that are read (requirements, lock files), `kept` those of
    them that the function reads too (package.json), `noted` those that it writes for the next
    install; `distributions` the canonical names required, None where they are not known. `bare`
    says why `place` may not be there at all behind it.
    """

    tool: str
    place: str
    plain: bool
    manifests: tuple[str, ...] = ()
    distributions: frozenset[str] | None = frozenset()
    unpinned: frozenset[str] = frozenset()  # of these, those that name no one version
    needs: frozenset[str] = frozenset()  # commands it calls besides compilers: git
    source: str = ""  # the word that makes it read the source, such as `-e .`
    checkout: bool = False  # it leaves the working copy of a repository in a place of its own
    apart: str = ""
    kept: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    bare: str = ""
    sourced: frozenset[str] = frozenset()
    platform: str = ""


class Packages(Struct, frozen=True):
    """The OS packages that one command installs, and by which command."""

    manager: str
    names: tuple[str, ...]


class Fetch(Struct, frozen=True):
    """How what a build fetches by itself is fetched alone: by `words` in `cwd`, into `into`.

    `build` is what fetches it now, `files` what the words read, both for people. `why` says why it
    is not shown that the words may run before the build, whatever else is there then; empty where
    it is: they succeed wherever the build does, leave in `into` what the build would, and nothing
    else that it does not make anew. `by_hand` is what the user can do where it is not to copy the
    files and run the words. `env` is what the build sees of variables, None for a value
    that is not known; `behind` what the commands of its RUN that stand before it write.
    """

    words: tuple[str, ...]
    cwd: str
    into: tuple[Area, ...]
    build: str
    files: str
    why: str = ""
    by_hand: str = ""
    env: Mapping[str, str | None] = field(default_factory=dict)
    behind: tuple[Area, ...] = ()


class Trace(Struct, frozen=True):
    """What one command reads and leaves.

    `variables` are patterns over the names of the environment that it reads, besides the words'.
    `env` are the variables that it sets for the commands after it: an activated environment.
    """

    reads: tuple[Area, ...] = ()
    writes: tuple[Area, ...] = ()
    deposits: tuple[Deposit, ...] = ()
    variables: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # directories that have to be there
    program: str = ""  # the file that is run, as written; empty: the shell itself
    env: Mapping[str, str] = field(default_factory=dict)
    install: Install | None = None
    packages: Packages | None = None
    manifests: tuple[str, ...] = ()  # read by a command of an installer that installs nothing
    trees: tuple[str, ...] = ()  # directories in which all files are manifests
    fetch: Fetch | None = None
    missing: str = ""  # what could not be seen, so that areas are wider than they need be
    maybe: str = ""  # the word that decides whether it runs at all; empty: it runs


class Unknown(Struct, frozen=True):
    """A command that cannot be read: the word, why, and what to do where that can be said."""

    word: str
    why: str
    hint: str = ""


class Options(Struct):
    """Words of a command sorted by a table of its options."""

    flags: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)
    operands: list[str] = field(default_factory=list)

    def all(self, *names: str) -> tuple[str, ...]:
        return tuple(v for n in names for v in self.values.get(n, ()))

    def chosen(self, quiet: frozenset[str]) -> tuple[str, ...]:
        """The options less those that decide nothing of what is left, in an order of our own."""
        values = (f"{n}={v}" for n, given in self.values.items() if n not in quiet for v in given)
        return (*sorted(self.flags - quiet), *sorted(values))

    def last(self, *names: str) -> str | None:
        found = self.all(*names)
        return found[-1] if found else None


def options(words: tuple[str, ...], flags: str, valued: str) -> Options | Unknown:
    """Sort words by the options that a tool documents; an option that is in neither is Unknown.

    `flags` and `valued` are blank-separated names; short ones may be bundled (`-qy`) or hold their
    value (`-r=x` is not one, `-rfile` is).
    """
    known_flags, known_values = frozenset(flags.split()), frozenset(valued.split())
    out = Options()
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            out.operands += rest
            break
        if not word.startswith("-") or word == "-":
            out.operands.append(word)
        elif word in known_flags:
            out.flags.add(word)
        elif equals and name.startswith("--") and name in known_values:
            out.values.setdefault(name, []).append(value)
        elif word in known_values:
            if not rest:
                return Unknown(word, "its value is missing")
            out.values.setdefault(word, []).append(rest.pop(0))
        elif not word.startswith("--") and word[:2] in known_values:
            out.values.setdefault(word[:2], []).append(word[2:].removeprefix("="))
        elif not word.startswith("--") and len(word) > 2 and word[:2] in known_flags:
            out.flags.add(word[:2])
            rest.insert(0, f"-{word[2:]}")
        else:
            return Unknown(word, "this option is not known")
    return out
