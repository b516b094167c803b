"""The POMs that a Maven command works on: files of the context, followed up and down.

Source: Maven POM Reference 3.9, "Inheritance" and "Aggregation": a parent is looked for at its
relative path, and in repositories where no file is there; a module has to be there.
"""

from __future__ import annotations

from posixpath import dirname

from msgspec import Struct

from lambdafix.context.maven_pom import Pom, read_pom
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call

_NOT_FOUND = "pom.xml is not a file that was copied from the build context"


class Poms(Struct, frozen=True):
    """The POMs that are seen, and all paths that they are looked for at."""

    directories: tuple[str, ...]
    read: dict[str, Pom]
    looked: tuple[Area, ...]
    missing: str = ""

    @property
    def simple(self) -> bool:
        return not self.missing and all(p.simple for p in self.read.values())

    @property
    def bounded(self) -> bool:
        return not self.missing and not any(p.elsewhere for p in self.read.values())


def poms_of(call: Call, start: str) -> Poms:
    """The pom.xml of a directory or by its path, with its modules and their parents."""
    todo, read, looked = [start], dict[str, Pom](), list[str]()
    missing = ""
    while todo:
        path = todo.pop()
        file = path if path.endswith(".xml") else join(path, "pom.xml")
        if file in looked:
            continue
        looked.append(file)
        text = call.project.read(call.files[file]) if file in call.files else None
        if text is None:
            # a parent that lies in no file is looked for in repositories
            wanted = (
                file in call.present
                or not read
                or any(file == _at(f, m) for f, p in read.items() for m in p.modules)
            )
            missing = missing or (_NOT_FOUND if wanted else "")
            continue
        read[file] = read_pom(text)
        todo += [_at(file, m) for m in read[file].modules]
        todo += [_at(file, read[file].parent)] if read[file].parent else []
    first = start if not start.endswith(".xml") else dirname(start)
    directories = tuple(dict.fromkeys((first, *map(dirname, read))))
    return Poms(directories, read, tuple(map(Area, looked)), missing)


def _at(file: str, path: str) -> str:
    there = join(dirname(file), path)
    return there if there.endswith(".xml") else join(there, "pom.xml")
