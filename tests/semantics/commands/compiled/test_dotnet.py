"""What dotnet commands read and leave, and who may pass them."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area, meet
from lambdafix.semantics.effects import Effect, conflict
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse

APP = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Amazon.Lambda.Core" Version="2.5.0" /></ItemGroup>
</Project>
"""
REFERS = APP.replace(
    "</Project>",
    '<ItemGroup><ProjectReference Include="..\\lib\\Lib.csproj" /></ItemGroup></Project>',
)
FILES = {
    "app/App.csproj": APP,
    "app/Function.cs": "",
    "lib/Lib.csproj": APP,
    "lib/Lib.cs": "",
    "refers/Refers.csproj": REFERS,
    "All.sln": 'Project("{1}") = "App", "app\\App.csproj", "{2}"\nEndProject\n',
    "nuget.config": '<add key="nuget.org" value="https://api.nuget.org/v3/index.json" />',
    "Directory.Build.props": "<Project><PropertyGroup><Nullable>enable</Nullable></PropertyGroup>"
    "</Project>",
    "README.md": "",
}
PROJECT = "COPY app/App.csproj ./"


def effects(*lines: str, files: dict[str, str] = FILES) -> list[Effect]:
    base = "FROM mcr.microsoft.com/dotnet/sdk:8.0"
    tree = parse("\n".join((base, "WORKDIR /src", *lines, "")))
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


def test_source_may_pass_a_restore_and_the_project_may_not() -> None:
    assert swap(PROJECT, "RUN dotnet restore App.csproj", "COPY app/Function.cs ./") == ""
    assert swap("COPY app/Function.cs ./", PROJECT, "RUN dotnet restore App.csproj") != ""


@pytest.mark.parametrize(
    "name", ["Directory.Build.props", "Directory.Packages.props", "global.json", "nuget.config"]
)
def test_what_counts_for_a_restore_by_its_name_may_not_pass_it(name: str) -> None:
    files = {**FILES, name: FILES.get(name, "<Project></Project>")}
    assert swap(PROJECT, "RUN dotnet restore App.csproj", f"COPY {name} ./", files=files) != ""
    assert swap(PROJECT, "RUN dotnet restore App.csproj", f"COPY {name} /", files=files) != ""
    assert swap(PROJECT, "RUN dotnet restore App.csproj", f"COPY {name} /x/", files=files) == ""


def test_a_restore_leaves_obj_and_the_packages_of_the_user() -> None:
    found = last(PROJECT, "RUN dotnet restore")
    assert found.manifests == ("/src/App.csproj",)
    assert writes(found, "/src/obj/project.assets.json")
    assert writes(found, "/root/.nuget/packages/amazon.lambda.core")
    assert not writes(found, "/src/App.csproj")
    assert not found.missing


def test_packages_go_where_a_variable_or_an_option_says() -> None:
    told = last(PROJECT, "RUN dotnet restore --packages /packages")
    assert writes(told, "/packages/x")
    assert writes(last("ENV NUGET_PACKAGES=/n", PROJECT, "RUN dotnet restore"), "/n/x")


def test_projects_are_followed_from_one_to_another() -> None:
    copies = ("COPY refers/Refers.csproj refers/", "COPY lib/Lib.csproj lib/")
    found = last(*copies, "RUN dotnet restore refers/Refers.csproj")
    assert set(found.manifests) == {"/src/refers/Refers.csproj", "/src/lib/Lib.csproj"}
    assert writes(found, "/src/lib/obj/project.assets.json")
    without = last(copies[0], "RUN dotnet restore refers/Refers.csproj")
    assert touches(without, "/anything")
    assert "is not a file" in without.missing


def test_a_solution_names_its_projects() -> None:
    found = last("COPY All.sln ./", "COPY app/App.csproj app/", "RUN dotnet restore")
    assert set(found.manifests) == {"/src/All.sln", "/src/app/App.csproj"}
    assert touches(last("COPY All.sln ./", "RUN dotnet restore"), "/anything")


def test_a_second_project_in_the_directory_is_not_passed_by_a_restore_of_the_only_one() -> None:
    assert swap(PROJECT, "RUN dotnet restore", "COPY All.sln ./") != ""
    assert swap(PROJECT, "RUN dotnet restore App.csproj", "COPY README.md ./") == ""


@pytest.mark.parametrize(
    "more",
    [
        '<Target Name="x" BeforeTargets="Restore"><Exec Command="./x" /></Target>',
        '<Import Project="../shared.props" />',
        "<PropertyGroup><V>$([System.IO.File]::ReadAllText('v'))</V></PropertyGroup>",
        "<PropertyGroup Condition=\"Exists('x')\"></PropertyGroup>",
        "<PropertyGroup><RestoreSources>../feed</RestoreSources></PropertyGroup>",
        "<PropertyGroup><BaseIntermediateOutputPath>/x</BaseIntermediateOutputPath></PropertyGroup>",
        '<ItemGroup><ProjectReference Include="../*/*.csproj" /></ItemGroup>',
    ],
)
def test_a_project_that_does_more_than_name_things_reads_everything(more: str) -> None:
    files = {**FILES, "app/App.csproj": APP.replace("</Project>", f"{more}</Project>")}
    assert touches(last(PROJECT, "RUN dotnet restore", files=files), "/anything")


def test_a_project_without_an_sdk_of_dotnet_reads_everything() -> None:
    for sdk in ('Sdk="Our.Sdk/1.0"', 'xmlns="x"'):
        files = {**FILES, "app/App.csproj": APP.replace('Sdk="Microsoft.NET.Sdk"', sdk)}
        assert touches(last(PROJECT, "RUN dotnet restore", files=files), "/anything")


def test_a_feed_that_is_a_directory_is_read() -> None:
    files = {**FILES, "nuget.config": '<add key="local" value="./feed" />'}
    lines = ("COPY nuget.config app/App.csproj ./", "RUN dotnet restore")
    assert touches(last(*lines, files=files), "/src/feed/x.nupkg")
    assert not touches(last(*lines), "/src/feed/x.nupkg")


def test_a_build_reads_everything_and_leaves_bin_obj_and_what_it_is_told() -> None:
    line = "RUN dotnet publish App.csproj -c Release --self-contained false -o /app/publish"
    found = last("COPY app/ ./", line)
    assert touches(found, "/anything")
    assert writes(found, "/app/publish/App.dll")
    assert writes(found, "/src/bin/Release/App.dll")
    assert not writes(found, "/src/Function.cs")
    assert not writes(found, "/opt/x")


def test_nothing_passes_a_build() -> None:
    assert swap("COPY app/ ./", "RUN dotnet build -o /out", "COPY README.md /opt/") != ""


def test_targets_of_the_project_may_write_below_it() -> None:
    more = '<Target Name="x"><Exec Command="npm run build" /></Target></Project>'
    files = {**FILES, "app/App.csproj": APP.replace("</Project>", more)}
    found = last("COPY app/ ./", "RUN dotnet build", files=files)
    assert writes(found, "/src/wwwroot/x.js")
    assert not writes(found, "/opt/x")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "app/App.csproj",
            APP.replace("<TargetFramework>", "<OutDir>../x</OutDir><TargetFramework>"),
        ),
        (
            "Directory.Build.props",
            "<Project><UseArtifactsOutput>true</UseArtifactsOutput></Project>",
        ),
    ],
)
def test_results_that_are_led_out_of_the_project_may_be_anywhere(name: str, text: str) -> None:
    files = {**FILES, name: text}
    lines = ("COPY app/ Directory.Build.props ./", "RUN dotnet build App.csproj")
    assert writes(last(*lines, files=files), "/anything")


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("dotnet tool install -g Amazon.Lambda.Tools", "/root/.dotnet/tools/dotnet-lambda"),
        ("dotnet tool install --tool-path /tools x", "/tools/x"),
        ("dotnet lambda package -c Release -o /out/x.zip", "/out/x.zip"),
        ("dotnet new console -o /new", "/new/Program.cs"),
        ("dotnet publish -p:PublishDir=/out/", "/out/App.dll"),
        ("dotnet publish /p:UseAppHost=false -o out", "/src/out/App.dll"),
    ],
)
def test_where_a_command_leaves_what_it_makes(line: str, path: str) -> None:
    assert writes(last("COPY app/ ./", f"RUN {line}"), path)


def test_a_global_tool_reads_no_source() -> None:
    assert swap("RUN dotnet tool install -g x", "COPY app/Function.cs ./") == ""


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("dotnet App.dll", "dotnet App.dll"),
        ("dotnet run", "dotnet run"),
        ("dotnet build --frobnicate", "--frobnicate"),
        ("dotnet workload install x", "dotnet workload"),
        ("dotnet nuget add source /feed", "/feed"),
        ("RestoreSources=/feed dotnet restore", "RestoreSources"),
        ("dotnet publish -o ${X}", "${X}"),
    ],
)
def test_what_may_read_or_write_anywhere_is_not_known(line: str, word: str) -> None:
    wall = last("ARG X", f"RUN {line}").wall
    assert wall is not None
    assert wall.word == word


@pytest.mark.parametrize("name", ["App.csproj.user", "obj/App.csproj.x.props"])
def test_files_that_a_project_imports_by_their_names_may_run_code(name: str) -> None:
    files = {**FILES, "x": '<Project><Target Name="y" /></Project>'}
    lines = (PROJECT, f"COPY x {name}", "RUN dotnet restore")
    assert touches(last(*lines, files=files), "/anything")
    assert swap(PROJECT, "RUN dotnet restore", f"COPY x {name}", files=files) != ""


@pytest.mark.parametrize(
    "line",
    [
        "dotnet restore -s feed",
        "dotnet restore --configfile x.config",
        "dotnet tool install -g x --add-source feed",
    ],
)
def test_a_feed_that_an_option_names_is_read(line: str) -> None:
    assert touches(last(PROJECT, f"RUN {line}"), "/src/feed/x.nupkg")
