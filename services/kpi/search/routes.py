"""/v1/search: indicators, goals, product chains and themes by what they are called, in Dutch and in English."""

from typing import Literal

from fastapi import APIRouter

from services.kpi.access import Anyone
from services.kpi.search.operations import findable
from shared.database import Transaction
from shared.dutch_day import today
from shared.searching.answers import Limit, SearchOut, Typed, answer_among

router = APIRouter(tags=["search"])


@router.get("/search", summary="Search indicators, goals, product chains and themes")
def search(
    session: Transaction,
    _caller: Anyone,
    q: Typed,
    kind: Literal["indicator", "goal", "product-chain", "theme"] | None = None,
    limit: Limit = 10,
) -> SearchOut:
    """What is called like this, by its Dutch or its English name, or has this code; as it holds today."""
    things = [each for each in findable(session.connection(), on=today()) if kind in {None, each.kind}]
    return answer_among(q, things, limit=limit)
