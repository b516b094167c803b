"""A stage as it is being built, and as it ended."""

from __future__ import annotations

from posixpath import normpath

from msgspec import Struct, field

from tests.proof.scratch import Scratch
from tests.proof.tree import Entry


class Stage(Struct):
    """Its tree and its configuration; `failed` says why it never came to its end."""

    name: str
    root: Scratch | None = None
    env: dict[str, str] = field(default_factory=dict)
    args: dict[str, str | None] = field(default_factory=dict)
    workdir: str = "/"
    user: str = ""
    shell: tuple[str, ...] = ("/bin/sh", "-c")
    config: dict[str, object] = field(default_factory=dict)
    named: bool = False
    failed: str = ""
    says_cmd: bool = False
    tree: dict[str, Entry] = field(default_factory=dict)

    @property
    def base(self) -> dict[str, Entry]:
        """What the base image held."""
        return self.root.pristine() if self.root else {}

    @property
    def place(self) -> str:
        """Where its root lies on the disk."""
        assert self.root
        return self.root.path

    def value(self, name: str) -> str | None:
        """What a variable is worth to an instruction: ENV goes before ARG."""
        return self.env.get(name, self.args.get(name))

    def absolute(self, text: str) -> str:
        """A path from the working directory; a final slash (or dot) is kept, as it counts."""
        whole = text if text.startswith("/") else f"{self.workdir.rstrip('/')}/{text}"
        clean = "/" + normpath(whole).lstrip("/")
        into = text.endswith(("/", "/.")) or text in (".", "")
        return f"{clean.rstrip('/')}/" if into else clean
