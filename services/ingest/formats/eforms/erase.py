"""A sole trader who was erased, out of an eForms notice: the name and the number go, the award stays.

Of the organisation stay its reference within the notice (ORG-0001), its country and its size; every other text at and
below it goes. The name of a tendering party it is a member of goes too. In texts the name is replaced, and in texts and
identifiers the number. The elements stay, so that a place in the kept copy is the same place as in what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Element

from services.ingest.formats.eforms.markup.xpath import tag_of
from services.ingest.formats.erasure_text import Traces
from shared.procurement.erased import Erased

_ORGANISATION: Final = tag_of("efac:Organization")
_COMPANY: Final = tag_of("efac:Company")
_TOUCH_POINT: Final = tag_of("efac:TouchPoint")
_PARTY_NAME: Final = tag_of("cac:PartyName")
_IDENTIFICATION: Final = tag_of("cac:PartyIdentification")
_TENDERING_PARTY: Final = tag_of("efac:TenderingParty")
_TENDERER: Final = tag_of("efac:Tenderer")
_COMPANY_ID: Final = tag_of("cbc:CompanyID")
_ID: Final = tag_of("cbc:ID")
_NAME: Final = tag_of("cbc:Name")
_KEPT: Final = frozenset({_ID, tag_of("efbc:CompanySizeCode"), tag_of("cbc:IdentificationCode")})
_WITHIN_NOTICE: Final = re.compile(r"\s*[A-Z]{2,4}-\d{1,6}\s*")
# Values in which eight digits are a code, an amount or a date, and no text stands.
_NO_NUMBER: Final = re.compile(r"(?:Code|Amount|Numeric|Measure|Date|Time|Indicator|Quantity|Percent|Rate)$")


def erase(root: Element, erased: Erased) -> Traces:
    """Take everybody who was erased out of a notice, in place; gives what it said of them.

    Doing it twice changes nothing more.
    """
    traces = Traces()
    if not erased:
        return traces
    refs: set[str] = set()
    for organisation in root.iter(_ORGANISATION):
        stated = [element.text or "" for element in organisation.iter(_COMPANY_ID)]
        called = list(_names(organisation))
        if erased.covers(stated, called):
            traces.add_names(called)
            traces.add_numbers(stated, erased)
            refs.update(_refs(organisation))
            for part in organisation.iterchildren(_COMPANY, _TOUCH_POINT):
                _empty(part)
    if not traces:
        return traces
    for party in root.iter(_TENDERING_PARTY):
        if any((tenderer.text or "").strip() in refs for tenderer in party.iterfind(f"{_TENDERER}/{_ID}")):
            for name in party.iterchildren(_NAME):
                name.text = None
    _replace(root, traces)
    return traces


def _names(organisation: Element) -> Iterator[str]:
    for part in organisation.iterchildren(_COMPANY, _TOUCH_POINT):
        for name in part.iterfind(f"{_PARTY_NAME}/{_NAME}"):
            yield name.text or ""


def _refs(organisation: Element) -> Iterator[str]:
    for part in organisation.iterchildren(_COMPANY, _TOUCH_POINT):
        for identifier in part.iterfind(f"{_IDENTIFICATION}/{_ID}"):
            yield (identifier.text or "").strip()


def _empty(part: Element) -> None:
    for element in part.iter():
        if element is not part:
            element.tail = None
        if element.tag in _KEPT and (element.tag != _ID or _WITHIN_NOTICE.fullmatch(element.text or "")):
            continue
        element.text = None
        element.attrib.clear()


def _replace(root: Element, traces: Traces) -> None:
    """Replace names and numbers in every text but the names of other organisations and values no text stands in."""
    for element in root.iter():
        if not element.text or _NO_NUMBER.search(element.tag):
            continue
        parent = element.getparent()
        text = traces.numbers_out_of(element.text)
        if parent is None or parent.tag != _PARTY_NAME:
            text = traces.names_out_of(text)
        if text != element.text:
            element.text = text
