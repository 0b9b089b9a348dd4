"""A contract as notices tell of it: how it stands, what changed, which of a body's own contracts it is.

A body's own contract and that of a notice are one when the number is the same (BT-150), else when it is the only one
for that lot, its supplier told apart where there are more. Both stay: where they differ, both are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from services.ingest.procedures.rules.kept import read_back
from shared.procurement.contract import CompiledContract, ContractStatement
from shared.procurement.money import Money

T = TypeVar("T")

CHANGING: Final = ("value", "signed_on", "starts_on", "ends_on", "duration_months")
"""What of a contract a later notice may say otherwise."""
_DIGITS_OF: Final = {"NL-KVK": 8, "NL-RSIN": 9, "NL-OIN": 20}


class OwnContract(Protocol):
    """What of a body's own contract says which one it is, and what a notice may contradict."""

    @property
    def sender_key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def lot_id(self) -> str | None: ...
    @property
    def supplier_scheme(self) -> str | None: ...
    @property
    def supplier_id(self) -> str | None: ...
    @property
    def signed_on(self) -> date | None: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def currency(self) -> str | None: ...
    @property
    def vat_included(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What a statement says otherwise than those before it."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a body says of its contract, and what notices say instead; `notice` is the last that says so."""

    name: str
    own: object
    noticed: object
    notice: ContractStatement


@dataclass(frozen=True, slots=True)
class Noticed:
    """A contract that notices name, with the procedure that they are of."""

    id: UUID
    procedure: UUID
    procedure_id: str | None
    lead_body: str | None
    since_change: int
    contract: CompiledContract

    @classmethod
    def of(cls, stated: Mapping[str, Any], **of_procedure: Any) -> Noticed:  # noqa: ANN401 - columns of the procedure
        """Read back what stands with the procedure."""
        contract = read_back(CompiledContract, {name: stated[name] for name in stated if name != "id"})
        return cls(id=UUID(stated["id"]), contract=contract, **of_procedure)

    @property
    def standing(self) -> ContractStatement:
        """What was last said of each thing."""
        last = self.contract.statements[-1]
        return replace(last, **{name: self._last(name) for name in (*CHANGING, "awarded_on", "paid", "penalties")})

    @property
    def completed(self) -> ContractStatement | None:
        """The first statement by which it is completed."""
        return next((each for each in self.contract.statements if each.completed), None)

    def changes(self) -> Iterator[tuple[ContractStatement, Sequence[Change]]]:
        """Each statement with what it says otherwise than those before it."""
        known: dict[str, object] = {}
        for statement in self.contract.statements:
            said = {name: getattr(statement, name) for name in CHANGING if getattr(statement, name) is not None}
            yield (
                statement,
                [Change(name, known[name], now) for name, now in said.items() if name in known and known[name] != now],
            )
            known.update(said)

    def conflicts(self, own: OwnContract) -> Iterator[Conflict]:
        """Where the body's own contract and the notices differ. An amount with VAT is compared with none without."""
        standing = self.standing
        for name in ("signed_on", "ends_on"):
            yield from self._conflict(name, getattr(own, name), getattr(standing, name))
        if own.amount is not None and own.currency is not None and own.vat_included == "no":
            yield from self._conflict("value", Money(own.amount, own.currency), standing.value)
        if supplier_agrees(own, self.contract) is False:
            named = ", ".join(filter(None, (each["identifier"] or each["name"] for each in self.contract.suppliers)))
            yield Conflict("supplier", own.supplier_id, named, self.contract.statements[-1])

    def _conflict(self, name: str, own: object, noticed: object) -> Iterator[Conflict]:
        if own is not None and noticed is not None and own != noticed:
            saying = [each for each in self.contract.statements if getattr(each, name) is not None]
            yield Conflict(name, own, noticed, saying[-1])

    def _last(self, name: str) -> Any:  # noqa: ANN401 - whatever the statement holds
        said = [getattr(each, name) for each in self.contract.statements]
        return next((each for each in reversed(said) if each is not None), None)


def meant(own: OwnContract, noticed: Sequence[Noticed]) -> Noticed | None:
    """Which of the contracts of its procedure a body's own is; None when none is it for certain."""
    numbered = [each for each in noticed if each.contract.number == own.sender_key]
    if len(numbered) == 1:
        return numbered[0]
    fitting = [each for each in noticed if (each.contract.kind == "call-off") == (own.kind == "call-off")]
    if own.lot_id is not None:
        fitting = [each for each in fitting if own.lot_id in each.contract.lot_ids]
    for wanted in ((True, None, False), (True,), (True, None)):
        left = [each for each in fitting if supplier_agrees(own, each.contract) in wanted]
        if len(left) == 1:
            return left[0]
    return None


def supplier_agrees(own: OwnContract, contract: CompiledContract) -> bool | None:
    """Whether the supplier is the same; None when the numbers are of other schemes, or one says none."""
    numbers = {re.sub(r"[^0-9A-Za-z]", "", each["identifier"] or "") for each in contract.suppliers} - {""}
    if own.supplier_id is None or not numbers:
        return None
    if own.supplier_id in numbers:
        return True
    digits = _DIGITS_OF.get(own.supplier_scheme or "")
    comparable = all(each.isdigit() and len(each) == digits for each in numbers)
    return False if comparable else None
