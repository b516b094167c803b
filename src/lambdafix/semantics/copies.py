"""What a COPY or an ADD brings into the image: files by name, and what cannot be seen."""

from __future__ import annotations

import re
from posixpath import basename

from msgspec.structs import replace

from lambdafix.catalog.images import is_installer
from lambdafix.context.globs import has_wildcard
from lambdafix.semantics.areas import ACCOUNTS, EVERYTHING, Area, below, join, meet
from lambdafix.semantics.commands.call import Deposit, Unknown
from lambdafix.semantics.effects import Effect, Moment
from lambdafix.semantics.image import Image, Made, cached, key_of
from lambdafix.semantics.scope import names_in
from lambdafix.syntax.views import Copy, stage_name

# How archives begin that ADD unpacks, whatever their name; `ustar` stands further in.
_MAGIC = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
_USTAR = slice(257, 262)


def copied(copy: Copy, at: Moment) -> Effect:
    """What a COPY or an ADD reads and leaves; a wall where its destination is not known."""
    words = (*copy.sources, copy.destination, *(v or "" for _, v in copy.flags))
    variables = tuple(n for w in words for n in names_in(w))
    destination = at.scope.path(copy.destination)
    relative = not at.scope.expand(copy.destination).startswith("/")
    state = frozenset({"WORKDIR"}) if relative else frozenset()
    if destination is None:
        why = Unknown(copy.destination, "the path it names is not known")
        return Effect(reads=(EVERYTHING,), writes=(EVERYTHING,), variables=variables, wall=why)
    into = copy.destination.endswith(("/", "/.", "/..")) or copy.destination in (".", "..", "./")
    into = into or at.image.is_directory(destination)
    made = _Copied(copy, at, destination, into)
    if not into and len(copy.sources) + len(copy.heredocs) > 1:
        made.scattered()
    else:
        made.read()
    owner = at.scope.expand(copy.flags.get("chown") or "")
    named = bool(re.search("[a-zA-Z$]", owner))  # a number needs no account
    return Effect(
        reads=ACCOUNTS if named else (),
        writes=tuple(dict.fromkeys(made.areas)),
        again=tuple(made.again),
        variables=variables,
        state=state,
        files=made.files,
        deposits=tuple(made.deposits),
        carried=tuple(made.carried),
        links=made.links,
        directories=frozenset(made.directories),
        missing=made.missing,
    )


def _placed(path: str, top: str, destination: str) -> str:
    """Where a path at or below a top directory, which may be empty, lands in a destination; all are
    clean."""
    rest = path[len(top.rstrip("/")) + 1 :] if top else path
    return f"{destination.rstrip('/')}/{rest}" if rest else destination


def _literal(pattern: str) -> str:
    """The name that a pattern is written around: `yarn.lock*` and `yarn.loc[k]` alike."""
    return re.sub(r"\[(\w)\]|[*?]|\[[^]]*\]", r"\1", pattern)


class _Copied:
    """What a COPY brings, source by source."""

    def __init__(self, copy: Copy, at: Moment, destination: str, into: bool) -> None:
        self.copy, self.at, self.destination, self.into = copy, at, destination, into
        # a file's owner and mode are part of what it is; --link changes only how it is stored
        self.flags = tuple(
            (n, at.scope.expand(v or "")) for n, v in copy.flags if n not in ("from", "link")
        )
        self.areas: list[Area] = []
        self.again: list[Area] = []
        self.files: dict[str, tuple[str, str | None]] = {}
        self.deposits: list[Deposit] = []
        self.carried: list[Made] = []
        self.links: dict[str, str] = {}
        self.directories: set[str] = set()
        self.missing = ""
        self.chosen = False

    def read(self) -> None:
        origin = stage_name(self.at.scope.expand(self.copy.flags.get("from") or ""))
        for heredoc in self.copy.heredocs:
            self._file(self._target(heredoc.name), f"text:{heredoc.content}", None)
        for source in self.copy.sources:
            text = self.at.scope.expand(source)
            named = not origin and any(n in self.at.scope.args for n in names_in(source))
            self.chosen = named and (has_wildcard(text) or self.at.project.is_dir(text))
            if origin in self.at.stages:
                self._from_stage(self.at.stages[origin], join("/", text), origin)
            elif origin or "$" in text:
                program = basename(text) if is_installer(origin) else ""
                label = f"{text} of {origin or 'the build context'}"
                self._opaque(("image", origin, text), label, program)
            elif self.copy.add and ("://" in text or text.startswith("git@")):
                self._opaque(("add", text), text)
            else:
                self._from_context(text)
        self._place_files()

    def scattered(self) -> None:
        """Several sources and one name that is no directory yet: BuildKit copies one file over the
        other, the classic builder refuses, and a directory among them makes one."""
        self.missing = f"{self.copy.destination} is no directory, and several sources go there"
        text = (*self.copy.sources, *(h.content for h in self.copy.heredocs))
        self._opaque(("scattered", *text), f"the files in {self.copy.destination}")

    def _from_context(self, text: str) -> None:
        project = self.at.project
        matches = project.match(text)
        if not matches and self._is_spare(text):
            # what it could bring, if it were there; BuildKit takes that there is none
            self.areas.append(Area(self._target(_literal(basename(text)))))
            return
        if not matches or project.truncated:
            self.missing = self.missing or f"{text} is not in the build context"
            self._opaque(("context", text), text)
        for match in matches:
            if "parents" in dict(self.flags) or "exclude" in dict(self.flags):
                self._opaque(("context", text), text)
                continue
            inside = project.under(match) if project.is_dir(match) else None
            if inside is None and self._unpacks(match):
                self._opaque(("unpack", match), f"what is in {match}")
                continue
            if inside is None:
                self._file(self._target(basename(match)), project.provenance(match), match)
                continue
            top = "" if match == "." else match
            self.directories |= {_placed(p, top, self.destination) for p in project.empty(match)}
            links = set(project.links(match))  # a link below a directory stays one
            for path in inside:
                there = _placed(path, top, self.destination)
                target = project.link(path) if path in links else ""
                if target:
                    self.links[there] = target
                self._file(there, project.provenance(path), None if target else path)

    def _is_spare(self, text: str) -> bool:
        """Whether a source is a pattern that need not match: another source brings something.

        Source: moby/buildkit, dockerfile2llb, dispatchCopy: AllowEmptyWildcard; the classic builder
        asks that some source of the COPY matches.
        """
        project, others = self.at.project, map(self.at.scope.expand, self.copy.sources)
        odd = {"parents", "exclude"} & dict(self.flags).keys()
        sure = project.known and not project.truncated and self.into and not odd
        return sure and has_wildcard(text) and any(map(project.match, others))

    def _unpacks(self, path: str) -> bool:
        """Whether ADD unpacks a file of the context: its content decides, not its name."""
        if not self.copy.add:
            return False
        content = self.at.project.read_bytes(path) or b""
        return content.startswith(_MAGIC) or content[_USTAR] == b"ustar"

    def _from_stage(self, stage: Image, source: str, origin: str) -> None:
        files, made, exact = stage.selection(source)
        for path, provenance in files.items():
            there = (
                self._target(basename(path))
                if path == source
                else _placed(path, source, self.destination)
            )
            self._file(there, provenance, stage.context.get(path))
        for deposit in made:
            taken = (a for a in deposit.areas if meet((a,), (Area(source, deep=True),)))
            moved = tuple(self._moved(a, source, stage) for a in taken if not cached(a.path))
            self.areas += moved
            # of a directory that is there already, the content comes over and not the mode
            whole = (a for a in deposit.areas if not self._is_file(a, source, stage))
            top = deposit.modes and any(below(source, a.path) for a in whole)
            kept = top and self.at.image.is_directory(self.destination)
            key = key_of(deposit.key, "less its directory") if kept else deposit.key
            self.carried.append(replace(deposit, areas=moved, key=key))
        for path in stage.directories:
            if path != source and below(path, source):
                self.directories.add(_placed(path, source, self.destination))
        for path, target in stage.links.items():
            if below(path, source) and path not in stage.base.links:
                self.links[_placed(path, source, self.destination)] = target
        same_base = stage.base.is_same(self.at.image.base)
        unchanged = same_base and source == self.destination
        if not unchanged and (not exact or not (files or made)):
            self._opaque(("stage", stage.base.text, source), f"{source} of {origin}")

    def _moved(self, area: Area, source: str, stage: Image) -> Area:
        if area.path != source and not area.path.startswith(f"{source.rstrip('/')}/"):
            return Area(self.destination, deep=True)  # the deposit is wider than what is taken
        if self.into and self._is_file(area, source, stage):
            return Area(self._target(basename(source)))
        return replace(area, path=_placed(area.path, source, self.destination))

    def _is_file(self, area: Area, source: str, stage: Image) -> bool:
        """Whether an area is one file, and the very one that is taken."""
        return area.path == source and not area.deep and not stage.is_directory(source)

    def _target(self, name: str) -> str:
        return join(self.destination, name) if self.into else self.destination

    def _file(self, path: str, provenance: str, context_path: str | None) -> None:
        whole = f"{provenance}{self.flags}" if self.flags else provenance
        # which files there are depends on the build argument: their content proves nothing
        self.files[path] = (whole, None if self.chosen else context_path)

    def _place_files(self) -> None:
        """The areas of the files: one for a whole directory, unless some of it is there already."""
        root = self.destination.rstrip("/")
        groups: dict[str, list[str]] = {}
        for path in self.files:
            first = path[len(root) + 1 :].split("/")[0] if path.startswith(f"{root}/") else ""
            groups.setdefault(f"{root}/{first}" if first else path, []).append(path)
        there = self.at.image.files
        for top, paths in groups.items():
            same = {p for p in paths if there.get(p) == self.files[p][0]}
            if same:
                self.again += map(Area, sorted(same))
                self.areas += (Area(p) for p in paths if p not in same)
            else:
                self.areas.append(Area(top, deep=paths != [top]))

    def _opaque(self, semantic: tuple[object, ...], label: str, name: str = "") -> None:
        """What is not known, below the destination; `name`: it is one file by this name."""
        area = Area(self._target(name)) if name else Area(self.destination, deep=True)
        self.areas.append(area)
        self.deposits.append(Deposit((area,), (*semantic, self.flags), label))
