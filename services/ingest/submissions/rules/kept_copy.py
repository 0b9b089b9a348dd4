"""The redacted copy of a submission as one file. Its SHA-256 is `keptSha256`.

One XML notice: that notice. Several: a tar with the names they came with. JSON: one release per line, in the order of
the records; a line of which nothing could be kept is empty, so that line numbers stay what they were.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

WITHIN_LINE: Final = 10**9
"""A line holds one release as a rule. Those of a package on line 7 are numbered 7, 1,000,000,007, 2,000,000,007 ..."""

_LINES: Final = "application/x-ndjson"
_XML: Final = "application/xml"
_TAR: Final = "application/x-tar"
_ARCHIVES: Final = frozenset({"application/zip", "application/x-tar"})
MEDIA_TYPES: Final = (_LINES, _XML, _TAR)
_TAR_BLOCK: Final = 512
_AT_ONCE: Final = 2**16


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """One record of the redacted copy."""

    ordinal: int
    name: str
    body: bytes


def media_type_of(received: str) -> str:
    """The media type of the copy of a body that came as `received`."""
    if received in _ARCHIVES:
        return _TAR
    return _XML if received in ("application/xml", "text/xml") else _LINES


def copy_of(records: Iterable[KeptRecord], *, media_type: str) -> Iterator[bytes]:
    """Write the copy, a record at a time."""
    if media_type == _TAR:
        yield from _tar(records)
    elif media_type == _XML:
        yield from (record.body for record in records)
    else:
        yield from _lines(records)


def digest_of(records: Iterable[KeptRecord], *, media_type: str) -> str:
    """SHA-256 of the copy, in hexadecimal."""
    digest = hashlib.sha256()
    for piece in copy_of(records, media_type=media_type):
        digest.update(piece)
    return digest.hexdigest()


def _lines(records: Iterable[KeptRecord]) -> Iterator[bytes]:
    following = 1
    for record in records:
        if record.ordinal < WITHIN_LINE:  # a further release of a package on one line gets a line of its own
            yield from _empty_lines(record.ordinal - following)
            following = record.ordinal + 1
        yield record.body + b"\n"


def _empty_lines(number: int) -> Iterator[bytes]:
    for start in range(0, number, _AT_ONCE):
        yield b"\n" * min(_AT_ONCE, number - start)


def _tar(records: Iterable[KeptRecord]) -> Iterator[bytes]:
    for record in records:
        entry = tarfile.TarInfo(record.name or f"{record.ordinal:06}.xml")
        entry.size = len(record.body)
        yield entry.tobuf(tarfile.PAX_FORMAT)
        yield record.body
        yield bytes(-len(record.body) % _TAR_BLOCK)
    yield bytes(2 * _TAR_BLOCK)
