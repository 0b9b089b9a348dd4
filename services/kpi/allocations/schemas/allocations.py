"""Allocations as the API takes and gives them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.kpi.allocations.operations.deciding import Counters, Outcome, Proposed
from services.kpi.allocations.rules.shares import Answer, Share, Sum
from services.kpi.allocations.store import Allocation, KeptShare, State
from services.kpi.goals.rules.goal import Amount, Line
from shared.free_text import WrittenReason
from shared.http.schema import ApiModel, Day, Moment, OptionalDay, OptionalMoment

MOST_SHARES = 2_000
Key = Annotated[str, Field(min_length=1, max_length=300)]


class ShareStated(ApiModel):
    """A share: of a body, of a segment (product chain or category), or of both; in the unit of the goal."""

    organisation: Key | None = None
    segment: Key | None = None
    amount: Annotated[Amount, Field(ge=0)]
    unit: Line | None = Field(None, description="That of the goal; another is refused.")
    reason: WrittenReason


class AllocationProposed(ApiModel):
    """A division of a goal and why it is like this."""

    of_organisation: Key | None = Field(None, description="Divide the share of this body, not the whole goal.")
    holds_from: OptionalDay = Field(None, description="First day on which it is to hold; today when left out.")
    shares: Annotated[list[ShareStated], Field(min_length=1, max_length=MOST_SHARES)]
    reason: WrittenReason


class ShareAnswer(ApiModel):
    """What a body says of its share: it accepts it, or proposes another amount."""

    answer: Answer
    amount: Annotated[Amount, Field(ge=0)] | None = Field(None, description="Of a counter-proposal.")
    reason: WrittenReason


class AllocationDecision(ApiModel):
    """What is decided. With counter-proposals it says whether they hold (`take`) or not (`leave`)."""

    outcome: Outcome
    counter_proposals: Counters | None = None
    reason: WrittenReason


class AllocationWithdrawal(ApiModel):
    """Why it is put aside."""

    reason: WrittenReason


class SumOut(ApiModel):
    """What shares add up to against the total: what is left, or what is too much."""

    amount: Amount
    total: Amount
    gap: Amount
    surplus: Amount


class ShareOut(ApiModel):
    """A share: proposed, answered, decided."""

    number: int
    organisation: str | None
    segment: str | None
    amount: Amount
    reason: str
    answer: Answer | None
    counter: Amount | None
    answer_reason: str | None
    answered_at: OptionalMoment
    decided: Amount | None


class AllocationOut(ApiModel):
    """A division of a goal with its sums: as proposed, as accepted, with counter-proposals taken, as decided."""

    id: int
    goal: str
    of_organisation: str | None
    holds_from: Day
    unit: str | None
    state: State
    reason: str
    proposed_by: str = Field(description="Pseudonym.")
    proposed_at: Moment
    decided_by: str | None = Field(description="Pseudonym.")
    decided_at: OptionalMoment
    decision: str | None
    proposed: SumOut
    accepted: SumOut = Field(description="Shares that their body accepted.")
    countered: SumOut = Field(description="As proposed, but for what bodies propose instead.")
    decided: SumOut | None
    shares: list[ShareOut]


def proposed_of(goal: str, asked: AllocationProposed) -> Proposed:
    """What is proposed."""
    shares = [Share(**dict(each)) for each in asked.shares]
    return Proposed(
        goal=goal,
        of_organisation=asked.of_organisation,
        shares=shares,
        reason=asked.reason,
        holds_from=asked.holds_from,
    )


def allocation_shown(kept: Allocation) -> AllocationOut:
    """An allocation with its sums."""
    shares = kept.shares
    return AllocationOut.like(
        kept,
        proposed=_sum(kept, [share.amount for share in shares]),
        accepted=_sum(kept, [share.amount for share in shares if share.answer == "accepted"]),
        countered=_sum(kept, [_countered(share) for share in shares]),
        decided=_sum(kept, [share.decided or Decimal(0) for share in shares]) if kept.state == "adopted" else None,
        shares=[ShareOut.like(share) for share in shares],
    )


def _countered(share: KeptShare) -> Decimal:
    return share.amount if share.counter is None else share.counter


def _sum(kept: Allocation, amounts: Sequence[Decimal]) -> SumOut:
    return SumOut.like(Sum(sum(amounts, Decimal(0)), kept.total))
