"""eForms as one of the formats: a body is one notice in XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from services.ingest.formats.eforms import rules
from services.ingest.formats.eforms.erase import erase
from services.ingest.formats.eforms.reader import NAME, read, stated
from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm, as_they_are
from services.ingest.formats.markup.xml import parse
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat, Suffix
from shared.procurement.erased import Erased

_XML = "application/xml"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _split(stream: BinaryIO, *, limits: Limits, resume: Mark) -> Iterator[RawRecord]:
    if not resume.within:
        # One byte too many is refused by the reader itself.
        yield RawRecord(1, "/", Mark(within=1), stream.read(limits.max_bytes + 1))


def _read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Parsed:
    return read(raw.body, limits=limits, erased=erased)


def _said_of(kept: bytes, *, limits: Limits, erased: Erased) -> Traces:
    return erase(parse(kept, rules.XML, limits=limits), erased)


def _recognise(head: bytes) -> bool:
    return head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<")


EFORMS = SourceFormat(
    name=NAME,
    title_nl="eForms-aankondiging (XML, een per bestand)",
    title_en="eForms notice (XML, one a file)",
    schema="https://docs.ted.europa.eu/eforms/latest/",
    media_types=(_XML, "text/xml"),
    suffixes=(Suffix(".xml", _XML),),
    kept_form=KeptForm(_XML, as_they_are),
    recognise=_recognise,
    split=_split,
    read=_read,
    said_of=_said_of,
    stated_in=stated,
    record_media_type=_XML,
)
