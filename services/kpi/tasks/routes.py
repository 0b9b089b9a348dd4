"""Tasks of bodies: as a list, and as a feed for calendars."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.kpi.access import Reader
from services.kpi.tasks import store
from services.kpi.tasks.rules.calendar import MEDIA_TYPE, calendar
from services.kpi.tasks.rules.tasks import TASK_STATES, Task
from services.kpi.tasks.schemas import TaskOut, task_out
from services.kpi.values.schemas.asked import codes_of
from services.kpi.values.schemas.dimensioned import Values
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import BadInput
from shared.http.contract import JSON, preferred
from shared.http.paging import Page, Paging, cut
from shared.http.schema import OptionalDay
from shared.identity.organisations import demand_party
from shared.procurement.finding import Rule, Severity, Text
from shared.reference.codes import Tier

router = APIRouter(tags=["tasks"])

UNKNOWN_STATE: Final = Rule(
    "task-unknown-state",
    Severity.ERROR,
    "Deze toestand bestaat niet.",
    "There is no such state.",
    Text("Kies uit: {known}.", "Choose from: {known}."),
)
_CALENDAR: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


@router.get("/tasks", summary="List tasks", response_model=Page[TaskOut], responses=_CALENDAR)
def list_tasks(
    request: Request,
    caller: Reader,
    session: Transaction,
    paging: Paging,
    on: Annotated[OptionalDay, Query(description="As it stands on this day; today by default.")] = None,
    party: Annotated[str | None, Query(description="Key of the body.", max_length=300)] = None,
    tier: Tier | None = None,
    state: Annotated[
        Values, Query(description=f"Only tasks in one of these states: {', '.join(TASK_STATES)}; commas between.")
    ] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Tasks of bodies by the day on which they are due, and whose each is by now.

    As `text/calendar` all of them in one feed (iCalendar), without pages.
    """
    demand_party(session, party)
    states = _states(state)
    day = on or today()
    wanted = [
        each
        for each in store.tasks(session.connection(), party=caller.party)
        if party in {None, each.body} and tier in {None, each.tier} and (not states or each.state(day) in states)
    ]
    if preferred(request.headers.get("accept"), (JSON, MEDIA_TYPE)) == MEDIA_TYPE:
        return Response(calendar(wanted, at=datetime.now(UTC)), media_type=MEDIA_TYPE)
    after = paging.after_number()
    numbered: list[tuple[int, Task]] = list(enumerate(wanted, 1))[after : after + paging.fetch]
    shown, following = cut(numbered, asked=paging, key=lambda each: (each[0],))
    page = Page[TaskOut](items=[task_out(each, day) for _, each in shown], next=following)
    return Response(page.model_dump_json(by_alias=True), media_type=JSON)


def _states(stated: list[str]) -> set[str]:
    """The states that are asked for. Raises BadInput."""
    states = codes_of(stated)
    known = ", ".join(TASK_STATES)
    faults = [UNKNOWN_STATE.within("query", "state", each, known=known) for each in states if each not in TASK_STATES]
    if faults:
        raise BadInput(errors=faults)
    return set(states)
