"""A procedure as it stands, and the change feed, in the words of the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import Field, PlainSerializer, WithJsonSchema

from shared.http.schema import ApiModel, LocalisedText, Moment, OptionalDay


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

Answer: TypeAlias = Literal["yes", "no", "withheld", "silent", "conflicting"]


class _Placed(ApiModel):
    """What every fact is grouped by (null: unknown)."""

    lead_body: str | None
    tier: str | None
    nature: str | None
    above_threshold: Literal["above", "below", "undetermined"]
    product_chain: str | None
    chain_quality: str | None
    cluster: str | None
    in_criteria_tool: bool | None
    relevant_themes: list[str] | None
    purchase_type: str | None
    released: bool
    launched_on: OptionalDay
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


class LotOut(_Placed):
    """A lot with its themes and its result. Themes: the six, each with one of five states."""

    lot_id: str
    state: str
    competition: str
    title: str | None
    cpv: str | None
    themes: dict[str, Answer]
    any_theme: Answer
    local_themes: list[str]
    signals_in_text: list[str]
    gpp_criteria: Answer
    accessible: Answer
    reserved: Answer
    strategic_fields_complete: bool
    tenders_received: int | None
    tenders_received_state: str
    estimated_value: Amount
    awarded_value: Amount
    value_basis: str | None
    value_state: str
    framework: bool | None
    duration_months: Amount
    evidence: list[EvidenceOut]
    winners: list[WinnerOut]


class BuyerOut(ApiModel, extra="ignore"):
    """A buyer as the notices name it; `party` is null while it is not matched to the register."""

    name: str | None = None
    identifier: str | None = None
    party: str | None = None
    lead: bool | None = None


class ProcedureFinding(ApiModel):
    """What is odd about a procedure as a whole."""

    rule: str
    severity: Literal["error", "warning", "info"]
    location: str
    value: str | None
    message: LocalisedText


class ProcedureOut(_Placed):
    """A procedure as all its notices together state it. Themes follow counting rule C2 over its counted lots."""

    id: UUID
    key: str
    state: str
    stage: str
    title: str | None
    procedure_id: str | None
    ocid: str | None
    legal_basis: str | None
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
    notice_ids: list[UUID]
    findings: list[ProcedureFinding]
    lots: list[LotOut]


class ProcedureVersion(ApiModel):
    """A version of a procedure: from which position of the change log until which (null: it stands)."""

    since_position: int
    until_position: int | None
    since: Moment
    procedure: ProcedureOut


class Place(ApiModel):
    """A place in the figures that a change touched. '' is an unknown body or tier."""

    fact: str
    counted_on: str
    body: str
    tier: str
    month: date


class ChangeOut(ApiModel):
    """One committed change; positions rise in the order of commit."""

    position: int
    recorded_at: Moment
    scopes: list[Place]


class ChangePage(ApiModel):
    """Changes after a position. `next` is the position to ask on from; the same as asked when nothing is new."""

    items: list[ChangeOut]
    next: int = Field(ge=0)
