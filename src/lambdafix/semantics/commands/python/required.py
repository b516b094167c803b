"""What an install is asked for: requirement files with all that they include, names, directories.

Sources: pip documentation 25.3, "pip install" and "Requirements File Format"; uv documentation
0.13, "Using uv pip".
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import partial
from posixpath import basename, dirname, relpath

from msgspec import Struct

from lambdafix.catalog.distributions import distribution, known_imports
from lambdafix.context import pyproject
from lambdafix.context.requirements import VARIABLE, Requirements, read_line, read_requirements
from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING, Area, join
from lambdafix.semantics.commands.call import Call, Options, Unknown
from lambdafix.semantics.commands.python.builds import left_by_build, read_by_build

# `${TOKEN}` in a requirements file is replaced by pip
_CHECKOUT = regex(r"(^|\n)\s*(-e|--editable)[ =]\s*(git|hg|svn|bzr)\+")
_GLOB = frozenset("*?[")
_ARCHIVES = (".whl", ".zip", ".gz", ".tgz", ".bz2", ".xz")
FILES = tuple(
    """-r --requirement --requirements -c --constraint --constraints --overrides --override
    --build-constraint --build-constraints -b""".split()
)


class Required(Struct, frozen=True):
    """What an install asks for: manifests, local sources and distributions, by paths of the image.

    `commands` are those that it calls besides compilers, `source` the word that makes it read the
    source, `missing` why the distributions are not known; both are empty where there is none.
    """

    manifests: tuple[str, ...]
    sources: tuple[Area, ...]  # local directories and archives, with all that builds them reads
    built: tuple[Area, ...]  # directories that a build leaves files of its own in
    distributions: frozenset[str] | None
    unpinned: frozenset[str]
    commands: frozenset[str]
    source: str
    missing: str
    variables: tuple[str, ...]  # that requirement files name
    checkout: bool  # a repository is checked out beside the packages (`-e git+...`)
    locked: bool  # every distribution is named, with its hash

    @property
    def names(self) -> frozenset[str] | None:
        """The names at the top of what is installed; what is not locked brings others, too."""
        if self.distributions is None:
            return None
        known = frozenset(n for d in self.distributions for n in distribution(d).top_level)
        return known if self.locked else known | known_imports()


def required(call: Call, words: Options) -> Required | Unknown:
    """What the words of an install ask for, and the files that they name; or the word that is not
    understood."""
    editable = words.all("-e", "--editable")
    globs = tuple(w for w in words.operands if _is_glob(w))
    asked = (*(w for w in words.operands if w not in globs), *editable)
    files = words.all(*FILES)
    found = [read_line(call.project, word) for word in asked]
    odd = next((w for w, f in zip(asked, found, strict=True) if f.unknown or "$" in w), None)
    odd = odd or next((w for w in asked if set(w) & set("*?")), None)
    if odd is not None:
        return Unknown(odd, "it is no requirement that can be read")
    manifests, texts = list[str](), list[str]()
    outside = False  # what is included may lie anywhere
    unseen, hashed = "", bool(files) and not words.operands
    for name in files:
        path = call.path(name)
        if path is None or "://" in name or set(name) & _GLOB:
            return Unknown(name, "the file it names is not known")
        manifests.append(path)
        if path not in call.files:
            unseen = unseen or f"`{name}` is not there as the build context has it"
            continue
        if basename(path) in ("pyproject.toml", "setup.py", "setup.cfg"):
            found.append(_project(call, path, words))
            unseen = unseen or ("" if found[-1].distributions else f"what {name} needs is not read")
            continue
        read_file = read_requirements(
            call.project, call.files[path], value=partial(_value, call), there=call.files
        )
        found.append(read_file)
        nested = {_beside(path, call.files[path], f): f for f in read_file.files[1:]}
        manifests += nested
        outside = outside or bool(read_file.missing)
        unseen = unseen or _unseen(call, name, read_file, nested)
        texts += [call.project.read(f) or "" for f in read_file.files]
        hashed = hashed and read_file.hashed
    for group in words.all("--group"):
        path = call.path(group.rpartition(":")[0] or "pyproject.toml")
        if path is None:
            return Unknown(group, "the file it names is not known")
        manifests.append(path)
        found.append(_of_group(call, path))
        unseen = unseen or f"what the group `{group}` needs is not read"
    for glob in globs:
        wheels = _wheels(call, glob)
        found += [read_line(call.project, wheel) for wheel in wheels]
        unseen = unseen or ("" if wheels else f"what `{glob}` stands for is not known")
    places = [*_links(words, found), *map(_directory, globs)]
    local = [item for f in found for item in f.local]
    paths = [call.path(item) for item in (*places, *local)]
    if None in paths:
        return Unknown((*places, *local)[paths.index(None)], "the directory it names is not known")
    built = [p for p in paths[len(places) :] if p and not p.endswith(_ARCHIVES)]
    code = {a for p in built for a in read_by_build(call, p)}
    areas = tuple(Area(p, deep=True) for p in paths if p)
    return Required(
        manifests=tuple(dict.fromkeys(manifests)),
        sources=(*areas, EVERYTHING)
        if outside or EVERYTHING in code or _local_indices(found)
        else areas,
        built=tuple(a for p in built for a in left_by_build(call, p)),
        distributions=None if unseen else frozenset(d.name for f in found for d in f.distributions),
        unpinned=frozenset(d.name for f in found for d in f.distributions if not d.pinned),
        commands=frozenset({"git"} if any(f.vcs for f in found) else ()),
        source=next(iter((*globs, *_links(words, found), *local)), ""),
        missing=unseen,
        variables=(
            *sorted({m for text in texts for m in VARIABLE.findall(text)}),
            *(("?*",) if EVERYTHING in code else ()),  # code of the project may read any
        ),
        checkout=any(map(_CHECKOUT.search, texts)) or any("+" in e for e in editable),
        locked=hashed,
    )


def _value(call: Call, name: str) -> str | None:
    """What the process sees of a variable; the shell hands its directory on."""
    return call.cwd if name == "PWD" else call.scope.value(name)


def _is_glob(word: str) -> bool:
    """`dist/*.whl`: the shell puts archives in its place."""
    return "*" in word and word.endswith(("*", *_ARCHIVES)) and not set(word) & set("=<>$[")


def _directory(glob: str) -> str:
    return dirname(glob.partition("*")[0]) or "."


def _wheels(call: Call, glob: str) -> list[str]:
    """The files of the build context that a pattern stands for, none where others may match too."""
    pattern, directory = call.path(glob) or "", call.path(_directory(glob)) or "/"
    if any(p.startswith(f"{directory}/") for p in (call.present | call.made) - call.files.keys()):
        return []
    return [p for p in sorted(call.files) if fnmatchcase(p, pattern)]


def _links(words: Options, found: list[Requirements]) -> list[str]:
    """Directories in which archives are looked for."""
    said = (o.value for f in found for o in f.options if o.name == "--find-links")
    return [v for v in (*words.all("-f", "--find-links"), *said) if "://" not in v]


def _local_indices(found: list[Requirements]) -> bool:
    """Whether a requirements file names an index that is a path of the image."""
    said = (o for f in found for o in f.options if "index" in o.name or o.name == "-i")
    return any(not o.value.startswith(("http://", "https://", "$")) for o in said if o.value)


def _project(call: Call, path: str, words: Options) -> Requirements:
    """What uv reads of a project file that is given as requirements."""
    found = pyproject.read(call.project.read(call.files[path]) or "")
    more = words.all("--extra", "--group") or "--all-extras" in words.flags
    if found is None or found.dynamic or found.local or basename(path) != "pyproject.toml":
        return Requirements(local=(dirname(path),))
    lines = [] if more else [read_line(call.project, d) for d in found.dependencies]
    return Requirements(distributions=tuple(d for f in lines for d in f.distributions))


def _of_group(call: Call, path: str) -> Requirements:
    """A dependency group: with the sources of its project if that names any path."""
    there = call.files.get(path)
    found = pyproject.read(call.project.read(there) or "") if there else None
    return Requirements(local=(dirname(path),) if found is None or found.local else ())


def _unseen(call: Call, name: str, found: Requirements, nested: dict[str, str]) -> str:
    """What of a requirements file cannot be seen; empty if all of it can."""
    if found.missing:
        return f"`{found.missing[0]}` is not in the build context"
    if found.unknown:
        unread = found.unknown[0]
        own = unread.file in ("", *found.files[:1])
        return f"line {unread.line} of {name if own else unread.file} cannot be read"
    apart = next((f for there, f in nested.items() if call.files.get(there) != f), None)
    return f"`{apart}`, which {name} includes, is not copied beside it" if apart else ""


def _beside(image_path: str, context_path: str, nested: str) -> str:
    """Where in the image a file of the context lies that is found from a copied one."""
    return join(dirname(image_path), relpath(nested, dirname(context_path) or "."))
