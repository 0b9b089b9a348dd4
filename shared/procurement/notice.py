"""A notice as its source states it, in the words of the field.

The format modules of ingest build these values; nothing is derived here. Codes stay the source's own codes beside the
term that carried them. Withheld fields (BT-195 to BT-198, `unpublished`, -1) are None here and named in `withheld`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from shared.procurement.contract import Modification
from shared.procurement.money import Money
from shared.quick_dataclass import quick_dataclass


class Stage(StrEnum):
    """What a notice does in a procedure (notice subtypes of eForms; tags of OCDS)."""

    PLANNING = "planning"  # 1-9, E1, E2, T01
    CALL = "call"  # 10-14, 16-21, 23, 24, E3
    DIRECT_AWARD = "direct-award"  # 25-28: announced before the award
    RESULT = "result"  # 29-37, E4, T02
    MODIFICATION = "modification"  # 38-40, E6
    COMPLETION = "completion"  # E5
    QUALIFICATION = "qualification"  # 15
    CALL_FOR_INTEREST = "call-for-interest"  # CEI
    SUBCONTRACT = "subcontract"  # 22
    SUPPLEMENT = "supplement"  # what the buyer says beside the notices: no notice itself
    BUSINESS_REGISTRATION = "business-registration"  # X01, X02: no procurement
    UNKNOWN = "unknown"


@quick_dataclass(frozen=True, slots=True)
class SourceCode:
    """A code exactly as the source gave it: the term that carried it (BT-775), the code (opp) and the place."""

    term: str
    code: str
    place: str


@quick_dataclass(frozen=True, slots=True)
class SourceText:
    """A criterion text (BT-734, BT-540, BT-70 only): the weaker series "signal in text" reads nothing else."""

    term: str
    text: str
    place: str


@quick_dataclass(frozen=True, slots=True)
class Withheld:
    """A field the source withholds: its term (BT-720), until when (BT-198; None when not said) and the place."""

    term: str
    until: date | None
    place: str


@quick_dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation named in a notice. `name` is None for a natural person (BT-633): people are not kept."""

    ref: str  # ORG-0001, or the OCDS party id
    name: str | None
    identifiers: tuple[tuple[str, str], ...] = ()  # (scheme in lower case or "", value as sent)
    country: str | None = None  # ISO 3166-1 alpha-3 as sent
    size: str | None = None  # economic-operator-size: micro, small, medium, sme, large
    natural_person: bool = False


@quick_dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer's role of an organisation. `lead` is OPP-050; None when the notice does not say."""

    organisation: Organisation
    lead: bool | None = None
    legal_type: str | None = None  # BT-11
    contracting_entity: bool | None = None  # BT-740
    on_behalf: bool = False  # named by a supplement: bought for, no buyer itself


@quick_dataclass(frozen=True, slots=True)
class AwardCriterion:
    """An award criterion of a lot: type (price, cost, quality), weight as sent and its kind (number-weight list)."""

    kind: str | None
    name: str | None
    weight: Decimal | None
    weight_kind: str | None
    place: str


class LotKind(StrEnum):
    """Only a LOT is counted; groups of lots and planning parts never are (counting rule C2)."""

    LOT = "lot"
    GROUP = "group"
    PART = "part"


@quick_dataclass(frozen=True, slots=True)
class Lot:
    """A lot as a notice states it."""

    lot_id: str
    place: str
    kind: LotKind = LotKind.LOT
    title: str | None = None
    own_number: str | None = None  # BT-22-Lot
    nature: str | None = None  # BT-23: works, supplies, services
    cpv: str | None = None  # BT-262, eight digits
    cpv_additional: tuple[str, ...] = ()
    estimated_value: Money | None = None  # BT-27
    framework_maximum: Money | None = None  # BT-271
    framework: str | None = None  # BT-765
    dps: str | None = None  # BT-766
    duration_months: Decimal | None = None  # BT-36 or BT-536/537, without renewals
    starts_on: date | None = None
    ends_on: date | None = None
    relaunch: bool | None = None  # BT-634
    codes: tuple[SourceCode, ...] = ()  # BT-06, 71, 717, 735, 736, 754, 774, 775, 776, 805, 810; OCDS sustainability
    texts: tuple[SourceText, ...] = ()
    criteria: tuple[AwardCriterion, ...] = ()
    withheld: tuple[Withheld, ...] = ()


@quick_dataclass(frozen=True, slots=True)
class SubmissionCount:
    """Received submissions of one type (BT-760) and their number (BT-759; None when withheld or unreadable)."""

    kind: str
    number: int | None


@quick_dataclass(frozen=True, slots=True)
class LotResult:
    """The outcome of a lot; `lot_id` is "" when the source does not say of which lot."""

    result_id: str
    lot_id: str
    place: str
    status: str | None = None  # BT-142: selec-w, clos-nw, open-nw
    reason: str | None = None  # BT-144
    submissions: tuple[SubmissionCount, ...] = ()
    tender_ids: tuple[str, ...] = ()  # OPT-320
    contract_ids: tuple[str, ...] = ()  # OPT-315
    framework_maximum: Money | None = None  # BT-709
    re_estimated_value: Money | None = None  # BT-660
    vehicles: tuple[tuple[str, int], ...] = ()  # (vehicles | vehicles-clean | vehicles-zero-emission, number)
    awarded_on: date | None = None  # OCDS award date; eForms carries it on the contract
    withheld: tuple[Withheld, ...] = ()
    tender_range: tuple[Money | None, Money | None] = (None, None)  # lowest and highest: BT-710, BT-711


@quick_dataclass(frozen=True, slots=True)
class Tender:
    """A tender that a firm submitted for a lot (BT-3201). Not every tender in a notice is a winner.

    A tender for several lots stands here once for each of them; `lots_of_value` then says over how many its value is.
    """

    tender_id: str
    lot_id: str  # "" when the source does not say for which lot
    value: Money | None = None  # BT-720
    rank: str | None = None  # BT-171
    tenderers: tuple[str, ...] = ()  # refs of organisations (all members of a group of firms)
    withheld: tuple[Withheld, ...] = ()
    lots_of_value: int = 1  # the number of lots that the value is for together
    paid: Money | None = None  # BT-779
    penalties: Money | None = None  # BT-782


@quick_dataclass(frozen=True, slots=True)
class Contract:
    """A settled contract."""

    contract_id: str
    tender_ids: tuple[str, ...] = ()
    awarded_on: date | None = None  # BT-1451
    concluded_on: date | None = None  # BT-145
    framework: bool | None = None  # BT-768
    lot_ids: tuple[str, ...] = ()  # when the source names lots directly (OCDS)
    value: Money | None = None  # OCDS contract value
    number: str | None = None  # BT-150: that of the buyer
    starts_on: date | None = None  # of OCDS; eForms has the days of the lot
    ends_on: date | None = None
    terminated: bool = False  # OCDS status


PRESCRIBING = frozenset({"requirement", "award"})  # roles that say what is bought: those that effort goal I counts


@quick_dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion: theme, role, level 1 to 3, and of an award criterion the weight, a range when so sent."""

    theme: str
    role: str  # suitability, selection, requirement, award, contract-clause
    level: int | None = None
    weight_least: Decimal | None = None
    weight_most: Decimal | None = None


@quick_dataclass(frozen=True, slots=True)
class LotAnswers:
    """What a buyer says of a lot beside the notices, None where it is silent; an answer is yes, no or withheld.

    `lot_id` is "" for every lot that the supplement does not name apart.
    """

    lot_id: str
    place: str
    themes: tuple[tuple[str, str], ...] = ()  # theme -> answer
    own_themes: tuple[tuple[str, str], ...] = ()  # a theme of the body's own -> answer, as they stand in its list
    criteria: tuple[Criterion, ...] | None = None
    price_weight: Decimal | None = None
    explained: tuple[tuple[str, str], ...] = ()  # theme -> reason
    suitable: str | None = None
    wage_sum_reached: str | None = None  # at least EUR 250,000
    duration_months: int | None = None
    isv_applied: str | None = None
    risk_category: str | None = None  # of either list, or none
    mki_applied: str | None = None
    mki_role: str | None = None


@quick_dataclass(frozen=True, slots=True)
class Supplement:
    """One version of a supplement as it counts; withdrawn it says nothing."""

    withdrawn: bool
    release: str  # on-award, now, hold
    lots: tuple[LotAnswers, ...] = ()
    product_chain: str | None = None
    purchase_type: str | None = None  # generic, specific
    category_management: str | None = None
    category: str | None = None
    launched_on: date | None = None
    awarded_on: date | None = None
    on_behalf_of: tuple[Organisation, ...] = ()  # bodies that it is bought for (C15)


@quick_dataclass(frozen=True, slots=True)
class Notice:
    """One notice (eForms) or one release (OCDS) in one version."""

    source: str  # name of the format it came in
    notice_id: str  # BT-701; for OCDS "<ocid>|<release id>"
    version: str  # BT-757 ("01"); for OCDS "1"
    stage: Stage
    dispatched_at: datetime | None  # BT-05, aware
    dispatched_on: date | None  # the date as written: never converted (counting rule C7)
    subtype: str | None = None  # OPP-070
    notice_type: str | None = None  # BT-02
    sdk: str | None = None  # e.g. 1.13
    language: str | None = None
    publication_number: str | None = None  # OPP-010
    procedure_id: str | None = None  # BT-04, or OCDS tender.id when it is that identifier
    ocid: str | None = None
    previous: tuple[str, ...] = ()  # OPP-090, BT-125, BT-1501(n): notice ids or publication numbers
    own_number: str | None = None  # BT-22-Procedure
    legal_basis: str | None = None  # BT-01
    procedure_type: str | None = None  # BT-105
    title: str | None = None  # BT-21-Procedure
    nature: str | None = None
    cpv: str | None = None
    estimated_value: Money | None = None  # BT-27-Procedure
    changes_notice: str | None = None  # BT-758, as sent ("<id>-<version>")
    change_reason: str | None = None  # BT-140
    buyers: tuple[Buyer, ...] = ()
    organisations: tuple[Organisation, ...] = ()  # all others that a tender names
    lots: tuple[Lot, ...] = ()
    lot_groups: tuple[tuple[str, tuple[str, ...]], ...] = ()  # BT-330 -> BT-1375
    results: tuple[LotResult, ...] = ()
    tenders: tuple[Tender, ...] = ()
    contracts: tuple[Contract, ...] = ()
    modifications: tuple[Modification, ...] = ()
    total_value: Money | None = None  # BT-161
    framework_maximum: Money | None = None  # BT-118
    withheld: tuple[Withheld, ...] = ()
    supplement: Supplement | None = None  # of stage `supplement` alone
    later: tuple[Later, ...] = ()  # what it says from the days on (BT-198), in their order


@quick_dataclass(frozen=True, slots=True)
class Later:
    """What a notice says from the day on which fields that it withholds become readable."""

    on: date
    notice: Notice


def winners(notice: Notice) -> tuple[Tender, ...]:
    """Return the tenders that won: those a contract names, or without contracts those of a lot result `selec-w`."""
    won = [result for result in notice.results if result.status == "selec-w"]
    named = {tender_id for each in notice.contracts or won for tender_id in each.tender_ids}
    return tuple(tender for tender in notice.tenders if tender.tender_id in named)
