"""The options of pip, which uv's `pip install` shares, and the variables that stand for them.

Source: pip documentation 25.3, "pip install" and "Configuration".
"""

from __future__ import annotations

from msgspec.structs import replace

from lambdafix.semantics.commands.call import Call, Options

FLAGS = """-q --quiet -qq -v --verbose -U --upgrade --no-cache-dir --no-cache --no-deps --pre --user
-y --yes --force-reinstall -I --ignore-installed --no-compile --compile --no-build-isolation
--no-index --require-hashes --prefer-binary --no-warn-script-location --disable-pip-version-check
--no-input --break-system-packages --no-python-version-warning --no-clean --isolated --use-pep517
--no-warn-conflicts --ignore-requires-python --no-color --no-use-pep517
--check-build-dependencies --require-virtualenv --debug"""
VALUED = """-r --requirement -c --constraint -e --editable -t --target -i --index-url --prefix
--root --extra-index-url -f --find-links --trusted-host --platform --python-version
--implementation --abi --only-binary --client-cert --build-constraint --group
--no-binary --upgrade-strategy --progress-bar --timeout --default-timeout --retries
--cert --cache-dir --proxy --root-user-action --config-settings -C --use-feature --use-deprecated
--exists-action --global-option --install-option --src --report --python --keyring-provider --log
-d --dest -w --wheel-dir"""

# What does not change what is installed.
QUIET = frozenset(
    """-q --quiet -qq -v --verbose --no-cache-dir --no-cache --disable-pip-version-check --no-input
    --no-warn-script-location --no-python-version-warning --no-color --no-warn-conflicts -y --yes
    --progress-bar --timeout --default-timeout --retries --cache-dir --log
    --root-user-action --target -t --requirement -r --constraint -c --editable -e
    --dest -d --wheel-dir -w --no-progress --color --system-certs --native-tls""".split()
)
# The environment of an install: pip's own options, and what compilers and build backends read.
VARIABLES = tuple(
    """PIP_* UV_* PYTHON* *_PROXY *_proxy CC CXX CPP AR AS FC F77 F90 LD NM RANLIB LDSHARED
    LDCXXSHARED *FLAGS LD_* LDLIBS LIBS PATH CPATH HOME TMPDIR *_PATH GCC_* SDKROOT PKG_CONFIG*
    SETUPTOOLS_* CMAKE_* MAKE* SSL_CERT_* *_SSL_* REQUESTS_CA_BUNDLE CURL_CA_BUNDLE XDG_* GIT_SSH*
    GIT_CONFIG* GIT_ASKPASS SSH_* CARGO_* RUST* PYO3_* GRPC_* NPY_* SKLEARN_* HDF5_* GDAL_* GEOS_*
    PROJ_* BLAS* LAPACK* OPENBLAS* HNSWLIB_* PYCURL_* *_LIBRARY* *_LIBRARIES *_INCLUDE* *_LIB_DIR
    *_PREFIX USE_* WITH_* ENABLE_* DISABLE_* NETRC POETRY_* VIRTUAL_ENV*""".split()
)
# Options by variable: what decides where packages land, and which files are read.
_VALUES = "target prefix root src constraint requirement editable find-links".split()
_NO = frozenset({"", "0", "false", "no", "off", "n", "f"})


def with_variables(call: Call, words: Options) -> Options:
    """The words with the options that PIP_* variables give; those on the command line go first."""
    values, flags = {n: list(v) for n, v in words.values.items()}, set(words.flags)
    for name in _VALUES:
        given = call.scope.value(f"PIP_{name.upper().replace('-', '_')}")
        listed = name in ("constraint", "requirement", "editable", "find-links")
        option = f"--{name}"
        if given and listed:
            values[option] = [*given.split(), *values.get(option, ())]
        elif given and words.last(option, "-t" if name == "target" else option) is None:
            values[option] = [given]
    user = call.scope.value("PIP_USER")
    if user and user.lower() not in _NO:
        flags.add("--user")
    return replace(words, flags=flags, values=values)
