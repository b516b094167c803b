"""Commands that the files of an image start, by their names."""

from __future__ import annotations

from lambdafix.context.project import Project
from lambdafix.semantics.code import code_of
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse


def test_a_command_has_its_name_whatever_directory_it_is_started_from() -> None:
    text = 'require("child_process").execFile("./node_modules/.bin/prisma");\n'
    project = Project.of({"index.js": text})
    built = simulate(parse("FROM public.ecr.aws/lambda/nodejs:22\nCOPY index.js .\n"), project)
    found = code_of(built[-1].image, project)
    assert found.commands == {"./node_modules/.bin/prisma"}
    assert "prisma" in found.called
