"""Container images in a tar file: `docker save` and OCI archives, read where they lie.

Nothing is unpacked onto the disk, and no more is held in memory than one chunk of a layer and one
record a path.
"""

from __future__ import annotations

from lambdafix.verify.archive.archive import ImageArchive
from lambdafix.verify.archive.limits import Limits
from lambdafix.verify.archive.model import Image, ImageConfig, ImageLayer, Platform, Step
from lambdafix.verify.archive.tree import ImageTree, Node

__all__ = [
    "Image",
    "ImageArchive",
    "ImageConfig",
    "ImageLayer",
    "ImageTree",
    "Limits",
    "Node",
    "Platform",
    "Step",
]
