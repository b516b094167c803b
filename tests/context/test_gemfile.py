"""A Gemfile and its lock."""

from __future__ import annotations

import pytest

from lambdafix.context.gemfile import agrees

GEMFILE = """source "https://rubygems.org"
gem "rack", "~> 3.1", ">= 3.1.2" # the server
gem 'mime-types', '3.6.0'
group :test do
  gem("rake")
end
gem "tool", git: "https://example.com/tool.git"
"""
LOCK = """GEM
  remote: https://rubygems.org/
  specs:
    rack (3.1.8)

DEPENDENCIES
  mime-types (= 3.6.0)
  rack (~> 3.1, >= 3.1.2)
  rake
  tool!

BUNDLED WITH
   2.5.22
"""


@pytest.mark.parametrize(
    ("old", "new", "agreed"),
    [
        ("", "", True),
        ('gem("rake")', 'gem("rake", "~> 13")', False),
        ("'3.6.0'", "'3.7.0'", False),
        ("source", 'gem "more"\nsource', False),
        ('"~> 3.1", ', "", False),
        (', git: "https://example.com/tool.git"', "", False),
    ],
)
def test_a_lock_agrees_with_the_gemfile_that_it_was_made_for(
    old: str, new: str, agreed: bool
) -> None:
    assert agrees(GEMFILE.replace(old, new, 1) if old else GEMFILE, LOCK) is agreed


def test_no_lock_agrees_with_nothing() -> None:
    assert not agrees(GEMFILE, "")
