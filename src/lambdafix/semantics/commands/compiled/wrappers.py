"""./mvnw and ./gradlew: the tool itself, fetched by a script that stands in the project.

Sources: Gradle User Manual 8.14, "Gradle Wrapper"; Maven Wrapper 3.3. Both scripts find Java and
start the tool that their properties name. They are too long for a reader of scripts, and generated:
a script of that name is taken for the wrapper where it is there as a file and has the wrapper's
properties beside it (an axiom).
"""

from __future__ import annotations

from posixpath import basename, dirname

from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.commands.call import Call, Unknown

_PROPERTIES = {
    "gradlew": "gradle/wrapper/gradle-wrapper.properties",
    "mvnw": ".mvn/wrapper/maven-wrapper.properties",
}


def is_wrapper(call: Call) -> bool:
    """Whether a command is a wrapper, and not just a script of its name."""
    return bool(_read(call))


def wrapped(call: Call) -> tuple[Area, ...] | Unknown:
    """What a wrapper reads besides; empty where the tool itself is called."""
    first = call.argv[0]
    properties = _PROPERTIES.get(basename(first))
    if properties is None:
        return ()
    why = f"it is not seen beside {properties}, so it may be any program"
    return _read(call) or Unknown(first, why)


def _read(call: Call) -> tuple[Area, ...]:
    first = call.argv[0]
    properties = _PROPERTIES.get(basename(first))
    path = call.path(first) if "/" in first else None
    if path is None or properties is None:
        return ()
    beside = join(dirname(path), properties)
    there = call.files.keys() | call.present
    return (Area(path), Area(dirname(beside), deep=True)) if {path, beside} <= there else ()
