"""What go commands read and leave, and who may pass them."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.difference import difference
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

SUMS = "example.com/a v1.2.0 h1:x=\nexample.com/a v1.2.0/go.mod h1:y=\n"
FILES = {
    "go.mod": "module example.com/hello\n\ngo 1.22\n\nrequire example.com/a v1.2.0\n",
    "go.sum": SUMS,
    "main.go": 'package main\n\nimport "fmt"\n',
    "cmd/tool/main.go": "package main\n",
    "internal/x.go": "package internal\n",
    "tools/go.mod": "module example.com/tools\n\ngo 1.22\n",
    "extension": "",
    "README.md": "",
}
MANIFESTS = "COPY go.mod go.sum ./"


def effects(
    *lines: str, files: dict[str, str] = FILES, base: str = "FROM golang:1.24"
) -> list[Effect]:
    tree = parse("\n".join((base, "WORKDIR /src", *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(files))[-1].steps]


def last(*lines: str, files: dict[str, str] = FILES) -> Effect:
    return effects(*lines, files=files)[-1]


def changed(name: str, text: str) -> dict[str, str]:
    return {**FILES, name: text}


def swap(*lines: str, files: dict[str, str] = FILES) -> str:
    """Why the last two lines may not swap."""
    return conflict(*effects(*lines, files=files)[-2:])


def touches(effect: Effect, path: str) -> bool:
    return meet((*effect.reads, *effect.writes), (Area(path),)) is not None


def writes(effect: Effect, path: str) -> bool:
    return meet(effect.writes, (Area(path),)) is not None


@pytest.mark.parametrize("copy", ["main.go", "internal internal/", "README.md", "cmd/ cmd/"])
def test_source_may_pass_a_download_of_modules(copy: str) -> None:
    line = f"COPY {copy}" if " " in copy else f"COPY {copy} ./"
    assert swap(MANIFESTS, "RUN go mod download", line) == ""


@pytest.mark.parametrize("copy", ["COPY go.mod ./", "COPY go.sum ./", "COPY . ."])
def test_manifests_may_not_pass_a_download_of_modules(copy: str) -> None:
    assert swap(copy, "RUN go mod download") != ""


def test_a_download_reads_its_manifests_and_fills_the_cache_of_the_image() -> None:
    found = last(MANIFESTS, "RUN go mod download")
    assert found.manifests == ("/src/go.mod", "/src/go.sum")
    assert writes(found, "/go/pkg/mod/example.com/a@v1.2.0/a.go")
    assert not writes(found, "/src/go.sum")
    assert not found.missing


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("go.sum", "example.com/a v1.2.0/go.mod h1:y=\n"),
        ("go.sum", ""),
        ("go.mod", "module x\n\nrequire example.com/a v1.2.0\n"),
        ("go.mod", "module x\n\ngo 1.15\n\nrequire example.com/a v1.2.0\n"),
        ("go.mod", "module x\n\ngo 1.22\n\nrequire (\n\texample.com/b v1.0.0 // indirect\n)\n"),
        ("go.mod", FILES["go.mod"] + "replace example.com/a => example.com/c v1.0.0\n"),
    ],
)
def test_a_download_completes_a_go_sum_that_lacks_something(name: str, text: str) -> None:
    assert writes(last(MANIFESTS, "RUN go mod download", files=changed(name, text)), "/src/go.sum")


def test_modules_that_are_named_get_their_sums() -> None:
    assert writes(last(MANIFESTS, "RUN go mod download example.com/b"), "/src/go.sum")


def test_a_download_without_a_manifest_that_is_seen_reads_everything_and_says_so() -> None:
    found = last("RUN go mod download")
    assert touches(found, "/anything")
    assert "go.mod is not a file" in found.missing


def test_a_manifest_that_a_command_made_is_not_the_one_of_the_context() -> None:
    found = last(MANIFESTS, "RUN touch /src/go.mod", "RUN go mod download")
    assert touches(found, "/anything")


def test_a_module_beside_is_read_with_its_own_manifest() -> None:
    files = changed("go.mod", FILES["go.mod"] + "replace example.com/t => ../tools\n")
    lines = (MANIFESTS, "COPY tools/go.mod /tools/", "RUN go mod download")
    assert last(*lines, files=files).manifests[:2] == ("/src/go.mod", "/tools/go.mod")
    assert swap(MANIFESTS, lines[1], lines[2], files=files) != ""
    assert touches(last(MANIFESTS, lines[2], files=files), "/anything")


def test_a_workspace_counts_its_modules() -> None:
    files = changed("go.work", "go 1.22\n\nuse (\n\t.\n\t./tools\n)\n")
    copies = ("COPY go.work go.mod go.sum ./", "COPY tools/go.mod tools/")
    found = last(*copies, "RUN go mod download", files=files)
    assert set(found.manifests) >= {"/src/go.work", "/src/go.mod", "/src/tools/go.mod"}
    assert writes(found, "/src/go.work.sum")


def test_a_build_reads_its_module_and_nothing_beside_it() -> None:
    found = last("COPY . .", "RUN CGO_ENABLED=0 go build -o bootstrap .")
    assert touches(found, "/src/internal/x.go")
    assert not touches(found, "/opt/extensions/extension")
    assert writes(found, "/src/bootstrap")
    assert not writes(found, "/src/main.go")


def test_an_extension_may_pass_a_build_and_source_may_not() -> None:
    build = "RUN CGO_ENABLED=0 go build -o /out/bootstrap ."
    assert swap("COPY . .", build, "COPY extension /opt/extensions/") == ""
    assert swap(MANIFESTS, "COPY main.go ./", build) != ""


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("-o /out/app .", "/out/app"),
        ("-o=../app .", "/app"),
        ("", "/src/hello"),
        (".", "/src/hello"),
        ("./cmd/tool", "/src/tool"),
        ("main.go", "/src/main"),
        ("./...", "/src/anything"),
        ("-trimpath -tags=lambda.norpc -ldflags '-s -w' -o bootstrap", "/src/bootstrap"),
        ("--ldflags=-s -o bootstrap", "/src/bootstrap"),
    ],
)
def test_where_a_build_leaves_its_program(words: str, path: str) -> None:
    found = last("COPY . .", f"RUN CGO_ENABLED=0 go build {words}")
    assert writes(found, path)
    assert not writes(found, "/etc/x")


def test_an_import_path_in_ldflags_is_no_place() -> None:
    line = "RUN CGO_ENABLED=0 go build -ldflags '-X example.com/hello/v.Version=1' -o x"
    assert not touches(last("COPY . .", line), "/opt/lib/libx.a")


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("RUN go build -ldflags '-extldflags -L/opt/lib' -o x", FILES),
        ("RUN CGO_LDFLAGS=-L/opt/lib go build -o x", FILES),
        ("RUN go build -o x", changed("c.go", 'package main\n\nimport "C"\n')),
        ("RUN go build -pgo=/opt/lib/default.pgo -o x", FILES),
    ],
)
def test_what_is_linked_can_lie_anywhere(line: str, files: dict[str, str]) -> None:
    assert touches(last("COPY . .", line, files=files), "/opt/lib/libx.a")


def test_the_stamp_of_a_version_reads_a_repository_above() -> None:
    assert touches(last("COPY . .", "RUN CGO_ENABLED=0 go build -o x"), "/.git/HEAD")


def test_a_toolchain_that_was_put_elsewhere_is_read() -> None:
    lines = ("ENV PATH=/opt/go/bin:/usr/bin", "COPY . .", "RUN go build -o x")
    assert touches(effects(*lines, base="FROM amazonlinux:2023")[-1], "/opt/go/bin/go")


def test_where_the_image_may_set_gopath_both_places_count() -> None:
    lines = ("COPY . .", "RUN go install ./cmd/tool")
    found = effects(*lines, base="FROM example.com/our/go")[-1]
    assert writes(found, "/go/bin/tool")
    assert writes(found, "/root/go/bin/tool")
    known = effects("ENV GOPATH=/x", *lines, base="FROM example.com/our/go")[-1]
    assert writes(known, "/x/bin/tool")
    assert not writes(known, "/go/bin/tool")


def test_a_remote_program_reads_no_source() -> None:
    found = last("COPY . .", "RUN go install example.com/tool@latest")
    assert writes(found, "/go/bin/tool")
    assert not touches(found, "/src/main.go")


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("go mod tidy", "/src/go.sum"),
        ("go get example.com/b", "/src/go.mod"),
        ("go mod init example.com/x", "/src/go.mod"),
        ("go mod vendor", "/src/vendor/modules.txt"),
        ("go work init .", "/src/go.work"),
        ("go env -w GOPROXY=direct", "/root/.config/go/env"),
    ],
)
def test_a_command_that_changes_manifests_or_settings_leaves_them(line: str, path: str) -> None:
    assert writes(last("COPY . .", f"RUN {line}"), path)


@pytest.mark.parametrize("line", ["go test ./...", "go generate ./..."])
def test_code_of_the_project_may_read_anything(line: str) -> None:
    found = last("COPY . .", f"RUN {line}")
    assert touches(found, "/anything")
    assert not writes(found, "/anything")


def test_the_words_of_a_build_decide_what_it_leaves() -> None:
    one = last("COPY . .", "RUN CGO_ENABLED=0 go build -tags a -o x")
    two = last("COPY . .", "RUN CGO_ENABLED=0 go build -tags b -o x")
    assert one.deposits[0].semantic != two.deposits[0].semantic


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("go build -toolexec ./x .", "-toolexec"),
        ("go build -overlay x.json .", "-overlay"),
        ("go build -frobnicate .", "-frobnicate"),
        ("go build -buildmode=c-shared .", "-buildmode=c-shared"),
        ("GOFLAGS=-modfile=x.mod go build .", "-modfile=x.mod"),
        ("GO111MODULE=off go build .", "GO111MODULE=off"),
        ("GOCACHEPROG=./x go build .", "GOCACHEPROG"),
        ("go env -w GOBIN=/x", "GOBIN=/x"),
        ("go run .", "go run"),
        ("go tool x", "go tool"),
        ("go work sync", "go work sync"),
        ("go build -o ${X} .", "${X}"),
    ],
)
def test_what_may_read_or_write_anywhere_is_not_known(line: str, word: str) -> None:
    wall = last("ARG X", "COPY . .", f"RUN {line}").wall
    assert wall is not None
    assert wall.word == word


def test_a_program_of_go_get_lands_where_gobin_says() -> None:
    assert writes(last("ENV GOBIN=/tools", "RUN go get example.com/b"), "/tools/b")


@pytest.mark.parametrize(("sums", "same"), [(SUMS, True), ("", False)])
def test_manifests_before_the_source_make_the_same_image_unless_go_sum_is_completed(
    sums: str, same: bool
) -> None:
    head = "FROM golang:1.24\nWORKDIR /src\n"
    build = "RUN CGO_ENABLED=0 go build -o bootstrap .\n"
    before = parse(f"{head}COPY . .\nRUN go mod download\n{build}")
    after = parse(f"{head}{MANIFESTS}\nRUN go mod download\nCOPY . .\n{build}")
    found = difference(before, after, Project.of(changed("go.sum", sums)))
    assert (found == "") is same


def test_a_build_over_other_source_makes_another_image() -> None:
    head = f"FROM golang:1.24\nWORKDIR /src\n{MANIFESTS}\n"
    build = "RUN CGO_ENABLED=0 go build -o bootstrap .\n"
    before = parse(f"{head}COPY main.go .\n{build}COPY extension /opt/\n")
    after = parse(f"{head}COPY main.go .\nCOPY extension /opt/\n{build}")
    early = parse(f"{head}{build}COPY main.go .\nCOPY extension /opt/\n")
    assert difference(before, after, Project.of(FILES)) == ""
    assert "what `go build` leaves" in difference(before, early, Project.of(FILES))


@pytest.mark.parametrize(
    "line",
    ["GOPROXY=file:///proxy", "SSL_CERT_FILE=/proxy/ca.pem", "GIT_SSH=/proxy/ca.pem"],
)
def test_a_file_that_a_variable_names_is_read(line: str) -> None:
    assert touches(last(f"ENV {line}", MANIFESTS, "RUN go mod download"), "/proxy/ca.pem")
    assert not touches(last(MANIFESTS, "RUN go mod download"), "/proxy/ca.pem")
