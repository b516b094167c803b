"""An image archive as a file: what it holds, its layers' entries, its images' final trees."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import TracebackType

from msgspec import Struct
from msgspec.structs import replace

from lambdafix.errors import UnreadableImage
from lambdafix.verify.archive.limits import Limits
from lambdafix.verify.archive.manifests import read_layout
from lambdafix.verify.archive.members import Members
from lambdafix.verify.archive.model import Contents, Image, ImageLayer
from lambdafix.verify.archive.saved import names_of, read_saved
from lambdafix.verify.archive.streams import CHUNK, Metered, compression, unpacking
from lambdafix.verify.archive.tar import Content, Entry, entries
from lambdafix.verify.archive.tree import ImageTree, Layered, grown

_HOW = "expected is what `docker save` or `docker buildx build --output type=oci,dest=FILE` writes"


class Unpacked(Struct):
    """A layer's tar as it is read; after `finish()` it is known whole and found to be right."""

    stream: io.BufferedReader
    _packed: Metered
    _plain: Metered
    _layer: ImageLayer
    _name: str

    def finish(self) -> int:
        """Read what is left, hold the digests against what the image says, return the bytes."""
        while self.stream.read(CHUNK):
            pass
        self._packed.drain()
        said = (self._layer.digest or self._packed.digest, self._layer.diff_id)
        if (self._packed.digest, self._plain.digest) != said:
            raise UnreadableImage(f"{self._name}: the content does not match its digest")
        return self._plain.count


class ImageArchive:
    """An open archive; a context manager. Raises UnreadableImage wherever it is not right.

    Manifests and configs are read and verified at once, a layer whenever it is read to its end.
    """

    def __init__(self, path: str, limits: Limits | None = None) -> None:
        self.path = path
        self.limits = limits or Limits()
        self._members = Members(path, self.limits)
        try:
            self.contents = self._contents()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._members.close()

    def __enter__(self) -> ImageArchive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def images(self) -> tuple[Image, ...]:
        return self.contents.images

    def image(self, platform: str = "", name: str = "") -> Image:
        """The only image, or the only one for that platform or under that name."""
        fitting = [
            image
            for image in self.images
            if (not platform or image.config.platform.fits(platform))
            and (not name or name in image.names)
        ]
        if len(fitting) == 1:
            return fitting[0]
        there = ", ".join(_called(image) for image in self.images)
        wanted = " ".join(filter(None, (platform, name)))
        what = f"{len(fitting)} images" if fitting else "no image"
        raise UnreadableImage(
            f"{self.path}: {what}{f' for {wanted}' if wanted else ''}; it holds {there}",
            "name one platform: --platform linux/amd64",
        )

    def tar(self, layer: ImageLayer) -> Unpacked:
        """A layer's tar, unpacked as it is read, counted and digested."""
        name = self._name(layer)
        window = self._members.window(layer.member)
        kind = compression(window.read(4) or b"")
        window.seek(0)
        packed = Metered(window, name, self.limits.unpacked)
        plain = Metered(unpacking(kind, packed), name, self.limits.unpacked)
        return Unpacked(io.BufferedReader(plain, CHUNK), packed, plain, layer, name)

    def entries(self, layer: ImageLayer) -> Iterator[tuple[Entry, Content]]:
        """A layer's entries, whiteouts among them; at the end its digests have been verified."""
        unpacked = self.tar(layer)
        yield from entries(unpacked.stream, self._name(layer), self.limits)
        unpacked.finish()

    def compression(self, layer: ImageLayer) -> str:
        """`gzip`, `zstd` or `none`: what the layer's bytes are."""
        return compression(self._members.window(layer.member).read(4) or b"")

    def unpacked_bytes(self, layer: ImageLayer) -> int:
        """The bytes of the layer's tar; reads all of it, and verifies it."""
        return self.tar(layer).finish()

    def tree(self, image: Image, remembered: int = 0) -> ImageTree:
        """The final file system of an image, for as long as the archive is open.

        `remembered`: how many of the lowest layers are read once and not in each image that has
        them: a base's. Only for archives of one's own engine: what has a known digest is not read
        to see whether it is what the digest says.
        """
        read = Layered(self.path, self.entries, self._again, self.limits)
        return grown(image, read, remembered)

    def _again(self, layer: ImageLayer) -> Iterator[tuple[Entry, Content]]:
        """A layer that was verified before: what is not asked for is not read."""
        if self.compression(layer) != "none":
            return entries(self.tar(layer).stream, self._name(layer), self.limits)
        stream = io.BufferedReader(self._members.window(layer.member), CHUNK // 16)
        return entries(stream, self._name(layer), self.limits, seek=True)

    def _name(self, layer: ImageLayer) -> str:
        return f"{self.path}: layer {layer.id}"

    def _contents(self) -> Contents:
        members = self._members
        if "index.json" in members:
            contents = read_layout(members, self.limits)
            if "manifest.json" in members:
                contents = replace(contents, images=_with_names(contents.images, members))
        elif "manifest.json" in members:
            contents = read_saved(members, self.limits)
        else:
            raise UnreadableImage(f"{self.path}: a tar, but not of an image", _HOW)
        if not contents.images:
            what = (
                f"no image, but an artifact ({contents.artifacts[0]})"
                if (contents.artifacts)
                else "no image"
            )
            raise UnreadableImage(f"{self.path}: holds {what}", _HOW)
        return contents


def _with_names(images: tuple[Image, ...], members: Members) -> tuple[Image, ...]:
    """`docker save` writes the names into manifest.json, whole."""
    names = names_of(members)
    return tuple(
        replace(image, names=names.get(f"blobs/sha256/{image.config.digest[7:]}") or image.names)
        for image in images
    )


def _called(image: Image) -> str:
    return " ".join((*image.names[:1], str(image.config.platform)))
