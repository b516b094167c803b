"""What two images hold, held against one another: settings, packages, files, shared libraries."""

from __future__ import annotations

from lambdafix.verify.contents.compare import compare
from lambdafix.verify.contents.difference import Difference, Part
from lambdafix.verify.contents.expected import Expected

__all__ = ["Difference", "Expected", "Part", "compare"]
