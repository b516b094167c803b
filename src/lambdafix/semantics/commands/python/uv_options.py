"""The options of uv, and the variables that stand for them.

Source: uv documentation 0.13, "Commands" and "Environment variables".
"""

from __future__ import annotations

from lambdafix.semantics.commands.call import Call
from lambdafix.semantics.commands.python import pip_options

_FLAGS = """-q -qq --quiet -v --verbose -n --no-cache --no-cache-dir --offline --no-progress
--no-config --native-tls --system-certs --no-python-downloads --managed-python
--no-managed-python --no-index
-U --upgrade --no-sources --reinstall --refresh --compile-bytecode --no-compile-bytecode
--no-build-isolation --no-build --no-binary --force-reinstall --require-hashes --no-verify-hashes
--require-build-hashes --no-require-build-hashes --pre --preview --no-preview"""
_VALUED = """--index --default-index -i --index-url --extra-index-url -f --find-links
--index-strategy --keyring-provider -P --upgrade-package --upgrade-group --resolution --prerelease
--prerelease-package --fork-strategy --exclude-newer --exclude-newer-package --no-sources-package
--reinstall-package --link-mode -C --config-setting --config-settings --config-settings-package
--no-build-isolation-package --no-build-package --no-binary-package --cache-dir
--refresh-package -p --python --color --allow-insecure-host --directory --project --config-file
--python-preference --trusted-host --preview-features"""
_CHOICE = """--all-extras --no-dev --dev --only-dev --no-default-groups --all-groups --no-editable
--locked --frozen --all-packages"""
_CHOSEN = """--extra --no-extra --group --no-group --only-group --package --no-editable-package
--script --python-platform"""

PIP = (
    f"{pip_options.FLAGS} {_FLAGS} --system --strict --exact --no-break-system-packages "
    "--no-editable --all-extras --allow-empty-requirements --user",
    f"{' '.join(w for w in pip_options.VALUED.split() if w not in ('-d', '-w', '-b'))} {_VALUED} "
    "--requirements --constraints --overrides --override --excludes -b --build-constraints --extra "
    "--group --python-version --python-platform --torch-backend --no-editable-package",
)
COMPILE = (
    f"{PIP[0]} --no-strip-extras --no-strip-markers --no-annotate --no-header --generate-hashes "
    "--universal --emit-index-url --emit-find-links --emit-build-options --emit-index-annotation",
    f"{PIP[1]} -o --output-file --format --annotation-style --custom-compile-command "
    "--no-emit-package",
)
SYNC = (
    f"{_FLAGS} {_CHOICE} --inexact --exact --active --no-install-project --no-install-workspace "
    "--no-install-local",
    f"{_VALUED} {_CHOSEN} --no-install-package --output-format",
)
EXPORT = (
    f"{_FLAGS} {_CHOICE} --no-annotate --no-header --emit-index-url --emit-find-links --no-hashes "
    "--no-emit-project --no-emit-workspace --no-emit-local",
    f"{_VALUED} {_CHOSEN} --format -o --output-file --prune --no-emit-package",
)
LOCK = (f"{_FLAGS} --check --check-exists --locked --frozen", _VALUED)
BUILD = (
    f"{_FLAGS} --all-packages --sdist --wheel --no-build-logs --force-pep517 --clear "
    "--no-create-gitignore",
    f"{_VALUED} --package -o --out-dir -b --build-constraints",
)
VENV = (
    f"{_FLAGS} --no-project --seed -c --clear --force --allow-existing --system-site-packages "
    "--relocatable",
    f"{_VALUED} --prompt",
)
TOOL = (
    f"{_FLAGS} --force",
    f"{_VALUED} -w --with --with-executables-from --python-platform --torch-backend",
)
PYTHON = (
    f"{_FLAGS} --no-bin --no-registry -r -f --default",
    f"{_VALUED} --install-dir -i --mirror --pypy-mirror",
)
RUN = (
    f"{_FLAGS} {_CHOICE} -m --module --no-sync --no-project --exact --active --isolated",
    f"{_VALUED} {_CHOSEN} -w --with",
)

_VARIABLES = {
    "--frozen": "UV_FROZEN",
    "--locked": "UV_LOCKED",
    "--no-install-local": "UV_NO_INSTALL_LOCAL",
    "--no-install-project": "UV_NO_INSTALL_PROJECT",
    "--no-sync": "UV_NO_SYNC",
    "--system": "UV_SYSTEM_PYTHON",
}
_NO = frozenset({"", "0", "false", "no", "off", "n", "f"})


def said(call: Call, flags: set[str], option: str) -> bool:
    """Whether a flag is given, as an option or by its variable."""
    value = call.scope.value(_VARIABLES[option]) if option in _VARIABLES else None
    return option in flags or (value or "").lower() not in _NO
