"""A zip or tar of many notices: one file in it is one notice. Nothing is ever written to disk under a name it gives.

A zip needs a stream that can seek (its directory stands at the end); a tar is read as it comes. A file that is damaged,
encrypted or too large gives a finding and the rest goes on; damage to the zip or tar itself ends the reading there.
The order is that of the zip or tar, so reading may begin again and skip what was done.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from services.ingest.formats import container_rules as rules
from services.ingest.formats.contacts import without_contacts
from services.ingest.formats.parsed import Limits, Refused
from services.ingest.formats.tar_stream import Damaged, TooMuch, members
from shared.procurement.finding import Finding

ZIP = frozenset({"application/zip", "application/x-zip-compressed"})
TAR = frozenset({"application/x-tar", "application/x-gtar"})
TAR_GZ = frozenset({"application/gzip", "application/x-gzip", "application/x-compressed-tar", "application/x-tgz"})
XML = frozenset({"application/xml", "text/xml"})

_LONGEST_NAME = 200
_FREE = 2**20  # the ratio of unpacked to packed size says nothing about less than this

# The end of a zip: where its directory stands and how large it is (PKWARE APPNOTE 4.3.14 to 4.3.16).
_END = b"PK\x05\x06"
_END_SIZE = 22
_IN_ZIP64 = 0xFFFF_FFFF  # stands where the true size does not fit
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_END64_SIZE = 56
_LONGEST_COMMENT = 65_535
_LARGEST_DIRECTORY_ENTRY = 300  # on average: 46 bytes, a name and its extra fields
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN_ENTRY = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its name as a label, and its content; or no content and the finding that says why."""

    name: str
    body: bytes | None
    finding: Finding | None = None


def entries(stream: BinaryIO, media_type: str, *, limits: Limits) -> Iterator[Entry]:
    """Give the files in a body of this media type one by one; a body that is itself XML is one notice.

    Raises Refused when the zip or tar cannot be read (further), or holds no notice at all; what came before stands.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind in ZIP:
        files = _zip(stream, limits=limits)
    elif kind in TAR:
        files = _tar(stream, limits=limits)
    elif kind in TAR_GZ:
        files = _tar_gz(stream, limits=limits)
    else:
        yield Entry("", stream.read(limits.max_bytes + 1))  # one byte too many is refused by the reader itself
        return
    notices = 0
    for entry in files:
        notices += entry.body is not None
        yield entry
    if notices == 0:
        raise Refused(rules.EMPTY_ARCHIVE.at("/", kind="zip" if kind in ZIP else "tar"))


def _zip(stream: BinaryIO, *, limits: Limits) -> Iterator[Entry]:
    largest = limits.max_entries * _LARGEST_DIRECTORY_ENTRY
    try:
        if _directory_size(stream) > largest:
            raise _too_much("zip", "/", limits=limits)
        archive = zipfile.ZipFile(stream)
    except _BROKEN_ENTRY:
        raise Refused(rules.UNREADABLE_ARCHIVE.at("/", kind="zip")) from None
    expanded = 0
    with archive:
        for number, info in enumerate(archive.infolist()):
            name = _label(info.filename)
            if info.is_dir():
                continue
            if number >= limits.max_entries or expanded + info.file_size > limits.max_expanded:
                raise _too_much("zip", name, limits=limits)
            if not _is_xml(info.filename):
                yield Entry(name, None, rules.NO_XML.at(name))
                continue
            entry = _unzip(archive, info, name, limits=limits)
            expanded += info.file_size
            yield entry


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, *, limits: Limits) -> Entry:
    if info.flag_bits & _ENCRYPTED:
        return Entry(name, None, rules.ENCRYPTED_ENTRY.at(name, kind="zip"))
    if info.compress_type not in _METHODS:
        return Entry(name, None, rules.UNKNOWN_PACKING.at(name, kind="zip"))
    if info.file_size > limits.max_bytes or info.file_size > _FREE + limits.max_ratio * info.compress_size:
        return Entry(name, None, rules.ENTRY_TOO_LARGE.at(name, limit=limits.max_bytes, ratio=limits.max_ratio))
    try:
        with archive.open(info) as file:
            # No more than the directory promises is unpacked; the check sum then fails when there was more.
            return Entry(name, file.read())
    except _BROKEN_ENTRY:
        return Entry(name, None, rules.DAMAGED_ENTRY.at(name, kind="zip"))


def _directory_size(stream: BinaryIO) -> int:
    """Size that the directory of a zip claims, before it is read into memory. Raises ValueError when there is none."""
    end = stream.seek(0, 2)
    start = max(0, end - _END_SIZE - _LONGEST_COMMENT)
    stream.seek(start)
    tail = stream.read(end - start)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise ValueError("This is no zip: it has no directory at its end.")
    claimed = int.from_bytes(tail[at + 12 : at + 16], "little")
    if claimed == _IN_ZIP64:
        claimed = _zip64_directory_size(stream, start + at)
    stream.seek(0)
    return min(claimed, end)


def _zip64_directory_size(stream: BinaryIO, end: int) -> int:
    stream.seek(max(0, end - _LOCATOR_SIZE))
    locator = stream.read(_LOCATOR_SIZE)
    if not locator.startswith(_LOCATOR):
        raise ValueError("This is no zip: it lacks its zip64 locator.")
    stream.seek(int.from_bytes(locator[8:16], "little"))
    return int.from_bytes(stream.read(_END64_SIZE)[40:48], "little")


def _tar_gz(stream: BinaryIO, *, limits: Limits) -> Iterator[Entry]:
    with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
        yield from _tar(unpacked, limits=limits, packed=stream)


def _tar(stream: BinaryIO | gzip.GzipFile, *, limits: Limits, packed: BinaryIO | None = None) -> Iterator[Entry]:
    name = "/"
    try:
        for number, member in enumerate(members(stream, limits=limits, packed=packed)):
            name = _label(member.name)
            if number >= limits.max_entries:
                raise _too_much("tar", name, limits=limits)
            if not member.is_file or not _is_xml(member.name):
                yield Entry(name, None, rules.NO_XML.at(name))
            elif member.body is None:
                yield Entry(name, None, rules.ENTRY_TOO_LARGE.at(name, limit=limits.max_bytes, ratio=limits.max_ratio))
            else:
                yield Entry(name, member.body)
    except TooMuch:
        raise _too_much("tar", name, limits=limits) from None
    except (Damaged, OSError, EOFError, zlib.error):
        raise Refused(rules.UNREADABLE_ARCHIVE.at(name, kind="tar")) from None


def _too_much(kind: str, place: str, *, limits: Limits) -> Refused:
    return Refused(rules.ARCHIVE_TOO_LARGE.at(place, kind=kind, entries=limits.max_entries, limit=limits.max_expanded))


def _is_xml(name: str) -> bool:
    """Whether a name ends in .xml; hidden files and those that macOS adds are none."""
    path = name.replace("\\", "/")
    base = path.rpartition("/")[2]
    return base.lower().endswith(".xml") and not base.startswith(".") and not path.startswith("__MACOSX/")


def _label(name: str) -> str:
    """A name fit to show: no control characters, no path tricks, no contacts, not too long."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    shown = "".join(character for character in "/".join(parts) if character.isprintable())
    return without_contacts(shown, telephone=False)[-_LONGEST_NAME:] or "?"
