"""Lots, groups of lots and planning parts of an eForms notice, with their strategic codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lxml.etree import _Element as Element

from services.ingest.formats.eforms import rules
from services.ingest.formats.eforms.codes import SPECIFIC_TERMS, TERM_OF_LIST
from services.ingest.formats.eforms.criteria import criteria
from services.ingest.formats.eforms.fields import Fields, Reading, plain
from services.ingest.formats.eforms.ids import element_ids, own_id
from services.ingest.formats.eforms.markup.section import EXTENSION, Paths, Section
from shared.procurement.days import MONTHS_PER, months_between, months_of
from shared.procurement.money import Money
from shared.procurement.notice import Lot, LotKind, SourceCode, SourceText

_PROJECT = "cac:ProcurementProject"
_TERMS = "cac:TenderingTerms"
_PROCESS = "cac:TenderingProcess"
_TOTAL = f"{_PROJECT}/cac:RequestedTenderTotal"
_PERIOD = f"{_PROJECT}/cac:PlannedPeriod"

PROJECT = Paths()
"""What the whole and each lot say alike of what is procured."""
OWN_NUMBER = PROJECT.add(f"{_PROJECT}/cbc:ID")
TITLE = PROJECT.add(f"{_PROJECT}/cbc:Name")
_NATURE = PROJECT.add(f"{_PROJECT}/cbc:ProcurementTypeCode")
_MAIN_CLASS = PROJECT.add(f"{_PROJECT}/cac:MainCommodityClassification/cbc:ItemClassificationCode")
_MORE_CLASS = PROJECT.add(f"{_PROJECT}/cac:AdditionalCommodityClassification/cbc:ItemClassificationCode")
_ESTIMATE = PROJECT.add(f"{_TOTAL}/cbc:EstimatedOverallContractAmount")

FROM_NOTICE = Paths(PROJECT)
_LOT = FROM_NOTICE.add("cac:ProcurementProjectLot", placed=True)
_RELAUNCH = FROM_NOTICE.add(f"{_PROCESS}/{EXTENSION}/efbc:ProcedureRelaunchIndicator")
_GROUP = FROM_NOTICE.add(f"{_TERMS}/cac:LotDistribution/cac:LotsGroup")

_FROM_GROUP = Paths()
_GROUP_ID = _FROM_GROUP.add("cbc:LotsGroupID")
_MEMBER = _FROM_GROUP.add("cac:ProcurementProjectLotReference/cbc:ID")

_FROM_LOT = Paths(PROJECT, _RELAUNCH)
_ID = _FROM_LOT.add("cbc:ID")
_ADDITIONAL_TYPE = _FROM_LOT.add(f"{_PROJECT}/cac:ProcurementAdditionalType/cbc:ProcurementTypeCode", placed=True)
_FRAMEWORK_MAXIMUM = _FROM_LOT.add(f"{_TOTAL}/{EXTENSION}/efbc:FrameworkMaximumAmount")
_FRAMEWORK_MAXIMUM_OLD = _FROM_LOT.add(f"{_TOTAL}/cbc:EstimatedOverallFrameworkContractsAmount")  # before SDK 1.3.0
_DURATION = _FROM_LOT.add(f"{_PERIOD}/cbc:DurationMeasure")
_START = _FROM_LOT.add(f"{_PERIOD}/cbc:StartDate")
_END = _FROM_LOT.add(f"{_PERIOD}/cbc:EndDate")
_SYSTEM = _FROM_LOT.add(f"{_PROCESS}/cac:ContractingSystem/cbc:ContractingSystemTypeCode")
_REFERENCE = _FROM_LOT.add(f"{_PROCESS}/cac:NoticeDocumentReference/cbc:ID")
_QUALIFICATION = f"{_TERMS}/cac:TendererQualificationRequest"
_RESERVED = _FROM_LOT.add(
    f"{_QUALIFICATION}/cac:SpecificTendererRequirement/cbc:TendererRequirementTypeCode", placed=True
)
_EXECUTION_CODE = _FROM_LOT.add(f"{_TERMS}/cac:ContractExecutionRequirement/cbc:ExecutionRequirementCode", placed=True)
_EXECUTION_TEXT = _FROM_LOT.add(f"{_TERMS}/cac:ContractExecutionRequirement/cbc:Description", placed=True)
_STRATEGIC = _FROM_LOT.add(f"{_TERMS}/{EXTENSION}/efac:StrategicProcurement", placed=True)
_CRITERIA = _FROM_LOT.add(f"{_TERMS}/cac:AwardingTerms/cac:AwardingCriterion", placed=True)

_FROM_LAW = Paths()
_LEGAL_BASIS = _FROM_LAW.add("efbc:ApplicableLegalBasis", placed=True)
_CATEGORY = _FROM_LAW.add("efac:StrategicProcurementInformation/efbc:ProcurementCategoryCode", placed=True)

_KINDS = {"Lot": LotKind.LOT, "LotsGroup": LotKind.GROUP, "Part": LotKind.PART}
_KIND_OF_PREFIX = {"GLO": LotKind.GROUP, "PAR": LotKind.PART}
_TERM_OF_SCOPE = {None: "BT-717", "cvd-scope": "BT-717", "eed-scope": "BT-810"}  # before SDK 1.13 the list was implied
_CVD_TYPES = {None, "cvd-contract-type"}


@dataclass(frozen=True, slots=True)
class Lots:
    """Lots, groups and parts; notices that lots refer to as their planning (BT-125); ids that several lots carry."""

    lots: list[Lot]
    planned: list[str]
    doubled: frozenset[str]


def lots(root: Section, reading: Reading) -> Lots:
    """Read the lots of a notice."""
    read_lots: list[Lot] = []
    previous: list[str] = []
    ids = element_ids()
    relaunch = Fields(reading).indicator(root.first(_RELAUNCH), "BT-634")
    for number, element in enumerate(root.all(_LOT), start=1):
        section = _FROM_LOT.below(element, reading.places)
        lot = _lot(element, section, reading, number=number, relaunch=relaunch)
        lot_id = own_id(ids, lot.lot_id, element, reading)
        if lot_id is None:
            continue
        read_lots.append(lot if lot.lot_id == lot_id else replace(lot, lot_id=lot_id))
        previous.extend(text for text in map(plain, section.all(_REFERENCE)) if text is not None)
    return Lots(read_lots, previous, ids.doubled)


def cpv_codes(fields: Fields, section: Section) -> tuple[str | None, tuple[str, ...]]:
    """Main and additional CPV codes (BT-262, BT-263) of a project or lot."""
    main = fields.cpv(section.first(_MAIN_CLASS), "BT-262")
    more = (fields.cpv(element, "BT-263") for element in section.all(_MORE_CLASS))
    return main, tuple(dict.fromkeys(code for code in more if code is not None))


def nature(fields: Fields, section: Section) -> str | None:
    """Main nature (BT-23): works, supplies or services."""
    return fields.code(section.first(_NATURE), "BT-23")


def estimate(fields: Fields, section: Section) -> Money | None:
    """Estimated value (BT-27)."""
    return fields.amount(section.first(_ESTIMATE), "BT-27")


def _lot(element: Element, section: Section, reading: Reading, *, number: int, relaunch: bool | None) -> Lot:
    fields = Fields(reading)
    lot_id = fields.identifier(section.first(_ID), "BT-137", element, number=number)
    main, more = cpv_codes(fields, section)
    systems = _systems(fields, section)
    starts_on, ends_on, months = _duration(fields, section)
    own_relaunch = fields.indicator(section.first(_RELAUNCH), "BT-634")
    read_criteria, texts = criteria(fields, section.all(_CRITERIA))
    texts.extend(_performance_terms(fields, section))
    codes = _codes(fields, section)
    _check_none(reading, codes, element)
    return Lot(
        lot_id=lot_id,
        place=reading.place(element),
        kind=_kind(section.first(_ID), lot_id),
        title=fields.in_language(section.all(TITLE), "BT-21"),
        own_number=fields.code(section.first(OWN_NUMBER), "BT-22"),
        nature=nature(fields, section),
        cpv=main,
        cpv_additional=more,
        estimated_value=estimate(fields, section),
        framework_maximum=fields.amount(section.either(_FRAMEWORK_MAXIMUM, _FRAMEWORK_MAXIMUM_OLD), "BT-271"),
        framework=systems.get("framework-agreement"),
        dps=systems.get("dps-usage"),
        duration_months=months,
        starts_on=starts_on,
        ends_on=ends_on,
        relaunch=relaunch if own_relaunch is None else own_relaunch,
        codes=tuple(codes),
        texts=tuple(texts),
        criteria=tuple(read_criteria),
        withheld=tuple(fields.withheld),
    )


def _kind(identifier: Element | None, lot_id: str) -> LotKind:
    scheme = None if identifier is None else identifier.get("schemeName")
    return _KINDS.get(scheme or "") or _KIND_OF_PREFIX.get(lot_id[:3], LotKind.LOT)


def _systems(fields: Fields, section: Section) -> dict[str, str | None]:
    """Framework agreement (BT-765) and dynamic purchasing system (BT-766), by the list that the code names."""
    terms = {"framework-agreement": "BT-765", "dps-usage": "BT-766"}
    read: dict[str, str | None] = {}
    for element in section.all(_SYSTEM):
        name = element.get("listName", "")
        if name in terms and read.get(name) is None:
            read[name] = fields.code(element, terms[name])
    return read


def _duration(fields: Fields, section: Section) -> tuple[date | None, date | None, Decimal | None]:
    """Start (BT-536), end (BT-537) and months: as stated (BT-36), else from the dates; renewals left out."""
    starts_on = fields.day(section.first(_START), "BT-536")
    ends_on = fields.day(section.first(_END), "BT-537")
    stated = section.first(_DURATION)
    if stated is not None:
        size = fields.number(stated, "BT-36")
        months = MONTHS_PER.get(stated.get("unitCode", "").strip().upper())
        if size is not None and months is None:
            fields.reading.add(rules.UNKNOWN_DURATION_UNIT, stated, stated.get("unitCode"))
        if size is not None and months is not None:
            return starts_on, ends_on, months_of(size, months)
    if starts_on is None or ends_on is None:
        return starts_on, ends_on, None
    if ends_on < starts_on:
        fields.reading.add(rules.ENDS_BEFORE_IT_STARTS, section.first(_END), ends_on.isoformat())
        return starts_on, ends_on, None
    return starts_on, ends_on, months_between(starts_on, ends_on)


def _codes(fields: Fields, section: Section) -> list[SourceCode]:
    """Strategic codes of a lot: which field it is follows from the list that the code names."""
    carriers: list[tuple[str, Element]] = []
    for element in section.all(_ADDITIONAL_TYPE):
        name = element.get("listName")
        if name in TERM_OF_LIST:
            carriers.append((TERM_OF_LIST[name], element))
        elif not name:
            fields.reading.add(rules.NO_LIST_NAME, element, plain(element))
    carriers.extend(
        ("BT-71", element) for element in section.all(_RESERVED) if element.get("listName") == "reserved-procurement"
    )
    carriers.extend(
        ("BT-736", element)
        for element in section.all(_EXECUTION_CODE)
        if element.get("listName") == "reserved-execution"
    )
    carriers.extend(_laws(fields, section))
    read = ((term, fields.code(element, term), element) for term, element in carriers)
    return [SourceCode(term, code, fields.reading.place(element)) for term, code, element in read if code is not None]


def _laws(fields: Fields, section: Section) -> Iterable[tuple[str, Element]]:
    """Whether the clean vehicles and energy efficiency directives apply (BT-717, BT-810), and the kind of contract."""
    for strategic in section.all(_STRATEGIC):
        law = _FROM_LAW.below(strategic, fields.reading.places)
        for element in law.all(_LEGAL_BASIS):
            term = _TERM_OF_SCOPE.get(element.get("listName"))
            if term is not None:
                yield term, element
        for element in law.all(_CATEGORY):
            if element.get("listName") in _CVD_TYPES:
                yield "BT-735", element


def _performance_terms(fields: Fields, section: Section) -> Iterable[SourceText]:
    """Terms of performance (BT-70): the descriptions beside a code of list `conditions`."""
    requirements = {code.getparent() for code in section.all(_EXECUTION_CODE) if code.get("listName") == "conditions"}
    for element in section.all(_EXECUTION_TEXT):
        if element.getparent() in requirements:
            text = fields.text(element, "BT-70")
            if text is not None:
                yield SourceText("BT-70", text, fields.reading.place(element))


def _check_none(reading: Reading, codes: list[SourceCode], lot: Element) -> None:
    """A specific code beside BT-06 `none` contradicts it (counting rules, part 1)."""
    if not any(code.term == "BT-06" and code.code == "none" for code in codes):
        return
    specific = next((code for code in codes if code.term in SPECIFIC_TERMS), None)
    if specific is not None:
        reading.add(rules.NONE_BESIDE_CODE, lot, specific.code, term=specific.term)


def lot_groups(fields: Fields, root: Section, lot_ids: set[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Groups of lots (BT-330) and the lots in each (BT-1375)."""
    groups: list[tuple[str, tuple[str, ...]]] = []
    for element in root.all(_GROUP):
        group = _FROM_GROUP.below(element)
        group_id = fields.code(group.first(_GROUP_ID), "BT-330")
        members: list[str] = []
        for reference in group.all(_MEMBER):
            lot_id = fields.code(reference, "BT-1375")
            if lot_id is None:
                continue
            if lot_id not in lot_ids:
                fields.reading.add(rules.DANGLING_REFERENCE, reference, lot_id, term="BT-1375")
            members.append(lot_id)
        if group_id is not None:
            groups.append((group_id, tuple(members)))
    return tuple(groups)
