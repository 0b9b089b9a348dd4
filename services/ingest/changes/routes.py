"""/v1/changes: the commit-ordered feed of what changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from services.ingest.access import RealReader
from services.ingest.procedures.operations import changes_shown
from services.ingest.procedures.schemas import ChangePage
from services.ingest.procedures.store import reading as store
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
    found = store.changes(session, after=after, limit=limit)
    places = store.places(session, [change.id for change in found])
    last = found[-1].position if found else None
    return ChangePage(items=changes_shown(found, places), next=after if last is None else last)
