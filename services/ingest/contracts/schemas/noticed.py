"""What notices tell of a contract, in the words of the API."""

from __future__ import annotations

from typing import Final, Literal, Self, TypeAlias

from pydantic import Field

from services.ingest.contracts.rules.noticed import Change, Conflict, Noticed
from services.ingest.contracts.schemas.contract import AmountOut
from services.ingest.procedures.schemas import Amount, SupplierOut
from shared.http.schema import ApiModel, OptionalDay
from shared.procurement.contract import ContractStatement
from shared.procurement.money import Money
from shared.procurement.notice import Stage

Stated: TypeAlias = Literal["amount", "signedOn", "startsOn", "endsOn", "durationMonths", "supplier"]
"""What notices and a body may say differently of a contract."""


_NAMES: Final[dict[str, Stated]] = {
    "value": "amount",
    "signed_on": "signedOn",
    "starts_on": "startsOn",
    "ends_on": "endsOn",
    "duration_months": "durationMonths",
    "supplier": "supplier",
}


class NoticeNamed(ApiModel):
    """A notice of the procedure of a contract."""

    stage: Stage
    notice_id: str
    version: str
    publication_number: str | None

    @classmethod
    def of(cls, statement: ContractStatement) -> Self:
        """The notice that says this."""
        return cls.like(statement)


class ModificationOut(ApiModel):
    """What a notice says otherwise than those before it: a day, a number, or an amount with its currency."""

    property: Stated
    before: str | None
    after: str | None

    @classmethod
    def of(cls, change: Change) -> Self:
        """The change."""
        return cls(property=_NAMES[change.name], before=_shown(change.before), after=_shown(change.after))


class ReasonOut(ApiModel):
    """Why a contract was changed, and what was, in the words of the notice."""

    code: str | None = Field(description="Code of the list modification-justification (BT-200).")
    rationale: str | None = Field(description="BT-201.")
    description: str | None = Field(description="BT-202.")


class ConflictOut(ApiModel):
    """Where the body's own contract and a notice differ: both stay, and nothing is added."""

    property: Stated
    own: str | None
    notices: str | None
    notice: NoticeNamed

    @classmethod
    def of(cls, conflict: Conflict) -> Self:
        """The difference."""
        return cls(
            property=_NAMES[conflict.name],
            own=_shown(conflict.own),
            notices=_shown(conflict.noticed),
            notice=NoticeNamed.of(conflict.notice),
        )


class WithheldOut(ApiModel):
    """A field that notices withhold; it becomes readable by itself on that day, if one is stated."""

    term: str
    until: OptionalDay


class NoticedOut(ApiModel):
    """What notices last said of the contract."""

    lot_ids: list[str]
    suppliers: list[SupplierOut]
    awarded_on: OptionalDay
    signed_on: OptionalDay
    starts_on: OptionalDay
    ends_on: OptionalDay
    duration_months: Amount
    amount: AmountOut | None
    paid: AmountOut | None = Field(description="What was paid by its completion (BT-779).")
    penalties: AmountOut | None = Field(description="BT-782.")
    withheld: list[WithheldOut]
    contradicting: list[str] = Field(description="What one version of a notice was received with in two forms.")

    @classmethod
    def of(cls, noticed: Noticed) -> Self:
        """What stands by the notices."""
        standing, contract = noticed.standing, noticed.contract
        return cls.like(
            standing,
            lot_ids=list(contract.lot_ids),
            suppliers=[SupplierOut.model_validate({"size": None, **each}) for each in contract.suppliers],
            amount=AmountOut.of(standing.value),
            paid=AmountOut.of(standing.paid),
            penalties=AmountOut.of(standing.penalties),
            withheld=[WithheldOut(term=term, until=until) for term, until in standing.withheld],
            contradicting=[_NAMES.get(name, name) for name in standing.conflicting],
        )


def _shown(value: object) -> str | None:
    if isinstance(value, Money):
        return f"{value.value.normalize():f} {value.currency}"
    return None if value is None else str(value)
