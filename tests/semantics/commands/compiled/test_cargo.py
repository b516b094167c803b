"""What cargo and rustup read and leave."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "Cargo.toml": '[package]\nname = "hello"\n',
    "Cargo.lock": "",
    "src/main.rs": "",
    "moved.toml": '[build]\ntarget-dir = "/out"\n',
    "config.toml": "[net]\nretry = 3\n",
    "rust-toolchain.toml": "",
    "README.md": "",
}


def effects(*lines: str, base: str = "FROM rust:1.90") -> list[Effect]:
    tree = parse("\n".join((base, "WORKDIR /app", *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(FILES))[-1].steps]


def last(*lines: str) -> Effect:
    return effects(*lines)[-1]


def swap(*lines: str) -> str:
    """Why the last two lines may not swap."""
    return conflict(*effects(*lines)[-2:])


def writes(effect: Effect, path: str) -> bool:
    return meet(effect.writes, (Area(path),)) is not None


@pytest.mark.parametrize("line", ["cargo build --release", "cargo lambda build --arm64", "cargo t"])
def test_nothing_passes_a_build_and_it_leaves_target(line: str) -> None:
    lines = ("COPY . .", f"RUN {line}")
    assert swap(*lines, "COPY README.md /opt/") != ""
    found = last(*lines)
    assert writes(found, "/app/target/release/hello")
    assert writes(found, "/app/Cargo.lock")
    assert writes(found, "/usr/local/cargo/registry/x")
    assert not writes(found, "/app/src/main.rs")


def test_even_a_fetch_looks_for_source_files() -> None:
    assert swap("COPY Cargo.toml Cargo.lock ./", "RUN cargo fetch", "COPY src src/") != ""
    assert last("COPY . .", "RUN cargo fetch").manifests[:2] == (
        "/app/Cargo.toml",
        "/app/Cargo.lock",
    )


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("cargo build --target-dir /out", "/out/release/x"),
        ("cargo build --manifest-path sub/Cargo.toml", "/app/sub/target/x"),
        ("cargo build --manifest-path sub/Cargo.toml", "/app/target/x"),
        ("CARGO_TARGET_DIR=/out cargo build", "/out/release/x"),
        ("cargo install --path . --root /usr/local", "/usr/local/bin/x"),
        ("cargo install cargo-lambda", "/root/.cargo/bin/cargo-lambda"),
        ("cargo lambda build --lambda-dir /lambda", "/lambda/hello/bootstrap"),
        ("cargo chef prepare --recipe-path recipe.json", "/app/recipe.json"),
        ("cargo chef cook --release --recipe-path recipe.json", "/app/src/main.rs"),
        ("cargo init .", "/app/src/main.rs"),
        ("cargo new --bin hello", "/app/hello/src/main.rs"),
        ("cargo vendor", "/app/vendor/x"),
        ("/usr/local/cargo/bin/cargo build", "/app/target/x"),
    ],
)
def test_where_a_command_leaves_what_it_makes(line: str, path: str) -> None:
    assert writes(last("COPY . .", f"RUN {line}"), path)


def test_a_tool_from_the_registry_reads_no_source() -> None:
    assert swap("RUN cargo install cargo-lambda", "COPY src src/") == ""
    assert swap("RUN cargo install cargo-lambda", "COPY config.toml .cargo/") != ""


def test_a_recipe_stands_for_the_source() -> None:
    cook = "RUN cargo chef cook --recipe-path /recipe.json"
    assert swap("COPY README.md /recipe.json", cook) != ""
    assert swap(cook, "COPY src /elsewhere/") == ""


@pytest.mark.parametrize("line", ["rustup target add x", "rustup component add clippy rustfmt"])
def test_a_toolchain_is_chosen_by_a_file_and_lands_in_its_home(line: str) -> None:
    found = last("COPY rust-toolchain.toml ./", f"RUN {line}")
    assert writes(found, "/root/.rustup/toolchains/x")
    assert writes(found, "/usr/local/rustup/toolchains/x")
    assert found.manifests == ("/app/rust-toolchain.toml",)
    assert swap(f"RUN {line}", "COPY rust-toolchain.toml ./") != ""
    assert swap(f"RUN {line}", "COPY src src/") == ""
    assert swap(f"RUN {line}", "RUN cargo build") != ""


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["RUN cargo run"], "cargo run"),
        (["RUN cargo build --frobnicate"], "--frobnicate"),
        (["RUN cargo build --target-dir ${X}"], "--target-dir"),
        (["COPY moved.toml .cargo/config.toml", "RUN cargo build"], "/app/.cargo/config.toml"),
        (["RUN rustup run stable x"], "rustup run stable"),
        (["RUN rustup toolchain link x /y"], "rustup toolchain link"),
    ],
)
def test_what_may_lead_results_elsewhere_is_not_known(lines: list[str], word: str) -> None:
    wall = last("ARG X", *lines).wall
    assert wall is not None
    assert wall.word == word
    assert last("COPY config.toml .cargo/", "RUN cargo build").wall is None


def test_a_configuration_may_name_any_file() -> None:
    lines = ("COPY config.toml /root/.cargo/", "RUN cargo install cargo-lambda")
    assert meet(last(*lines).reads, (Area("/anything"),))
    assert not meet(last(lines[1]).reads, (Area("/anything"),))


ASKS = {**FILES, "Cargo.toml": f"{FILES['Cargo.toml']}[dependencies]\nserde = '1'\n"}
ASKS["Cargo.lock"] = 'source = "registry+https://example.com"\n'


@pytest.mark.parametrize(
    ("lines", "files", "fetches"),
    [
        pytest.param(["COPY . .", "RUN cargo build"], ASKS, True, id="behind the source"),
        pytest.param(["COPY . .", "RUN cargo build --frozen"], ASKS, False, id="offline"),
        pytest.param(["COPY . .", "RUN cargo build"], FILES, False, id="it asks for nothing"),
        pytest.param(["COPY Cargo.* ./", "RUN cargo build"], ASKS, False, id="no source yet"),
        pytest.param(
            ["COPY . .", "RUN cargo build"],
            {**ASKS, ".cargo/config.toml": '[source.crates-io]\nreplace-with = "here"\n'},
            False,
            id="vendored",
        ),
        pytest.param(
            ["RUN cargo chef cook", "COPY . .", "RUN cargo build"], ASKS, False, id="cooked before"
        ),
        pytest.param(
            ["COPY . .", "RUN --mount=type=cache,target=/usr/local/cargo/registry cargo build"],
            ASKS,
            False,
            id="in a cache mount",
        ),
    ],
)
def test_a_build_fetches_what_nothing_before_it_has(
    lines: list[str], files: dict[str, str], fetches: bool
) -> None:
    tree = parse("\n".join(("FROM rust:1.90", "WORKDIR /app", *lines, "")))
    built = simulate(tree, Project.of(files))[-1]
    assert bool(built.steps[-1].effect.fetches) is fetches
