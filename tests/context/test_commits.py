from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.context.commits import Change, Commits, commits_of
from lambdafix.context.git import NoGit
from tests.verify.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def changes(history: Commits) -> list[list[Change]]:
    return [sorted(commit.changes) for commit in history.commits]


def test_the_oldest_commit_is_the_start_and_the_others_are_changes(repository: Repository) -> None:
    repository.commit({"app.py": "12", "lib/util.py": "123"})
    second = repository.commit({"app.py": "1234", "new.py": "1"}, "Say more")
    repository.commit({"lib/util.py": None})
    history = commits_of(repository.root, 500)
    assert history.start == {"app.py": 2, "lib/util.py": 3}
    assert changes(history) == [
        [Change("app.py", 2, 4), Change("new.py", None, 1)],
        [Change("lib/util.py", 3, None)],
    ]
    assert history.commits[0].id == second
    assert history.commits[0].subject == "Say more"
    assert history.commits[1].time - history.commits[0].time == 86_400
    assert not history.shallow
    assert not history.guessed


def test_only_the_latest_commits_are_played(repository: Repository) -> None:
    for size in range(1, 6):
        repository.commit({"app.py": "x" * size})
    history = commits_of(repository.root, 2)
    assert history.start == {"app.py": 3}
    assert changes(history) == [[Change("app.py", 3, 4)], [Change("app.py", 4, 5)]]


def test_a_context_below_the_top_sees_its_own_files_and_commits_only(
    repository: Repository,
) -> None:
    repository.commit({"services/a/app.py": "1", "services/b/app.py": "1"})
    repository.commit({"services/b/app.py": "22"})
    repository.commit({"services/a/app.py": "333", "README.md": "1"})
    history = commits_of(repository.root / "services" / "a", 500)
    assert history.start == {"app.py": 1}
    assert changes(history) == [[Change("app.py", 1, 3)]]


def test_a_name_that_git_would_quote_or_read_as_a_pattern_is_a_name(
    repository: Repository,
) -> None:
    names = ("é x/[a].py", 'new\nline"', ":(top)")
    repository.commit({f"*/{name}": "1" for name in names} | {"zz/a": "1"})
    repository.commit({f"*/{name}": "22" for name in names} | {"zz/a": "22"})
    history = commits_of(repository.root / "*", 500)
    assert changes(history) == [sorted(Change(name, 1, 2) for name in names)]


def test_a_rename_is_one_file_gone_and_one_that_is_new(repository: Repository) -> None:
    repository.commit({"a.py": "x" * 50})
    repository.git("config", "diff.renames", "true")
    repository.commit({"a.py": None, "b.py": "x" * 50})
    history = commits_of(repository.root, 500)
    assert changes(history) == [[Change("a.py", 50, None), Change("b.py", None, 50)]]


def test_a_new_mode_is_a_change(repository: Repository) -> None:
    repository.commit({"run.sh": "1"})
    (repository.root / "run.sh").chmod(0o755)
    repository.commit({})
    assert changes(commits_of(repository.root, 500)) == [[Change("run.sh", 1, 1)]]


def test_a_merge_is_one_commit_with_all_that_it_brings(repository: Repository) -> None:
    repository.commit({"app.py": "1"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"side.py": "1"})
    repository.commit({"side.py": "22"})
    repository.git("checkout", "-q", "main")
    repository.commit({"app.py": "22"})
    repository.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    history = commits_of(repository.root, 500)
    assert changes(history) == [[Change("app.py", 1, 2)], [Change("side.py", None, 2)]]


def test_a_subject_in_any_words_does_not_end_a_record(repository: Repository) -> None:
    repository.commit({"a": "1"}, ":100644 100644 a b M")
    repository.commit({"a": "22"}, "\x01 :odd")
    history = commits_of(repository.root, 500)
    assert [commit.subject for commit in history.commits] == ["\x01 :odd"]
    assert changes(history) == [[Change("a", 1, 2)]]


def test_configuration_of_git_does_not_change_what_is_read(repository: Repository) -> None:
    repository.commit({"app/a.py": "1", "b.py": "1"})
    repository.commit({"app/a.py": "22", "b.py": "1"})
    plain = commits_of(repository.root, 500)
    order = repository.root / "order"
    for name, value in {
        "diff.relative": "true",
        "diff.orderFile": str(order),
        "log.showSignature": "true",
        "diff.ignoreSubmodules": "all",
        "core.quotePath": "true",
        "log.diffMerges": "combined",
        "color.ui": "always",
        "log.decorate": "full",
        "log.follow": "true",
    }.items():
        repository.git("config", name, value)
    assert commits_of(repository.root, 500) == plain


def test_a_shallow_clone_says_so(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for size in range(1, 5):
        repository.commit({"app.py": "x" * size})
    clone = tmp_path_factory.mktemp("clone")
    repository.git("clone", "-q", "--depth=2", f"file://{repository.root}", str(clone))
    history = commits_of(clone, 500)
    assert history.shallow
    assert changes(history) == [[Change("app.py", 3, 4)]]


def test_a_clone_without_old_files_counts_them_as_they_are_today(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    for size in range(1, 4):
        repository.commit({"app.py": "x" * size})
    clone = tmp_path_factory.mktemp("clone")
    origin = f"file://{repository.root}"
    repository.git("clone", "-q", "--filter=blob:none", origin, str(clone))
    history = commits_of(clone, 500)
    assert history.guessed
    assert history.start == {"app.py": 3}
    assert changes(history) == [[Change("app.py", 3, 3)]] * 2


def test_a_directory_that_git_does_not_know_has_no_history(repository: Repository) -> None:
    repository.commit({"app.py": "1"})
    (repository.root / "new").mkdir()
    with pytest.raises(NoGit, match="no commit holds a file of it"):
        commits_of(repository.root / "new", 500)


def test_a_repository_without_a_commit_has_no_history(repository: Repository) -> None:
    with pytest.raises(NoGit):
        commits_of(repository.root, 500)


def test_files_that_never_change_are_kept_and_hidden_ones_dropped(repository: Repository) -> None:
    repository.commit({"app.py": "1", "notes.md": "1", "Dockerfile": "1"})
    repository.commit({"app.py": "22", "notes.md": "22", "Dockerfile": "22"})
    history = commits_of(repository.root, 500)
    seen = history.changing(lambda path: path == "app.py", {"Dockerfile": 9})
    assert seen.start == {"app.py": 1, "Dockerfile": 9}
    assert changes(seen) == [[Change("app.py", 1, 2)]]


def test_bytes_that_are_said_count_instead_of_those_that_git_holds(repository: Repository) -> None:
    repository.commit({"model": "pointer", "app.py": "1"})
    repository.commit({"model": "another pointer", "app.py": "22"})
    repository.commit({"model": None})
    history = commits_of(repository.root, 500)
    weighed = history.weighing(lambda path: 500 if path == "model" else None)
    assert weighed.start == {"model": 500, "app.py": 1}
    assert changes(weighed) == [
        [Change("app.py", 1, 2), Change("model", 500, 500)],
        [Change("model", 500, None)],
    ]


def with_submodule(repository: Repository, files: dict[str, str | None]) -> Repository:
    """Another repository as `lib`, checked out."""
    (repository.root / "lib").mkdir()
    module = Repository(repository.root / "lib")
    module.commit(files)
    return module


def test_a_submodule_changes_with_its_commit_and_whole(repository: Repository) -> None:
    module = with_submodule(repository, {"a.py": "1", "src/b.py": "22"})
    repository.commit({"app.py": "1"})
    repository.commit({"app.py": "22"})
    module.commit({"a.py": "333"})
    repository.commit({})
    history = commits_of(repository.root, 500)
    assert history.start == {"app.py": 1, "lib/a.py": 3, "lib/src/b.py": 2}
    assert changes(history) == [
        [Change("app.py", 1, 2)],
        [Change("lib/a.py", 3, 3), Change("lib/src/b.py", 2, 2)],
    ]


def test_a_submodule_that_is_not_checked_out_counts_nothing_but_changes(
    repository: Repository,
) -> None:
    repository.commit({"app.py": "1"})
    for commit in ("1" * 40, "2" * 40):
        repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},lib")
        repository.git("commit", "-q", "-m", "lib")
    history = commits_of(repository.root, 500)
    assert changes(history) == [[Change("lib", None, 0)], [Change("lib", 0, 0)]]
