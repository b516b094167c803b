from __future__ import annotations

import pytest

from lambdafix.semantics.ordering.hints import is_pattern, of_file, of_instruction
from lambdafix.syntax.parser import parse


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("model", "model", True),
        ("model", "model/a/b.bin", True),
        ("model/", "model/a.bin", True),
        ("/model", "./model/", True),
        ("model", "models/a.bin", False),
        ("model", "src/model/a.bin", False),
        ("*.onnx", "a.onnx", True),
        ("*.onnx", "model/a.onnx", False),
        ("**/*.onnx", "model/a.onnx", True),
        ("RUN *", "RUN x", False),
    ],
)
def test_which_files_a_pattern_names(pattern: str, path: str, fits: bool) -> None:
    assert (of_file([(pattern, 1)], path) is not None) is fits


@pytest.mark.parametrize(
    ("pattern", "line", "fits"),
    [
        ("RUN pip install *", "RUN pip install -r requirements.txt", True),
        ("RUN pip install *", "run  pip \\\n  install six", True),
        ("RUN pip install *", "RUN uv pip install six", False),
        ("COPY model *", "COPY model /opt/model", True),
        ("COPY model *", "COPY app.py ./", False),
        ("model", "COPY model model", False),
    ],
)
def test_which_instructions_a_pattern_names(pattern: str, line: str, fits: bool) -> None:
    instruction = parse(f"FROM scratch\n{line}\n").instructions[-1]
    assert (of_instruction([(pattern, 1)], instruction) is not None) is fits


def test_the_last_pattern_that_fits_counts() -> None:
    hints = [("model", 1), ("model/new", 2), ("other", 3)]
    assert of_file(hints, "model/new/a") == ("model/new", 2)
    assert of_file(hints, "model/old/a") == ("model", 1)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("model", True),
        ("RUN x*", True),
        ("!model", False),
        ("", False),
        ("[", False),
        ("#a", False),
    ],
)
def test_what_is_a_pattern(text: str, good: bool) -> None:
    assert is_pattern(text) is good
