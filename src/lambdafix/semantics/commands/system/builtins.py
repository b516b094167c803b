"""What the shell itself answers: how modes are masked, where a command lies.

Sources: POSIX.1-2024 (`type`, `umask`, `wait`), which(1) 2.21. Those that change the state of the
shell are read where a script is walked.
"""

from __future__ import annotations

from lambdafix.semantics.areas import EVERYTHING, USR, Area, join
from lambdafix.semantics.commands.call import Call, Trace, Unknown

# The mask with which builders start a container.
_USUAL_MASK = frozenset({"022", "0022", "22", "u=rwx,g=rx,o=rx", "-S", "-p"})


def read(call: Call) -> Trace | Unknown:
    match call.argv[0]:
        case "umask" if not _USUAL_MASK.issuperset(call.argv[1:]):
            return Unknown("umask", "the mode of all that comes after depends on it")
        case "type" | "which":
            return Trace(reads=_searched(call), variables=("PATH",))
        case _:
            return Trace()


def _searched(call: Call) -> tuple[Area, ...]:
    """The directories in which a command is looked for."""
    path = call.scope.value("PATH")
    if not path:
        return (EVERYTHING,)
    directories = dict.fromkeys((*USR, "/bin", "/sbin", *path.split(":")))
    return tuple(Area(join("/", d), deep=True) for d in directories if "$" not in d)
