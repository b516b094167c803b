"""The `--name=value` flags of an instruction, and which of them BuildKit knows.

Source: moby/buildkit, frontend/dockerfile/instructions (parse.go, bflag.go, commands_run*.go) and
docs.docker.com/reference/dockerfile, read 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from lambdafix.syntax.splitting import Word

_TEXT = frozenset({
    "platform", "chown", "chmod", "from", "checksum", "network", "security",
    "interval", "timeout", "start-period", "start-interval", "retries",
})  # fmt: skip
_SWITCH = frozenset({"link", "parents", "keep-git-dir", "unpack"})
_MANY = frozenset({"exclude", "mount", "device"})
_KNOWN: Mapping[str, frozenset[str]] = {
    "FROM": frozenset({"platform"}),
    "COPY": frozenset({"from", "chown", "chmod", "link", "parents", "exclude"}),
    "ADD": frozenset(
        {"chown", "chmod", "link", "exclude", "checksum", "keep-git-dir", "unpack"},
    ),
    "RUN": frozenset({"mount", "network", "security", "device"}),
    "HEALTHCHECK": frozenset(
        {"interval", "timeout", "start-period", "start-interval", "retries"},
    ),
}
_UNCHECKED = frozenset({"ARG", "STOPSIGNAL"})  # BuildKit drops whatever flags stand here


class Flags(Struct, frozen=True):
    """Flags in their order; the value of a bare one (`--link`) is None."""

    pairs: tuple[tuple[str, str | None], ...] = ()

    def __iter__(self) -> Iterator[tuple[str, str | None]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __contains__(self, name: object) -> bool:
        return any(name == known for known, _ in self.pairs)

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of the first flag of this name (None if it is bare), else the default."""
        return next((value for known, value in self.pairs if known == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a flag that may be repeated."""
        return tuple(value or "" for known, value in self.pairs if known == name)

    def on(self, name: str) -> bool:
        """Is a switch such as `--link` or `--link=true` given?"""
        return name in self and (self.get(name) or "true").lower() == "true"

    def having(self, name: str, value: str | None) -> Flags:
        """With this flag: in place of those of its name, else at the end."""
        if name not in self:
            return Flags((*self.pairs, (name, value)))
        first = [known for known, _ in self.pairs].index(name)
        rest = tuple(p for p in self.pairs[first + 1 :] if p[0] != name)
        return Flags((*self.pairs[:first], (name, value), *rest))


NO_FLAGS = Flags()


def read_flag(word: Word) -> tuple[str, str | None]:
    """`--name=value` as (name, value)."""
    name, equals, value = word.value.removeprefix("--").partition("=")
    return name, value if equals else None


def write_flag(name: str, value: str | None, escape: str) -> str:
    """The raw word of a flag, in double quotes where its value needs them."""
    if value is None:
        return f"--{name}"
    if value and not any(c.isspace() or c in f"'\"{escape}" for c in value):
        return f"--{name}={value}"
    inner = "".join(escape + c if c in f'"{escape}' else c for c in value)
    return f'--{name}="{inner}"' if value else f"--{name}="


def fault(keyword: str, flags: Flags) -> str:
    """Why BuildKit would refuse the flags of an instruction; empty if it would not."""
    known = _KNOWN.get(keyword, frozenset())
    seen: set[str] = set()
    for name, value in flags if keyword not in _UNCHECKED else ():
        if name not in known:
            return f"{keyword} has no flag --{name}"
        if name in seen and name not in _MANY:
            return f"--{name} stands here twice"
        if name in _SWITCH:
            if value is not None and value.lower() not in ("true", "false"):
                return f"--{name} is either true or false"
        elif value is None:
            return f"--{name} has no value"
        seen.add(name)
    return ""
