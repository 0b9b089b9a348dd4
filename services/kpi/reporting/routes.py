"""Reporting cycles: the figures of a body over a year, from open by way of its own approval to frozen."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from services.kpi.access import Publisher, Reporter
from services.kpi.reporting import store
from services.kpi.reporting.operations import ADMINISTERS, cycle_of, open_year, take_step
from services.kpi.reporting.rules.cycle import State
from services.kpi.reporting.schemas import (
    ReportingCycleInFullOut,
    ReportingCycleOut,
    StepToTake,
    YearOpened,
    YearToOpen,
    cycle_in_full,
    cycle_out,
)
from services.kpi.reporting.store import Cycle
from shared.database import PartySession, Transaction
from shared.dutch_day import today
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.organisations import demand_party

router = APIRouter(prefix="/reporting-cycles", tags=["reporting"])

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the cycle.")]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Ask bodies for the figures of a year")
def open_reporting(session: Transaction, caller: Publisher, asked: YearToOpen) -> YearOpened:
    """Open a year for bodies. Thirty days without a reply count as approval, and are marked so."""
    opened = open_year(session, asked.year, asked.parties, actor=caller.actor, today=today())
    return YearOpened(year=asked.year, opened=opened)


@router.get("", summary="List the reporting cycles")
def list_cycles(
    session: Transaction,
    caller: Reporter,
    paging: Paging,
    year: Annotated[int | None, Query(ge=2000, le=2999, description="Only those of this year.")] = None,
    party: Annotated[str | None, Query(max_length=300, description="Only those of this body.")] = None,
    state: Annotated[State | None, Query(description="Only those that a step left in this state.")] = None,
) -> Page[ReportingCycleOut]:
    """Those of one's own body; an administrator (`kpi:publish`) sees all."""
    demand_party(session, party)
    if ADMINISTERS not in caller.scopes:
        party = caller.party if party in {None, caller.party} and caller.party else ""
    after = paging.after_number()
    found = store.cycles(session, year=year, state=state, party=party, after=after, limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    return Page(items=[cycle_out(each, today=today()) for each in shown], next=following)


@router.get("/{cycle}", summary="Read a reporting cycle")
def read_cycle(session: Transaction, caller: Reporter, response: Response, cycle: Number) -> ReportingCycleInFullOut:
    """Where it stands, every step that was taken, and who may take the next."""
    return _shown(session, cycle_of(session, cycle, caller=caller), response)


@router.post("/{cycle}/steps", summary="Take a step")
def take(
    session: Transaction,
    caller: Reporter,
    response: Response,
    cycle: Number,
    asked: StepToTake,
    if_match: IfMatch = None,
) -> ReportingCycleInFullOut:
    """Submit, approve or object as somebody of the body; validate or return as an administrator.

    Whoever submitted does not validate, and whoever validated does not approve.
    """
    taken = take_step(session, cycle, asked.step, reason=asked.reason, if_match=if_match, caller=caller, today=today())
    return _shown(session, taken, response)


def _shown(session: PartySession, cycle: Cycle, response: Response) -> ReportingCycleInFullOut:
    response.headers["ETag"] = etag(cycle.revision)
    return cycle_in_full(cycle, store.steps_of(session, cycle.id), today=today())
