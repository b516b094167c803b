"""The build context as the Dockerfile sees it."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.context.dockerignore import DockerIgnore
from lambdafix.context.project import Project

FUNCTION: dict[str, str | bytes] = {
    "Dockerfile": "FROM scratch\n",
    "app.py": "def handler(event, context): ...\n",
    ".env": "SECRET=1\n",
    "requirements.txt": "boto3==1.40.0\n",
    "src/a.py": "a = 1\n",
    "src/b/c.txt": "cc",
    "src/b/d.py": "",
    "node_modules/left/index.js": "x",
    "model.bin": b"\xff\xfe\x00",
}


def on_disk(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


@pytest.fixture(params=["memory", "disk"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    files: dict[str, str | bytes] = {
        **FUNCTION,
        ".dockerignore": "node_modules\n**/*.txt\n!requirements.txt\n",
    }
    if request.param == "memory":
        return Project.of(files)
    return Project.at(on_disk(tmp_path, files), tmp_path / "Dockerfile")


def test_the_files_are_those_that_the_ignore_file_lets_through(project: Project) -> None:
    assert project.files() == (
        ".dockerignore",
        ".env",
        "Dockerfile",
        "app.py",
        "model.bin",
        "requirements.txt",
        "src/a.py",
        "src/b/d.py",
    )


def test_a_text_is_read_however_the_path_is_written(project: Project) -> None:
    for path in ("src/a.py", "./src/a.py", "/src/a.py", "src//b/../a.py", "../src/a.py"):
        assert project.read(path) == "a = 1\n"


@pytest.mark.parametrize(
    "path", ["missing.py", "src", ".", "model.bin", "src/b/c.txt", "app.py/x", "node_modules"]
)
def test_what_is_missing_hidden_or_no_text_is_not_read(project: Project, path: str) -> None:
    assert project.read(path) is None


def test_bytes_are_read_where_text_cannot_be(project: Project) -> None:
    assert project.read_bytes("model.bin") == b"\xff\xfe\x00"


def test_files_and_directories_are_told_apart(project: Project) -> None:
    assert project.exists("src")
    assert project.exists("src/b/")
    assert project.exists("app.py")
    assert project.exists(".")
    assert not project.exists("node_modules")
    assert not project.exists("src/b/c.txt")
    assert project.is_dir("src/b")
    assert project.is_dir(".")
    assert not project.is_dir("app.py")
    assert not project.is_dir("nowhere")


def test_sizes_count_what_is_visible(project: Project) -> None:
    assert project.size("model.bin") == 3
    assert project.size("src") == len("a = 1\n")
    assert project.size("missing") == 0


def test_a_directory_is_listed_by_its_visible_names(project: Project) -> None:
    assert project.top_level("src/") == ("a.py", "b")
    assert project.top_level()[:3] == (".dockerignore", ".env", "Dockerfile")
    assert "node_modules" not in project.top_level()
    assert project.top_level("app.py") == ()
    assert project.under("./src") == ("src/a.py", "src/b/d.py")
    assert project.under("app.py") == ()


@pytest.mark.parametrize(
    ("source", "selected"),
    [
        ("src", ("src",)),
        ("src/", ("src",)),
        ("/src/.", ("src",)),
        (".", (".",)),
        ("./", (".",)),
        ("..", (".",)),
        ("../app.py", ("app.py",)),
        ("*.py", ("app.py",)),
        ("./a*", ("app.py",)),
        ("?pp.py", ("app.py",)),
        ("*.txt", ("requirements.txt",)),
        ("req*.txt", ("requirements.txt",)),
        ("*env", (".env",)),
        ("src/*", ("src/a.py", "src/b")),
        ("*/*.py", ("src/a.py",)),
        ("s*/b/*", ("src/b/d.py",)),
        ("**/d.py", ()),
        ("[^a-z]env", (".env",)),
        ("[ab]pp.py", ("app.py",)),
        ("app.py/*", ()),
        ("node_modules", ()),
        ("node*", ()),
        ("[", ()),
        ("*.go", ()),
        ("missing", ()),
    ],
)
def test_a_copy_source_selects(project: Project, source: str, selected: tuple[str, ...]) -> None:
    assert project.match(source) == selected


def test_an_escaped_bracket_names_the_bracket() -> None:
    project = Project.of({"arr[0].txt": "", "arr0.txt": ""})
    assert project.match("arr[[]0].txt") == ("arr[0].txt",)
    assert project.match("arr[0].txt") == ("arr0.txt",)


def test_the_dockerfiles_own_ignore_file_goes_first(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "docker/fn.Dockerfile": "",
        "docker/fn.Dockerfile.dockerignore": "a.py",
        ".dockerignore": "b.py",
        "a.py": "",
        "b.py": "",
    }
    in_memory = Project.of(files, dockerfile="docker/fn.Dockerfile")
    on_the_disk = Project.at(on_disk(tmp_path, files), tmp_path / "docker/fn.Dockerfile")
    for project in (in_memory, on_the_disk):
        assert project.ignore_file == "docker/fn.Dockerfile.dockerignore"
        assert not project.exists("a.py")
        assert project.exists("b.py")


def test_an_ignore_file_beside_a_dockerfile_outside_of_the_context_counts(tmp_path: Path) -> None:
    on_disk(tmp_path, {"ci/Dockerfile.dockerignore": "a.py", "ctx/a.py": "", "ctx/b.py": ""})
    project = Project.at(tmp_path / "ctx", tmp_path / "ci/Dockerfile")
    assert project.files() == ("b.py",)
    assert project.ignore_file == "../ci/Dockerfile.dockerignore"


def test_an_ignore_file_that_hides_itself_and_the_dockerfile_still_counts() -> None:
    project = Project.of({**FUNCTION, ".dockerignore": "*\n!app.py"})
    assert project.files() == ("app.py",)
    assert project.ignore_file == ".dockerignore"
    assert project.read("Dockerfile") is None


def test_without_an_ignore_file_all_is_visible() -> None:
    project = Project.of(FUNCTION)
    assert project.ignore_file is None
    assert set(project.files()) == set(FUNCTION)


def test_a_hidden_directory_is_there_when_something_in_it_is_taken_back() -> None:
    rules = "**\n!src/b/d.py\n"
    project = Project.of({**FUNCTION, ".dockerignore": rules})
    assert project.files() == ("src/b/d.py",)
    assert project.is_dir("src/b")
    assert project.match("*") == ("src",)
    assert project.top_level("src") == ("b",)


def test_an_empty_directory_can_be_copied() -> None:
    project = Project.of({"empty/": "", "full/x": ""})
    assert project.is_dir("empty")
    assert project.match("*") == ("empty", "full")
    assert project.under("empty") == ()


def test_without_a_context_nothing_exists() -> None:
    project = Project.unknown()
    assert not project.known
    assert not project.exists(".")
    assert project.match("*") == project.match(".") == project.files() == ()
    assert project.read("app.py") is None


def test_git_is_one_entry_and_not_walked(tmp_path: Path) -> None:
    on_disk(tmp_path, {".git/HEAD": "ref", "app.py": ""})
    project = Project.at(tmp_path)
    assert project.files() == (".git", "app.py")
    assert project.read(".git/HEAD") == "ref"


def test_a_context_that_changes_is_seen_as_it_will_be() -> None:
    before = Project.of({**FUNCTION, ".dockerignore": "src"})
    after = before.edited({".dockerignore": "model.bin", "new/file.py": "x = 1"})
    assert not before.exists("src")
    assert after.exists("src")
    assert not after.exists("model.bin")
    assert after.read("new/file.py") == "x = 1"
    assert after.read("app.py") == FUNCTION["app.py"]
    assert after.size("new") == 5


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    project = Project.at(tmp_path / "later")
    on_disk(tmp_path, {"later/app.py": ""})
    assert project.files() == ("app.py",)


def test_a_context_goes_to_another_process(project: Project) -> None:
    files = project.files()
    copy = pickle.loads(pickle.dumps(project))
    assert copy == project
    assert copy.files() == files


def test_links_are_listed_and_followed_inside_the_context_only(tmp_path: Path) -> None:
    on_disk(tmp_path, {"outside.txt": "secret", "ctx/lib/x.py": "x", "ctx/etc/passwd": "inside"})
    context = tmp_path / "ctx"
    (context / "alias").symlink_to("lib")
    (context / "out").symlink_to("../outside.txt")
    (context / "absolute").symlink_to("/etc/passwd")
    (context / "loop").symlink_to("loop")
    (context / "lib" / "up").symlink_to("..")
    project = Project.at(context)
    assert project.files() == (
        "absolute",
        "alias",
        "etc/passwd",
        "lib/up",
        "lib/x.py",
        "loop",
        "out",
    )
    assert project.read("alias/x.py") == "x"
    assert project.is_dir("alias")
    assert project.under("alias") == ("alias/up", "alias/x.py")
    assert project.match("alias/*.py") == ("alias/x.py",)
    assert project.read("lib/up/lib/up/lib/x.py") == "x"
    assert project.read("out") is None
    assert not project.exists("out")
    assert project.read("absolute") == "inside"
    assert not project.exists("loop")
    assert project.match("l*") == ("lib", "loop")


def test_a_link_to_a_hidden_file_leads_nowhere(tmp_path: Path) -> None:
    on_disk(tmp_path, {".dockerignore": "secret", "secret": "s"})
    (tmp_path / "alias").symlink_to("secret")
    project = Project.at(tmp_path)
    assert project.read("alias") is None
    assert not project.exists("alias")


def test_a_pipe_is_no_part_of_the_context(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / ".dockerignore")
    project = Project.at(tmp_path)
    assert project.files() == ()
    assert project.read("pipe") is None


def test_a_context_that_is_too_large_says_so() -> None:
    files: dict[str, str | bytes] = {f"d{i}/f{i}": "" for i in range(10)}
    whole = Project.of(files)
    assert len(whole.files()) == 10
    assert not whole.truncated
    cut = Project(whole.storage, most_entries=12)
    assert len(cut.files()) < 10
    assert cut.truncated


def test_a_very_deep_directory_is_walked() -> None:
    files: dict[str, str | bytes] = {
        "/".join(["d"] * 1100) + "/app.py": "",
        ".dockerignore": "**\n!**/app.py",
    }
    project = Project.of(files)
    assert len(project.files()) == 1


NAMES = st.lists(st.sampled_from(["a", "b", "c.py"]), min_size=1, max_size=4).map("/".join)
RULES = st.lists(
    st.sampled_from(
        ["*", "**", "a", "!a", "!a/b", "!**/c.py", "a/*", "b/**", "!b*/a", "*.py", "!*/b", "!a/b/*"]
    ),
    max_size=5,
)


@given(names=st.sets(NAMES, max_size=12), rules=RULES)
def test_passing_directories_by_hides_no_file_that_the_rules_let_through(
    names: set[str], rules: list[str]
) -> None:
    files = {n: "" for n in names if not any(m.startswith(f"{n}/") for m in names)}
    text = "\n".join(rules)
    project = Project.of({**files, ".dockerignore": text})
    hides = DockerIgnore.parse(text).hides
    assert set(project.files()) == {f for f in (*files, ".dockerignore") if not hides(f)}
    assert all(project.exists(f) and project.match(f) for f in project.files())


def test_a_file_is_read_and_measured_once(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import os\n")
    project = Project.at(tmp_path)
    assert (project.read("app.py"), project.size("app.py")) == ("import os\n", 10)
    (tmp_path / "app.py").unlink()
    assert (project.read("app.py"), project.size("app.py")) == ("import os\n", 10)
