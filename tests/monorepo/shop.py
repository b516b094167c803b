"""A monorepo of six functions for tests: three that begin alike, two with one model, one alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
NAMES = ("api", "batch", "cleanup", "score", "train", "hook")
_ALIKE = """\
FROM public.ecr.aws/lambda/python:3.13
# what all of us need
COPY requirements.txt ./
RUN pip install -r requirements.txt

COPY app.py ./
CMD ["app.handler"]
"""
_MODEL = """\
FROM public.ecr.aws/lambda/python:3.13
COPY {name}.py ./app.py
COPY model.bin /opt/model.bin
RUN pip install onnxruntime
CMD ["app.handler"]
"""
_RESOURCE = """\
  {name}:
    Type: AWS::Serverless::Function
    Properties: {{PackageType: Image}}
    Metadata: {{DockerContext: {directory}, Dockerfile: Dockerfile}}
"""


def template() -> str:
    """The SAM template of all six."""
    every = (_RESOURCE.format(name=name.capitalize(), directory=name) for name in NAMES)
    return "".join(("Resources:\n", *every))


def configuration() -> str:
    """A repository for each, as a person writes it."""
    items = (f'    "{name.capitalize()}={REGISTRY}/{name}",\n' for name in NAMES)
    return "".join(
        ("version = 0.1\n[default.deploy.parameters] # ours\n", "image_repositories = [\n", *items,
         "] # one each\nconfirm_changeset = true\n")
    )  # fmt: skip


def files() -> dict[str, str | bytes]:
    """Path -> content."""
    found: dict[str, str | bytes] = {".git/HEAD": "", "template.yaml": template()}
    for name in ("api", "batch", "cleanup"):
        found[f"{name}/Dockerfile"] = _ALIKE
        found[f"{name}/requirements.txt"] = "numpy==2.1.3\npandas==2.2.3\n"
        found[f"{name}/app.py"] = f"def handler(event, context): return '{name}'\n"
    for name in ("score", "train"):
        found[f"{name}/Dockerfile"] = _MODEL.format(name=name)
        found[f"{name}/{name}.py"] = f"def handler(event, context): return '{name}'\n"
        found[f"{name}/model.bin"] = b"m" * 3_000_000
    found["hook/Dockerfile"] = (
        'FROM public.ecr.aws/lambda/nodejs:22\nCOPY index.js ./\nCMD ["index.handler"]\n'
    )
    found["hook/index.js"] = "exports.handler = async () => 1\n"
    return found


def laid(root: Path, content: Mapping[str, str | bytes]) -> Path:
    """The files on the disk."""
    for name, text in content.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root
