"""CODEOWNERS: the examples of both manuals, and where they differ."""

from __future__ import annotations

import pytest

from lambdafix.monorepo.codeowners import parse, read

GITHUB = """\
# comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""
GITLAB = """\
* @default
[Docs] @docs-team
docs/
README.md @writers
[Database][2] @dba
/model/db/ @db-one @db-two
^[Optional]
*.rb @ruby
[docs]
!docs/internal/
path\\ with\\ blanks/ @blank
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("x/Dockerfile", ["@global-owner1", "@global-owner2"]),
        ("x/y.js", ["@js-owner"]),
        ("build/logs/a/b", ["@octocat"]),
        ("x/build/logs/a", ["@octocat"]),
        ("docs/a.md", ["@doctocat"]),
        ("x/docs/a.md", ["@global-owner1", "@global-owner2"]),
        ("x/apps/a", ["@octocat"]),
        ("scripts/a/b", ["@doctocat", "@octocat"]),
        ("apps/github/a", []),
        ("apps/github", []),
        ("apps/githubber", ["@octocat"]),
    ],
)
def test_on_github_the_last_pattern_that_fits_wins(path: str, owners: list[str]) -> None:
    assert [*parse(GITHUB, gitlab=False).of(path)] == owners


def test_on_github_a_star_behind_a_slash_does_not_reach_below() -> None:
    owners = parse("docs/* @docs\n", gitlab=False)
    assert owners.of("docs/a.md") == ("@docs",)
    assert owners.of("docs/build/a.md") == ()


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("a/b", ["@default"]),
        ("x/docs/a", ["@default", "@docs-team"]),
        ("docs/internal/a", ["@default"]),
        ("x/README.md", ["@default", "@writers"]),
        ("model/db/a.rb", ["@default", "@db-one", "@db-two", "@ruby"]),
        ("x/model/db/a", ["@default"]),
        ("path with blanks/a", ["@default", "@blank"]),
    ],
)
def test_on_gitlab_a_file_has_the_owners_of_all_sections(path: str, owners: list[str]) -> None:
    assert [*parse(GITLAB, gitlab=True).of(path)] == owners


def test_on_gitlab_a_directory_needs_its_slash() -> None:
    assert parse("/docs @docs\n", gitlab=True).of("docs/a") == ()
    assert parse("/docs @docs\n", gitlab=False).of("docs/a") == ("@docs",)


def test_each_looks_in_its_own_places_first() -> None:
    files = {".github/CODEOWNERS": "* @hub", "CODEOWNERS": "* @root", ".gitlab/CODEOWNERS": "* @x"}
    assert read(files.get, gitlab=False)[0] == ".github/CODEOWNERS"
    assert read(files.get, gitlab=True)[0] == "CODEOWNERS"
    place, owners = read({".gitlab/CODEOWNERS": "b/ @lab"}.get, gitlab=False)
    assert (place, owners.of("a/b/c")) == (".gitlab/CODEOWNERS", ("@lab",))
    assert read(dict[str, str]().get, gitlab=False)[1].of("a") == ()


def test_a_file_with_sections_is_one_of_gitlab_wherever_it_lies() -> None:
    assert read({"CODEOWNERS": "[A] @a\nb/\n"}.get, gitlab=False)[1].of("x/b/c") == ("@a",)
