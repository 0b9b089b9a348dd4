"""A contract as notices tell of it: how a notice changes it, and what all notices together say, each by itself.

Nothing is settled between notices here: what stands is the last that was said of each thing, and what changed is the
difference to what was said before.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from shared.procurement.money import Money
from shared.quick_dataclass import quick_dataclass

NoticedKind: TypeAlias = Literal["contract", "framework", "call-off"]


@quick_dataclass(frozen=True, slots=True)
class Modification:
    """A change of a contract as a notice tells it (BT-200 to BT-202; an amendment of OCDS)."""

    contract_id: str | None = None  # BT-1501(c), the contract within the notice; None: not said
    changes_notice: str | None = None  # BT-1501(n)
    reason: str | None = None  # BT-200: modification-justification
    rationale: str | None = None  # BT-201
    description: str | None = None  # BT-202
    changed_on: date | None = None  # eForms has no day of it


@quick_dataclass(frozen=True, slots=True)
class ContractStatement:
    """What one notice says of a contract. None is silent; `withheld` are terms of fields with until when, if said."""

    notice_id: str
    version: str
    publication_number: str | None
    stage: str
    told_on: date | None
    awarded_on: date | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    duration_months: Decimal | None = None
    value: Money | None = None
    paid: Money | None = None  # BT-779
    penalties: Money | None = None  # BT-782
    completed: bool = False
    modifications: tuple[Modification, ...] = ()
    withheld: tuple[tuple[str, date | None], ...] = ()
    conflicting: tuple[str, ...] = ()  # what was received in more than one form under one version


@quick_dataclass(frozen=True, slots=True)
class CompiledContract:
    """A contract by all notices that name it, in the order in which they were dispatched."""

    key: str  # by which it is known within its procedure
    contract_id: str  # OPT-316, or the id of OCDS
    number: str | None  # BT-150: the number that the buyer gave it
    kind: NoticedKind
    lot_ids: tuple[str, ...]
    suppliers: tuple[dict[str, str | None], ...]
    statements: tuple[ContractStatement, ...]
