"""Which Dockerfiles start a Lambda function in Go, and where the program comes from."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.go_origin import BOOTSTRAP
from lambdafix.semantics.go_program import GoProgram, go_program
from lambdafix.syntax.parser import parse

MODULE = "module example.com/hello\n\ngo 1.22\n\nrequire github.com/aws/aws-lambda-go v1.47.0\n"
MAIN = (
    'package main\n\nimport "github.com/aws/aws-lambda-go/lambda"\n\n'
    "func main() { lambda.Start(f) }\n"
)
SERVER = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n'
FILES = {"go.mod": MODULE, "main.go": MAIN}
BUILD = "FROM golang:1.22 AS build\nWORKDIR /src\nCOPY . .\nRUN {build}\n"


def program(
    end: str, build: str = "go build -o /hello .", files: dict[str, str] = FILES
) -> GoProgram | None:
    return go_program(parse(BUILD.format(build=build) + end), Project.of(files))


AL2, GO1 = "public.ecr.aws/lambda/provided:al2", "public.ecr.aws/lambda/go:1"


@pytest.mark.parametrize(
    ("build", "base", "copy", "start", "path"),
    [
        ("go build -o /hello .", "scratch", "/hello /app", 'CMD ["/app"]', "/app"),
        ("go build -o=/hello", "scratch", "/hello /", 'ENTRYPOINT ["/hello"]', "/hello"),
        ("go build", "alpine", "/src/hello /bin/", "ENTRYPOINT hello", "/bin/hello"),
        ("go build -o out/", "alpine", "/src/out /o", 'CMD ["/o/hello"]', "/o/hello"),
        ("go install .", "alpine", "/go/bin/hello /x", 'CMD ["/x"]', "/x"),
        ("go build -o /b .", AL2, "/b ${LAMBDA_RUNTIME_DIR}/bootstrap", 'CMD ["x"]', BOOTSTRAP),
        ("go build -o /b .", GO1, "/b /var/runtime/bootstrap", 'CMD ["x"]', BOOTSTRAP),
        ("go build -o /b/hello .", GO1, "/b/ /var/task/", 'CMD ["hello"]', "/var/task/hello"),
    ],
)
def test_a_program_is_followed_to_the_command_that_compiles_it(
    build: str, base: str, copy: str, start: str, path: str
) -> None:
    found = program(f"FROM {base}\nCOPY --from=build {copy}\n{start}\n", build)
    assert found is not None
    assert found.path == path
    assert found.command.words[0].value == "go"
    assert found.copy is not None


@pytest.mark.parametrize(
    ("build", "version"),
    [
        ("go get github.com/aws/aws-lambda-go/lambda && go build -o /hello main.go", ""),
        ("go mod init hello && go mod tidy && go build -o /hello", ""),
        (
            "go mod init hello && go get github.com/aws/aws-lambda-go/lambda@v1.13.3"
            " && go build -o /hello",
            "v1.13.3",
        ),
    ],
)
def test_a_program_without_a_module_of_its_own_is_known_by_its_imports(
    build: str, version: str
) -> None:
    end = 'FROM scratch\nCOPY --from=build /hello /\nCMD ["/hello"]\n'
    found = program(end, build, {"main.go": MAIN})
    assert found is not None
    assert found.version_of("github.com/aws/aws-lambda-go") == version
    assert program(end, build, {"main.go": SERVER}) is None


SCRIPT = """#!/bin/sh
if [ -z "$AWS_LAMBDA_RUNTIME_API" ]; then
  exec /usr/bin/aws-lambda-rie {words}
else
  exec {words}
fi
"""


@pytest.mark.parametrize(
    ("script", "start", "path", "arguments"),
    [
        (SCRIPT.format(words="/app"), 'CMD ["/entry.sh"]', "/app", ()),
        (SCRIPT.format(words="/app"), 'ENTRYPOINT ["/entry.sh"]\nCMD ["any"]', "/app", ()),
        (SCRIPT.format(words='"$@"'), 'ENTRYPOINT ["/entry.sh"]\nCMD ["/app"]', "/app", ()),
        (
            SCRIPT.format(words='/app -q "$@"'),
            'ENTRYPOINT ["/entry.sh", "one"]\nCMD ["two"]',
            "/app",
            ("-q", "one", "two"),
        ),
    ],
)
def test_an_entry_script_is_followed_to_the_program(
    script: str, start: str, path: str, arguments: tuple[str, ...]
) -> None:
    end = f"FROM alpine\nCOPY --from=build /hello /app\nCOPY entry.sh /\n{start}\n"
    found = program(end, files={**FILES, "entry.sh": script})
    assert found is not None
    assert (found.path, found.start.script) == (path, "/entry.sh")
    assert found.start.arguments == arguments


@pytest.mark.parametrize(
    "script",
    [
        SCRIPT.format(words="/app") + "echo done\n",
        SCRIPT.format(words="/app").replace("exec /app", "exec /other"),
        SCRIPT.format(words="/app $(cat words)"),
        SCRIPT.format(words='"$@" /app'),
        "#!/bin/sh\nexec /app\n",
    ],
)
def test_a_script_that_does_anything_else_is_not_followed(script: str) -> None:
    end = (
        "FROM alpine\nCOPY --from=build /hello /app\nCOPY entry.sh /\n"
        'ENTRYPOINT ["/entry.sh"]\nCMD ["/app"]\n'
    )
    assert program(end, files={**FILES, "entry.sh": script}) is None


def test_a_program_may_be_compiled_where_it_runs() -> None:
    found = program('ENTRYPOINT ["/hello"]\n')
    assert found is not None
    assert found.copy is None


def test_a_program_is_followed_through_a_stage_in_between() -> None:
    found = program(
        "FROM alpine AS small\nRUN true\nCOPY --from=build /hello /packed\n"
        'FROM scratch\nCOPY --from=small /packed /app\nENTRYPOINT ["/app"]\n'
    )
    assert found is not None
    assert found.builder.name == "build"


@pytest.mark.parametrize(
    ("files", "build"),
    [
        (
            {"go.mod": MODULE.replace("aws-lambda-go", "other"), "main.go": MAIN},
            "go build -o /hello .",
        ),
        ({"go.mod": MODULE, "main.go": SERVER}, "go build -o /hello ."),
        ({"go.mod": MODULE, "a/main.go": MAIN, "b/main.go": SERVER}, "go build -o /hello ./b"),
        (FILES, "make build"),
    ],
)
def test_a_program_that_is_no_function_is_left_alone(files: dict[str, str], build: str) -> None:
    end = 'FROM scratch\nCOPY --from=build /hello /hello\nENTRYPOINT ["/hello"]\n'
    assert program(end, build, files) is None


def test_of_several_programs_the_one_that_is_compiled_counts() -> None:
    files = {"go.mod": MODULE, "a/main.go": MAIN, "b/main.go": SERVER}
    end = 'FROM scratch\nCOPY --from=build /hello /hello\nENTRYPOINT ["/hello"]\n'
    assert program(end, "go build -o /hello ./a", files) is not None
    assert program(end, "go build -o /hello a/main.go", files) is not None


def test_what_is_started_has_to_be_what_was_compiled() -> None:
    assert program('FROM alpine\nCOPY --from=build /hello /hello\nENTRYPOINT ["/other"]\n') is None
    assert (
        program("FROM alpine\nCOPY --from=build /hello /hello\nENTRYPOINT /hello | tee x\n") is None
    )
    assert program("FROM alpine\nCOPY --from=build /hello /hello\n") is None
