"""Zip and tar: files of many files. Nothing is ever written to disk under a name that they give.

A zip needs a stream that can seek (its directory stands at the end); a tar is read as it comes. A file that is damaged,
encrypted or too large gives a finding and the rest goes on; damage to the zip or tar itself ends the reading there.
The order is that of the zip or tar, so reading may begin again and skip what was done.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from services.ingest.formats import container_rules as rules
from services.ingest.formats.encoding import GZIP
from services.ingest.formats.kept_form import KeptForm, as_tar
from services.ingest.formats.parsed import Limits, Refused
from services.ingest.formats.source_format import Container, FormatOf, Member, SourceFormat, Suffix
from services.ingest.formats.tar_stream import BLOCK, MAGIC, MAGIC_AT, Damaged, TooMuch, files
from shared.procurement.contacts import without_contacts

_ZIP_TYPE = "application/zip"
_TAR_TYPE = "application/x-tar"
_KEPT = KeptForm(_TAR_TYPE, as_tar)

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


def _zip(stream: BinaryIO, *, limits: Limits, format_of: FormatOf) -> Iterator[Member]:
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
            source = format_of(info.filename)
            if source is None or _is_hidden(info.filename):
                yield _passed_over(info.filename, name)
                continue
            member = _unzip(archive, info, name, source, limits=limits)
            expanded += info.file_size
            yield member


def _unzip(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, source: SourceFormat, *, limits: Limits
) -> Member:
    if info.flag_bits & _ENCRYPTED:
        return Member(name, None, rules.ENCRYPTED_ENTRY.at(name, kind="zip"))
    if info.compress_type not in _METHODS:
        return Member(name, None, rules.UNKNOWN_PACKING.at(name, kind="zip"))
    if info.file_size > limits.max_bytes or info.file_size > _FREE + limits.max_ratio * info.compress_size:
        return Member(name, None, rules.ENTRY_TOO_LARGE.at(name, limit=limits.max_bytes, ratio=limits.max_ratio))
    try:
        with archive.open(info) as file:
            # No more than the directory promises is unpacked; the check sum then fails when there was more.
            return Member(name, file.read(), format=source)
    except _BROKEN_ENTRY:
        return Member(name, None, rules.DAMAGED_ENTRY.at(name, kind="zip"))


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


def _tar(stream: BinaryIO, *, limits: Limits, format_of: FormatOf) -> Iterator[Member]:
    name = "/"
    try:
        for number, member in enumerate(files(stream, limits=limits)):
            name, source = _label(member.name), format_of(member.name)
            if number >= limits.max_entries:
                raise _too_much("tar", name, limits=limits)
            if not member.is_file:
                yield Member(name, None, rules.NOT_SENT.at(name))
            elif source is None or _is_hidden(member.name):
                yield _passed_over(member.name, name)
            elif member.body is None:
                yield Member(name, None, rules.ENTRY_TOO_LARGE.at(name, limit=limits.max_bytes, ratio=limits.max_ratio))
            else:
                yield Member(name, member.body, format=source)
    except TooMuch:
        raise _too_much("tar", name, limits=limits) from None
    except (Damaged, OSError, EOFError, zlib.error):
        raise Refused(rules.UNREADABLE_ARCHIVE.at(name, kind="tar")) from None


def _too_much(kind: str, place: str, *, limits: Limits) -> Refused:
    return Refused(rules.ARCHIVE_TOO_LARGE.at(place, kind=kind, entries=limits.max_entries, limit=limits.max_expanded))


def _passed_over(stated: str, name: str) -> Member:
    """Say that a file is not read: hidden files and those that macOS adds are the packer's, others the sender's."""
    return Member(name, None, (rules.NOT_SENT if _is_hidden(stated) else rules.NO_FORMAT).at(name))


def _is_hidden(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.rpartition("/")[2].startswith(".") or path.startswith("__MACOSX/")


def _label(name: str) -> str:
    """A name fit to show: no control characters, no path tricks, no contacts, not too long."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    shown = "".join(character for character in "/".join(parts) if character.isprintable())
    return without_contacts(shown, telephone=False)[-_LONGEST_NAME:] or "?"


ZIP = Container(
    name="zip",
    title_nl="Zip met bestanden in deze formaten",
    title_en="Zip with files in these formats",
    schema="https://www.iana.org/assignments/media-types/application/zip",
    media_types=(_ZIP_TYPE, "application/x-zip-compressed"),
    suffixes=(Suffix(".zip", _ZIP_TYPE),),
    kept_form=_KEPT,
    recognise=lambda head: head.startswith((b"PK\x03\x04", _END)),
    members=_zip,
)
TAR = Container(
    name="tar",
    title_nl="Tar met bestanden in deze formaten",
    title_en="Tar with files in these formats",
    schema="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html",
    media_types=(_TAR_TYPE, "application/x-gtar"),
    suffixes=(Suffix(".tar", _TAR_TYPE), Suffix(".tgz", _TAR_TYPE, GZIP)),
    kept_form=_KEPT,
    recognise=lambda head: len(head) >= BLOCK and head.startswith(MAGIC, MAGIC_AT),
    members=_tar,
)
