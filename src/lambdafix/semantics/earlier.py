"""The stages before one, as an instruction of it sees them, and for which of them it asked.

What it does hangs on no other: behind other stages that give the same answers it does the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from lambdafix.semantics.image import Image


class Earlier(Struct, frozen=True):
    """Images by the names and numbers of their stages."""

    images: Mapping[str, Image] = field(default_factory=dict)
    _asked: dict[str, Image | None] = field(default_factory=dict)

    def get(self, name: str) -> Image | None:
        self._asked[name] = self.images.get(name)
        return self._asked[name]

    def __getitem__(self, name: str) -> Image:
        self._asked[name] = self.images[name]
        return self.images[name]

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def answers_as(self, images: Mapping[str, Image]) -> bool:
        """Whether these images answer all that was asked so far with the very same ones."""
        return all(images.get(name) is image for name, image in tuple(self._asked.items()))

    def among(self, images: Mapping[str, Image]) -> Earlier:
        """The same, asked of other images that give the same answers."""
        return Earlier(images, dict(self._asked))
