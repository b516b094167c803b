"""sbt: every task evaluates the project's build, which is a program, so all may be read.

Source: sbt Reference Manual 1.10, "Command line reference", "Directory structure" and "sbt
runner". Results lie below the project (target/, project/target/) and in the user's .sbt, .ivy2 and
coursier's cache.
"""

from __future__ import annotations

from lambdafix.semantics.areas import join
from lambdafix.semantics.commands.call import Call, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import (
    NO_DIRECTORY,
    deep,
    homes,
    named_in,
    ran_code,
)

_FLAGS = """-batch --batch -no-colors --no-colors -v --verbose -d --debug --error --warn --info
-no-share --no-share -V --version"""
_VALUED = """-D -J -mem --mem -java-home --java-home -sbt-dir --sbt-dir -sbt-boot --sbt-boot -ivy
--ivy --color --supershell"""


def read(call: Call) -> Trace | Unknown:
    words = options(call.argv[1:], _FLAGS, _VALUED)
    if isinstance(words, Unknown):
        return words
    if call.cwd is None:
        return Unknown("sbt", NO_DIRECTORY)
    user = homes(call, "SBT_GLOBAL_HOME", ".")
    if isinstance(user, Unknown):
        return user
    odd = next((n for n in ("SBT_OPTS", "COURSIER_CACHE") if call.scope.value(n)), None)
    if odd is not None:
        return Unknown(odd, "it may lead results elsewhere")
    own = (join(u, n) for u in user for n in (".sbt", ".ivy2", ".cache/coursier", ".cache/sbt"))
    return ran_code(call, deep((call.cwd, *named_in(call), *own)))
