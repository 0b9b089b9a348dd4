"""A procedure as all its notices together state it: what the data space counts.

Built by `compile` of ingest from every kept notice of the procedure; the order in which notices arrived plays no part.
Unknown is None. Amounts are euros excluding VAT; an amount in a currency without a known rate is None.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from shared.procurement.contract import CompiledContract
from shared.procurement.finding import Finding
from shared.procurement.themes import Evidence, ThemeState
from shared.quick_dataclass import quick_dataclass

ProcedureState: TypeAlias = Literal["planned", "running", "awarded", "cancelled", "other"]
LotState: TypeAlias = Literal["running", "awarded", "cancelled"]
AboveThreshold: TypeAlias = Literal["above", "below", "undetermined"]
Competition: TypeAlias = Literal["call", "no-call", "dps"]
"""With a call, without one, or an award under a dynamic purchasing system."""
ValueBasis: TypeAlias = Literal["tenders", "contract", "ceiling"]
ValueState: TypeAlias = Literal[
    "known", "withheld", "silent", "conflicting", "no-rate", "over-lots", "lot-unknown", "not-applicable"
]
"""Why a lot has an awarded value or none. `over-lots`: an amount is for several lots together; `lot-unknown`: an award
does not say which lot it is for."""
CountState: TypeAlias = Literal["known", "withheld", "silent", "conflicting", "not-applicable"]

NamedBuyer: TypeAlias = dict[str, str | bool | tuple[str, ...] | None]
"""A buyer as the notices name it: name, identifier, party, lead; without a party also `keys`, by which an administrator
can link it ("kvk:50200097", "name:voorbeeldgemeente")."""


@quick_dataclass(frozen=True, slots=True)
class Dimensions:
    """What every fact is grouped by. `lead_body` and `tier` are None for a buyer not matched to a party."""

    lead_body: str | None  # party key (URI)
    tier: str | None
    nature: str | None
    above_threshold: AboveThreshold  # counting rule C26
    product_chain: str | None
    chain_quality: str | None  # A, B, C; "stated" when the buyer states it
    cluster: str | None
    in_criteria_tool: bool | None  # None: chain unknown or derived at quality C (counting rule C27)
    relevant_themes: tuple[str, ...] | None  # themes scored relevant for the chain; None: chain not certain
    rijk_category_stated: str | None  # by the buyer; wins over what the CPV code leads to
    rijk_category_by_cpv: str | None  # "none": in no category of the list
    rijk_category_quality: str | None  # of what the CPV code leads to: A, B, C
    isv_category_stated: str | None  # likewise, as the list of 8 names it
    isv_category_by_cpv: str | None
    isv_category_quality: str | None
    launched_on: date | None  # dispatch of the first call; None when no call is known
    launched_not_after: date | None  # the last day a launch that is not known can have been
    awarded_on: date | None


@quick_dataclass(frozen=True, slots=True)
class CompiledWinner:
    """A winning tender of a lot."""

    tender_id: str
    sme: bool | None  # all members micro, small, medium or sme; None when one size is missing
    value: Decimal | None
    currency: str | None
    currency_known: bool  # False: an amount was stated, in a currency without a known rate
    suppliers: tuple[dict[str, str | None], ...]  # name (None for natural persons), identifier, country, size


@quick_dataclass(frozen=True, slots=True)
class ByTheme:
    """What the buyer says of one theme of a lot; level 0 and no criteria where the theme was not applied."""

    criteria: int | None
    level: int | None  # 1 to 3, the highest
    explained: bool | None  # a reason was given for not applying it; None where that is not asked
    reason: str | None


@quick_dataclass(frozen=True, slots=True)
class SupplementedLot:
    """What the buyer says of a lot, beside its themes. Weights are percentages of the award, of a range both ends."""

    significant: bool | None  # a requirement or award criterion of level 2 or 3
    impact_weight_least: Decimal | None
    impact_weight_most: Decimal | None
    impact_weight_least_without_price: Decimal | None
    impact_weight_most_without_price: Decimal | None
    suitable: bool | None  # for social return
    wage_sum_reached: bool | None  # at least EUR 250,000
    wage_sum_of_whole: bool  # said of all lots together
    isv_applied: bool | None
    risk_category: str | None
    mki_used: bool | None  # as a requirement or an award criterion
    by_theme: dict[str, ByTheme]


@quick_dataclass(frozen=True, slots=True)
class SupplementedProcedure:
    """What the buyer says of a procedure, over its counted lots (counting rule C2)."""

    purchase_type: str | None
    category_management: bool | None
    category: str | None
    significant: bool | None
    impact_half: bool | None  # impact weighs at least half of the award, in every lot
    impact_half_without_price: bool | None
    suitable: bool | None
    wage_sum_reached: bool | None
    isv_applied: bool | None
    isv_list_of_10: bool | None
    isv_list_of_8: bool | None
    mki_used: bool | None


@quick_dataclass(frozen=True, slots=True)
class Vehicles:
    """Vehicles bought under the clean vehicles directive (OPT-155, OPT-156); None is unknown."""

    vehicles: int | None = None
    clean_vehicles: int | None = None
    zero_emission_vehicles: int | None = None


@quick_dataclass(frozen=True, slots=True)
class CompiledLot:
    """A lot with its themes and its result. `counted` follows counting rules C2, C3 and C13."""

    lot_id: str
    dimensions: Dimensions
    counted: bool
    state: LotState | None  # None: an award does not say which lot it is for, and it may be this one
    competition: Competition
    title: str | None
    cpv: str | None
    themes: dict[str, ThemeState]  # exactly the six of THEMES
    any_theme: ThemeState
    local_themes: tuple[str, ...]  # local themes that a source says yes to (climate-adaptation)
    own_themes: dict[str, ThemeState]  # themes that its lead body added on the day it was launched
    signals_in_text: tuple[str, ...]  # the weaker series
    gpp_criteria: ThemeState  # BT-805
    accessible: ThemeState  # BT-754
    reserved: ThemeState  # BT-71 / BT-736
    strategic_fields_complete: bool  # ALG-P12 for this lot
    tenders_received: int | None  # BT-759 of type `tenders`
    tenders_received_state: CountState
    estimated_value: Decimal | None
    awarded_value: Decimal | None
    value_basis: ValueBasis | None  # None when the value is unknown
    value_state: ValueState
    vehicles: int | None  # bought under the clean vehicles directive
    clean_vehicles: int | None
    zero_emission_vehicles: int | None
    framework: bool | None
    duration_months: Decimal | None
    price_weight: Decimal | None  # of the award, in percent, as this notice states it at this place
    price_weight_notice: str | None
    price_weight_place: str | None
    evidence: tuple[Evidence, ...]
    winners: tuple[CompiledWinner, ...] = ()
    supplement: SupplementedLot | None = None  # None: no supplement speaks


@quick_dataclass(frozen=True, slots=True)
class CompiledProcedure:
    """A procedure as it stands. Theme columns follow "presence" of counting rule C2 over its counted lots."""

    key: str
    dimensions: Dimensions
    counted: bool  # a procurement of counting rule C3 that is not cancelled and no dynamic purchasing system
    state: ProcedureState
    stage: str  # furthest stage known
    title: str | None
    procedure_id: str | None  # BT-04
    ocid: str | None
    legal_basis: str | None
    cpv: str | None
    procedure_type: str | None
    threshold_rule: str  # the rule that decided above_threshold
    cancelled: bool
    framework: bool | None
    dps: bool
    joint: bool
    took_part: tuple[str, ...]  # keys of all matched buyers, lead included
    buyers: tuple[NamedBuyer, ...]
    estimated_value: Decimal | None
    awarded_value: Decimal | None  # None when one amount is unknown; one over several lots counts once
    duration_months: Decimal | None  # the longest lot, without renewals
    themes: dict[str, bool | None]
    any_theme: bool | None
    strategic_fields_complete: bool | None
    notice_ids: tuple[str, ...]
    lots: tuple[CompiledLot, ...] = ()
    winners: tuple[CompiledWinner, ...] = ()  # of awards that do not say which lot they are for
    findings: tuple[Finding, ...] = field(default=())
    civil_works: bool | None = None  # works of civil engineering
    supplement: SupplementedProcedure | None = None  # None: no supplement speaks
    contracts: tuple[CompiledContract, ...] = ()
    discloses_on: date | None = None  # the next day on which a withheld field becomes readable
    own: CompiledProcedure | None = None  # as its lead buyer sees it, where that differs (C29)
