"""Which interpreters the files of an image start."""

from __future__ import annotations

import pytest

from lambdafix.context.project import Project
from lambdafix.semantics.interpreters import interpreters
from lambdafix.semantics.simulate import simulate
from lambdafix.syntax.parser import parse


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("tool.py", "#!/usr/bin/env python3\nprint(1)\n", {"python3"}),
        ("tool", "#! /usr/bin/python3.11 -u\n", {"python3"}),
        ("tool.cgi", "#!/usr/bin/env -S A=1 python -u\r\n", {"python3"}),
        ("tool.pl", "#!/usr/bin/perl -w\n", {"perl"}),
        ("run.sh", "#!/bin/sh\npython3 tool.py\n", {"sh"}),
        ("tool.py", "print('#!/usr/bin/env python3')\n", set()),
        ("package.json", '{"scripts": {"make": "python3 make.py"}}', {"python3"}),
        ("package.json", '{"description": "no python3"}', set()),
        ("node_modules/a/tool.py", "#!/usr/bin/env python3\n", set()),
    ],
)
def test_a_file_names_its_interpreter(name: str, text: str, found: set[str]) -> None:
    project = Project.of({name: text})
    image = simulate(parse("FROM node:22\nCOPY . /app/\n"), project)[-1].image
    assert interpreters(image, project) == found
