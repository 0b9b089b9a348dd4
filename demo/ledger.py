"""The ledger: the state that the documents of the year must lead to, as the situations themselves know it.

Nothing here is computed by reading the documents. Unknown is None, with the reason beside it. Amounts are euros
excluding VAT. The counting rules (C1-C32) are explained in docs/reference/counting-rules.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWinner:
    """A winning tender of a lot. `sme` is None when the size of a member is missing and none is large."""

    tender_id: str
    sme: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOfTheme:
    """What a supplement makes known of one theme of a lot: how many criteria, how high, and why not."""

    criteria: int | None
    level: int | None
    explained: bool | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLotSupplement:
    """What a supplement makes known of a lot. Weights are percentages of the award."""

    significant: bool | None
    impact_weight_least: Decimal | None
    impact_weight_most: Decimal | None
    impact_weight_least_without_price: Decimal | None
    impact_weight_most_without_price: Decimal | None
    suitable: bool | None
    wage_sum_reached: bool | None
    isv_applied: bool | None
    risk_category: str | None
    mki_used: bool | None
    by_theme: Mapping[str, ExpectedOfTheme]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSupplement:
    """What supplements make known of a procedure, over its counted lots (C2)."""

    product_chain: str | None  # as its buyer states it
    purchase_type: str | None
    category_management: bool | None
    category: str | None
    significant: bool | None
    impact_half: bool | None
    impact_half_without_price: bool | None
    suitable: bool | None
    wage_sum_reached: bool | None
    isv_applied: bool | None
    isv_list_of_10: bool | None
    isv_list_of_8: bool | None
    mki_used: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLot:
    """A lot. `themes` holds one of the five states for each of the six themes; `any_theme` only the answer.

    `tenders_why` and `value_why` say why the number or the amount is unknown: withheld, silent, conflicting, no-rate or
    not-applicable (no award); "known" when it is known.
    """

    lot_id: str
    counted: bool
    state: str  # running, awarded, cancelled
    competition: str  # call, no-call, dps
    themes: Mapping[str, str]
    any_theme: bool | None
    accessible: bool | None
    signals: tuple[str, ...]
    strategic_complete: bool
    tenders_received: int | None
    tenders_why: str
    awarded_value: Decimal | None
    value_basis: str | None  # tenders, contract, ceiling
    value_why: str
    vehicles: int | None
    clean_vehicles: int | None
    zero_emission_vehicles: int | None
    awarded_on: date | None
    nature: str | None
    cpv: str | None
    framework: bool | None
    duration_months: Decimal | None
    winners: tuple[ExpectedWinner, ...]
    price_weight: Decimal | None = None  # in percent, as a notice states it
    supplement: ExpectedLotSupplement | None = None
    own_themes: Mapping[str, str] = field(default_factory=dict)  # theme that its lead body added -> state


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedProcedure:
    """A procedure. `key` has the form bt04:..., ocid:..., own:<scheme>=<buyer>:<number> or notice:...

    `findings` are rules that must fire somewhere on its records or on the procedure itself; others may fire as well.
    `own` is the procedure as its lead buyer sees it, where that differs: with what it did not release yet (C29).
    """

    key: str
    situations: tuple[str, ...]
    lead_body: str | None  # key of the party; None when the buyer is no party of the register
    tier: str | None
    took_part: tuple[str, ...]
    launched_on: date | None
    awarded_on: date | None
    counted: bool
    state: str  # planned, running, awarded, cancelled, other
    competition: str | None  # call, no-call, dps; None when nothing is bought
    nature: str | None
    cpv: str | None
    framework: bool | None
    duration_months: Decimal | None
    themes: Mapping[str, bool | None]
    any_theme: bool | None
    strategic_complete: bool | None
    lots: tuple[ExpectedLot, ...]
    findings: tuple[str, ...]
    supplement: ExpectedSupplement | None = None
    own: ExpectedProcedure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFile:
    """What intake must say of one file: how many records, and what became of them.

    `no_procurement`: how many of the accepted ones are business registrations, which make no procurement. `body` sends
    it itself; without one a harvester does.
    """

    path: str  # relative to the folder of the year
    format: str  # eforms, ocds, own
    records: int
    accepted: int
    refused: int
    no_procurement: int = 0
    body: str | None = None  # key of the party


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Personal data that stands in the documents and may be found nowhere behind the door."""

    kind: str  # name, email, telephone
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All of the year: procedures in the order of their keys, files in the order of their paths.

    `files` are sent in the demonstration, and then the `supplements` of bodies; `faulty` are documents nobody should
    send, each refused whole.
    """

    seed: int
    year: int
    procedures: tuple[ExpectedProcedure, ...]
    files: tuple[ExpectedFile, ...]
    supplements: tuple[ExpectedFile, ...]
    faulty: tuple[ExpectedFile, ...]
    planted: tuple[Planted, ...]

    def situations(self) -> dict[str, int]:
        """How often each situation occurs."""
        counts: dict[str, int] = {}
        for procedure in self.procedures:
            for situation in procedure.situations:
                counts[situation] = counts.get(situation, 0) + 1
        return dict(sorted(counts.items()))

    def write(self, path: Path) -> None:
        """Write the ledger as JSON: amounts and dates as text, so that nothing is rounded."""
        path.write_bytes(_adapter().dump_json(self, indent=1) + b"\n")

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """Read a ledger that `write` wrote."""
        return _adapter().validate_json(path.read_bytes())


@cache
def _adapter() -> TypeAdapter[Ledger]:
    return TypeAdapter(Ledger)
