"""Manifests of compiled languages, PHP and Ruby: what of them decides what a tool reads."""

from __future__ import annotations

import pytest

from lambdafix.context.composer_json import read_composer
from lambdafix.context.gemfile import is_plain
from lambdafix.context.go_modules import read_go_module
from lambdafix.context.maven_pom import read_pom
from lambdafix.context.msbuild import local_sources, read_project, read_properties, read_solution


def test_a_go_mod_with_blocks_comments_and_replacements() -> None:
    text = """module example.com/hello/v2 // the module

go 1.22.1

require (
\texample.com/a v1.0.0 // indirect
\texample.com/b v1.0.0
\texample.com/c v1.0.0
)
require example.com/d v1.0.0
replace example.com/b => ../b
replace (
\texample.com/c v1.0.0 => example.com/x v2.0.0
\texample.com/d v9.9.9 => example.com/y v1.0.0
)
exclude example.com/z v1.0.0 // see https://example.com
"""
    found = read_go_module(text)
    assert (found.name, found.program, found.version) == ("example.com/hello/v2", "hello", (1, 22))
    assert found.beside == ("../b",)
    assert found.requires == {
        ("example.com/a", "v1.0.0"),
        ("example.com/x", "v2.0.0"),
        ("example.com/d", "v1.0.0"),
    }


@pytest.mark.parametrize(
    ("go", "sums", "settled"),
    [
        ("1.22", "a v1 h1:x\na v1/go.mod h1:y\n", True),
        ("1.15", "a v1 h1:x\na v1/go.mod h1:y\n", False),
        ("1.22", "a v1/go.mod h1:y\n", False),
        ("1.22", "a v1 h1:x\n", False),
        ("1.22", "a v2 h1:x\na v2/go.mod h1:y\n", False),
    ],
)
def test_a_go_sum_is_settled_with_both_sums_of_each_module(
    go: str, sums: str, settled: bool
) -> None:
    module = read_go_module(f"module m\ngo {go}\nrequire a v1\n")
    assert module.settled(sums) is settled


def test_a_go_work_names_the_directories_of_its_modules() -> None:
    found = read_go_module("go 1.22\nuse ./a\nuse (\n\t./b // the other\n)\n")
    assert found.beside == ("./a", "./b")


def test_a_solution_of_either_form_names_its_projects() -> None:
    old = 'Project("{1}") = "A", "src\\A\\A.csproj", "{2}"\nEndProject\n'
    old += 'Project("{2150E333}") = "Solution Items", "Solution Items", "{3}"\n'
    new = '<Solution><Project Path="src/A/A.csproj" /></Solution>'
    for text in (old, new):
        assert read_solution(text).references == ("src/A/A.csproj",)


def test_a_project_with_an_entity_is_not_plain() -> None:
    head = '<Project Sdk="Microsoft.NET.Sdk">'
    assert read_project(f"{head}</Project>").plain
    assert not read_project(f'<!DOCTYPE x [<!ENTITY a "b">]>{head}</Project>').plain
    assert not read_properties('<Project><Import Project="x" /></Project>').plain
    assert read_properties("<Project></Project>").plain


@pytest.mark.parametrize(
    ("value", "local"),
    [
        ("https://api.nuget.org/v3/index.json", False),
        ("true", False),
        ("3", False),
        ("./feed", True),
        ("feed/x", True),
        ("..\\feed", True),
        ("%HOME%", True),
    ],
)
def test_a_package_source_that_is_a_directory(value: str, local: bool) -> None:
    assert local_sources(f'<add key="x" value="{value}" />') is local


def test_a_pom_in_comments_does_not_count() -> None:
    found = read_pom("<project><!-- <module>x</module><systemPath/> --></project>")
    assert (found.modules, found.plain, found.parent) == ((), True, "")


@pytest.mark.parametrize(
    ("parent", "path"),
    [
        ("<parent></parent>", "../pom.xml"),
        ("<parent><relativePath>../all</relativePath></parent>", "../all"),
        ("<parent><relativePath/></parent>", ""),
        ("<parent><relativePath></relativePath></parent>", ""),
        ("", ""),
    ],
)
def test_where_a_parent_is_looked_for(parent: str, path: str) -> None:
    assert read_pom(f"<project>{parent}</project>").parent == path


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# a comment with path: in it\nsource 'https://rubygems.org'\n", True),
        ("gem 'a', '~> 1', require: false\ngroup :test do\n  gem 'b'\nend\n", True),
        ("ruby file: '.ruby-version'\n", True),
        ("ruby file: '../version'\n", False),
        ('git_source(:github) { |repo| "https://github.com/#{repo}.git" }\n', True),
        ("gem 'a', git: 'https://example.com/a.git', tag: 'v1'\n", True),
        ("gem 'a', git: '/srv/a'\n", False),
        ("source '/srv/gems'\n", False),
        ("gem 'a', path: 'a'\n", False),
        ('gem "a#{version}"\n', False),
        ("require 'json'\n", False),
        ("gem 'a'; system 'x'\n", False),
    ],
)
def test_a_gemfile_of_plain_lines(text: str, plain: bool) -> None:
    assert is_plain(text) is plain


def test_a_composer_json_that_cannot_be_read_is_none() -> None:
    assert read_composer("[") is None
    assert read_composer("[]") is None
    assert read_composer('{"config": []}') is None
    found = read_composer('{"config": {"vendor-dir": "lib"}}')
    assert found is not None
    assert found.vendor == "lib"
