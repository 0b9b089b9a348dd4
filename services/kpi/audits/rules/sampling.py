"""A random sample that anybody can draw again: the rows with the smallest SHA-256 of seed and key."""

import hashlib
from collections.abc import Sequence
from typing import Final, TypeVar

METHOD: Final = (
    "The rows behind the figure that are in or undetermined are ordered by the SHA-256 of `seed`, a line feed and the"
    " row's day and key joined by line feeds (UTF-8, as hexadecimal digits); the first `size` of them are the sample."
)
"""How a sample is drawn, for whoever draws it again."""

Row = TypeVar("Row", bound=Sequence[str])


def ticket(seed: str, row: Sequence[str]) -> str:
    """What a row is ordered by."""
    return hashlib.sha256("\n".join((seed, *row)).encode()).hexdigest()


def sample_of(rows: Sequence[Row], *, seed: str, size: int) -> list[Row]:
    """So many of the rows, at random by this seed, whatever order they come in."""
    return sorted(rows, key=lambda row: ticket(seed, row))[:size]
