"""How often files change, read from real repositories."""

from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from lambdafix.context import history
from lambdafix.context.history import History
from lambdafix.context.project import Project

Git = Callable[..., None]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """git in the repository `repo`, whatever this machine's own settings are."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "repo").mkdir()

    def run(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        allow = ["-c", "protocol.file.allow=always"]
        subprocess.run(
            ["git", *who, *allow, *words], cwd=tmp_path / "repo", check=True, capture_output=True
        )

    run("init", "-q")
    return run


@pytest.fixture
def repo(git: Git, tmp_path: Path) -> Path:
    return tmp_path / "repo"


def commit(repo: Path, git: Git, **files: str) -> None:
    """One commit; `a__b_py` is the file a/b.py."""
    for name, text in files.items():
        path = repo / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    git("add", "-A")
    git("commit", "-q", "-m", "x", "--allow-empty")


def test_each_commit_names_what_it_changed_the_newest_first(repo: Path, git: Git) -> None:
    commit(repo, git, app_py="1", src__util_py="1")
    commit(repo, git, app_py="2")
    git("commit", "-q", "--allow-empty", "-m", "nothing")
    found = history.read(repo)
    assert found
    assert found.commits == (
        frozenset(),
        frozenset({"app.py"}),
        frozenset({"app.py", "src/util.py"}),
    )
    assert found.tracked == {"app.py", "src/util.py"}


def test_paths_are_seen_from_the_build_context(repo: Path, git: Git) -> None:
    commit(repo, git, app_py="1", src__util_py="1")
    commit(repo, git, app_py="2")
    found = Project.at(repo / "src").history
    assert found.commits == (frozenset({"util.py"}),)
    assert found.tracked == {"util.py"}


def test_what_docker_does_not_see_does_not_count(repo: Path, git: Git) -> None:
    commit(repo, git, app_py="1", src__util_py="1")
    commit(repo, git, src__util_py="2")
    commit(repo, git, app_py="2", src__util_py="3", _dockerignore="src\n.dockerignore")
    assert Project.at(repo).history.commits == (frozenset({"app.py"}), frozenset({"app.py"}))


def test_a_renamed_file_is_two_changes_and_a_deleted_one_is_a_change(repo: Path, git: Git) -> None:
    commit(repo, git, app_py="the same text in both files\n" * 9)
    git("mv", "app.py", "b.py")
    git("commit", "-q", "-m", "x")
    git("rm", "-q", "b.py")
    git("commit", "-q", "-m", "x")
    found = history.read(repo)
    assert found.commits[:2] == (frozenset({"b.py"}), frozenset({"app.py", "b.py"}))
    assert found.tracked == frozenset()


def test_names_that_git_would_quote_come_out_as_they_are(repo: Path, git: Git) -> None:
    names = {"a b.py", 'a"b', "ä.py", "two\nlines", "\nfirst"}
    for name in names:
        (repo / name).write_text("")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    found = history.read(repo)
    assert found.tracked == names
    assert set(found.commits[0]) == names


def test_only_the_last_commits_are_read(
    repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert history.MOST_COMMITS == 500
    assert f"-{history.MOST_COMMITS}" in history._LOG
    monkeypatch.setattr(history, "_LOG", tuple("-2" if w == "-500" else w for w in history._LOG))
    for number in range(4):
        commit(repo, git, app_py=str(number))
    assert len(history.read(repo)) == 2


def test_a_repository_is_asked_once_for_all_its_contexts_and_again_after_a_commit(
    repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lambdafix.context import git as asking

    calls: list[tuple[str, ...]] = []
    ask = asking.ask

    def counted(directory: Path, *words: str, **options: float) -> bytes:
        calls.append(words)
        return ask(directory, *words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(asking, "ask", counted)
    commit(repo, git, app_py="1", src__util_py="1")
    history._repository.cache_clear()
    assert len(history.read(repo)) == len(history.read(repo / "src")) == 1
    assert len([words for words in calls if "log" in words]) == 1
    commit(repo, git, app_py="2")
    assert len(history.read(repo)) == 2


# --- where git has no say ------------------------------------------------------------------------


def test_outside_of_git_there_is_no_history(tmp_path: Path) -> None:
    found = history.read(tmp_path)
    assert not found
    assert found.why == "the build context is in no git repository"
    assert found.commits == ()


def test_a_shallow_clone_has_no_history(repo: Path, git: Git, tmp_path: Path) -> None:
    for number in range(3):
        commit(repo, git, app_py=str(number))
    git("clone", "-q", "--depth=2", repo.as_uri(), str(tmp_path / "shallow"))
    assert history.read(tmp_path / "shallow").why == "the clone is shallow"
    git("clone", "-q", repo.as_uri(), str(tmp_path / "whole"))
    assert len(history.read(tmp_path / "whole")) == 3


def test_a_repository_without_a_commit_has_no_history(repo: Path) -> None:
    assert "has no commit yet" in history.read(repo).why


def test_a_broken_repository_has_no_history(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert history.read(tmp_path).why
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / ".git").write_text("gitdir: /nowhere\n")
    assert history.read(tmp_path / "sub").why


def test_without_git_there_is_no_history(
    repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repo, git, app_py="1")
    history._repository.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    assert history.read(repo).why.startswith("git is not installed")


def test_a_repository_that_git_does_not_trust_has_no_history(
    repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a directory away")
    commit(repo, git, app_py="1")
    history._repository.cache_clear()
    os.chown(repo, 4242, 4242)
    os.chown(repo / ".git", 4242, 4242)
    assert "safe.directory" in history.read(repo).why


def test_of_a_submodule_the_repository_around_it_knows_nothing(
    repo: Path, git: Git, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    subprocess.run(["git", "init", "-q", str(tmp_path / "other")], check=True)
    (tmp_path / "other" / "a.py").write_text("")
    other = ["git", "-C", str(tmp_path / "other"), "-c", "user.name=A", "-c", "user.email=a@b.c"]
    subprocess.run([*other, "add", "-A"], check=True)
    subprocess.run([*other, "commit", "-q", "-m", "x"], check=True)
    git("submodule", "add", "-q", str(tmp_path / "other"), "sub")
    git("commit", "-q", "-m", "x")
    around = history.read(repo)
    assert around.commits == (frozenset({".gitmodules", "sub"}),)
    assert "sub/a.py" not in around.tracked
    assert history.read(repo / "sub").tracked == {"a.py"}


def test_a_second_work_tree_has_the_history_of_its_own_branch(
    repo: Path, git: Git, tmp_path: Path
) -> None:
    commit(repo, git, app_py="1")
    git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    commit(repo, git, app_py="2")
    assert len(history.read(tmp_path / "tree")) == 1
    assert len(history.read(repo)) == 2


# --- nothing of the repository's own is run ------------------------------------------------------


def test_no_program_that_the_repository_names_is_run(repo: Path, git: Git, tmp_path: Path) -> None:
    commit(repo, git, app_py="1", _gitattributes="*.py diff=evil filter=evil\n")
    commit(repo, git, app_py="2")
    proof = tmp_path / "was-run"
    program = tmp_path / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch '{proof}'\ncat\n")
    program.chmod(0o755)
    for name in (
        "core.fsmonitor core.pager core.sshCommand core.askPass diff.external diff.evil.textconv "
        "diff.evil.command filter.evil.clean filter.evil.smudge gpg.program pager.log"
    ).split():
        git("config", name, str(program))
    git("config", "log.showSignature", "true")
    git("config", "core.hooksPath", str(tmp_path))
    assert len(history.read(repo)) == 2
    assert not proof.exists()


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
def test_the_environment_does_not_lead_to_another_repository(
    name: str, repo: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repo, git, app_py="1")
    history._repository.cache_clear()
    monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert history.read(repo).tracked == {"app.py"}


def test_the_repositorys_own_way_of_showing_a_log_changes_nothing(repo: Path, git: Git) -> None:
    commit(repo, git, app_py="1", src__util_py="1")
    plain = history.read(repo)
    history._repository.cache_clear()
    for setting in (
        "log.showRoot=false diff.relative=true color.ui=always diff.renames=copies "
        "format.pretty=fuller core.quotePath=true log.decorate=full diff.noprefix=true"
    ).split():
        git("config", *setting.split("="))
    assert history.read(repo) == plain
    assert plain.commits == (frozenset({"app.py", "src/util.py"}),)


# --- by hand -------------------------------------------------------------------------------------


def test_a_history_by_hand_goes_to_another_process_with_its_context() -> None:
    project = Project.of({"a": "", "b": ""}, history=History.of([["a"], ["a", "b"]]))
    there = pickle.loads(pickle.dumps(project))
    assert there.history == project.history
    assert there.history.changes(lambda path: path == "b") == 0b10


def test_a_context_in_memory_has_no_history_unless_one_is_given() -> None:
    assert not Project.of({"a": ""}).history
    assert not Project.unknown().history
    assert Project.of({"a": ""}).edited({"b": ""}).history == Project.of({}).history


def test_an_ignore_file_that_is_written_anew_hides_from_history_too() -> None:
    project = Project.of({"a": "", "b": ""}, history=History.of([["a"], ["b"]]))
    assert len(project.edited({".dockerignore": "b"}).history) == 1


def test_nothing_is_read_before_somebody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "read", lambda directory: 1 / 0)
    project = Project.at(tmp_path)
    assert project.files() == ()
    with pytest.raises(ZeroDivisionError):
        _ = project.history


def test_a_submodule_is_one_entry_for_all_that_lies_in_it(repo: Path, git: Git) -> None:
    commit(repo, git, app_py="1")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},vendor/lib")
    git("commit", "-q", "-m", "x")
    found = history.read(repo)
    assert found.modules == {"vendor/lib"}
    assert found.commits[0] == {"vendor/lib"}
    assert found.entry("vendor/lib/src/a.py") == "vendor/lib"
    assert found.entry("app.py") == "app.py"
    assert found.entry("vendor/other.py") == ""
    assert found.below("vendor").modules == {"lib"}
