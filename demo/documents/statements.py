"""What a sender's document states, before it is written as eForms XML or OCDS JSON.

These values know no counting rule: they are what stands on the notice, mistakes included. Dates are texts as they are
written ("2024-12-31+01:00").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from demo.market.bodies import Body
from demo.market.firms import Firm, Person

WITHHELD_UNTIL = "2030-01-01+01:00"


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount as written."""

    value: Decimal
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a lot and the field that carries it: BT-06 ... in eForms; goal, strategy or a flag in OCDS."""

    term: str
    code: str


@dataclass(frozen=True, slots=True)
class CriterionStatement:
    """An award criterion. `hidden`: name, description, type and weight are withheld (BT-195)."""

    kind: str
    name: str
    description: str
    weight: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStatement:
    """A lot, group of lots or planning part; `scheme` says which."""

    lot_id: str
    scheme: str = "Lot"  # Lot, LotsGroup, Part
    title: str = ""
    own_number: str | None = None
    nature: str | None = None
    cpv: str | None = None
    more_cpv: tuple[str, ...] = ()
    estimate: Sum | None = None
    framework_maximum: Sum | None = None  # BT-271
    framework: str | None = "none"  # BT-765
    dps: str | None = "none"  # BT-766
    months: int | None = None
    years: int | None = None
    period: tuple[str, str] | None = None  # BT-536, BT-537
    relaunch: bool = False
    codes: tuple[Code, ...] = ()
    criteria: tuple[CriterionStatement, ...] = ()
    terms: tuple[str, ...] = ()  # BT-70
    plans: tuple[str, ...] = ()  # BT-125: planning notices


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderStatement:
    """A tender. `minus_one`: the value says -1 and nothing says why."""

    tender_id: str
    lot_id: str
    firms: tuple[Firm, ...]
    value: Sum | None = None
    hidden: bool = False
    minus_one: bool = False
    rank: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractStatement:
    """A contract with its dates as written."""

    contract_id: str
    tender_ids: tuple[str, ...]
    decided_on: str | None = None  # BT-1451
    concluded_on: str | None = None  # BT-145
    framework: bool | None = None  # BT-768
    value: Sum | None = None  # OCDS only


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultStatement:
    """The outcome of a lot. Submissions are pairs of type and number as written; `hidden`: numbers are withheld."""

    result_id: str
    lot_id: str
    status: str | None = "selec-w"
    reason: str | None = None
    submissions: tuple[tuple[str, str], ...] = ()
    hidden: bool = False
    tender_ids: tuple[str, ...] = ()
    contract_ids: tuple[str, ...] = ()
    maximum: Sum | None = None  # BT-709
    re_estimated: Sum | None = None  # BT-660
    vehicles: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BuyerStatement:
    """A buyer. `identifier` as written; `lead` is OPP-050, None when nothing is said."""

    name: str
    identifier: str
    town: str
    legal_type: str
    lead: bool | None = None
    body: Body | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeStatement:
    """A notice as one document."""

    root: str  # ContractNotice, ContractAwardNotice, PriorInformationNotice
    subtype: str
    notice_type: str
    form_type: str
    notice_id: str
    version: str = "01"
    procedure_id: str | None = None
    sdk: str = "eforms-sdk-1.10"
    dispatched: str = ""  # date as written
    clock: str = "10:00:00+01:00"
    publication: str | None = None
    legal_basis: str = "32014L0024"
    procedure_type: str | None = "open"
    own_number: str | None = None
    title: str = ""
    description: str = ""
    nature: str | None = None
    cpv: str | None = None
    estimate: Sum | None = None
    previous: tuple[str, ...] = ()  # OPP-090
    changes: str | None = None  # BT-758
    change_reason: str | None = None  # BT-140
    buyers: tuple[BuyerStatement, ...] = ()
    lots: tuple[LotStatement, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    results: tuple[ResultStatement, ...] = ()
    tenders: tuple[TenderStatement, ...] = ()
    contracts: tuple[ContractStatement, ...] = ()
    total: Sum | None = None  # BT-161
    total_hidden: bool = False
    framework_maximum: Sum | None = None  # BT-118
    modifies: str | None = None  # BT-1501(n)
    contact: Person | None = None
    owner: Person | None = None
    # OCDS only: what makes a release of it.
    ocid: str | None = None
    release_id: str | None = None
    tags: tuple[str, ...] = ()
    tender_status: str | None = None
    framework_process: bool = False
    without_bids: bool = False
    without_tender: bool = False


def with_lots(notice: NoticeStatement, change: Callable[[LotStatement], LotStatement]) -> NoticeStatement:
    """The same notice with every lot changed."""
    return replace(notice, lots=tuple(change(lot) for lot in notice.lots))
