"""samconfig.toml with one repository: only the bytes of a key and its value change."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.edits.sam_repository import configured, is_address

REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
SHARED = f"{REGISTRY}/functions"
ELSEWHERE = SHARED.replace("eu-west-1", "us-east-1")
A, B = f"{REGISTRY}/team/a", f"{REGISTRY}/b"
COMPANION = f"{REGISTRY}/shop1a2b3c4d/api0123abcdrepo"


def one(text: str, address: str = SHARED) -> str:
    edited = configured(text.encode(), address)
    assert edited.refused == ()
    return edited.content.decode()


def refused(text: str, address: str = SHARED) -> tuple[tuple[int, str], ...]:
    edited = configured(text.encode(), address)
    assert edited.content == text.encode()
    return edited.refused


def deploy(*lines: str) -> str:
    return "\n".join(("[default.deploy.parameters]", *lines, ""))


def test_a_list_becomes_one_address() -> None:
    text = deploy(f'image_repositories = ["A={A}", "B={B}"]  # two', "x = 1")
    assert one(text) == deploy(f'image_repository = "{SHARED}"  # two', "x = 1")


def test_without_an_address_the_one_that_most_go_to_is_taken() -> None:
    text = deploy(f'image_repositories = ["A={A}", "B={B}", "C={B}"]')
    assert one(text, "") == deploy(f'image_repository = "{B}"')


def test_what_sam_makes_for_each_becomes_the_named_address() -> None:
    text = deploy('region="eu-west-1"', "resolve_image_repos=true # each its own")
    new = deploy('region="eu-west-1"', f'image_repository="{SHARED}" # each its own')
    assert one(text) == new


def test_an_empty_list_beside_it_stays_for_sam_takes_it_for_none() -> None:
    text = deploy("image_repositories = []", "resolve_image_repos = true")
    assert one(text) == deploy("image_repositories = []", f'image_repository = "{SHARED}"')


def test_comments_inside_of_a_list_stand_above_it_with_their_functions() -> None:
    text = deploy("  image_repositories = [ # all", f'    "A={A}", # public', "    # old:",
                  f'    "B={B}",', "  ] # end")  # fmt: skip
    new = deploy("  # all", "  # A: public", "  # old:", f'  image_repository = "{SHARED}" # end')
    assert one(text) == new


def test_a_single_address_for_a_function_alone_goes_along_with_the_named_one() -> None:
    assert one(deploy(f'image_repositories = "A={A}"')) == deploy(f'image_repository = "{SHARED}"')


def test_quoted_and_dotted_keys_are_found() -> None:
    text = f"[default]\ndeploy.parameters.\"image_repositories\" = ['A={A}', 'B={B}']\n"
    new = f"[default]\ndeploy.parameters.\"image_repository\" = '{SHARED}'\n"
    assert one(text) == new


def test_an_inline_table_keeps_its_other_words() -> None:
    text = f'[default.deploy]\nparameters = {{ a = 1, image_repositories = ["A={A}", "B={B}"] }}\n'
    new = f'[default.deploy]\nparameters = {{ a = 1, image_repository = "{SHARED}" }}\n'
    assert one(text) == new


@pytest.mark.parametrize(
    "text",
    [
        deploy(f'image_repository = "{A}"'),
        deploy(f'image_repositories = ["A={SHARED}", "B={SHARED}"]'),
        deploy("image_repositories = []"),
        deploy("resolve_image_repos = false"),
        deploy(),
        "",
    ],
)
def test_what_is_one_repository_already_stays(text: str) -> None:
    assert one(text) == text


@pytest.mark.parametrize(
    ("text", "address", "line", "why"),
    [
        (deploy("resolve_image_repos = true"), "", 2, "name it: --repository"),
        (deploy(f'image_repositories = ["A={COMPANION}"]'), "", 2, "SAM made and deletes"),
        (deploy(f'image_repositories = ["A={A}"]', "resolve_image_repos = true"), SHARED, 2,
         "SAM takes only one of them"),
        (deploy('image_repositories = ["A=localhost:5000/a"]'), SHARED, 2, "account and Region"),
        (deploy(f'image_repositories = ["A={A}"]'), ELSEWHERE, 2, "another account"),
        (deploy('region = "us-east-1"', "resolve_image_repos = true"), SHARED, 3, "another Region"),
        (deploy("not toml"), SHARED, 0, "not TOML"),
    ],
)  # fmt: skip
def test_what_is_not_changed_is_told_with_its_line(
    text: str, address: str, line: int, why: str
) -> None:
    [(at, said)] = refused(text, address)
    assert at == line
    assert why in said


def test_two_environments_may_be_two_accounts() -> None:
    text = "[default.deploy.parameters]\nresolve_image_repos = true\n"
    text += "[prod.deploy.parameters]\nresolve_image_repos = true\n"
    edited = configured(text.encode(), SHARED)
    assert edited.content.decode() == text.replace(
        "resolve_image_repos = true", f'image_repository = "{SHARED}"', 1
    )
    assert edited.refused == ((4, "its account is not said here: name its repository by hand"),)


def test_comments_in_a_list_of_an_inline_table_are_not_lost() -> None:
    text = f'[default.deploy]\nparameters = {{ a = 1, image_repositories = ["A={A}", # a\n'
    text += f'"B={B}"] }}\n'
    assert "would be lost" in refused(text)[0][1]


def test_a_byte_order_mark_is_no_toml_to_sam_either() -> None:
    assert refused("\ufeff" + deploy("resolve_image_repos = true")) == ((0, "not TOML"),)


def test_an_address_has_no_tag() -> None:
    assert is_address(SHARED)
    assert not is_address(f"{SHARED}:latest")
    assert not is_address("functions")
    assert not is_address(f'{REGISTRY}/a"b')


comments = st.sampled_from(["", "  # ours", "\t#\u00fc'\"[", " # a = 1"])
lines = st.sampled_from(["", "# a note", "  # [x]", 'note = "a # b"', "'k-1' = '''a\nb'''"])
gaps = st.lists(lines, max_size=4, unique=True)
spaces = st.sampled_from(["", " ", "\t ", "  "])
quotes = st.sampled_from(["'", '"'])


@given(gaps, gaps, comments, spaces, spaces, quotes, st.booleans(), st.booleans(), st.booleans())
def test_only_the_intended_bytes_change(
    above: list[str],
    below: list[str],
    comment: str,
    left: str,
    right: str,
    quote: str,
    several: bool,
    crlf: bool,
    ends: bool,
) -> None:
    below = [line for line in below if line not in above]  # no key twice
    items = [f"{quote}A={A}{quote}", f"{quote}B={B}{quote}"]
    inner = ",\n  ".join(items) if several else ", ".join(items)
    value = f"[\n  {inner},\n]" if several else f"[{inner}]"
    before = "\n".join(["[default.deploy.parameters]", *above, ""])
    after = "\n".join([comment, *below]) + ("\n" if ends else "")
    old = f"{before}image_repositories{left}={right}{value}{after}"
    new = f"{before}image_repository{left}={right}{quote}{SHARED}{quote}{after}"
    if crlf:
        old, new = old.replace("\n", "\r\n"), new.replace("\n", "\r\n")
    tomllib.loads(old)
    assert one(old) == new
    assert one(new) == new
