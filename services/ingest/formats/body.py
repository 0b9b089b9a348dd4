"""The records of a body, whatever it is, one after another; and a kept record read again."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from services.ingest.data_contracts.column_mapping import BUILT_IN, ColumnMapping
from services.ingest.formats import container_rules as rules
from services.ingest.formats.encoding import unpacked
from services.ingest.formats.parsed import Limits, Parsed, Refused
from services.ingest.formats.source_format import START, Container, Mark, Member, RawRecord, SourceFormat
from services.ingest.formats.table import format_of_name, format_told, kind_of
from shared.procurement.erased import Erased


def records_in(
    stream: BinaryIO,
    media_type: str,
    *,
    limits: Limits,
    resume: Mark,
    mappings: Sequence[ColumnMapping] = BUILT_IN,
) -> Iterator[RawRecord]:
    """Give the records of a body of this media type, from a mark on; its tables by one of these mappings.

    Raises Refused when a container cannot be read (further), or holds nothing that is read; what came before stands.
    """
    kind = kind_of(media_type)
    if isinstance(kind, Container):
        yield from _in_container(kind, stream, mappings, limits=limits, resume=resume)
        return
    yield from _split(kind, stream, mappings, limits=limits, resume=resume)


def read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Parsed:
    """Read one record, without whoever was erased."""
    if raw.format is None or raw.finding is not None:
        findings = () if raw.finding is None else (raw.finding,)
        return Parsed(notice=None, kept=b"", findings=findings, sender_key=None)
    return raw.format.read(raw, limits=limits, erased=erased)


def read_kept(kept: bytes, source: SourceFormat, *, place: str, limits: Limits, erased: Erased) -> Parsed:
    """Read a kept copy again: what it gives is what reading the document with these erasures would have given."""
    return source.read(RawRecord(1, place, START, kept), limits=limits, erased=erased)


def _split(
    source: SourceFormat, stream: BinaryIO, mappings: Sequence[ColumnMapping], *, limits: Limits, resume: Mark
) -> Iterator[RawRecord]:
    if source.split_mapped is None:
        split = source.split(stream, limits=limits, resume=resume)
    else:
        split = source.split_mapped(stream, limits=limits, resume=resume, mappings=mappings)
    for raw in split:
        raw.format = source
        yield raw


def _in_container(
    container: Container, stream: BinaryIO, mappings: Sequence[ColumnMapping], *, limits: Limits, resume: Mark
) -> Iterator[RawRecord]:
    """Number the records of all files through; a file of many records gives each of them a name of its own."""
    number = read_files = 0
    for member in container.members(stream, limits=limits, format_of=format_of_name):
        read_files += member.body is not None
        for within, raw in enumerate(_in_member(member, mappings, limits=limits), 1):
            number += 1
            if number <= resume.within:
                continue
            raw.ordinal, raw.after = number, Mark(within=number)
            raw.name = member.name if within == 1 else _numbered(member.name, within)
            raw.place = member.name if raw.place in ("", "/") else f"{member.name}, {raw.place}"
            yield raw
    if not read_files:
        raise Refused(rules.EMPTY_ARCHIVE.at("/", kind=container.name))


def _in_member(member: Member, mappings: Sequence[ColumnMapping], *, limits: Limits) -> Iterator[RawRecord]:
    if member.body is None or member.format is None:
        yield RawRecord(1, "", START, finding=member.finding)
        return
    body = unpacked(member.body, most=limits.max_bytes, ratio=limits.max_ratio)
    if body is None:
        problem = rules.ENTRY_TOO_LARGE.at(member.name, limit=limits.max_bytes, ratio=limits.max_ratio)
        yield RawRecord(1, "", START, finding=problem)
        return
    told = format_told(member.format, body)
    yield from _split(told, io.BytesIO(body), mappings, limits=limits, resume=START)


def _numbered(name: str, number: int) -> str:
    """A name for a further record of a file: `releases-2.jsonl`."""
    folder, slash, file_name = name.rpartition("/")
    stem, dot, suffix = file_name.partition(".")
    return f"{folder}{slash}{stem}-{number}{dot}{suffix}"
