"""A position of a change log, with which log it is of: a number alone says nothing in another installation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

CURSOR: Final = r"^([0-9a-f]{32}\.)?[0-9]{1,18}(\.[0-9]{1,9})?$"
_PARTS: Final = re.compile(r"(?:([0-9a-f]{32})\.)?([0-9]{1,18})(?:\.([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Position:
    """After this change, and after so many rows of the one behind it. Without a log it is not said of which it is."""

    log: str
    number: int
    rows: int = 0

    @classmethod
    def read(cls, cursor: str) -> Self:
        """What a cursor says; it is of the form `CURSOR`."""
        parts = _PARTS.fullmatch(cursor)
        if parts is None:
            raise ValueError(f"no position: {cursor!r}")
        log, number, rows = parts.groups()
        return cls(log or "", int(number), int(rows or 0))

    def __str__(self) -> str:
        """As a reader copies it."""
        return f"{self.log}.{self.number}" + (f".{self.rows}" if self.rows else "")
