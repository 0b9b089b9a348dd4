"""Outcome of a notice: results of lots, tenders and contracts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from lxml.etree import _Element as Element

from services.ingest.formats.ted_xml import rules
from services.ingest.formats.ted_xml.bodies import Bodies
from services.ingest.formats.ted_xml.codes import FRAMEWORK
from services.ingest.formats.ted_xml.lots import Numbers
from services.ingest.formats.ted_xml.scope import AWARD, MODIFICATION, ORGANISATION, Scope, local
from services.ingest.formats.ted_xml.values import Reading
from shared.procurement.contract import Modification
from shared.procurement.days import may_be_decision
from shared.procurement.money import Money
from shared.procurement.notice import Contract, LotResult, Organisation, SubmissionCount, Tender

_COUNTS = (
    (("NB_TENDERS_RECEIVED", "OFFERS_RECEIVED_NUMBER", "NB_PARTICIPANTS"), "tenders"),
    (("NB_TENDERS_RECEIVED_SME", "NB_PARTICIPANTS_SME"), "t-sme"),
    (("NB_TENDERS_RECEIVED_OTHER_EU", "NB_PARTICIPANTS_OTHER_EU"), "t-oth-eea"),
    (("NB_TENDERS_RECEIVED_NON_EU",), "t-no-eea"),
    (("NB_TENDERS_RECEIVED_EMEANS", "OFFERS_RECEIVED_NUMBER_MEANING"), "t-esubm"),
)
_VALUE = ("VAL_TOTAL", "COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE", "VAL_RANGE_TOTAL")
_CONCLUDED = ("DATE_CONCLUSION_CONTRACT",)
_DECIDED = ("CONTRACT_AWARD_DATE", "DATE_DECISION_JURY")
_NUMBERS = ("CONTRACT_NO", "CONTRACT_NUMBER")
_ESTIMATES = ("VAL_ESTIMATED_TOTAL", "INITIAL_ESTIMATED_TOTAL_VALUE_CONTRACT")
_REASONS = {"ADDITIONAL_NEED": "add-wss", "UNFORESEEN_CIRCUMSTANCE": "mod-circ"}


@dataclass(slots=True)
class Outcome:
    """What a notice says about its results. `organisations` are those that won."""

    results: list[LotResult] = field(default_factory=list)
    tenders: list[Tender] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    organisations: dict[Organisation, None] = field(default_factory=dict)
    told: dict[object, int] = field(default_factory=dict)  # number and days of a contract -> which it is
    said: dict[object, int] = field(default_factory=dict)  # what is said of a lot -> which result says so


def awards(notice: Scope) -> list[Scope]:
    """The awards of a notice; of one that holds others those."""
    return [inner for outer in notice.parts(AWARD) for inner in (list(outer.parts(AWARD)) or [outer])]


def outcome(
    notice: Scope, awarded: Iterable[Scope], numbers: Numbers, bodies: Bodies, reading: Reading, *, told_on: date | None
) -> Outcome:
    """Read the awards of a notice; those of a lot that say the same of it are one result."""
    read = Outcome()
    framework = True if notice.has(*FRAMEWORK) else None
    changed = _changed_value(notice, reading)
    for award in awarded:
        _add(award, read, numbers, bodies, reading, framework=framework, changed=changed, told_on=told_on)
    return read


def modifications(notice: Scope, changes_notice: str | None, read: Outcome, reading: Reading) -> Iterator[Modification]:
    """What a modification notice (F20) says of the change of its contract."""
    contract_id = read.contracts[0].contract_id if len(read.contracts) == 1 else None
    for part in notice.parts(MODIFICATION):
        descriptions = [each for each in part.all("SHORT_DESCR") if _is_below(each, "INFO_MODIFICATIONS")]
        reason = next((name for name in _REASONS if part.has(name)), None)
        yield Modification(
            contract_id=contract_id,
            changes_notice=changes_notice,
            reason=_REASONS.get(reason or ""),
            rationale=None if reason is None else reading.text(part.first(reason), "BT-201"),
            description=reading.text(descriptions[0], "BT-202") if descriptions else None,
        )


def _changed_value(notice: Scope, reading: Reading) -> Money | None:
    part = next(notice.parts(MODIFICATION), None)
    return None if part is None else reading.amount(part.first("VAL_TOTAL_AFTER", "VAL_TOTAL"), "BT-720")


def _is_below(element: Element, name: str) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent.tag) == name


def _add(
    award: Scope,
    read: Outcome,
    numbers: Numbers,
    bodies: Bodies,
    reading: Reading,
    *,
    framework: bool | None,
    changed: Money | None,
    told_on: date | None,
) -> None:
    lot_ids = _lots(award, numbers, reading)
    hidden = any(each.get("PUBLICATION") == "NO" for each in award.all("CONTRACTORS"))
    members = [] if hidden else [bodies.organisation(each) for each in award.parts(ORGANISATION)]
    read.organisations.update(dict.fromkeys(members))
    unsuccessful = award.has("NO_AWARDED_CONTRACT")
    awarded = bool(members) or hidden or award.has("AWARDED_CONTRACT")
    value, low, high = _value(award, reading)
    tenders: list[Tender] = []
    contract: Contract | None = None
    if awarded and not unsuccessful:
        withheld = tuple(reading.withheld(award, ("VALUES", "VAL_TOTAL"), "BT-720"))
        withheld += tuple(reading.withheld(award, ("CONTRACTORS",), "OPT-310"))
        each_by_itself = award.name == "AWARDED_PRIZE"
        parties = [(each.ref,) for each in members] if each_by_itself else [tuple(each.ref for each in members)]
        known = len({each.tender_id for each in read.tenders})
        tenders = [
            Tender(
                tender_id=f"TEN-{known + number:04}",
                lot_id=lot_id,
                value=changed or value,
                tenderers=tuple(dict.fromkeys(party)),
                withheld=withheld,
                lots_of_value=max(1, len(lot_ids)),
            )
            for number, party in enumerate(parties, start=1)
            for lot_id in lot_ids or ("",)
        ]
        read.tenders += tenders
        contract = _contract(award, tenders, read, reading, framework=framework, told_on=told_on)
    estimate = reading.amount(award.first(*_ESTIMATES), "BT-660") if framework else None
    for lot_id in lot_ids or ("",):
        result = LotResult(
            result_id=f"RES-{len(read.results) + 1:04}",
            lot_id=lot_id,
            place=reading.place(award.element),
            status="clos-nw" if unsuccessful else "selec-w" if awarded else None,
            reason=_reason(award) if unsuccessful else None,
            submissions=tuple(_submissions(award, reading)),
            tender_ids=tuple(dict.fromkeys(each.tender_id for each in tenders)),
            contract_ids=() if contract is None else (contract.contract_id,),
            re_estimated_value=estimate,
            tender_range=(low, high),
            withheld=tuple(reading.withheld(award, ("TENDERS",), "BT-759", "BT-760")),
        )
        _join(result, read)


def _lots(award: Scope, numbers: Numbers, reading: Reading) -> tuple[str, ...]:
    element = award.first("LOT_NO", "LOT_NUMBER")
    stated = reading.code(element, "BT-13713")
    meant = numbers.meant(stated)
    if not meant and stated is None:
        reading.add(rules.NO_LOT_NUMBER, award.element)
    elif not meant:
        reading.add(rules.UNKNOWN_LOT, element, stated)
    return tuple(dict.fromkeys(meant))


def _value(award: Scope, reading: Reading) -> tuple[Money | None, Money | None, Money | None]:
    """The value of an award, and the lowest and highest tender where these are stated instead."""
    if any(each.get("PUBLICATION") == "NO" for each in award.all("VALUES")):
        return None, None, None
    element = award.first(*_VALUE)
    low, high = reading.bounds(element, "BT-710")
    if low is None or high is None:
        return reading.amount(element, "BT-720"), None, None
    reading.add(rules.ONLY_A_RANGE, element, low=low.value, high=high.value)
    return None, low, high


def _reason(award: Scope) -> str | None:
    return (
        "other"
        if award.has("PROCUREMENT_DISCONTINUED")
        else "all-rej"
        if award.has("PROCUREMENT_UNSUCCESSFUL")
        else None
    )


def _submissions(award: Scope, reading: Reading) -> Iterator[SubmissionCount]:
    if any(each.get("PUBLICATION") == "NO" for each in award.all("TENDERS")):
        return
    for names, kind in _COUNTS:
        element = award.first(*names)
        if element is not None:
            yield SubmissionCount(kind, reading.count(element, "BT-759"))


def _contract(
    award: Scope,
    tenders: list[Tender],
    read: Outcome,
    reading: Reading,
    *,
    framework: bool | None,
    told_on: date | None,
) -> Contract:
    """The contract of an award; awards that name one number and day are one contract."""
    number = reading.code(award.first(*_NUMBERS), "BT-150")
    concluded_on = _day(award.first(*_CONCLUDED), "BT-145", reading, told_on=told_on)
    awarded_on = _day(award.first(*_DECIDED), "BT-1451", reading, told_on=told_on)
    named = tuple(dict.fromkeys(each.tender_id for each in tenders))
    told = (number, concluded_on, awarded_on)
    position = len(read.contracts) if number is None else read.told.setdefault(told, len(read.contracts))
    if position < len(read.contracts):
        known = read.contracts[position]
        read.contracts[position] = replace(known, tender_ids=(*known.tender_ids, *named))
        return read.contracts[position]
    contract = Contract(
        contract_id=f"CON-{len(read.contracts) + 1:04}",
        tender_ids=named,
        awarded_on=awarded_on,
        concluded_on=concluded_on,
        framework=framework,
        number=number,
    )
    read.contracts.append(contract)
    return contract


def _day(element: Element | None, term: str, reading: Reading, *, told_on: date | None) -> date | None:
    day = reading.day(element, term)
    if day is not None and not may_be_decision(day, told_on=told_on):
        reading.add(rules.DAY_NOT_BELIEVED, element, day.isoformat(), term=term)
    return day


def _join(result: LotResult, read: Outcome) -> None:
    """Add a result, to one of the same lot that says the same of it when there is one."""
    said = (
        result.lot_id,
        result.status,
        result.reason,
        result.submissions,
        result.re_estimated_value,
        result.tender_range,
    )
    position = read.said.setdefault(said, len(read.results)) if result.lot_id else len(read.results)
    if position == len(read.results):
        read.results.append(result)
        return
    known = read.results[position]
    read.results[position] = replace(
        known,
        tender_ids=tuple(dict.fromkeys((*known.tender_ids, *result.tender_ids))),
        contract_ids=tuple(dict.fromkeys((*known.contract_ids, *result.contract_ids))),
    )
