"""The bytes of a submission as a file that can be read and moved in, over the chunks in the database.

At most one decoded chunk is in memory. Each read of a chunk is a short transaction of its own.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import zstandard

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK: Final = 2**20
"""Decoded bytes in each chunk but the last."""


class ArrivalFile(io.RawIOBase):
    """A read-only, seekable file over a part of the body; `fetch` gives the compressed chunk of a number."""

    def __init__(self, *, first_byte: int, end_byte: int, fetch: Callable[[int], bytes]) -> None:
        super().__init__()
        self._first = first_byte
        self._size = end_byte - first_byte
        self._fetch = fetch
        self._at = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("There is no place before the start of the part.")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if self._at >= self._size or not len(view):
            return 0
        number, inside = divmod(self._first + self._at, CHUNK)
        if number != self._number:
            self._chunk = zstandard.ZstdDecompressor().decompress(self._fetch(number))
            self._number = number
        piece = memoryview(self._chunk)[inside : inside + min(len(view), self._size - self._at)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
