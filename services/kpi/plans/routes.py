"""Who signed, which plans there are, what they hold and lack, and what is due: read by anyone."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Path, Query

from services.kpi.access import Anyone
from services.kpi.plans import store
from services.kpi.plans.rules.duties import DUTY_STATES, duties
from services.kpi.plans.rules.faults import UNKNOWN_KIND, UNKNOWN_STATE
from services.kpi.plans.rules.items import ITEM_KINDS, items
from services.kpi.plans.rules.overlaps import overlaps
from services.kpi.plans.rules.plan import Plan
from services.kpi.plans.schemas.duties import ActionPlanOut, PlanLineOut, SignatureOut, action_plan_out, plan_line
from services.kpi.plans.schemas.plans import (
    PlanAssessmentOut,
    PlanItemOut,
    PlanOut,
    PlanOverlapOut,
    assessment_out,
    item_out,
    overlap_out,
    plan_out,
)
from services.kpi.values.schemas.asked import codes_of
from services.kpi.values.schemas.dimensioned import Values
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import BadInput, NotFound
from shared.http.paging import Page, PageAsked, Paging, cut
from shared.http.schema import OptionalDay
from shared.identity.organisations import demand_party
from shared.procurement.finding import Rule
from shared.reference.codes import Tier

Row = TypeVar("Row")

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
    day = on or today()
    wanted = [
        SignatureOut.on(each, day)
        for each in store.signatures(session.connection())
        if each.signed_on <= day and _of(each.party, each.tier, party, tier) and (each.stands(day) or not standing)
    ]
    return page_of(wanted, paging)


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
    states = _chosen(state, DUTY_STATES, "state", UNKNOWN_STATE)
    connection = session.connection()
    wanted = [
        action_plan_out(each)
        for each in duties(store.signatures(connection), store.plans(connection), on=on or today())
        if _of(each.party, each.tier, party, tier) and (not states or states & set(each.states))
    ]
    return page_of(wanted, paging)


@router.get("/plans", summary="List the plans")
def list_plans(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    on: Annotated[OptionalDay, Query(description="Only plans whose period holds this day.")] = None,
    party: Party = None,
    theme: Annotated[str | None, Query(description="Only plans that pursue this theme.", max_length=60)] = None,
) -> Page[PlanLineOut]:
    """Plans that bodies released, the oldest first; a joint plan stands once."""
    demand_party(session, party)
    plans = store.plans(session.connection())
    bodies = _bodies(plans)
    wanted = [
        plan_line(each, bodies[each.unit])
        for each in plans
        if each.place == 0
        and (on is None or each.runs(on))
        and (party is None or party in bodies[each.unit])
        and (theme is None or theme in each.pursued)
    ]
    return page_of(wanted, paging)


@router.get("/plans/{unit}", summary="Read a plan")
def read_plan(
    _caller: Anyone, session: Transaction, unit: Annotated[UUID, Path(description="Its unit, as the list gives it.")]
) -> PlanOut:
    """Themes, goals, actions, exceptions and reports of a plan, what it lacks, and what was found of it."""
    connection = session.connection()
    plans = [each for each in store.plans(connection) if each.unit == unit]
    if not plans:
        raise NotFound(
            nl=f"Er is geen plan {unit}. GET /v1/plans noemt ze.",
            en=f"There is no plan {unit}. GET /v1/plans lists them.",
        )
    [plan, *_] = [each for each in plans if each.place == 0]
    found = [
        each
        for each in store.assessments(connection)
        if (each.plan_of, each.plan_key) == (plan.kept_by, plan.sender_key)
    ]
    return plan_out(plan, _bodies(plans)[unit], found)


@router.get("/plan-items", summary="List what stands out in plans")
def list_plan_items(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    on: On = None,
    party: Party = None,
    tier: Tier | None = None,
    kind: Annotated[Values, Query(description=f"Only these: {', '.join(ITEM_KINDS)}; commas between.")] = [],  # noqa: B006 - FastAPI copies it
) -> Page[PlanItemOut]:
    """Goals without actions and actions without goals, themes left out with their reason or without, needs, exceptions.

    Of the plans that run on the day, each once, with the body that sent it.
    """
    demand_party(session, party)
    kinds = _chosen(kind, ITEM_KINDS, "kind", UNKNOWN_KIND)
    running = _running(store.plans(session.connection()), on or today())
    wanted = [
        item_out(each)
        for each in items(plan for plan in running if plan.place == 0)
        if _of(each.plan.kept_by, each.plan.tier, party, tier) and (not kinds or each.kind in kinds)
    ]
    return page_of(wanted, paging)


@router.get("/plan-overlaps", summary="List where category plans and action plans overlap")
def list_plan_overlaps(
    _caller: Anyone, session: Transaction, paging: Paging, on: On = None, party: Party = None
) -> Page[PlanOverlapOut]:
    """Each category plan beside each action plan that runs on the day: themes of both, and of each alone."""
    demand_party(session, party)
    running = _running(store.plans(session.connection()), on or today())
    wanted = [overlap_out(each) for each in overlaps(running) if party in {None, each.action_plan.body}]
    return page_of(wanted, paging)


@router.get("/plan-assessments", summary="List assessments of plans and their advice")
def list_plan_assessments(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    party: Party = None,
    *,
    open_advice: Annotated[bool, Query(alias="openAdvice", description="Only with advice not yet followed.")] = False,
) -> Page[PlanAssessmentOut]:
    """What bodies found of plans by a joint framework, newest first: a plan's history of advice and follow-up."""
    demand_party(session, party)
    wanted = [
        assessment_out(each)
        for each in store.assessments(session.connection())
        if party in {None, each.plan_of} and (each.open_advice or not open_advice)
    ]
    return page_of(wanted, paging)


def page_of(rows: Sequence[Row], paging: PageAsked) -> Page[Row]:
    """One page of a list that is computed whole: some hundreds of rows, numbered from 1."""
    after = paging.after_number()
    numbered = list(enumerate(rows, 1))[after : after + paging.fetch]
    shown, following = cut(numbered, asked=paging, key=lambda each: (each[0],))
    return Page(items=[row for _, row in shown], next=following)


def _of(body: str, of_tier: str | None, party: str | None, tier: str | None) -> bool:
    return party in {None, body} and tier in {None, of_tier}


def _bodies(plans: Sequence[Plan]) -> dict[UUID, list[str]]:
    bodies: dict[UUID, list[str]] = {}
    for plan in plans:
        bodies.setdefault(plan.unit, []).extend([] if plan.body is None else [plan.body])
    return bodies


def _running(plans: Sequence[Plan], day: date) -> list[Plan]:
    return [each for each in plans if each.runs(day)]


def _chosen(stated: list[str], known: Sequence[str], parameter: str, unknown: Rule) -> set[str]:
    """The codes that are asked for. Raises BadInput."""
    codes = codes_of(stated)
    faults = [unknown.within("query", parameter, each, known=", ".join(known)) for each in codes if each not in known]
    if faults:
        raise BadInput(errors=faults)
    return set(codes)
