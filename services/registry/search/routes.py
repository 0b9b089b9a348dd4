"""/v1/search: bodies and reference lists by what they are called, or were."""

from typing import Literal

from fastapi import APIRouter

from services.registry.access import Anyone
from services.registry.search import store
from shared.database import Transaction
from shared.searching.answers import Limit, SearchOut, Typed, answer_among

router = APIRouter(tags=["search"])


@router.get("/search", summary="Search bodies and reference lists")
def search(
    session: Transaction,
    _caller: Anyone,
    q: Typed,
    kind: Literal["party", "reference-list"] | None = None,
    limit: Limit = 10,
) -> SearchOut:
    """Bodies by name, former name, abbreviation, OIN, KvK number, RSIN or key, and reference lists by name."""
    things = [] if kind == store.LIST else store.parties(session)
    things += [] if kind == store.PARTY else store.reference_lists(session)
    return answer_among(q, things, limit=limit)
