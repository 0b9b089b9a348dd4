"""How a goal is allocated over bodies and segments: proposed, answered by each body, decided by another person."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response, status

from services.kpi.access import BodySteward, GoalAdopter, GoalProposer, GoalReader, Reader, ServiceSettings
from services.kpi.allocations import store
from services.kpi.allocations.operations.deciding import (
    Answered,
    allocation_of,
    answer_for_body,
    decide_allocation,
    propose_allocation,
    withdraw_allocation,
)
from services.kpi.allocations.operations.suggesting import Asked as SpendAsked
from services.kpi.allocations.operations.suggesting import suggest, try_division
from services.kpi.allocations.schemas.allocations import (
    AllocationDecision,
    AllocationOut,
    AllocationProposed,
    AllocationWithdrawal,
    ShareAnswer,
    allocation_shown,
    proposed_of,
)
from services.kpi.allocations.schemas.suggestions import (
    SuggestionAsked,
    SuggestionsOut,
    TrialOfShares,
    TrialOfSharesOut,
    suggestions_shown,
    trial_shown,
    weights_of,
)
from services.kpi.allocations.store import Allocation, State
from services.kpi.goals.operations.deciding import goal_as_it_stands
from services.kpi.goals.routes import GoalCode
from services.kpi.values.schemas.asked import codes_of
from shared.database import Transaction, snapshot
from shared.dutch_day import today
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut
from shared.http.preconditions import IfMatch, etag

router = APIRouter(tags=["allocations"])

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the allocation.")]
ShareNumber = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the share in it.")]


@router.get("/goals/{goal}/allocations", summary="List the allocations of a goal")
def list_allocations(
    session: Transaction,
    _caller: Reader,
    paging: Paging,
    goal: GoalCode,
    state: Annotated[State | None, Query(description="Only those that are so.")] = None,
) -> Page[AllocationOut]:
    """Every division of a goal with its sums, newest first; the newest adopted one holds."""
    goal_as_it_stands(session, goal)  # or it does not exist
    before = paging.after_number(start=LARGEST_NUMBER)
    found = store.page_of(session, goal=goal, state=state, before=before, limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    return Page(items=[allocation_shown(each) for each in shown], next=following)


@router.post("/goals/{goal}/allocations", status_code=status.HTTP_201_CREATED, summary="Propose an allocation")
def propose_shares(
    session: Transaction,
    caller: GoalProposer,
    settings: ServiceSettings,
    response: Response,
    goal: GoalCode,
    asked: AllocationProposed,
) -> AllocationOut:
    """Keep a division of a goal as a draft; bodies answer, another person decides. Every fault is named at once."""
    kept = propose_allocation(session, proposed_of(goal, asked), actor=caller.actor, today=today())
    response.headers["Location"] = f"{settings.kpi_url}/v1/allocations/{kept.id}"
    return _shown(kept, response)


@router.get("/goals/{goal}/allocation-suggestions", summary="Read suggested shares of a goal")
def read_suggestions(
    request: Request, _caller: Reader, goal: GoalCode, asked: Annotated[SuggestionAsked, Query()]
) -> SuggestionsOut:
    """Shares by spend, by footprint and by influence side by side, each with its data and bounds."""
    question = SpendAsked(
        year=asked.year,
        tiers=codes_of(asked.tier),
        organisations=codes_of(asked.organisation),
        factor_set=asked.factor_set,
    )
    with snapshot(request.app.state.engine) as connection:
        suggested = suggest(connection, request.app.state.known, goal, question, today=today())
    return suggestions_shown(suggested, question)


@router.post("/goals/{goal}/allocation-trials", summary="Try an allocation without keeping it")
def try_shares(request: Request, _caller: Reader, goal: GoalCode, asked: TrialOfShares) -> TrialOfSharesOut:
    """What if: amounts by a mix of the keys, some of them fixed, and their sum against the total. Nothing is kept."""
    weights = weights_of(asked)
    question = SpendAsked(
        year=asked.year, tiers=asked.tiers, organisations=asked.organisations, factor_set=asked.factor_set
    )
    fixed = {each.organisation: each.amount for each in asked.fixed}
    with snapshot(request.app.state.engine) as connection:
        suggested = suggest(connection, request.app.state.known, goal, question, today=today())
    return trial_shown(try_division(suggested, weights, fixed, places=asked.places), question)


@router.get("/allocations/{allocation}", summary="Read an allocation")
def read_allocation(session: Transaction, _caller: Reader, response: Response, allocation: Number) -> AllocationOut:
    """One division with its shares and sums; the `ETag` is what an answer or a decision asks for."""
    return _shown(allocation_of(session, allocation), response)


@router.post("/allocations/{allocation}/shares/{share}/answer", summary="Answer for a body")
def answer(
    session: Transaction,
    caller: BodySteward,
    response: Response,
    allocation: Number,
    share: ShareNumber,
    asked: ShareAnswer,
    if_match: IfMatch = None,
) -> AllocationOut:
    """Accept the share of one's own body, or propose another amount, with the reason."""
    answered = Answered(party=caller.party, answer=asked.answer, amount=asked.amount, reason=asked.reason)
    kept = answer_for_body(session, allocation, share, answered, if_match=if_match, actor=caller.actor)
    return _shown(kept, response)


@router.post("/allocations/{allocation}/decision", summary="Decide on an allocation")
def decide(
    session: Transaction,
    caller: GoalAdopter,
    response: Response,
    allocation: Number,
    asked: AllocationDecision,
    if_match: IfMatch = None,
) -> AllocationOut:
    """Adopt or reject a division, and say whether counter-proposals hold. Whoever proposed it cannot."""
    kept = decide_allocation(
        session,
        allocation,
        outcome=asked.outcome,
        counters=asked.counter_proposals,
        decision=asked.reason,
        if_match=if_match,
        actor=caller.actor,
    )
    return _shown(kept, response)


@router.post("/allocations/{allocation}/withdrawal", summary="Withdraw an allocation")
def withdraw_shares(
    session: Transaction,
    caller: GoalReader,
    response: Response,
    allocation: Number,
    asked: AllocationWithdrawal,
    if_match: IfMatch = None,
) -> AllocationOut:
    """Put a draft aside: one's own, or as whoever may decide."""
    kept = withdraw_allocation(session, allocation, decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(kept, response)


def _shown(kept: Allocation, response: Response) -> AllocationOut:
    response.headers["ETag"] = etag(kept.revision)
    return allocation_shown(kept)
