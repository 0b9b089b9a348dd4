"""Outcome of an eForms notice: lot results, tenders, contracts and the values of the notice as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from lxml.etree import _Element as Element

from services.ingest.formats.doubled_ids import Ids
from services.ingest.formats.eforms import rules
from services.ingest.formats.eforms.fields import PRIVACY, Fields, Reading, plain
from services.ingest.formats.eforms.ids import element_ids, own_id
from services.ingest.formats.eforms.lots import Lots
from services.ingest.formats.eforms.markup.section import EXTENSION, Paths, Section
from services.ingest.formats.eforms.organisations import Directory, Members
from services.ingest.formats.eforms.tenders import for_their_lots, with_references, with_tenders
from shared.procurement.days import may_be_decision
from shared.procurement.money import Money
from shared.procurement.notice import Contract, LotKind, LotResult, Organisation, SubmissionCount, Tender

FROM_NOTICE = Paths()
_RESULT = FROM_NOTICE.add(f"{EXTENSION}/efac:NoticeResult")
_WITHHELD = FROM_NOTICE.add(f"{_RESULT}/{PRIVACY}")
_WITHHELD_OF_GROUPS = FROM_NOTICE.add(f"{_RESULT}/efac:GroupFramework/{PRIVACY}")
_TOTAL = FROM_NOTICE.add(f"{_RESULT}/cbc:TotalAmount")
_FRAMEWORK_MAXIMUM = FROM_NOTICE.add(f"{_RESULT}/efbc:OverallMaximumFrameworkContractsAmount")
_FRAMEWORK_MAXIMUM_OLD = FROM_NOTICE.add(f"{_RESULT}/cbc:EstimatedOverallFrameworkContractsAmount")  # before SDK 1.3.0
_LOT_RESULT = FROM_NOTICE.add(f"{_RESULT}/efac:LotResult", placed=True)
_LOT_TENDER = FROM_NOTICE.add(f"{_RESULT}/efac:LotTender")
_SETTLED_CONTRACT = FROM_NOTICE.add(f"{_RESULT}/efac:SettledContract")
_TENDERING_PARTY = FROM_NOTICE.add(f"{_RESULT}/efac:TenderingParty")

_ID = "cbc:ID"
_LOT = "efac:TenderLot/cbc:ID"
_TENDER = "efac:LotTender/cbc:ID"
_FRAMEWORK_VALUES = "efac:FrameworkAgreementValues"
_DECISION = "efac:DecisionReason"
_STRATEGIC = "efac:StrategicProcurement/efac:StrategicProcurementInformation/efac:ProcurementDetails"
_VEHICLES = (
    "efac:StrategicProcurementStatistics",  # before SDK 1.1.0
    f"{_STRATEGIC}/efac:StrategicProcurementStatistics",
)
_WITHHELD_OF_RESULT = (
    PRIVACY,
    f"{_FRAMEWORK_VALUES}/{PRIVACY}",
    f"{_DECISION}/{PRIVACY}",
    f"efac:AppealRequestsStatistics/{PRIVACY}",  # not read itself
)
_FROM_RESULT = Paths(_ID, _LOT, _TENDER, *_VEHICLES, *_WITHHELD_OF_RESULT)
_CONTRACT = _FROM_RESULT.add("efac:SettledContract/cbc:ID")
_STATUS = _FROM_RESULT.add("cbc:TenderResultCode")
_REASON = _FROM_RESULT.add(f"{_DECISION}/efbc:DecisionReasonCode")
_LOWEST = _FROM_RESULT.add("cbc:LowerTenderAmount")
_HIGHEST = _FROM_RESULT.add("cbc:HigherTenderAmount")
_SUBMISSIONS = _FROM_RESULT.add("efac:ReceivedSubmissionsStatistics")
_MAXIMUM = _FROM_RESULT.add(f"{_FRAMEWORK_VALUES}/cbc:MaximumValueAmount")
_RE_ESTIMATED = _FROM_RESULT.add(f"{_FRAMEWORK_VALUES}/efbc:ReestimatedValueAmount")
_RE_ESTIMATED_OLD = _FROM_RESULT.add(f"{_FRAMEWORK_VALUES}/cbc:EstimatedMaximumValueAmount")  # before SDK 1.3.0

_FROM_STATISTICS = Paths(PRIVACY)
_CODE = _FROM_STATISTICS.add("efbc:StatisticsCode")
_NUMBER = _FROM_STATISTICS.add("efbc:StatisticsNumeric")

# Parts of a tender that are not read may say what is withheld.
_UNREAD_OF_TENDER = ("efac:SubcontractingTerm", "efac:Origin", "efac:ConcessionRevenue")
_WITHHELD_OF_TENDER = (PRIVACY, *(f"{part}/{PRIVACY}" for part in _UNREAD_OF_TENDER))
_FROM_TENDER = Paths(_ID, _LOT, *_WITHHELD_OF_TENDER)
_PAYABLE = _FROM_TENDER.add("cac:LegalMonetaryTotal/cbc:PayableAmount")
_RANK = _FROM_TENDER.add("cbc:RankCode")
_PARTY = _FROM_TENDER.add("efac:TenderingParty/cbc:ID")
_PAID = _FROM_TENDER.add("efac:AggregatedAmounts/cbc:PaidAmount")
_PENALTIES = _FROM_TENDER.add("efac:AggregatedAmounts/efbc:PenaltiesAmount")

_FROM_CONTRACT = Paths(_ID, _TENDER)
_AWARD_DATE = _FROM_CONTRACT.add("cbc:AwardDate")
_ISSUE_DATE = _FROM_CONTRACT.add("cbc:IssueDate")
_FRAMEWORK = _FROM_CONTRACT.add("efbc:ContractFrameworkIndicator")
_NUMBER_OF_CONTRACT = _FROM_CONTRACT.add("efac:ContractReference/cbc:ID")


Kinds: TypeAlias = Mapping[str, LotKind | None]
"""The kind of each lot by its id; None for an id that several lots carry."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a notice says about its results. `organisations` are those that a tender names."""

    results: tuple[LotResult, ...] = ()
    tenders: tuple[Tender, ...] = ()
    contracts: tuple[Contract, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    total_value: Money | None = None
    framework_maximum: Money | None = None


def outcome(
    root: Section,
    directory: Directory,
    notice_fields: Fields,
    in_lots: Lots,
    *,
    groups: Mapping[str, tuple[str, ...]],
    told_on: date | None,
) -> Outcome:
    """Read the result part of a notice; what is withheld of the notice as a whole goes to `notice_fields`.

    `groups` are the lots of each group of lots, `told_on` is the dispatch of the notice.
    """
    if not root.all(_RESULT):
        return Outcome()
    reading = notice_fields.reading
    privacy = notice_fields.privacy(root, _WITHHELD, _WITHHELD_OF_GROUPS)
    maximum = root.either(_FRAMEWORK_MAXIMUM, _FRAMEWORK_MAXIMUM_OLD)
    members = Members(root.all(_TENDERING_PARTY), directory, reading)
    lot_ids = {lot.lot_id: None if lot.lot_id in in_lots.doubled else lot.kind for lot in in_lots.lots}
    tender_ids, contract_ids = element_ids(), element_ids()
    tenders = _tenders(root, members, reading, lot_ids=lot_ids, ids=tender_ids)
    contracts = _contracts(root, reading, tender_ids=tenders.keys(), told_on=told_on, ids=contract_ids)
    read = _results(root, reading, lot_ids=lot_ids, tender_ids=tenders.keys(), contract_ids=contracts.keys())
    contracts = {name: with_tenders(contract, tenders, tender_ids) for name, contract in contracts.items()}
    results = [
        with_references(_of_its_tenders(each, tenders, tender_ids), tenders, contracts, tender_ids, contract_ids)
        for each in read.values()
    ]
    return Outcome(
        results=tuple(results),
        tenders=tuple(for_their_lots(list(tenders.values()), results, list(contracts.values()), groups=groups)),
        contracts=tuple(contracts.values()),
        organisations=members.organisations(),
        total_value=notice_fields.amount(root.first(_TOTAL), "BT-161", privacy),
        framework_maximum=notice_fields.amount(maximum, "BT-118", privacy),
    )


def _of_its_tenders(result: LotResult, tenders: Mapping[str, Tender], ids: Ids[Element]) -> LotResult:
    """Find the lot of a result that names none: that of its tenders, when they are all for one."""
    if result.lot_id or not ids.doubled.isdisjoint(result.tender_ids):
        return result
    lot_ids = {tenders[each].lot_id for each in result.tender_ids if each in tenders}
    return replace(result, lot_id=lot_ids.pop()) if len(lot_ids) == 1 else result


def _tenders(
    root: Section, members: Members, reading: Reading, *, lot_ids: Kinds, ids: Ids[Element]
) -> dict[str, Tender]:
    tenders: dict[str, Tender] = {}
    for number, element in enumerate(root.all(_LOT_TENDER), start=1):
        fields = Fields(reading)
        tender = _FROM_TENDER.below(element)
        privacy = fields.privacy(tender, *_WITHHELD_OF_TENDER)
        stated = fields.identifier(tender.first(_ID), "OPT-321", element, number=number)
        tender_id = own_id(ids, stated, element, reading)
        if tender_id is None:
            continue
        tenders[tender_id] = Tender(
            tender_id=tender_id,
            lot_id=_lot_id(fields, tender, element, "BT-13714", lot_ids=lot_ids),
            value=fields.amount(tender.first(_PAYABLE), "BT-720", privacy),
            rank=fields.code(tender.first(_RANK), "BT-171", privacy),
            tenderers=members.of(tender.first(_PARTY)),
            withheld=tuple(fields.withheld),
            paid=fields.amount(tender.first(_PAID), "BT-779", zero_says=True),
            penalties=fields.amount(tender.first(_PENALTIES), "BT-782", zero_says=True),
        )
    return tenders


def _contracts(
    root: Section, reading: Reading, *, tender_ids: Collection[str], told_on: date | None, ids: Ids[Element]
) -> dict[str, Contract]:
    contracts: dict[str, Contract] = {}
    for number, element in enumerate(root.all(_SETTLED_CONTRACT), start=1):
        fields = Fields(reading)
        contract = _FROM_CONTRACT.below(element)
        stated = fields.identifier(contract.first(_ID), "OPT-316", element, number=number)
        contract_id = own_id(ids, stated, element, reading)
        if contract_id is None:
            continue
        contracts[contract_id] = Contract(
            contract_id=contract_id,
            tender_ids=_references(fields, contract.all(_TENDER), "BT-3202", known=tender_ids),
            awarded_on=_decided(fields, contract.first(_AWARD_DATE), "BT-1451", told_on=told_on),
            concluded_on=_decided(fields, contract.first(_ISSUE_DATE), "BT-145", told_on=told_on),
            framework=fields.indicator(contract.first(_FRAMEWORK), "BT-768"),
            number=fields.code(contract.first(_NUMBER_OF_CONTRACT), "BT-150"),
        )
    return contracts


def _decided(fields: Fields, element: Element | None, term: str, *, told_on: date | None) -> date | None:
    """A day of decision or conclusion; one that cannot be, seen from the dispatch of the notice, is said to be so."""
    day = fields.day(element, term)
    if day is not None and not may_be_decision(day, told_on=told_on):
        fields.reading.add(rules.DAY_NOT_BELIEVED, element, day.isoformat(), term=term)
    return day


def _results(
    root: Section, reading: Reading, *, lot_ids: Kinds, tender_ids: Collection[str], contract_ids: Collection[str]
) -> dict[str, LotResult]:
    results: dict[str, LotResult] = {}
    first_of_lot: dict[str, LotResult] = {}
    ids = element_ids()
    for number, element in enumerate(root.all(_LOT_RESULT), start=1):
        fields = Fields(reading)
        result = _FROM_RESULT.below(element)
        privacy = fields.privacy(result, *_WITHHELD_OF_RESULT)
        stated = fields.identifier(result.first(_ID), "OPT-322", element, number=number)
        result_id = own_id(ids, stated, element, reading)
        if result_id is None:
            continue
        re_estimated = result.either(_RE_ESTIMATED, _RE_ESTIMATED_OLD)
        results[result_id] = LotResult(
            result_id=result_id,
            lot_id=_lot_id(fields, result, element, "BT-13713", lot_ids=lot_ids),
            place=reading.place(element),
            status=fields.code(result.first(_STATUS), "BT-142", privacy),
            reason=fields.code(result.first(_REASON), "BT-144", privacy),
            submissions=tuple(_submissions(fields, result)),
            tender_ids=_references(fields, result.all(_TENDER), "OPT-320", known=tender_ids),
            contract_ids=_references(fields, result.all(_CONTRACT), "OPT-315", known=contract_ids),
            framework_maximum=fields.amount(result.first(_MAXIMUM), "BT-709", privacy),
            re_estimated_value=fields.amount(re_estimated, "BT-660", privacy),
            vehicles=tuple(_vehicles(fields, result)),
            tender_range=(
                fields.amount(result.first(_LOWEST), "BT-710", privacy),
                fields.amount(result.first(_HIGHEST), "BT-711", privacy),
            ),
            withheld=tuple(fields.withheld),
        )
        _check_outcome(results[result_id], element, first_of_lot, reading)
    return results


def _check_outcome(result: LotResult, element: Element, first_of_lot: dict[str, LotResult], reading: Reading) -> None:
    """Say which two results of one lot contradict each other."""
    if result.status is None:
        return
    first = first_of_lot.setdefault(result.lot_id, result)
    if result.lot_id and first.status != result.status:
        words = {"lot": result.lot_id, "status": result.status, "other": first.status, "place": first.place}
        reading.add(rules.OUTCOMES_CONTRADICT, element, result.status, **words)


def _lot_id(fields: Fields, section: Section, owner: Element, term: str, *, lot_ids: Kinds) -> str:
    """The lot that a result or tender belongs to; when it names none the only lot, else "", with a finding."""
    reference = section.first(_LOT)
    lot_id = fields.code(reference, term)
    if lot_id is None:
        fields.reading.add(rules.DANGLING_REFERENCE, owner, term=term)
        own = [each for each, kind in lot_ids.items() if kind is LotKind.LOT]
        return own[0] if len(own) == 1 else ""
    if lot_id not in lot_ids:
        fields.reading.add(rules.DANGLING_REFERENCE, reference, lot_id, term=term)
    elif lot_ids[lot_id] is None:
        return ""  # several lots carry this id
    return lot_id


def _references(fields: Fields, elements: Iterable[Element], term: str, *, known: Collection[str]) -> tuple[str, ...]:
    refs: dict[str, None] = {}
    for element in elements:
        ref = fields.code(element, term)
        if ref is None:
            continue
        refs[ref] = None
        if ref not in known:
            fields.reading.add(rules.DANGLING_REFERENCE, element, ref, term=term)
    return tuple(refs)


def _submissions(fields: Fields, result: Section) -> Iterable[SubmissionCount]:
    """Received submissions by type (BT-760, BT-759). A number whose type is withheld says nothing and is left out."""
    for element in result.all(_SUBMISSIONS):
        statistics = _FROM_STATISTICS.below(element)
        privacy = fields.privacy(statistics, PRIVACY)
        kind = fields.code(statistics.first(_CODE), "BT-760", privacy)
        number = statistics.first(_NUMBER)
        if kind is not None:
            yield SubmissionCount(kind, fields.count(number, "BT-759", privacy))
        elif "BT-759" not in privacy and number is not None and plain(number) == "-1":
            fields.withhold("BT-759", number)


def _vehicles(fields: Fields, result: Section) -> Iterable[tuple[str, int]]:
    """Numbers of vehicles by kind (OPT-155, OPT-156), one pair per vehicle category that states it."""
    for element in (element for path in _VEHICLES for element in result.all(path)):
        section = _FROM_STATISTICS.below(element)
        code = section.first(_CODE)
        if code is None:  # numbers without a kind count energy-efficient products (BT-815)
            continue
        kind = fields.code(code, "OPT-155")
        number = fields.count(section.first(_NUMBER), "OPT-156")
        if kind is not None and number is not None:
            yield kind, number
