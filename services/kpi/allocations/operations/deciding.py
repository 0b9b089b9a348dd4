"""Acts on allocations: proposing one, answering for a body, and deciding by another person than who proposed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from services.kpi.allocations import store
from services.kpi.allocations.rules.shares import (
    ABOVE_TOTAL,
    COUNTER_AMOUNT,
    COUNTERS_LEFT,
    NOT_ITS_SHARE,
    SAME_ALLOCATOR,
    Answer,
    Share,
    Sum,
    faults_of_shares,
    total_of,
)
from services.kpi.allocations.store import Allocation, KeptShare
from services.kpi.cells.store.change_log import wake_workers
from services.kpi.deciding import demand_another
from services.kpi.definitions.operations import in_force
from services.kpi.definitions.store import kept_cards
from services.kpi.goals.operations.deciding import categories, goal_as_it_stands
from services.kpi.goals.rules.goal import Goal
from services.kpi.goals.store import allocated_amounts, lock, organisations_known
from shared.errors import BadInput, Conflict, NotFound, Refused
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.log.change_log import latest_position
from shared.procurement.finding import Finding

Counters: TypeAlias = Literal["take", "leave"]
Outcome: TypeAlias = Literal["adopted", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What is proposed: shares of a goal, or of the share of one body in it."""

    goal: str
    of_organisation: str | None
    shares: Sequence[Share]
    reason: str
    holds_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a body says of its share; `amount` is that of a counter-proposal."""

    party: str | None
    answer: Answer
    amount: Decimal | None
    reason: str


def divisible(connection: Connection, goal: Goal, *, of_organisation: str | None, today: date) -> Decimal:
    """What there is to divide; raises BadInput where there is nothing."""
    cards = {kept.card.code: kept.card for kept in in_force(kept_cards(connection), on=today)}
    kinds = {cards[code].measure.kind for code in goal.indicators if code in cards}
    total = total_of(goal, kinds)
    if isinstance(total, Finding):
        raise BadInput(errors=(total,))
    if of_organisation is None:
        return total
    share = allocated_amounts(connection, goal.code).get(of_organisation)
    if share is None:
        raise BadInput(
            nl=f"Van {goal.code} is aan {of_organisation} niets toegedeeld; dat deel is niet verder te verdelen.",
            en=f"Nothing of {goal.code} is allocated to {of_organisation}; that share cannot be divided further.",
        )
    return share


def propose_allocation(session: Session, proposed: Proposed, *, actor: str, today: date) -> Allocation:
    """Keep a division as a draft: bodies answer, another person decides.

    Raises NotFound for an unknown goal, BadInput with every fault of the shares, Conflict while another waits.
    """
    lock(session)
    connection = session.connection()
    goal = goal_as_it_stands(connection, proposed.goal).goal
    if goal.has_ended(today.year):
        raise BadInput(
            nl=f"{goal.code} gold tot en met {goal.ended_after} en is niet meer te verdelen.",
            en=f"{goal.code} held until {goal.ended_after} and cannot be divided any more.",
        )
    total = divisible(connection, goal, of_organisation=proposed.of_organisation, today=today)
    named = {share.organisation for share in proposed.shares if share.organisation is not None}
    faults = list(
        faults_of_shares(
            proposed.shares,
            total=total,
            unit=goal.unit,
            organisations=organisations_known(session, named),
            segments=categories(connection),
        )
    )
    if faults:
        raise BadInput(
            nl="Deze verdeling kan zo niet worden voorgesteld; zie errors.",
            en="This allocation cannot be proposed like this; see errors.",
            errors=faults,
        )
    waiting = store.open_draft(session, goal.code, proposed.of_organisation)
    if waiting is not None:
        raise Conflict(
            nl=f"Verdeling {waiting.id} van {goal.code} wacht nog op een besluit; neem dat eerst.",
            en=f"Allocation {waiting.id} of {goal.code} still waits for a decision; take that first.",
        )
    number = store.add(
        session,
        goal,
        proposed.shares,
        of_organisation=proposed.of_organisation,
        holds_from=proposed.holds_from or today,
        total=total,
        reason=proposed.reason,
        actor=actor,
    )
    record_act(session, "kpi", actor=actor, act="allocation.propose", subject=goal.code, detail={"allocation": number})
    return allocation_of(session, number)


def answer_for_body(
    session: Session, number: int, share: int, answered: Answered, *, if_match: str | None, actor: str
) -> Allocation:
    """Accept a share, or propose another amount, for the body whose share it is.

    Raises NotFound, Refused for another body, PreconditionFailed (or PreconditionRequired), Conflict when it was
    decided already, BadInput for a counter-proposal without an amount.
    """
    draft = _draft(session, number, if_match=if_match, of=(share, answered.party))
    if (answered.answer == "countered") != (answered.amount is not None):
        raise BadInput(errors=(COUNTER_AMOUNT.at("/amount"),))
    store.answer_share(
        session,
        draft.id,
        share,
        answer=answered.answer,
        counter=answered.amount,
        reason=answered.reason,
        actor=actor,
    )
    detail = {"allocation": draft.id, "share": share, "answer": answered.answer}
    record_act(session, "kpi", actor=actor, act="allocation.answer", subject=draft.goal, detail=detail)
    return allocation_of(session, number)


def decide_allocation(
    session: Session,
    number: int,
    *,
    outcome: Outcome,
    counters: Counters | None,
    decision: str,
    if_match: str | None,
    actor: str,
) -> Allocation:
    """Adopt or reject a division; the one that held before is replaced by what is adopted.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Conflict when it was decided already, Refused for
    whoever proposed it, BadInput where counter-proposals wait or would go above the total.
    """
    draft = _draft(session, number, if_match=if_match)
    demand_another(actor, than=draft.proposed_by, rule=SAME_ALLOCATOR)
    position = None
    if outcome == "adopted":
        amounts = _amounts(draft, counters)
        store.decide_shares(session, draft.id, amounts)
        position = latest_position(session.connection(), "procurement")
    return _decide(session, draft, state=outcome, actor=actor, decision=decision, position=position)


def withdraw_allocation(
    session: Session, number: int, *, decision: str, if_match: str | None, actor: str
) -> Allocation:
    """Put a draft aside. Raises NotFound, PreconditionFailed (or PreconditionRequired), Conflict when decided."""
    draft = _draft(session, number, if_match=if_match)
    return _decide(session, draft, state="withdrawn", actor=actor, decision=decision, position=None)


def allocation_of(session: Session | Connection, number: int) -> Allocation:
    """An allocation by its number; raises NotFound."""
    kept = store.allocation(session, number)
    if kept is None:
        raise NotFound(
            nl=f"Er is geen verdeling {number}; /goals/{{goal}}/allocations noemt ze.",
            en=f"There is no allocation {number}; /goals/{{goal}}/allocations lists them.",
        )
    return kept


def _amounts(draft: Allocation, counters: Counters | None) -> dict[int, Decimal]:
    countered = [share for share in draft.shares if share.counter is not None]
    if countered and counters is None:
        raise BadInput(errors=(COUNTERS_LEFT.at("/counterProposals", number=len(countered)),))
    amounts = {share.number: _amount(share, counters) for share in draft.shares}
    added = Sum(sum(amounts.values(), Decimal(0)), draft.total)
    if added.surplus:
        words = {"sum": added.amount, "total": added.total, "surplus": added.surplus}
        raise BadInput(errors=(ABOVE_TOTAL.at("/counterProposals", **words),))
    return amounts


def _amount(share: KeptShare, counters: Counters | None) -> Decimal:
    return share.counter if counters == "take" and share.counter is not None else share.amount


def _draft(
    session: Session, number: int, *, if_match: str | None, of: tuple[int, str | None] | None = None
) -> Allocation:
    lock(session)
    kept = allocation_of(session, number)
    if of is not None:
        _demand_own(kept, *of)
    demand_match(if_match, kept.revision)
    if kept.state != "draft":
        raise Conflict(
            nl=f"Over verdeling {number} is al besloten; een volgend besluit vraagt een nieuw voorstel.",
            en=f"Allocation {number} was decided already; a next decision takes a new proposal.",
        )
    return kept


def _demand_own(kept: Allocation, number: int, party: str | None) -> None:
    share = next((each for each in kept.shares if each.number == number), None)
    if share is None:
        raise NotFound(
            nl=f"Verdeling {kept.id} heeft geen deel {number}.", en=f"Allocation {kept.id} has no share {number}."
        )
    if party is None or share.organisation != party:
        raise Refused(errors=(NOT_ITS_SHARE.within("header", "Authorization"),))


def _decide(
    session: Session, draft: Allocation, *, state: store.State, actor: str, decision: str, position: int | None
) -> Allocation:
    store.decide(session, draft.id, state=state, actor=actor, decision=decision, since_position=position)
    act = {"adopted": "allocation.adopt", "rejected": "allocation.reject"}.get(state, "allocation.withdraw")
    record_act(session, "kpi", actor=actor, act=act, subject=draft.goal, detail={"allocation": draft.id})
    if position is not None:
        store.mark_stale(session.connection(), draft.goal, position=position)
        wake_workers(session.connection(), position)
    return allocation_of(session, draft.id)
