"""A procedure as open data is made of it: its row with those of its lots and winners, and who its buyers are.

Names of fields are names of columns: the store selects what stands here, as it stands in the released view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

Json: TypeAlias = dict[str, Any]


class ProcedureRow(NamedTuple):
    """Columns of procurement.procedure."""

    id: UUID
    since_change: int
    title: str | None
    procedure_id: str | None
    ocid: str | None
    state: str
    stage: str
    legal_basis: str | None
    cpv: str | None
    procedure_type: str | None
    nature: str | None
    launched_on: date | None
    launch_known: bool
    awarded_on: date | None
    estimated_value: float | None
    cancelled: bool
    buyers: Sequence[Json]
    contracts: Sequence[Json]


class LotRow(NamedTuple):
    """Columns of procurement.lot."""

    procedure: UUID
    lot_id: str
    state: str | None
    competition: str
    title: str | None
    cpv: str | None
    nature: str | None
    awarded_on: date | None
    climate: str
    circular: str
    pollution_biodiversity: str
    human_rights_labour: str
    diversity_inclusion: str
    social_return: str
    any_theme: str
    local_themes: Sequence[str]
    gpp_criteria: str
    accessible: str
    reserved: str
    tenders_received: int | None
    tenders_received_state: str
    estimated_value: float | None
    awarded_value: float | None
    value_basis: str | None
    value_state: str
    vehicles: int | None
    clean_vehicles: int | None
    zero_emission_vehicles: int | None
    framework: bool | None
    duration_months: float | None
    price_weight: float | None
    evidence: Sequence[Json]


class WinnerRow(NamedTuple):
    """Columns of procurement.winner."""

    procedure: UUID
    lot_id: str
    tender_id: str
    value: float | None
    awarded_on: date | None
    suppliers: Sequence[Json]


@dataclass(frozen=True, slots=True)
class Told:
    """The first and the last day on which notices of a stage were dispatched."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Published:
    """A procedure with all that open data says of it.

    `identifiers` are those of its buyers by party and scheme; `recorded_at` is when it became what it is.
    """

    procedure: ProcedureRow
    lots: Sequence[LotRow]
    winners: Sequence[WinnerRow]
    told: dict[str, Told]
    recorded_at: datetime
    identifiers: dict[str, dict[str, str]] = field(default_factory=dict)
