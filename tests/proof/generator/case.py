"""A case, and the build contexts that one may have."""

from __future__ import annotations

import io
import tarfile

from msgspec import Struct

from tests.proof.generator.choice import Chooser

Files = dict[str, str | bytes]
HANDLER = "import json\n\n\ndef handler(event, context):\n    return json.dumps(event)\n"
PINNED = """requests==2.32.5 requests==2.31.0 pyyaml==6.0.3 idna==3.10 flask==3.0.3 six==1.17.0
numpy==2.3.5 attrs==25.4.0 psycopg2==2.9.11 click==8.3.1""".split()
LOOSE = "requests pyyaml flask numpy jinja2 typing-extensions pillow".split()


class Case(Struct, frozen=True):
    """One Dockerfile and the files around it."""

    text: str
    files: Files


def archive() -> bytes:
    """A tar that brings files where other files are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, text in (("conf/a.ini", b"from tar"), ("six.py", b"# of the archive\n")):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(text), 0o640
            tar.addfile(member, io.BytesIO(text))
    return out.getvalue()


_LOCK = """{
"name": "web",
"lockfileVersion": 3,
"packages": {
"": { "name": "web", "dependencies": { "left-pad": "1.3.0" } },
"node_modules/left-pad": { "version": "1.3.0" }
}
}
"""
_PACKAGE = """{
"name": "web",
"version": "1.0.0",
"dependencies": {
"left-pad": "1.3.0"
}
}
"""
_SCRIPTS = '"scripts": {\n"postinstall": "cat *.txt > bundle.js",\n"build": "ls > built"\n},\n'
# What a context may hold beside the handler and its requirements.
PARTS: dict[str, Files] = {
    "source": {"src/__init__.py": "", "src/util.py": "A = 1\n", "src/data/a.json": "{}"},
    "settings": {"conf/a.ini": "a=1\n", "conf/b.ini": "b=2\n"},
    "a folder named like a package": {"requests/__init__.py": "# ours\n", "requests/own.py": ""},
    "a module named like a package": {"six.py": "# ours\n"},
    "a vendored package": {"lib/yaml/__init__.py": "# vendored\n", "lib/util.py": "B = 2\n"},
    "bin": {"bin/start.sh": "#!/bin/sh\necho start\n", "bin/idna": "ours\n"},
    "a script": {"setup.sh": "#!/bin/sh\nmkdir -p /opt/made\ncp app.py /opt/made/ || :\n"},
    "more requirements": {
        "reqs/base.txt": "idna==3.11\n",
        "reqs/all.txt": "-r base.txt\npyyaml==6.0.3\n",
    },
    "constraints": {"constraints.txt": "idna==3.10\nclick==8.1.8\n"},
    "requirements of requirements": {"all.txt": "-r requirements.txt\n# more\nclick==8.3.1\n"},
    "a project": {
        "pyproject.toml": '[project]\nname = "ours"\n',
        "ours/__init__.py": "# ours\n",
        "ours/core.py": "C = 3\n",
    },
    "an archive": {"data.tar": archive()},
    "texts": {"README.md": "read me\n", "src/NOTES.md": "notes\n", "conf.txt": "c\n"},
    "node": {"package.json": _PACKAGE, "package-lock.json": _LOCK, "index.js": "1\n"},
    "node with scripts": {
        "package.json": _PACKAGE.replace('"dependencies', f'{_SCRIPTS}"dependencies'),
        "package-lock.json": _LOCK,
        ".npmrc": "fund=false\n",
    },
}


def context(choose: Chooser) -> Files:
    wanted = {w.split("==")[0]: w for w in choose.some([*PINNED, *LOOSE], 1, 3)}
    lines = [*(["# what the function needs"] if choose.chance(10) else []), *wanted.values()]
    files: Files = {"app.py": HANDLER, "requirements.txt": "".join(f"{n}\n" for n in lines)}
    for part in choose.some([*PARTS], 1, 6):
        files |= PARTS[part]
    if choose.chance(15):
        hidden = choose.pick(["*.md", "**/*.md", "README.md\nconf", "lib", "six.py", "*.sh"])
        files[".dockerignore"] = f"{hidden}\n"
    return files
