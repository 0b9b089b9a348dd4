"""/v1/spend-impact: what bodies spent, and what that comes to by a set of factors."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.kpi.access import Anyone, Reader
from services.kpi.spend_impact.operations import answer
from services.kpi.spend_impact.schemas.answer import ImpactReferenceOut, SpendImpactAsked, SpendImpactOut
from services.kpi.spend_impact.schemas.answered import question_of, reference_shown, shown
from services.kpi.values.operations.asking import own_body
from shared.database import snapshot

router = APIRouter(tags=["spend impact"])


@router.get("/spend-impact", summary="Read spend and its impact")
def read_spend_impact(request: Request, caller: Reader, asked: Annotated[SpendImpactAsked, Query()]) -> SpendImpactOut:
    """Spend times factors by group, the largest impact first, with bounds that carry bands and factors both."""
    question, period = question_of(asked)
    if asked.view == "own":
        body = own_body(caller, question.filters.get("organisation", ()))
        question = replace(question, own=True, filters={**question.filters, "organisation": (body,)})
    with snapshot(request.app.state.engine) as connection:
        answered = answer(connection, question, period)
    return shown(answered, asked)


@router.get("/spend-impact-reference", summary="Read the impact of 2019 as the source has it")
def read_reference(_caller: Anyone) -> ImpactReferenceOut:
    """The figure of 2019 by segment, a dated reference: its totals with and without GWW, and what they leave out."""
    return reference_shown()
