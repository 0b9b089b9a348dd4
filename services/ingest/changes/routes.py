"""/v1/changes: the commit-ordered feed of what changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from services.ingest.access import RealReader
from services.ingest.changes import store
from services.ingest.changes.schemas import ChangeOut, ChangePage
from shared.database import Transaction
from shared.http.paging import LARGEST_NUMBER

router = APIRouter(prefix="/changes", tags=["changes"])


@router.get("", summary="Follow the changes")
def changes(
    session: Transaction,
    _caller: RealReader,
    *,
    after: Annotated[int, Query(ge=0, le=LARGEST_NUMBER, description="`next` of the page before, or 0.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Most changes on a page.")] = 100,
) -> ChangePage:
    """Each committed change exactly once, in order of commit: nothing ever appears behind a position that was read."""
    listed = store.changes(session, after=after, limit=limit)
    places = store.places(session, [change.id for change in listed])
    last = listed[-1].position if listed else None
    items = [ChangeOut.of(change, places[change.id]) for change in listed]
    return ChangePage(items=items, next=after if last is None else last)
