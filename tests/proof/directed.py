"""Small cases by hand, each for one thing that an instruction reads, leaves or waits for.

In most of them `COPY app.py ./` stands first, a RUN that reads it second, and third something that
would like to stand first (an install, OS packages) but may not, because of what the second left.
"""

from __future__ import annotations

from pathlib import Path

from tests.proof.generator.case import HANDLER, PARTS, Case, archive

HEAD = "FROM public.ecr.aws/lambda/python:3.12\n"
FOOT = 'CMD ["app.handler"]\n'
FILES: dict[str, str | bytes] = {
    "app.py": HANDLER,
    "requirements.txt": "requests==2.32.5\n",
    "other.txt": "six==1.17.0\n",
    "src/util.py": "A = 1\n",
    "src/requests/own.py": "# ours\n",
    "conf/a.ini": "a=1\n",
    "conf/six.py": "# ours\n",
    "bin/start.sh": "#!/bin/sh\necho start\n",
    "bin/git": "#!/bin/sh\necho ours\n",
    "bin/idna": "ours\n",
    "pip.conf": "[global]\nindex-url = https://example.com/two\n",
    "constraints.txt": "requests==2.31.0\n",
    "data.tar": archive(),
    **PARTS["node"],
}


def _read() -> dict[str, Case]:
    blocks = Path(__file__).with_suffix(".txt").read_text().split("\n== ")[1:]
    found = (block.partition("\n") for block in blocks)
    return {
        name: Case(text if "FROM " in text else f"{HEAD}{text}{FOOT}", dict(FILES))
        for name, _, text in found
    }


CASES = _read()
