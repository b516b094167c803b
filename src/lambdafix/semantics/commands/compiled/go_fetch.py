"""What go fetches by itself as it builds, and `go mod download`, which fetches the same alone.

Source: Go Modules Reference of Go 1.24, "go mod download", "Module cache", "Environment variables".
A download asks for go.mod and go.sum, and from go 1.17 on for the modules that go.mod lists. What
lies in the module cache is by its sum the same whoever fetches it. GOOS, tags and cgo decide
nothing of it.
"""

from __future__ import annotations

from lambdafix.semantics.areas import join
from lambdafix.semantics.commands.call import Call, Fetch, Options
from lambdafix.semantics.commands.compiled import go_module
from lambdafix.semantics.commands.compiled.go_build import Homes
from lambdafix.semantics.commands.compiled.go_module import Module

# What decides which modules are fetched, from where and where to.
VARIABLES = tuple(
    """GO111MODULE GOAUTH GOCACHE* GODEBUG GOENV GOFLAGS GOINSECURE GOMODCACHE GONO* GOPATH
    GOPRIVATE GOPROXY GOROOT GOSUMDB GOTMPDIR GOTOOLCHAIN GOVCS GOWORK *_PROXY *_proxy GIT_ASKPASS
    GIT_CONFIG* GIT_SSH* GIT_TERMINAL_PROMPT HOME NETRC PATH SSH_* SSL_CERT_* TMPDIR
    XDG_*""".split()
)
_FETCHING = frozenset({"build", "generate", "get", "install", "list", "mod tidy", "test", "vet"})


def fetched_by(
    call: Call, command: str, module: Module, places: Homes, words: Options, flags: Options
) -> Fetch | None:
    """None where a command fetches nothing that go.mod lists."""
    remote = any("@" in word for word in words.operands)
    vendored = join(module.root, "vendor/modules.txt") in call.files
    mode = words.last("mod") or flags.last("mod") or ("vendor" if vendored else "readonly")
    offline = mode == "vendor" or call.scope.value("GOPROXY") == "off"
    if command not in _FETCHING or remote or offline or not module.requires:
        return None
    return Fetch(
        words=("go", "mod", "download"),
        cwd=call.cwd or "/",
        into=places.modules,
        build=f"go {command}",
        files="go.mod and go.sum",
        why=module.unlisted,
        env={**call.scope.args, **call.scope.env},
    )


def names_others(call: Call, words: Options) -> bool:
    """Whether `go get` names packages that lie elsewhere, and no go.mod is there that it would
    change: it reads nothing of the source then, be it in GOPATH mode or in none (1.16, 1.17)."""
    manifests = {area.path for area in go_module.looked_for(call)}
    alone = not manifests & (call.files.keys() | call.present)
    hosts = (w.partition("/")[0] if "/" in w else "" for w in words.operands)
    return alone and bool(words.operands) and all("." in host.strip(".") for host in hosts)
