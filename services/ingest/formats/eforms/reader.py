"""eForms notices (SDK 1.3 to 1.15): XML in, a notice in the vocabulary out. Pure: no clock, no network, no database.

Personal data is removed from the tree before a single value is read, so nothing of it reaches the notice. Codes are
matched by the list they name inside the right parent, because the SDK versions differ in their paths and predicates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import orjson
from lxml.etree import _Element as Element

from services.ingest.formats.eforms import lots, modifications, organisations, results, rules
from services.ingest.formats.eforms.codes import KNOWN_SDKS, STAGE_OF_FORM_TYPE, STAGE_OF_NOTICE_TYPE, STAGE_OF_SUBTYPE
from services.ingest.formats.eforms.erase import erase
from services.ingest.formats.eforms.fields import PRIVACY, Fields, Reading, plain
from services.ingest.formats.eforms.lots import OWN_NUMBER, TITLE, cpv_codes, estimate, nature
from services.ingest.formats.eforms.markup.section import EXTENSION, Paths, Section
from services.ingest.formats.eforms.organisations import Directory, buyers
from services.ingest.formats.eforms.redact import redact
from services.ingest.formats.eforms.results import outcome
from services.ingest.formats.markup.xml import parse
from services.ingest.formats.parsed import Limits, Parsed, Refused
from services.ingest.formats.source_format import StatedValue
from shared.procurement.contract import Modification
from shared.procurement.erased import NOBODY, Erased
from shared.procurement.notice import Later, LotKind, Notice, Stage, winners

NAME = "eforms"
"""How notices of this format are named in the vocabulary and the API."""

_DERIVED_IDS = UUID("5b0c1c52-93a4-5df5-8f0a-6f5b7a3b1d0e")
"""Name space of notice ids that follow from the content, for notices that state none."""

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_ROOTS = frozenset(
    f"{{{_UBL}:{name}-2}}{name}" for name in ("ContractNotice", "ContractAwardNotice", "PriorInformationNotice")
)
_REGISTRATION = (
    "{http://data.europa.eu/p27/eforms-business-registration-information-notice/1}BusinessRegistrationInformationNotice"
)

_PROCESS = "cac:TenderingProcess"
_TERMS = "cac:TenderingTerms"
_WITHHELD = (
    f"{_PROCESS}/{EXTENSION}/{PRIVACY}",
    f"{_PROCESS}/cac:ProcessJustification/{EXTENSION}/{PRIVACY}",
    f"{_TERMS}/{EXTENSION}/{PRIVACY}",
    f"{_TERMS}/cac:ProcurementLegislationDocumentReference/{EXTENSION}/{PRIVACY}",
)
_FROM_NOTICE = Paths(
    *_WITHHELD, lots.FROM_NOTICE, organisations.FROM_NOTICE, results.FROM_NOTICE, modifications.FROM_NOTICE
)
_ID = _FROM_NOTICE.add("cbc:ID")
_VERSION = _FROM_NOTICE.add("cbc:VersionID")
_CUSTOMIZATION = _FROM_NOTICE.add("cbc:CustomizationID")
_PROCEDURE_ID = _FROM_NOTICE.add("cbc:ContractFolderID")
_ISSUE_DATE = _FROM_NOTICE.add("cbc:IssueDate")
_ISSUE_TIME = _FROM_NOTICE.add("cbc:IssueTime")
_NOTICE_TYPE = _FROM_NOTICE.add("cbc:NoticeTypeCode")
_LANGUAGE = _FROM_NOTICE.add("cbc:NoticeLanguageCode")
_LEGAL_BASIS = _FROM_NOTICE.add("cbc:RegulatoryDomain")
_SUBTYPE = _FROM_NOTICE.add(f"{EXTENSION}/efac:NoticeSubType/cbc:SubTypeCode")
_PUBLICATION = _FROM_NOTICE.add(f"{EXTENSION}/efac:Publication/efbc:NoticePublicationID")
_CHANGED_NOTICE = _FROM_NOTICE.add(f"{EXTENSION}/efac:Changes/efbc:ChangedNoticeIdentifier")
_CHANGE_REASON = _FROM_NOTICE.add(f"{EXTENSION}/efac:Changes/efac:ChangeReason/cbc:ReasonCode")
_PROCEDURE_CODE = _FROM_NOTICE.add(f"{_PROCESS}/cbc:ProcedureCode")
_REFERENCE = _FROM_NOTICE.add(f"{_PROCESS}/cac:NoticeDocumentReference/cbc:ID")

_SDK = re.compile(r"eforms-sdk-(\d{1,3}\.\d{1,3})(?:\.\d{1,3})?(?:#.*)?", re.DOTALL)
_VERSION_FORM = re.compile(r"\d{1,4}", re.ASCII)
_FIRST_VERSION = "01"
_STAGES_OF_A_PROCEDURE = frozenset({Stage.CALL, Stage.DIRECT_AWARD, Stage.RESULT, Stage.MODIFICATION, Stage.COMPLETION})
_FACTOR = 3


def read(body: bytes, *, limits: Limits, erased: Erased = NOBODY) -> Parsed:
    """Read one eForms notice, without whoever was erased.

    Never raises for what a sender can send: a body that cannot be read comes back without a notice, with the finding
    that says where it goes wrong and what to do.
    """
    try:
        root = parse(body, rules.XML, limits=limits)
        erase(root, erased)
        kept = redact(root, limits=limits)
    except Refused as refusal:
        return Parsed(None, b"", (refusal.finding,), None)
    if root.tag != _REGISTRATION and root.tag not in _ROOTS:
        return Parsed(None, b"", (rules.NO_NOTICE.at("/*"),), None)
    reading = Reading(limits=limits)
    encoding = root.getroottree().docinfo.encoding
    if encoding is not None and encoding.upper() not in {"UTF-8", "ASCII", "US-ASCII"}:
        reading.add(rules.NOT_UTF_8, None, encoding, encoding=encoding)
    section = _FROM_NOTICE.below(root, reading.places)
    header = _header(section, reading, kept)
    sender_key = f"{header.notice_id}-{header.version}"
    if root.tag == _REGISTRATION or header.stage is Stage.BUSINESS_REGISTRATION:
        reading.add(rules.BUSINESS_REGISTRATION, None)
        return Parsed(None, kept, reading.findings(), sender_key)
    notice = _notice(section, header, reading)
    if reading.withheld_until:
        notice = _with_later(notice, section, header, reading)
    return Parsed(notice, kept, reading.findings(), sender_key)


def stated(kept: bytes, *, limits: Limits, on: date) -> list[StatedValue]:
    """Each value that reading a kept copy for a day meets. Raises Refused when it cannot be read any more."""
    said: list[StatedValue] = []
    reading = Reading(limits=limits, on=on, stated=said)
    root = _FROM_NOTICE.below(parse(kept, rules.XML, limits=limits), reading.places)
    _notice(root, _header(root, reading, kept), reading)
    return said


def _with_later(notice: Notice, section: Section, header: _Header, reading: Reading) -> Notice:
    """The notice with what it says once fields that it withholds become readable: none when they stand in no clear."""
    later: list[Later] = []
    said = _said(notice)
    for day in sorted(reading.withheld_until):
        opened = Reading(limits=reading.limits, on=day)
        opened.language = header.language
        then = _notice(section, header, opened)
        if (says := _said(then)) != said:
            later.append(Later(day, then))
            said = says
    return replace(notice, later=tuple(later)) if later else notice


def _said(notice: Notice) -> Any:  # noqa: ANN401 - JSON
    """What a notice says, apart from what it withholds."""

    def bare(value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, list):
            return [bare(each) for each in value]
        if isinstance(value, dict):
            return {name: bare(each) for name, each in value.items() if name != "withheld"}
        return value

    return bare(orjson.loads(orjson.dumps(notice, default=str)))


@dataclass(frozen=True, slots=True)
class _Header:
    """What a notice says of itself."""

    notice_id: str
    version: str
    stage: Stage
    subtype: str | None
    notice_type: str | None
    sdk: str | None
    language: str | None


def _header(root: Section, reading: Reading, kept: bytes) -> _Header:
    fields = Fields(reading)
    reading.language = fields.code(root.first(_LANGUAGE), "BT-702")
    type_code = root.first(_NOTICE_TYPE)
    subtype = fields.code(root.first(_SUBTYPE), "OPP-070")
    notice_type = fields.code(type_code, "BT-02")
    return _Header(
        notice_id=_notice_id(fields, root, kept),
        version=_version(fields, root),
        stage=_stage(reading, root.first(_SUBTYPE), subtype, notice_type, type_code),
        subtype=subtype,
        notice_type=notice_type,
        sdk=_sdk(reading, root),
        language=reading.language,
    )


def _notice_id(fields: Fields, root: Section, kept: bytes) -> str:
    """BT-701; else an id that follows from the kept copy, so that the same notice sent again is the same notice."""
    identifiers = root.all(_ID)
    marked = next((element for element in identifiers if element.get("schemeName") == "notice-id"), None)
    stated = fields.code(marked if marked is not None else root.first(_ID), "BT-701")
    if stated is not None:
        return stated
    fields.reading.add(rules.NO_NOTICE_ID, None)
    return str(uuid5(_DERIVED_IDS, sha256(kept).hexdigest()))


def _version(fields: Fields, root: Section) -> str:
    element = root.first(_VERSION)
    stated = fields.code(element, "BT-757")
    if stated is not None and _VERSION_FORM.fullmatch(stated):
        return stated
    fields.reading.add(rules.NO_VERSION, element, stated)
    return _FIRST_VERSION


def _sdk(reading: Reading, root: Section) -> str | None:
    """Version of the SDK. A national extension (`#extended#...`) does not change where fields stand."""
    element = root.first(_CUSTOMIZATION)
    stated = plain(element)
    match = _SDK.fullmatch(stated) if stated is not None else None
    if match is None or match[1] not in KNOWN_SDKS:
        reading.add(rules.UNKNOWN_SDK, element, stated)
    return match[1] if match is not None else None


def _stage(
    reading: Reading, place: Element | None, subtype: str | None, notice_type: str | None, type_code: Element | None
) -> Stage:
    """Stage by subtype; for a national or unknown one by notice type (BT-02), else by form type (BT-03)."""
    known = STAGE_OF_SUBTYPE.get(subtype or "")
    if known is not None:
        return known
    reading.add(rules.UNKNOWN_SUBTYPE, place, subtype)
    by_type = STAGE_OF_NOTICE_TYPE.get(notice_type or "")
    if by_type is not None:
        return by_type
    form_type = type_code.get("listName", "") if type_code is not None else ""
    return STAGE_OF_FORM_TYPE.get(form_type, Stage.UNKNOWN)


def _notice(root: Section, header: _Header, reading: Reading) -> Notice:
    fields = Fields(reading)
    privacy = fields.privacy(root, *_WITHHELD)
    directory = Directory(root, reading)
    in_lots = lots.lots(root, reading)
    read_lots = in_lots.lots
    if not read_lots and header.stage is not Stage.PLANNING:
        reading.add(rules.NO_LOT, None)
    groups = lots.lot_groups(fields, root, {lot.lot_id for lot in read_lots if lot.kind is LotKind.LOT})
    dispatched_on = fields.day(root.first(_ISSUE_DATE), "BT-05")
    result = outcome(root, directory, fields, in_lots, groups=dict(groups), told_on=dispatched_on)
    cpv, _ = cpv_codes(fields, root)
    modified = tuple(modifications.modifications(root, fields))
    notice = Notice(
        source=NAME,
        notice_id=header.notice_id,
        version=header.version,
        stage=header.stage,
        dispatched_at=fields.moment(root.first(_ISSUE_DATE), root.first(_ISSUE_TIME), "BT-05"),
        dispatched_on=dispatched_on,
        subtype=header.subtype,
        notice_type=header.notice_type,
        sdk=header.sdk,
        language=header.language,
        publication_number=fields.code(root.first(_PUBLICATION), "OPP-010"),
        procedure_id=fields.code(root.first(_PROCEDURE_ID), "BT-04"),
        previous=_previous(fields, root, in_lots.planned, modified),
        own_number=fields.code(root.first(OWN_NUMBER), "BT-22"),
        legal_basis=fields.code(root.first(_LEGAL_BASIS), "BT-01"),
        procedure_type=fields.code(root.first(_PROCEDURE_CODE), "BT-105", privacy),
        title=fields.in_language(root.all(TITLE), "BT-21"),
        nature=nature(fields, root),
        cpv=cpv,
        estimated_value=estimate(fields, root),
        changes_notice=fields.code(root.first(_CHANGED_NOTICE), "BT-758"),
        change_reason=fields.code(root.first(_CHANGE_REASON), "BT-140"),
        buyers=buyers(root, directory, reading),
        organisations=result.organisations,
        lots=tuple(read_lots),
        lot_groups=groups,
        results=result.results,
        tenders=result.tenders,
        contracts=result.contracts,
        modifications=modified,
        total_value=result.total_value,
        framework_maximum=result.framework_maximum,
        withheld=tuple(fields.withheld),
    )
    _check_whole(notice, root, reading)
    return notice


def _previous(fields: Fields, root: Section, planned: list[str], modified: Sequence[Modification]) -> tuple[str, ...]:
    """Earlier notices that this one names: OPP-090, BT-125 of the lots, BT-1501(n)."""
    named = [fields.code(element, "OPP-090") for element in root.all(_REFERENCE)]
    named.extend(planned)
    named.extend(each.changes_notice for each in modified)
    return tuple(dict.fromkeys(reference for reference in named if reference is not None))


def _check_whole(notice: Notice, root: Section, reading: Reading) -> None:
    """What is missing from, or odd in, the notice as a whole."""
    if notice.dispatched_on is None and root.first(_ISSUE_DATE) is None:
        reading.add(rules.NO_DISPATCH_DATE, None)
    if notice.procedure_id is None and notice.stage in _STAGES_OF_A_PROCEDURE:
        reading.add(rules.NO_PROCEDURE_ID, None)
    if notice.total_value is None:
        return
    values = list({tender.tender_id: tender.value for tender in winners(notice)}.values())
    total = sum((value.value for value in values if value is not None), Decimal(0))
    currency = notice.total_value.currency
    comparable = all(value is not None and value.currency == currency and value.value > 1 for value in values)
    smaller, larger = sorted((total, notice.total_value.value))
    if values and comparable and smaller > 1 and larger > _FACTOR * smaller:
        reading.add(rules.TOTAL_DIFFERS, None, str(notice.total_value.value), sum=total)
