"""A procedure as it stands and as it stood, in the words of the API."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

from fastapi import Query
from pydantic import Field, PlainSerializer, WithJsonSchema

from services.ingest.procedures.store.reading import Whole
from shared.errors import NotFound
from shared.http.problems.findings import FindingOut
from shared.http.schema import ApiModel, Moment, OptionalDay
from shared.procurement.notice import Stage
from shared.procurement.procedure import Competition, CountState, LotState, ProcedureState, ValueBasis, ValueState
from shared.procurement.themes import THEMES
from shared.reference.codes import Tier
from shared.reference.product_chains import Quality
from shared.tables.procurement import Lot, LotHistory, Procedure, ProcedureHistory, Winner, WinnerHistory

_Row: TypeAlias = Procedure | ProcedureHistory | Lot | LotHistory | Winner | WinnerHistory

_THEME_COLUMN: Final = {theme: theme.replace("-", "_") for theme in THEMES}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


Amount: TypeAlias = Annotated[
    Decimal | None,
    PlainSerializer(_number, return_type=int | float | None, when_used="json"),
    WithJsonSchema({"type": ["number", "null"]}),
]
"""A number or unknown; euros excluding VAT where it is an amount."""

Find = Annotated[
    str,
    Query(
        min_length=1,
        max_length=300,
        description="What it is known by: notice id (with or without version), publication number, ocid, or the"
        " Idempotency-Key with which you sent it.",
    ),
]

Answer: TypeAlias = Literal["yes", "no", "withheld", "silent", "conflicting"]


class _Placed(ApiModel):
    """What every fact is grouped by (null: unknown)."""

    lead_body: str | None
    tier: Tier | None
    nature: str | None
    above_threshold: Literal["above", "below", "undetermined"]
    product_chain: str | None
    chain_quality: Literal[Quality, "stated"] | None
    cluster: str | None
    in_criteria_tool: bool | None
    relevant_themes: list[str] | None
    rijk_category_stated: str | None = Field(description="Purchasing category of the Rijk by the buyer: it wins.")
    rijk_category_by_cpv: str | None = Field(description="What the CPV code leads to; none: no such category.")
    rijk_category_quality: Quality | None = Field(
        description="Of what the CPV code leads to. A: all that is bought under it; B: its main use; C: a guess."
    )
    isv_category_stated: str | None = Field(description="Likewise the risk category for ISV, of the list of 8.")
    isv_category_by_cpv: str | None
    isv_category_quality: Quality | None
    launched_on: OptionalDay
    launched_not_after: Annotated[
        OptionalDay, Field(description="The last day that a launch can have been when no call is known.")
    ]
    awarded_on: OptionalDay
    counted: bool


class SupplierOut(ApiModel, extra="ignore"):
    """A member of a winning tender. The name of a natural person is not kept."""

    name: str | None
    identifier: str | None
    country: str | None
    size: str | None


class WinnerOut(ApiModel):
    """A winning tender of a lot."""

    tender_id: str
    sme: bool | None
    value: Amount
    currency: str | None
    currency_known: bool
    awarded_on: OptionalDay
    suppliers: list[SupplierOut]


class EvidenceOut(ApiModel, extra="ignore"):
    """One thing a source says about a theme."""

    theme: str
    says: Answer
    term: str
    code: str
    notice_id: str
    place: str


class ByThemeOut(ApiModel):
    """What the buyer says of one theme of a lot. Level 0: the theme was not applied."""

    criteria: int | None
    level: int | None
    explained: bool | None
    reason: str | None


class LotSupplementOut(ApiModel):
    """What the buyer's supplement says of a lot beside its themes. Weights are percentages of the award."""

    significant: bool | None = Field(description="A requirement or award criterion of level 2 or 3.")
    impact_weight_least: Amount
    impact_weight_most: Amount
    impact_weight_least_without_price: Amount
    impact_weight_most_without_price: Amount
    suitable: bool | None
    wage_sum_reached: bool | None
    isv_applied: bool | None
    risk_category: str | None
    mki_used: bool | None
    by_theme: dict[str, ByThemeOut]


class SupplementOut(ApiModel):
    """What the buyer's supplement says of the procedure, over its counted lots (C2)."""

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


class LotOut(_Placed):
    """A lot with its themes and its result. Themes: the six, each with one of five states."""

    lot_id: str
    state: LotState | None
    competition: Competition
    title: str | None
    cpv: str | None
    themes: dict[str, Answer]
    any_theme: Answer
    local_themes: list[str]
    own_themes: dict[str, Answer] = Field(description="Themes that its lead body added on the day it was launched.")
    signals_in_text: list[str]
    gpp_criteria: Answer
    accessible: Answer
    reserved: Answer
    strategic_fields_complete: bool
    tenders_received: int | None
    tenders_received_state: CountState
    estimated_value: Amount
    awarded_value: Amount
    value_basis: ValueBasis | None
    value_state: ValueState
    vehicles: int | None = Field(description="Bought under the clean vehicles directive (OPT-155, OPT-156).")
    clean_vehicles: int | None
    zero_emission_vehicles: int | None
    framework: bool | None
    duration_months: Amount
    price_weight: Amount = Field(description="Percentage that the price weighs in the award, as a notice states it.")
    evidence: list[EvidenceOut]
    winners: list[WinnerOut]
    supplement: LotSupplementOut | None = Field(description="Null: no supplement speaks.")

    @classmethod
    def of(cls, lot: Lot | LotHistory, winners: Sequence[Winner | WinnerHistory]) -> LotOut:
        shown = {**_columns(lot, cls), "themes": _themes(lot), "winners": _winners_of(lot.lot_id, winners)}
        return cls.model_validate({**shown, "supplement": _columns(lot, LotSupplementOut) if lot.by_theme else None})


class BuyerOut(ApiModel, extra="ignore"):
    """A buyer as the notices name it; `party` is null while it is not matched to the register."""

    name: str | None = None
    identifier: str | None = None
    party: str | None = None
    lead: bool | None = None
    on_behalf: bool = Field(default=False, description="No buyer itself: by a supplement it is bought for this body.")


class ProcedureLinks(ApiModel):
    """Where to read on: the notices with who sent them, down to the bytes, and how the procedure stood before."""

    notices: str
    history: str


class ProcedureOut(_Placed):
    """A procedure as all its notices together state it. Themes follow counting rule C2 over its counted lots."""

    id: UUID
    key: str
    state: ProcedureState
    stage: Stage
    title: str | None
    procedure_id: str | None
    ocid: str | None
    legal_basis: str | None
    cpv: str | None = Field(description="Of the procedure as a whole; that of its lots when they state the same.")
    procedure_type: str | None
    threshold_rule: str
    cancelled: bool
    framework: bool | None
    dps: bool
    joint: bool
    took_part: list[str]
    buyers: list[BuyerOut]
    estimated_value: Amount
    awarded_value: Amount
    duration_months: Amount
    themes: dict[str, bool | None]
    any_theme: bool | None
    strategic_fields_complete: bool | None
    civil_works: bool | None = Field(description="Works of civil engineering (GWW).")
    supplement: SupplementOut | None = Field(description="Null: no supplement speaks.")
    notice_ids: list[UUID]
    publication_numbers: list[str] = Field(
        description="Under which its notices stand in the Official Journal, as 123456-2024; none of an earlier version."
    )
    findings: list[FindingOut]
    lots: list[LotOut]
    winners: Annotated[list[WinnerOut], Field(description="Winners of awards that do not say which lot they are for.")]
    links: ProcedureLinks

    @classmethod
    def of(cls, whole: Whole) -> ProcedureOut:
        row = whole.procedure
        return cls.model_validate(
            {
                **_columns(row, cls),
                "themes": _themes(row),
                "supplement": _columns(row, SupplementOut) if row.supplemented else None,
                "notice_ids": list(whole.notice_ids),
                "publication_numbers": list(whole.publication_numbers),
                "findings": [FindingOut.of(each) for each in row.findings],
                "lots": [LotOut.of(lot, whole.winners) for lot in whole.lots],
                "winners": _winners_of("", whole.winners),
                "links": {"notices": f"/v1/notices?procedure={row.id}", "history": f"/v1/procedures/{row.id}/history"},
            }
        )


class ProcedureVersion(ApiModel):
    """A version of a procedure: from which position of the change log until which (null: it stands)."""

    since_position: int
    until_position: int | None
    since: Moment
    procedure: ProcedureOut


def nothing_known_by(find: str) -> NotFound:
    """The answer when nothing of the caller's body is known by this."""
    return NotFound(
        nl=f"Van uw organisatie is niets bekend onder {find[:60]!r}. Noem een kenmerk zoals het in de kennisgeving"
        " staat, of de Idempotency-Key van de aanlevering; een nieuwe aanlevering moet eerst gelezen zijn.",
        en=f"Nothing of your body is known by {find[:60]!r}. Name an identifier as the notice has it, or the"
        " Idempotency-Key of the submission; a new submission must be read first.",
    )


def _winners_of(lot_id: str, winners: Sequence[Winner | WinnerHistory]) -> list[WinnerOut]:
    return [WinnerOut.model_validate(_columns(each, WinnerOut)) for each in winners if each.lot_id == lot_id]


def _columns(row: _Row, model: type[ApiModel]) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in model.model_fields if hasattr(row, name)}
    if "launched_not_after" in model.model_fields:
        known, day = row.launch_known, shown["launched_on"]
        shown |= {"launched_on": day if known else None, "launched_not_after": None if known else day}
    return shown


def _themes(row: object) -> dict[str, Any]:
    return {theme: getattr(row, column) for theme, column in _THEME_COLUMN.items()}
