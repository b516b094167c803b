"""Build tools whose files are programs: nothing can be said of them without running them.

Sources: GNU make 4.4, CMake 3.27, GNU autoconf 2.72, ninja 1.11, meson 1.3.
"""

from __future__ import annotations

from posixpath import basename

from lambdafix.semantics.commands.call import Call, Trace, Unknown

_FILES = {
    "cmake": "its CMakeLists.txt",
    "cmake3": "its CMakeLists.txt",
    "gmake": "its Makefile",
    "make": "its Makefile",
    "meson": "its meson.build",
    "ninja": "its build.ninja",
}


def read(call: Call) -> Trace | Unknown:
    name = basename(call.argv[0])
    if call.argv[1:] in (("--version",), ("-v",)):
        return Trace()
    return Unknown(call.argv[0], f"{_FILES.get(name, 'this script')} may do anything")
