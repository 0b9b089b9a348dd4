"""Kept records packed as one compressed body, with where each starts and how long it is: the form of `payload`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import zstandard


class Packed(NamedTuple):
    """Records one behind the other; `body` is one zstd frame, offsets and sizes are bytes of its content."""

    offsets: list[int]
    sizes: list[int]
    body: bytes


def pack(records: Sequence[bytes]) -> Packed:
    """Pack records in this order; an empty one takes no room."""
    sizes = [len(record) for record in records]
    offsets = list(accumulate(sizes, initial=0))[:-1]
    return Packed(offsets, sizes, zstandard.ZstdCompressor(level=1).compress(b"".join(records)))
