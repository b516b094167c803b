"""uv pip install: pip's options into the system's or a target's directory.

Source: uv documentation 0.9, "The pip interface". Other commands of uv are not known here: `uv
sync` makes a virtual environment whose scripts hold absolute paths.
"""

from __future__ import annotations

from lambdafix.semantics.commands import pip
from lambdafix.semantics.commands.call import Call, Trace, Unknown, options

_FLAGS = f"{pip.FLAGS} --system --no-progress --native-tls --offline --reinstall --strict --exact"
_FLAGS += " --compile-bytecode --no-binary-package --no-sources --require-hashes --no-verify-hashes"
_VALUED = f"{pip.VALUED} --index --default-index --link-mode --resolution --index-strategy --python"
_VALUED += " --python-platform -p --refresh-package --exclude-newer --override --requirements"


def read(call: Call) -> Trace | Unknown:
    words = call.argv[1:]
    if words[:2] != ("pip", "install"):
        return Unknown(" ".join(call.argv[:2]), "only `uv pip install` is known")
    sorted_words = options(words[2:], _FLAGS, _VALUED)
    if isinstance(sorted_words, Unknown):
        return sorted_words
    placed = sorted_words.last("--target", "-t", "--prefix") is not None
    system = "--system" in sorted_words.flags or call.scope.value("UV_SYSTEM_PYTHON") in (
        "1",
        "true",
    )
    if not placed and not system:
        return Unknown(
            "uv pip install", "without --system or --target it needs a virtual environment"
        )
    return pip.install(call, "uv", sorted_words)
