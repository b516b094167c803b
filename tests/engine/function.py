"""A function whose Dockerfile is one that is rewritten."""

from __future__ import annotations

from pathlib import Path

BASE = "public.ecr.aws/lambda/python:3.12"
COPIED = f"FROM {BASE}\nCOPY . .\n"
INSTALL = "RUN pip install -r requirements.txt\n"
TAIL = 'CMD ["app.handler"]\n'
ANSWERS = "def handler(event, context):\n    return event\n"


def function(place: Path, *, text: str = "", code: str = ANSWERS) -> Path:
    """Its Dockerfile, in a directory of its own below `place`."""
    context = place / "function"
    context.mkdir()
    (context / "app.py").write_text(code)
    (context / "requirements.txt").write_text("six==1.17.0\n")
    file = context / "Dockerfile"
    file.write_text(text or COPIED + INSTALL + TAIL)
    return file
