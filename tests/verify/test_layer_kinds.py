"""What a layer is, by the step that made it and what lies in it."""

from __future__ import annotations

import pytest

from lambdafix.verify.archive.model import Image, ImageConfig, ImageLayer, Platform, Step
from lambdafix.verify.archive.steps import instruction
from lambdafix.verify.layer_kinds import base_of, kind


@pytest.mark.parametrize(
    ("created_by", "words"),
    [
        ("RUN /bin/sh -c pip install flask # buildkit", "RUN pip install flask"),
        ("RUN |2 A=1 B=x y /bin/sh -c make $A # buildkit", "RUN make $A"),
        ("/bin/sh -c apt-get update", "RUN apt-get update"),
        ("|1 V=1 /bin/bash -c make", "RUN make"),
        ("COPY app.py . # buildkit", "COPY app.py ."),
        ("/bin/sh -c #(nop) COPY file:12ab in /var/task ", "COPY file:12ab in /var/task"),
        ('/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'),
        ("WORKDIR /var/task", "WORKDIR /var/task"),
    ],
)
def test_a_step_reads_as_it_stands_in_the_dockerfile(created_by: str, words: str) -> None:
    assert instruction(Step(created_by)) == words


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ("RUN apt-get update && apt-get install -y gcc", "OS packages"),
        ("RUN set -e; if true; then dnf -y install tar; fi", "OS packages"),
        ("RUN apt-get install -y gcc && pip install -r r.txt", "OS packages, dependencies"),
        ("RUN python3.12 -m pip install flask", "dependencies"),
        ("RUN /usr/local/bin/npm ci --omit=dev", "dependencies"),
        ("RUN yarn", "dependencies"),
        ("RUN npm run build", "build"),
        ("RUN echo pip install", "command"),
        ("RUN 'unfinished", "command"),
        ("COPY . .", "source"),
        ("ADD model.bin /opt/", "source"),
        ("WORKDIR /var/task", "directory"),
        ("", "not known"),
    ],
)
def test_a_step_says_what_its_layer_is(step: str, what: str) -> None:
    assert kind(step, dependencies=False) == what


def test_a_copy_of_installed_packages_is_dependencies() -> None:
    assert kind("COPY /deps /var/task", dependencies=True) == "dependencies"


def image(*steps: str) -> Image:
    """An image with that history; RUN, COPY and ADD make layers."""
    history = tuple(Step(s, empty=not s.startswith(("RUN", "COPY", "ADD"))) for s in steps)
    layers = [s for s in history if not s.empty]
    return Image(
        ImageConfig(Platform("linux", "amd64"), history=history),
        tuple(ImageLayer("sha256:0", "", "", 0, "", step) for step in layers),
    )


@pytest.mark.parametrize(
    ("steps", "layers"),
    [
        (("ADD a /", 'ENTRYPOINT ["/lambda-entrypoint.sh"]', "COPY app.py ."), 1),
        (("ADD a /", 'CMD ["bash"]', "RUN x", 'CMD ["python3"]', "COPY b .", 'CMD ["b.c"]'), 2),
        (("ADD a /", "COPY app.py .", 'CMD ["app.handler"]'), 0),
        (("ADD a /", "COPY app.py .", 'CMD ["python3"]'), 0),
    ],
)
def test_a_base_image_ends_with_the_step_that_it_is_known_to_end_with(
    steps: tuple[str, ...], layers: int
) -> None:
    assert base_of(image(*steps))[0] == layers
