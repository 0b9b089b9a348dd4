"""Notices of TED from before eForms as one of the formats: a body is a TED_EXPORT, or a file of several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO, Final

from lxml.etree import _Element as Element

from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm, KeptRecord
from services.ingest.formats.markup.xml import parse
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat, StatedValue
from services.ingest.formats.ted_xml import rules
from services.ingest.formats.ted_xml.erase import erase
from services.ingest.formats.ted_xml.reader import NAME, read
from services.ingest.formats.ted_xml.scope import Places, local
from shared.procurement.erased import Erased
from shared.shown_text import readable

_XML: Final = "application/vnd.ted-export+xml"
_BEGIN: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?TED_EXPORT(?=[\s>/])")
_END: Final = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?TED_EXPORT\s*>")
_DECLARATION: Final = re.compile(rb"\s*(<\?xml[^>]*\?>)")
# A comment or instruction may come first, and an element around several notices.
_FIRST: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*+(?:<[A-Za-z_][\w.:-]*(?:\s[^<>]*)?>\s*)?"
    rb"(?:<\?.*?\?>\s*|<!--.*?-->\s*)*+<(?:[A-Za-z_][\w.-]*:)?TED_EXPORT[\s>/]",
    re.DOTALL,
)
_AROUND: Final = b"<TED_EXPORTS>", b"</TED_EXPORTS>"


def _recognise(head: bytes) -> bool:
    return _FIRST.match(head) is not None or _BEGIN.match(head.removeprefix(b"\xef\xbb\xbf").lstrip()) is not None


def _split(stream: BinaryIO, *, limits: Limits, resume: Mark) -> Iterator[RawRecord]:
    """Give the notices of a body one by one: of a file of one the whole, of a file of several each by itself."""
    number, held = 0, b""
    declaration = b""
    while chunk := stream.read(max(2**16, limits.max_bytes + 1 - len(held))):
        held += chunk
        if not number:
            match = _DECLARATION.match(held.removeprefix(b"\xef\xbb\xbf"))
            declaration = b"" if match is None else match[1]
            if len(held) <= limits.max_bytes and len(_BEGIN.findall(held)) < _SEVERAL:
                rest = stream.read(1)
                if not rest:
                    if not resume.within:
                        yield RawRecord(1, "/", Mark(within=1), held)
                    return
                held += rest
        while (begin := _BEGIN.search(held)) is not None and (end := _END.search(held, begin.end())) is not None:
            number += 1
            if number > resume.within:
                yield RawRecord(
                    number, f"notice {number}", Mark(within=number), declaration + held[begin.start() : end.end()]
                )
            held = held[end.end() :]
        if len(held) > limits.max_bytes:
            if number + 1 > resume.within:
                yield RawRecord(
                    number + 1, f"notice {number + 1}", Mark(within=number + 1), held[: limits.max_bytes + 1]
                )
            return
    if (begin := _BEGIN.search(held)) is not None or not number:
        number += 1
        if number > resume.within:
            yield RawRecord(number, f"notice {number}", Mark(within=number), held[begin.start() if begin else 0 :])


_SEVERAL: Final = 2


def _read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Parsed:
    return read(raw.body, limits=limits, erased=erased)


def _said_of(kept: bytes, *, limits: Limits, erased: Erased) -> Traces:
    return erase(parse(kept, rules.XML, limits=limits), erased)


def _write(records: Iterable[KeptRecord]) -> Iterator[bytes]:
    """One notice as it is; several within an element of their own, so that the file is one document."""
    first: bytes | None = None
    several = False
    for record in records:
        if first is None:
            first = record.body
            continue
        if not several:
            several = True
            yield _AROUND[0]
            yield _DECLARATION.sub(b"", first, count=1)
        yield _DECLARATION.sub(b"", record.body, count=1)
    if several:
        yield _AROUND[1]
    elif first is not None:
        yield first


def _stated(kept: bytes, *, limits: Limits, on: date) -> list[StatedValue]:  # noqa: ARG001 - no day is read for
    return list(_values(parse(kept, rules.XML, limits=limits), Places()))


def _values(element: Element, places: Places) -> Iterator[StatedValue]:
    """Each text and attribute of the notice but what is not to be published; its term is the name of the element."""
    if element.get("PUBLICATION") == "NO":
        return
    term, place = local(str(element.tag)), places.of(element)
    if element.text and (text := element.text.strip()):
        yield StatedValue(term, readable(text), place)
    for attribute, value in element.attrib.items():
        name = str(attribute)
        if not name.startswith("{"):
            yield StatedValue(f"{term}/@{name}", readable(str(value)), f"{place}/@{name}")
    for each in element:
        yield from _values(each, places)


TED_XML: Final = SourceFormat(
    name=NAME,
    title_nl="TED-aankondiging van voor eForms (XML, R2.0.7 tot R2.0.9)",
    title_en="TED notice from before eForms (XML, R2.0.7 to R2.0.9)",
    schema="https://op.europa.eu/en/web/eu-vocabularies/e-procurement/tedschemas",
    media_types=(_XML,),
    told_by_content={"application/xml": _XML, "text/xml": _XML},
    suffixes=(),  # .xml, which eForms has too: what is in it tells
    kept_form=KeptForm("application/xml", _write),
    recognise=_recognise,
    split=_split,
    read=_read,
    said_of=_said_of,
    stated_in=_stated,
    record_media_type="application/xml",
)
