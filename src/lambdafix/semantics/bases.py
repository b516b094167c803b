"""The state in which a base image leaves a stage: its ENV, working directory and interpreter."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from lambdafix.catalog.contracts import (
    Contract,
    aws_contract,
    links,
    official_contract,
    system_contract,
)
from lambdafix.catalog.images import (
    BaseImage,
    LanguageImage,
    language_image,
    recognise,
    system_image,
)
from lambdafix.regex import regex
from lambdafix.semantics.commands.call import Python
from lambdafix.semantics.scope import Scope

TASK_ROOT = "/var/task"
# Where images have content of their own, by the Filesystem Hierarchy Standard 3.0; every other
# directory of an image that is known to the catalog is there only if the Dockerfile makes it.
_SYSTEM = tuple(
    """/bin /boot /dev /etc /home /lib /lib64 /root /run /sbin /srv /sys /tmp /usr /var""".split()
)
_PEOPLES = ("/home", "/srv", "/tmp", "/var/tmp")  # there, and empty
_EMPTY = (TASK_ROOT, "/opt")
_DAY = regex(r":([\w.]+-)?20\d{6}(-|$)")  # debian:bookworm-20261101-slim
# Where the documentation of the official images puts the code; nothing lies there.
_FOR_CODE = "/usr/src/app"
_MADE = frozenset(
    """/ /bin /etc /opt /root /tmp /usr /usr/bin /usr/local /usr/local/bin /var""".split()
)


class Base(Struct, frozen=True):
    """What a FROM brings: `aws` or `language` say which known image it is, if any."""

    text: str
    scope: Scope
    aws: BaseImage | None = None
    language: LanguageImage | None = None
    python: Python | None = None
    directories: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The language that it brings, as in the names of AWS's images; empty if none is known."""
        image = self.aws or self.language
        return image.family if image else ""

    @property
    def version(self) -> str:
        """The version of that language, as in AWS's tags; empty if it is not known."""
        image = self.aws or self.language
        return (image.version if image else None) or ""

    @property
    def known(self) -> bool:
        return self.aws is not None or self.language is not None or self.text == "scratch"

    @property
    def pin(self) -> str:
        """What ties its name to one build of the image, as words; empty if nothing does."""
        if "@" in self.text:
            return "a digest"
        dated = (self.aws and self.aws.build) or _DAY.search(self.text)
        return "the date in its tag" if dated else ""

    def is_same(self, other: Base) -> bool:
        """Whether two names are of one image: AWS's image from either registry."""
        if self.aws and other.aws:
            return self.aws._replace(registry="") == other.aws._replace(registry="")
        return self.text == other.text

    def brings(self, path: str) -> bool:
        """Whether the image may have this directory; below those for people's own, it has none."""
        apart = any(path.startswith(f"{top}/") for top in _PEOPLES)
        return self.holds(path) and not (self.known and apart)

    def holds(self, path: str) -> bool:
        """Whether the image may have content of its own at a path."""
        if self.text == "scratch":
            return False
        if not self.known:
            return True
        parts = path.split("/")
        if f"{path}/".startswith(f"{_FOR_CODE}/"):
            return False
        if self.aws and any(path == e or path.startswith(f"{e}/") for e in _EMPTY):
            return False
        return path == "/" or f"/{parts[1]}" in _SYSTEM


def base_of(text: str) -> Base:
    """What is known of an image by its name; an unknown image has an unknown state."""
    aws, language = recognise(text), language_image(text)
    contract = _contract(aws, language) or system_contract(system_image(text))
    if contract is None:
        empty = text == "scratch"
        scope = Scope(complete=empty, workdir="/" if empty else None)
        return Base(text, scope, aws, language, links={} if empty else links())
    args = dict.fromkeys(contract.varies)  # set, to a value that cannot be known
    scope = Scope(env=contract.env, args=args, complete=True, workdir=contract.workdir)
    version = (aws.version if aws else language.version if language else None) or ""
    python = None
    if version and contract.site_packages and contract.scripts:
        python = Python(version, contract.site_packages, contract.scripts, contract.libraries)
    python_own = (contract.site_packages or "/", contract.scripts or "/")
    places = (contract.workdir, *python_own, *contract.directories)
    directories = _MADE.union(*map(_upwards, places))
    return Base(text, scope, aws, language, python, directories, links())


def _upwards(path: str) -> frozenset[str]:
    """A directory and those that it lies in."""
    parts = path.strip("/").split("/")
    return frozenset("/" + "/".join(parts[:n]) for n in range(len(parts) + 1))


def _contract(aws: BaseImage | None, language: LanguageImage | None) -> Contract | None:
    if aws:
        return aws_contract(aws.family, aws.version or "")
    return official_contract(language.family, language.version or "") if language else None
