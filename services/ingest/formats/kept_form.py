"""The redacted copy of a submission as one file. Its SHA-256 is `keptSha256`."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

WITHIN_LINE: Final = 10**9
"""A line holds one record as a rule. Those of a package on line 7 are numbered 7, 1,000,000,007, 2,000,000,007 ..."""

_TAR_BLOCK: Final = 512
_AT_ONCE: Final = 2**16


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """The kept copy of one record; empty when nothing of it could be kept."""

    ordinal: int
    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class KeptForm:
    """How the kept records of a submission stand in one file: its media type, and how to write it, record by record."""

    media_type: str
    write: Callable[[Iterable[KeptRecord]], Iterator[bytes]]

    def digest(self, records: Iterable[KeptRecord]) -> str:
        """SHA-256 of the copy, in hexadecimal."""
        digest = hashlib.sha256()
        for piece in self.write(records):
            digest.update(piece)
        return digest.hexdigest()


def as_they_are(records: Iterable[KeptRecord]) -> Iterator[bytes]:
    """Write a body that is one document: the record itself."""
    return (record.body for record in records)


def as_lines(records: Iterable[KeptRecord]) -> Iterator[bytes]:
    """Write one record per line; a line of which nothing could be kept is empty, so that line numbers stay."""
    following = 1
    for record in records:
        if record.ordinal < WITHIN_LINE:  # a further record of a package on one line gets a line of its own
            yield from _empty_lines(record.ordinal - following)
            following = record.ordinal + 1
        yield record.body + b"\n"


def as_tar(records: Iterable[KeptRecord]) -> Iterator[bytes]:
    """Write a tar of the records, with the names they came with."""
    for record in records:
        entry = tarfile.TarInfo(record.name or f"{record.ordinal:06}")
        entry.size = len(record.body)
        yield entry.tobuf(tarfile.PAX_FORMAT)
        yield record.body
        yield bytes(-len(record.body) % _TAR_BLOCK)
    yield bytes(2 * _TAR_BLOCK)


def _empty_lines(number: int) -> Iterator[bytes]:
    for start in range(0, number, _AT_ONCE):
        yield b"\n" * min(_AT_ONCE, number - start)
