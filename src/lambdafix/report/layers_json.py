"""The layers of one image or two -> one JSON document for a program; sizes are bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambdafix.verify.listing import Changed, Listed, Listing

VERSION = 1

Value = str | int | None | list["Value"] | dict[str, "Value"]


def document(listings: Sequence[Listing], changed: Changed | None = None) -> str:
    """The document, indented, with a newline at its end."""
    content: Value = {
        "version": VERSION,
        "images": [_image(listing) for listing in listings],
        "changed": _changed(changed) if changed else None,
    }
    return json.dumps(content, indent=2) + "\n"


def _image(listing: Listing) -> Value:
    image = listing.image
    return {
        "path": listing.path,
        "names": [*image.names],
        "platform": str(image.config.platform),
        "digest": image.digest,
        "config_digest": image.config.digest,
        "media_type": image.media_type,
        "unpacked_bytes": listing.unpacked,
        "base": listing.base,
        "above_base_bytes": listing.above,
        "layers": [_layer(listed) for listed in listing.layers],
        "findings": [{"text": found.text, "hint": found.hint} for found in listing.findings],
    }


def _layer(listed: Listed) -> Value:
    return {
        "id": listed.layer.id,
        "diff_id": listed.layer.diff_id,
        "digest": listed.layer.digest,
        "media_type": listed.layer.media_type,
        "packed": listed.packed,
        "unpacked_bytes": listed.unpacked,
        "stored_bytes": listed.stored,
        "what": listed.what,
        "step": listed.step,
    }


def _changed(changed: Changed) -> Value:
    parts = {"equal": changed.equal, "gone": changed.gone, "new": changed.new}
    return {
        **{name: [listed.layer.diff_id for listed in layers] for name, layers in parts.items()},
        "push_bytes": changed.push,
    }
