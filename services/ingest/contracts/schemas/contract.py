"""A contract in a list, in the words of the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Self, TypeAlias
from uuid import UUID

from pydantic import Field

from services.ingest.contracts.rules.noticed import Noticed
from services.ingest.contracts.rules.verdict import Status
from services.ingest.contracts.tables import Contract
from services.ingest.data_contracts.contract import ContractKind
from services.ingest.data_contracts.model import Theme
from services.ingest.procedures.schemas import Amount
from shared.http.schema import ApiModel, OptionalDay
from shared.procurement.money import Money

Told: TypeAlias = Literal["own", "notices"]
"""By whom: the body itself in its own record, or a notice."""


class AmountOut(ApiModel):
    """The value of a contract; of a framework agreement its maximum, which is never added to its call-offs."""

    value: Amount
    currency: str
    vat_included: Literal["yes", "no", "unknown"]

    @classmethod
    def of(cls, money: Money | None) -> Self | None:
        """An amount of a notice: without VAT."""
        return None if money is None else cls(value=money.value, currency=money.currency, vat_included="no")


class SupplierNumberOut(ApiModel):
    """The supplier, by its number."""

    scheme: str
    id: str


class StandingsOut(ApiModel):
    """How many of its own commitments stand how."""

    met: int
    not_met: int
    not_shown: int = Field(description="Due, and nothing that was reported tells whether they were met.")
    not_yet_due: int
    undated: int = Field(description="Of which no day is stated by which they are due.")


class ContractOut(ApiModel):
    """A contract, framework agreement or call-off. What a body says of it stands here, else what notices say."""

    id: UUID
    buyer: str | None
    sender_key: str | None = Field(description="The body's own key; null: it is known from notices alone.")
    number: str | None = Field(description="The number that a notice gives it (BT-150).")
    sources: list[Told] = Field(description="Who tells of it. One that both tell of stands here once.")
    kind: ContractKind
    framework: str | None
    procedure_id: str | None
    lot_id: str | None
    signed_on: OptionalDay
    starts_on: OptionalDay
    ends_on: OptionalDay
    completed_on: OptionalDay = Field(description="Day of the notice that says it is completed.")
    amount: AmountOut | None
    supplier: SupplierNumberOut | None
    responsible_role: str | None
    reporting_clause: bool | None
    themes: list[Theme] | None = Field(description="Themes of its own commitments; null: not said.")
    commitments: StandingsOut
    overdue: bool = Field(description="A commitment was due and was not shown to be met or missed.")

    @classmethod
    def of(cls, row: Contract, standings: Mapping[str, int], noticed: Noticed | None) -> Self:
        """The contract as it stands in a list."""
        return cls(**cls._stated(row, standings, noticed))

    @classmethod
    def of_notices(cls, noticed: Noticed) -> Self:
        """A contract that notices alone tell of, as it stands in a list."""
        return cls(**cls._told(noticed))

    @staticmethod
    def _stated(row: Contract, standings: Mapping[str, int], noticed: Noticed | None) -> dict[str, Any]:
        amount = None
        if row.amount is not None:
            amount = {"value": row.amount, "currency": row.currency, "vat_included": row.vat_included}
        supplier = None
        if row.supplier_id is not None:
            supplier = {"scheme": row.supplier_scheme, "id": row.supplier_id}
        same = ("sender_key", "kind", "framework", "procedure_id", "lot_id", "signed_on", "starts_on", "ends_on",
                "responsible_role", "reporting_clause", "themes")  # fmt: skip
        return {
            **{name: getattr(row, name) for name in same},
            "id": row.unit,
            "buyer": row.lead_body,
            "number": None if noticed is None else noticed.contract.number,
            "sources": ["own"] if noticed is None else ["own", "notices"],
            "completed_on": _completed_on(noticed),
            "amount": amount,
            "supplier": supplier,
            "commitments": {each.value.replace("-", "_"): standings.get(each.value, 0) for each in Status},
            "overdue": standings.get(Status.NOT_SHOWN.value, 0) > 0,
        }

    @staticmethod
    def _told(noticed: Noticed) -> dict[str, Any]:
        contract, standing = noticed.contract, noticed.standing
        unsaid = ("sender_key", "framework", "supplier", "responsible_role", "reporting_clause", "themes")
        return {
            **dict.fromkeys(unsaid),
            **{name: getattr(standing, name) for name in ("signed_on", "starts_on", "ends_on")},
            "id": noticed.id,
            "buyer": noticed.lead_body,
            "number": contract.number,
            "sources": ["notices"],
            "kind": contract.kind,
            "procedure_id": noticed.procedure_id,
            "lot_id": contract.lot_ids[0] if len(contract.lot_ids) == 1 else None,
            "completed_on": _completed_on(noticed),
            "amount": AmountOut.of(standing.value),
            "commitments": {each.value.replace("-", "_"): 0 for each in Status},
            "overdue": False,
        }


def _completed_on(noticed: Noticed | None) -> date | None:
    completed = None if noticed is None else noticed.completed
    return None if completed is None else completed.told_on
