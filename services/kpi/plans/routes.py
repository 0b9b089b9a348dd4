"""Who signed, which plans there are, and what is due: read by anyone."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.kpi.access import Anyone, today
from services.kpi.plans import store
from services.kpi.plans.rules.duties import DUTY_STATES, duties
from services.kpi.plans.rules.faults import UNKNOWN_STATE
from services.kpi.plans.schemas import ActionPlanOut, SignatureOut, action_plan_out
from services.kpi.values.schemas.asked import codes_of
from services.kpi.values.schemas.dimensioned import Values
from shared.database import Transaction
from shared.errors import BadInput
from shared.http.paging import Page, Paging, cut
from shared.http.schema import OptionalDay
from shared.identity.organisations import demand_party
from shared.reference.codes import Tier

router = APIRouter(tags=["plans"])

On = Annotated[OptionalDay, Query(description="As it stands on this day; today by default.")]
Party = Annotated[str | None, Query(description="Key of the body.", max_length=300)]


@router.get("/signatures", summary="List who signed the Manifesto")
def list_signatures(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    on: On = None,
    party: Party = None,
    tier: Tier | None = None,
    *,
    standing: Annotated[bool, Query(description="Only signatures that stand on that day.")] = False,
) -> Page[SignatureOut]:
    """Signatures of the Manifesto and duties of departments, the oldest first."""
    demand_party(session, party)
    day, after = on or today(), paging.after_number()
    wanted = [
        each
        for each in store.signatures(session.connection())
        if each.signed_on <= day
        and party in {None, each.party}
        and tier in {None, each.tier}
        and (each.stands(day) or not standing)
    ]
    numbered = list(enumerate(wanted, 1))[after : after + paging.fetch]
    shown, following = cut(numbered, asked=paging, key=lambda each: (each[0],))
    return Page[SignatureOut](items=[SignatureOut.on(each, day) for _, each in shown], next=following)


@router.get("/action-plans", summary="List which action plans and reports are there, missing or overdue")
def list_action_plans(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    on: On = None,
    party: Party = None,
    tier: Tier | None = None,
    state: Annotated[
        Values, Query(description=f"Only bodies in one of these states: {', '.join(DUTY_STATES)}; commas between.")
    ] = [],  # noqa: B006 - FastAPI copies it
) -> Page[ActionPlanOut]:
    """Each body that is bound, by name: its plan (published, missing or not yet due) and its report (overdue or not).

    A plan is there when it is public and its period holds the day; a joint plan is one for each of its bodies.
    """
    demand_party(session, party)
    states = _states(state)
    day, after = on or today(), paging.after_number()
    connection = session.connection()
    wanted = [
        each
        for each in duties(store.signatures(connection), store.plans(connection), on=day)
        if party in {None, each.party} and tier in {None, each.tier} and (not states or states & set(each.states))
    ]
    numbered = list(enumerate(wanted, 1))[after : after + paging.fetch]
    shown, following = cut(numbered, asked=paging, key=lambda each: (each[0],))
    return Page[ActionPlanOut](items=[action_plan_out(each) for _, each in shown], next=following)


def _states(stated: list[str]) -> set[str]:
    """The states that are asked for. Raises BadInput."""
    states = codes_of(stated)
    faults = [
        UNKNOWN_STATE.within("query", "state", each, known=", ".join(DUTY_STATES))
        for each in states
        if each not in DUTY_STATES
    ]
    if faults:
        raise BadInput(errors=faults)
    return set(states)
