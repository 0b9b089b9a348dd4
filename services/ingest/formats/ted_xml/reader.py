"""Notices of TED from before eForms (R2.0.7 to R2.0.9): XML in, a notice in the vocabulary out. Pure, as eForms is.

Personal data is removed from the tree before a single value is read. Elements are found by their local names, which the
releases share; their namespaces differ.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from lxml.etree import _Element as Element

from services.ingest.formats.markup.xml import parse
from services.ingest.formats.parsed import Limits, Parsed, Refused
from services.ingest.formats.ted_xml import forms, rules
from services.ingest.formats.ted_xml.awards import awards, modifications, outcome
from services.ingest.formats.ted_xml.bodies import Bodies
from services.ingest.formats.ted_xml.codes import FRAMEWORK, LANGUAGE, PROCEDURE
from services.ingest.formats.ted_xml.erase import erase
from services.ingest.formats.ted_xml.forms import Chosen, celex
from services.ingest.formats.ted_xml.lots import cpv_codes, lots, nature
from services.ingest.formats.ted_xml.redact import redact
from services.ingest.formats.ted_xml.scope import Scope, child, local
from services.ingest.formats.ted_xml.values import Reading
from shared.procurement.erased import NOBODY, Erased
from shared.procurement.notice import LotKind, Notice, Stage

NAME: Final = "ted-xml"
"""How notices of this format are named in the vocabulary and the API."""
ROOT: Final = "TED_EXPORT"

_DERIVED_IDS: Final = UUID("7d3a1f0e-2c55-5b1c-9a0b-64c1de0f7b52")
"""Name space of notice ids that follow from the content, for notices that state no number."""
_VERSION: Final = "01"
_NUMBER: Final = re.compile(r"(\d{1,8})-(\d{4})", re.ASCII)
_IN_JOURNAL: Final = re.compile(r"(\d{4})/S\s*\d{1,3}\s*-\s*(\d{1,8})", re.ASCII)
_REFERENCES: Final = ("NOTICE_NUMBER_OJ", "NO_DOC_OJS", "NO_DOC_EXT")


def read(body: bytes, *, limits: Limits, erased: Erased = NOBODY) -> Parsed:
    """Read one notice, without whoever was erased. Never raises for what a sender can send."""
    try:
        root = parse(body, rules.XML, limits=limits)
        erase(root, erased)
        kept = redact(root, limits=limits)
    except Refused as refusal:
        return Parsed(None, b"", (refusal.finding,), None)
    uri, _, name = root.tag.rpartition("}")
    section = child(root, "FORM_SECTION")
    elements = [] if section is None else forms.form_elements(section)
    if name != ROOT or not forms.is_namespace(uri[1:]):
        return Parsed(None, b"", (rules.OTHER_NAMESPACE.at("/*", uri[1:]),), None)
    if not elements:
        finding = rules.NO_FORM if section is None or not len(section) else rules.UNKNOWN_FORM
        words = {} if finding is rules.NO_FORM or section is None else {"form": forms.shown(section[-1])}
        return Parsed(None, b"", (finding.at("/*", **words),), None)
    reading = Reading(limits=limits)
    coded = child(root, "CODED_DATA_SECTION")
    header = Scope(coded if coded is not None else root.makeelement("none"), "CODED_DATA_SECTION")
    originals = frozenset((each.text or "").strip() for each in header.all("LG_ORIG"))
    chosen = forms.choose(elements, originals)
    if chosen is None:
        return Parsed(None, b"", (rules.UNKNOWN_FORM.at("/*", form=forms.shown(elements[0])),), None)
    encoding = root.getroottree().docinfo.encoding
    if encoding is not None and encoding.upper() not in {"UTF-8", "ASCII", "US-ASCII"}:
        reading.add(rules.NOT_UTF_8, None, encoding, encoding=encoding)
    if chosen.several:
        reading.add(rules.OTHER_LANGUAGES, chosen.element, chosen.language, language=chosen.language or "?")
    number = _number(root, header)
    if number is None:
        reading.add(rules.NO_NUMBER, None)
    notice_id = number or str(uuid5(_DERIVED_IDS, sha256(kept).hexdigest()))
    notice = _notice(chosen, header, reading, notice_id=notice_id, number=number)
    return Parsed(notice, kept, reading.findings(), f"{notice_id}-{_VERSION}")


def _number(root: Element, header: Scope) -> str | None:
    """The publication number (`154292-2020`), of the file or of its place in the Official Journal."""
    stated = (root.get("DOC_ID") or "").strip()
    if _NUMBER.fullmatch(stated):
        return stated
    own = next((each for each in header.all("NO_DOC_OJS") if not _is_reference(each)), None)
    return None if own is None else _publication(own.text)


def _is_reference(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent.tag) == "REF_NOTICE"


def _publication(stated: str | None) -> str | None:
    """The publication number that a number in the Official Journal says: `2019/S 109-267097` is 267097-2019."""
    text = (stated or "").strip()
    match = _IN_JOURNAL.fullmatch(text)
    if match is not None:
        return f"{match[2]:0>6}-{match[1]}"
    return text if _NUMBER.fullmatch(text) else None


def _notice(chosen: Chosen, header: Scope, reading: Reading, *, notice_id: str, number: str | None) -> Notice:
    form, element = chosen.form, chosen.element
    section = Scope(element, local(element.tag))
    legal_basis = _legal_basis(section, header, reading)
    stage, notice_type, subtype = forms.what(form, _kind(section, reading), legal_basis)
    dispatched = section.first("DATE_DISPATCH_NOTICE", "NOTICE_DISPATCH_DATE")
    day = reading.day(dispatched if dispatched is not None else header.first("DS_DATE_DISPATCH"), "BT-05")
    if day is None:
        reading.add(rules.NO_DISPATCH_DATE, None)
    bodies = Bodies(reading)
    buyers = bodies.buyers(section, form)
    awarded = awards(section)
    kind = LotKind.PART if notice_type == "pin-only" else LotKind.LOT
    correcting = form.number == "F14"
    read_lots, numbers = lots(section, awarded, form, kind, reading)
    result = outcome(section, awarded, numbers, bodies, reading, told_on=day)
    references = _references(section, header, number)
    changes = references[0] if stage is Stage.MODIFICATION and references else None
    if correcting:
        reading.add(rules.CORRIGENDUM, element)
    framework = section.has(*FRAMEWORK)
    total = reading.amount(section.first("VAL_TOTAL"), "BT-161") or reading.amount(_final(section), "BT-161")
    cpv, _ = cpv_codes(section, reading)
    return Notice(
        source=NAME,
        notice_id=notice_id,
        version=_VERSION,
        stage=stage,
        dispatched_at=None if day is None else datetime.combine(day, time(), tzinfo=UTC),
        dispatched_on=day,
        subtype=subtype,
        notice_type=notice_type,
        language=LANGUAGE.get(chosen.language or "", chosen.language),
        publication_number=number,
        previous=references,
        own_number=reading.code(section.first("REFERENCE_NUMBER", "FILE_REFERENCE_NUMBER"), "BT-22"),
        legal_basis=legal_basis,
        procedure_type=next((PROCEDURE[name] for name in section.names() if name in PROCEDURE), None),
        title=reading.text(section.first("TITLE", "TITLE_CONTRACT"), "BT-21"),
        nature=nature(section, reading),
        cpv=cpv,
        estimated_value=reading.amount(section.first("VAL_ESTIMATED_TOTAL"), "BT-27"),
        buyers=buyers,
        organisations=tuple(result.organisations),
        lots=() if correcting else tuple(read_lots),
        results=tuple(result.results),
        tenders=tuple(result.tenders),
        contracts=tuple(result.contracts),
        modifications=tuple(modifications(section, changes, result, reading)),
        total_value=None if framework else total,
        framework_maximum=total if framework else None,
        withheld=tuple(reading.withheld(section, ("VAL_TOTAL", "VAL_RANGE_TOTAL"), "BT-161")),
    )


def _final(section: Scope) -> Element | None:
    """The total of R2.0.8 and older."""
    final = section.first("TOTAL_FINAL_VALUE")
    return None if final is None else child(final, "COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE")


def _kind(section: Scope, reading: Reading) -> str | None:
    notice = section.first("NOTICE")
    return reading.code(notice, "BT-02", of="TYPE")


def _legal_basis(section: Scope, header: Scope, reading: Reading) -> str | None:
    stated = section.first("LEGAL_BASIS", "DIRECTIVE")
    stated = stated if stated is not None else header.first("DIRECTIVE")
    if stated is not None:
        return celex(reading.code(stated, "BT-01", of="VALUE"))
    return "other" if section.has("LEGAL_BASIS_OTHER") else None


def _references(section: Scope, header: Scope, number: str | None) -> tuple[str, ...]:
    """Earlier notices of the same procedure, by their publication numbers."""
    named = [each.text for name in _REFERENCES for each in section.all(name)]
    named += [each.text for each in header.all("NO_DOC_OJS") if _is_reference(each)]
    read = (_publication(each) for each in named)
    return tuple(dict.fromkeys(each for each in read if each is not None and each != number))
