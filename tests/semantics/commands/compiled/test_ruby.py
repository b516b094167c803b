"""What bundle and gem read and leave, and who may pass them."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

FILES = {
    "Gemfile": "source 'https://rubygems.org'\nruby '3.3'\n\ngem 'aws-sdk-s3', '~> 1'\n",
    "Gemfile.lock": "GEM\n",
    ".ruby-version": "3.3\n",
    "app.rb": "",
    "config": "---\nBUNDLE_PATH: /elsewhere\n",
    "usual": '---\nBUNDLE_PATH: "vendor/bundle"\n',
    "README.md": "",
}
MANIFESTS = "COPY Gemfile Gemfile.lock ./"


def effects(
    *lines: str,
    files: dict[str, str] = FILES,
    base: str = "FROM public.ecr.aws/lambda/ruby:3.3",
) -> list[Effect]:
    tree = parse("\n".join((base, *lines, "")))
    return [s.effect for s in simulate(tree, Project.of(files))[-1].steps]


def last(*lines: str, files: dict[str, str] = FILES) -> Effect:
    return effects(*lines, files=files)[-1]


def swap(*lines: str, files: dict[str, str] = FILES) -> str:
    """Why the last two lines may not swap."""
    return conflict(*effects(*lines, files=files)[-2:])


def touches(effect: Effect, path: str) -> bool:
    return meet((*effect.reads, *effect.writes), (Area(path),)) is not None


def writes(effect: Effect, path: str) -> bool:
    return meet(effect.writes, (Area(path),)) is not None


def test_source_may_pass_an_install_and_manifests_may_not() -> None:
    assert swap(MANIFESTS, "RUN bundle install", "COPY app.rb ./") == ""
    for name in ("Gemfile", "Gemfile.lock", ".ruby-version"):
        assert swap(f"COPY {name} ./", "RUN bundle install") != ""


def test_an_install_reads_its_manifests_and_fills_the_places_of_gems() -> None:
    found = last(MANIFESTS, "RUN bundle install")
    assert found.manifests == ("/var/task/Gemfile", "/var/task/Gemfile.lock")
    assert writes(found, "/var/lang/lib/ruby/gems/x")
    assert writes(found, "/var/task/vendor/bundle/x")
    assert writes(found, "/var/task/Gemfile.lock")
    assert not writes(found, "/var/task/app.rb")
    assert not found.missing


def test_a_frozen_install_leaves_the_lock_file() -> None:
    for lines in (
        ("RUN bundle install --deployment",),
        ("ENV BUNDLE_DEPLOYMENT=true", "RUN bundle install"),
    ):
        assert not writes(last(MANIFESTS, *lines), "/var/task/Gemfile.lock")
    lines = ("ENV BUNDLE_DEPLOYMENT=false", "RUN bundle install")
    assert writes(last(MANIFESTS, *lines), "/var/task/Gemfile.lock")


def test_packed_gems_and_settings_of_the_project_are_manifests() -> None:
    lines = (MANIFESTS, "COPY usual .bundle/config", "COPY README.md vendor/cache/x.gem")
    found = last(*lines, "RUN bundle install").manifests
    assert {"/var/task/.bundle/config", "/var/task/vendor/cache/x.gem"} <= set(found)


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        (("RUN bundle install --path /gems",), "/gems/x"),
        (("ENV BUNDLE_PATH=/gems", "RUN bundle install"), "/gems/x"),
        (("ENV GEM_HOME=/var/task", "RUN bundle install"), "/var/task/gems/x"),
        (("RUN bundle --path vendor/gems",), "/var/task/vendor/gems/x"),
        (("RUN bundle binstubs --all",), "/var/task/bin/x"),
        (("RUN gem install -i /gems nokogiri",), "/gems/x"),
        (("RUN gem install bundler -v '~> 2.4'",), "/var/lang/bin/bundle"),
        (("RUN gem build x.gemspec",), "/var/task/x-1.gem"),
        (("RUN bundle config set --local deployment true",), "/var/task/.bundle/config"),
        (("RUN bundle config set --global jobs 4",), "/root/.bundle/config"),
    ],
)
def test_where_a_command_leaves_what_it_makes(lines: tuple[str, ...], path: str) -> None:
    assert writes(last(MANIFESTS, *lines), path)


def test_gems_of_the_official_image_lie_in_its_bundle() -> None:
    found = effects("WORKDIR /app", MANIFESTS, "RUN bundle install", base="FROM ruby:3.3-slim")[-1]
    assert writes(found, "/usr/local/bundle/gems/x")
    assert not touches(found, "/app/app.rb")


def test_a_setting_is_read_by_the_install_behind_it() -> None:
    setting = "RUN bundle config set --local without 'development test'"
    assert swap(MANIFESTS, setting, "RUN bundle install") != ""


@pytest.mark.parametrize(
    "more",
    [
        "gem 'x', path: '../x'",
        "gemspec",
        "eval_gemfile 'other'",
        "gem 'x', File.read('version')",
        "gem 'x', ENV['V']",
        "gem 'x' if RUBY_VERSION > '3'",
        "gem 'x', git: '../x'",
        "plugin 'x'",
        "puts `ls`",
    ],
)
def test_a_gemfile_that_is_a_program_reads_everything(more: str) -> None:
    files = {**FILES, "Gemfile": f"{FILES['Gemfile']}{more}\n"}
    found = last(MANIFESTS, "RUN bundle install", files=files)
    assert touches(found, "/anything")
    assert found.manifests


def test_a_gemfile_that_is_not_seen_is_said_to_be_missing() -> None:
    found = last("RUN bundle install")
    assert touches(found, "/anything")
    assert "Gemfile is not a file" in found.missing
    assert writes(found, "/var/vendor/bundle/x")


def test_a_gem_by_name_reads_no_source_and_a_gem_that_is_a_file_reads_everything() -> None:
    assert swap("RUN gem install bundler", "COPY app.rb ./") == ""
    assert swap("RUN gem install bundler", "COPY README.md bundler.gem") != ""
    assert touches(last("RUN gem install pkg/x.gem"), "/anything")
    assert touches(last("COPY README.md bundler-2.gem", "RUN gem install bundler"), "/anything")


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("RUN bundle exec rake x",), "bundle exec"),
        (("RUN bundle install --frobnicate",), "--frobnicate"),
        (("RUN bundle config set path /elsewhere",), "bundle config path"),
        (("RUN bundle config --delete path",), "--delete"),
        (("RUN bundle config set local.x /srv/x",), "bundle config local.x"),
        (("RUN bundle config build.pg --with-pg=/opt/pg",), "--with-pg=/opt/pg"),
        (("COPY config .bundle/config", "RUN bundle install"), ".bundle/config"),
        (("COPY config /root/.bundle/config", "RUN bundle install"), ".bundle/config"),
        (("RUN bundle install --path ${X}",), "--path"),
        (("RUN gem push x.gem",), "gem push"),
    ],
)
def test_gems_in_an_unknown_place_are_not_known(lines: tuple[str, ...], word: str) -> None:
    wall = last("ARG X", MANIFESTS, *lines).wall
    assert wall is not None
    assert wall.word == word
    assert last(MANIFESTS, "COPY usual .bundle/config", "RUN bundle install").wall is None
