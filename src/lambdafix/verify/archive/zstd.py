"""Layers that are packed with zstd.                            [the only user of zstandard]"""

from __future__ import annotations

import io

_WINDOW = 2**27  # bytes of memory that a frame may ask for: what the zstd program allows


class _Unpacked:
    def __init__(self, stored: io.RawIOBase) -> None:
        import zstandard

        self._error = zstandard.ZstdError
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        source = io.BufferedReader(stored)
        self._reader = unpacker.stream_reader(source, read_across_frames=True)

    def read(self, size: int, /) -> bytes:
        try:
            got: bytes = self._reader.read(size)
        except self._error as error:
            raise EOFError(str(error)) from error
        return got


def unpacking(stored: io.RawIOBase) -> _Unpacked:
    """The bytes, unpacked as they are read; EOFError where they are broken. A cut stream may just
    end early, which its digest shows."""
    return _Unpacked(stored)
