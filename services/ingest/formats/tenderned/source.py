"""Publications of TenderNed as one of the formats: one, a list, or a page of them (`content`), as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import orjson

from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm, as_lines
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat
from services.ingest.formats.tenderned import rules
from services.ingest.formats.tenderned.people import erase
from services.ingest.formats.tenderned.reader import NAME, read
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding

_JSON: Final = "application/vnd.tenderned+json"
_BOM: Final = b"\xef\xbb\xbf"
_SAYS_SO: Final = re.compile(rb'"publicatieId"\s*:')
_TOO: Final = re.compile(rb'"(?:aanbestedingNaam|opdrachtgeverNaam|publicatieDatum|typePublicatie)"\s*:')


def _recognise(head: bytes) -> bool:
    stripped = head.removeprefix(_BOM).lstrip()
    return stripped[:1] in (b"{", b"[") and all(each.search(stripped) is not None for each in (_SAYS_SO, _TOO))


def _split(stream: BinaryIO, *, limits: Limits, resume: Mark) -> Iterator[RawRecord]:
    body = stream.read(limits.max_bytes + 1)
    if len(body) > limits.max_bytes:
        yield RawRecord(1, "/", Mark(within=1), finding=_too_large(limits, "/"))
        return
    try:
        document = orjson.loads(body.removeprefix(_BOM))
    except orjson.JSONDecodeError:
        yield RawRecord(1, "/", Mark(within=1), finding=rules.NOT_JSON.at("/"))
        return
    page = document.get("content") if isinstance(document, dict) else document
    publications = page if isinstance(page, list) else [document]
    for number, each in enumerate(publications, 1):
        if number > resume.within:
            place = "/" if each is document else f"/{number - 1}"
            yield RawRecord(number, place, Mark(within=number), document=each)


def _read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Parsed:
    document = raw.document
    if document is None:
        try:
            document = orjson.loads(raw.body)
        except orjson.JSONDecodeError:
            return Parsed(None, b"", (rules.NOT_JSON.at(raw.place),), None)
    if not isinstance(document, dict):
        return Parsed(None, b"", (rules.NO_ID.at(raw.place),), None)
    if not _fits(document, limits):
        return Parsed(None, b"", (_too_large(limits, raw.place),), None)
    return read(document, limits=limits, erased=erased, place=raw.place)


def _fits(document: Any, limits: Limits) -> bool:  # noqa: ANN401 - any JSON
    level, depth, values = [document], 0, 0
    while level and depth <= limits.max_depth and values <= limits.max_elements:
        depth, values = depth + 1, values + len(level)
        level = [
            below
            for each in level
            if isinstance(each, dict | list)
            for below in (each.values() if isinstance(each, dict) else each)
        ]
    return not level


def _said_of(kept: bytes, *, limits: Limits, erased: Erased) -> Traces:  # noqa: ARG001 - a kept copy is within limits
    publication = orjson.loads(kept)
    return erase(publication, erased) if isinstance(publication, dict) else Traces()


def _too_large(limits: Limits, place: str) -> Finding:
    return rules.TOO_LARGE.at(place, limit=limits.max_bytes, depth=limits.max_depth)


TENDERNED: Final = SourceFormat(
    name=NAME,
    title_nl="Publicatie van TenderNed (JSON: een, een lijst of een bladzijde)",
    title_en="Publication of TenderNed (JSON: one, a list or a page)",
    schema="https://www.tenderned.nl/info/swagger/",
    media_types=(_JSON,),
    told_by_content={"application/json": _JSON},
    suffixes=(),  # .json, which others have too: what is in it tells
    kept_form=KeptForm("application/x-ndjson", as_lines),
    recognise=_recognise,
    split=_split,
    read=_read,
    said_of=_said_of,
)
