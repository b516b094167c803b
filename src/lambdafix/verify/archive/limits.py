"""How much an archive may ask for before it is taken for a bomb."""

from __future__ import annotations

from msgspec import Struct

from lambdafix.errors import UnreadableImage


class Limits(Struct, frozen=True):
    """Far above any image that Lambda takes (10 GB unpacked), and below what hurts a machine."""

    unpacked: int = 20 * 2**30  # bytes of one layer, and of all layers of an image
    entries: int = 3_000_000  # of one tar, and of all layers of an image
    headers: int = 2**20  # bytes of one extended header of a tar (long names, pax)
    document: int = 8 * 2**20  # bytes of a manifest, an index or a config
    path: int = 4096  # bytes, Linux's PATH_MAX
    depth: int = 255  # directories above a file
    layers: int = 1000
    images: int = 500  # manifests, of all indexes together
    nesting: int = 4  # indexes in indexes
    file: int = 64 * 2**20  # bytes of one file that is read whole

    def check(self, size: int, entries: int, name: str) -> None:
        """Raises where an image, `name`, has so many bytes and entries that it is no image."""
        if size > self.unpacked:
            raise UnreadableImage(f"{name}: the image unpacks to more than {self.unpacked:,} bytes")
        if entries > self.entries:
            raise UnreadableImage(f"{name}: the image has more than {self.entries:,} entries")
