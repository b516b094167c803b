"""Files that variables of the environment name: what programs load without a word about it.

Sources: curl(1) 8, "ENVIRONMENT" and .curlrc; wget 1.24 manual, "Wgetrc Location"; git 2.39,
"Environment Variables"; OpenSSL 3, openssl-env(7); ld.so(8); XDG Base Directory Specification 0.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from lambdafix.regex import regex
from lambdafix.semantics.areas import Area, join
from lambdafix.semantics.scope import Scope

# Certificates, agents, settings, feeds, libraries that are loaded first.
_FILES = """*_CA_BUNDLE *_CACERT *_OPTS *_OPTIONS BUNDLE_* CARGO_* COMPOSER_* CURL_* CYPRESS_*
    DOTNET_* GEMRC GIT_* GOCACHE GOENV GOFLAGS GOMODCACHE GOPATH GOPROXY GOROOT GOWORK JAVA_*
    LD_AUDIT LD_PRELOAD MSBUILD* NETRC NODE_EXTRA_CA_CERTS NUGET_* OPENSSL_CONF PHP_* RUBY* RUST*
    SSL_CERT_* WGETRC XDG_*""".split()
ABSOLUTE = regex(r"(?<![\w./])/[\w./@+-]+")
# What programs look for in the user's directory, where the file says which that is.
_OF_THE_USER = (".config", ".curlrc", ".gitconfig", ".netrc", ".npmrc", ".ssh", ".wgetrc")


def names_a_file(variable: str) -> bool:
    """Whether programs load what a variable names."""
    return any(fnmatchcase(variable, pattern) for pattern in _FILES)


def named_files(scope: Scope, inherited: Scope) -> Iterator[Area]:
    """What the variables name that a Dockerfile sets; those of its base image name its own."""
    for name, value in scope.env.items():
        if value == inherited.env.get(name):
            continue
        if names_a_file(name):
            found = ABSOLUTE.findall(value)
            if not found and scope.workdir and re.fullmatch(r"\.?[\w./@+-]*[./][\w./@+-]*", value):
                found = [value]
            yield from (Area(join(scope.workdir or "/", path), deep=True) for path in found)
        elif name == "HOME" and value.startswith("/"):
            yield from (Area(join(value, own), deep=True) for own in _OF_THE_USER)
