"""Goals: what is wanted, by when, for whom; proposed by one person and adopted by another."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status
from sqlalchemy import Connection

from services.kpi.access import Anyone, GoalAdopter, GoalProposer, GoalReader, Reader, ServiceSettings
from services.kpi.goals import store
from services.kpi.goals.operations.deciding import (
    adopt_goal,
    goal_as_it_stands,
    proposal_of,
    propose_goal,
    withdraw_goal,
)
from services.kpi.goals.operations.progress import House, progress_by
from services.kpi.goals.operations.tracing import tree_of
from services.kpi.goals.rules.goal import Kind
from services.kpi.goals.rules.relevance import Body, because, matrix
from services.kpi.goals.rules.smart import Element, lacking
from services.kpi.goals.schemas.goals import (
    GoalDecision,
    GoalOut,
    GoalProposalOut,
    GoalProposed,
    GoalVersionsOut,
    RelevantGoalOut,
    goal_shown,
    proposal_shown,
    relevant_shown,
    versions_shown,
)
from services.kpi.goals.schemas.progress import (
    ProgressAsked,
    ProgressOut,
    asked_progress,
    page_of_groups,
    progress_shown,
    variants_asked,
)
from services.kpi.goals.schemas.tree import GoalTreeAsked, GoalTreeOut, asked_tree, tree_shown
from services.kpi.goals.store import GoalVersion, State
from services.kpi.settings import Settings
from services.kpi.values.operations.answering import Limits
from shared.database import PartySession, Transaction, snapshot
from shared.dutch_day import today
from shared.http.paging import LARGEST_NUMBER, Page, Paging, bad_cursor, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.access import Caller
from shared.identity.organisations import demand_party

router = APIRouter(tags=["goals"])

GoalCode = Annotated[str, Path(max_length=40, description="Code of a goal, as P-I-b.")]
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the proposal.")]


@dataclass(frozen=True, slots=True)
class ForWhom:
    """For whom a goal matters."""

    organisation: Annotated[
        str | None, Query(max_length=300, description="Only goals that matter to this body, by its key.")
    ] = None
    category: Annotated[
        str | None, Query(max_length=300, description="Only goals that matter in this product chain or category.")
    ] = None


Wanted = Annotated[ForWhom, Depends()]


@router.get("/goals", summary="List the goals")
def list_goals(
    session: Transaction,
    _caller: Anyone,
    paging: Paging,
    for_whom: Wanted,
    kind: Annotated[Kind | None, Query(description="Main goals, effect goals or effort goals only.")] = None,
    theme: Annotated[str | None, Query(max_length=60, description="Only of this theme.")] = None,
    indicator: Annotated[str | None, Query(max_length=40, description="Only those that it measures.")] = None,
    lacks: Annotated[Element | None, Query(description="Only those that lack this to be SMART.")] = None,
    ended: Annotated[bool | None, Query(description="Only those that ended before this year, or that did not.")] = None,
) -> Page[GoalOut]:
    """Every goal as it stands, by code, with what it lacks to be SMART."""
    body, year, category = _body(session, for_whom.organisation), today().year, for_whom.category
    after = paging.after_text() or ""
    found = [
        kept
        for code, kept in sorted(store.standing(session).items())
        if code > after
        and kind in {None, kept.goal.kind}
        and theme in {None, kept.goal.theme}
        and (indicator is None or indicator in kept.goal.indicators)
        and (lacks is None or lacks in lacking(kept.goal))
        and ended in {None, kept.goal.has_ended(year)}
        and (body is None or because(kept.goal, body) is not None)
        and (category is None or not kept.goal.scope.categories or category in kept.goal.scope.categories)
    ]
    shown, following = cut(found[: paging.fetch], asked=paging, key=lambda kept: (kept.code,))
    return Page(items=[goal_shown(kept) for kept in shown], next=following)


@router.get("/goals/{goal}", summary="Read a goal")
def read_goal(session: Transaction, _caller: Anyone, goal: GoalCode) -> GoalOut:
    """A goal as it stands: target, baseline, path, owner, indicators, for whom it matters, and what it lacks."""
    return goal_shown(goal_as_it_stands(session, goal))


@router.get("/goals/{goal}/versions", summary="Read the history of a goal")
def list_goal_versions(session: Transaction, caller: Anyone, goal: GoalCode) -> GoalVersionsOut:
    """Every version that holds or held, corrections of its baselines included: who decided so, when and why."""
    goal_as_it_stands(session, goal)  # or it does not exist
    return versions_shown(goal, store.versions_of(session, goal), people=_decides(caller))


@router.get("/goals/{goal}/progress", summary="Read the progress of a goal")
def read_progress(
    request: Request, caller: Reader, goal: GoalCode, asked: Annotated[ProgressAsked, Query()]
) -> ProgressOut:
    """Figures per year against the path, a forecast with its interval, and how the goal stands, by each indicator."""
    with snapshot(request.app.state.engine) as connection:
        kept = goal_as_it_stands(connection, goal)
        question = asked_progress(asked, kept.goal)
        shares = store.allocated_amounts(connection, goal)
        house = _house(request, connection, caller)
        variants = [
            progress_by(house, kept.goal, indicator, question, by=asked.group_by, shares=shares)
            for indicator in variants_asked(kept.goal, asked.variant)
        ]
    page = page_of_groups(variants, asked)
    return progress_shown(kept.goal, kept.number, question.period, variants, by=asked.group_by, page=page)


@router.get("/goals/{goal}/tree", summary="Read the tree around a goal")
def read_tree(
    request: Request, caller: Reader, goal: GoalCode, asked: Annotated[GoalTreeAsked, Query()]
) -> GoalTreeOut:
    """What the goal helps to reach and what helps to reach it, with the figures and the way to the records behind."""
    question = asked_tree(asked)
    with snapshot(request.app.state.engine) as connection:
        return tree_shown(tree_of(_house(request, connection, caller), goal, question), question)


@router.get("/goal-relevance", summary="Read which goal matters to whom")
def list_goal_relevance(
    session: Transaction, _caller: Anyone, paging: Paging, for_whom: Wanted
) -> Page[RelevantGoalOut]:
    """The matrix of goals, categories and bodies, by goal; null is every category, body or tier."""
    body, category = _body(session, for_whom.organisation), for_whom.category
    goals = [kept.goal for _, kept in sorted(store.standing(session).items())]
    places = list(matrix(goals, body=body, category=category, year=today().year))
    # A matrix of some hundreds of places, computed whole: the cursor says how many were shown.
    first = paging.after_number()
    if first < 0:
        raise bad_cursor()
    numbered = list(enumerate(places, start=1))[first : first + paging.fetch]
    shown, following = cut(numbered, asked=paging, key=lambda each: (each[0],))
    return Page(items=[relevant_shown(each) for _, each in shown], next=following)


@router.post("/goal-proposals", status_code=status.HTTP_201_CREATED, summary="Propose a goal")
def propose(
    session: Transaction, caller: GoalProposer, settings: ServiceSettings, response: Response, asked: GoalProposed
) -> GoalProposalOut:
    """Keep a goal, or a change of one, as a draft that another person decides on. Every fault is named at once."""
    proposal = propose_goal(session, asked.goal, reason=asked.reason, actor=caller.actor, today=today())
    response.headers["Location"] = f"{settings.kpi_url}/v1/goal-proposals/{proposal.id}"
    return _shown(proposal, response)


@router.get("/goal-proposals", summary="List the proposals of goals")
def list_goal_proposals(
    session: Transaction,
    _caller: GoalReader,
    paging: Paging,
    state: Annotated[State | None, Query(description="Only those that are so.")] = None,
    goal: Annotated[str | None, Query(max_length=40, description="Only those of this goal.")] = None,
) -> Page[GoalProposalOut]:
    """What persons proposed of goals, newest first."""
    before = paging.after_number(start=LARGEST_NUMBER)
    found = store.proposals(session, state=state, goal=goal, before=before, limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    return Page(items=[proposal_shown(each) for each in shown], next=following)


@router.get("/goal-proposals/{proposal}", summary="Read a proposal of a goal")
def read_goal_proposal(
    session: Transaction, _caller: GoalReader, response: Response, proposal: Number
) -> GoalProposalOut:
    """One proposal; the `ETag` is what deciding on it asks for."""
    return _shown(proposal_of(session, proposal), response)


@router.post("/goal-proposals/{proposal}/adoption", summary="Adopt a goal")
def adopt(
    session: Transaction,
    caller: GoalAdopter,
    response: Response,
    proposal: Number,
    asked: GoalDecision,
    if_match: IfMatch = None,
) -> GoalProposalOut:
    """Let it stand from now on. Whoever proposed it cannot; the version before stays in the history."""
    adopted = adopt_goal(session, proposal, decision=asked.reason, if_match=if_match, actor=caller.actor, today=today())
    return _shown(adopted, response)


@router.post("/goal-proposals/{proposal}/withdrawal", summary="Withdraw a proposal of a goal")
def withdraw(
    session: Transaction,
    caller: GoalReader,
    response: Response,
    proposal: Number,
    asked: GoalDecision,
    if_match: IfMatch = None,
) -> GoalProposalOut:
    """Put a draft aside: one's own, or as whoever may adopt it."""
    withdrawn = withdraw_goal(session, proposal, decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(withdrawn, response)


def _house(request: Request, connection: Connection, caller: Caller) -> House:
    settings: Settings = request.app.state.settings
    limits = Limits(settings.most_rows, settings.most_indicators, int(settings.card_time_limit_seconds * 1000))
    return House(connection, request.app.state.known, limits, caller)


def _body(session: PartySession, organisation: str | None) -> Body | None:
    demand_party(session, organisation, parameter="organisation")
    if organisation is None:
        return None
    return Body(organisation, store.organisations_known(session, [organisation])[organisation])


def _decides(caller: Caller | None) -> bool:
    return caller is not None and caller.person is not None and bool(caller.scopes & {"kpi:propose", "kpi:adopt"})


def _shown(proposal: GoalVersion, response: Response) -> GoalProposalOut:
    response.headers["ETag"] = etag(proposal.revision)
    return proposal_shown(proposal)
