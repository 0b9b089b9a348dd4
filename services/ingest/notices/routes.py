"""/v1/notices: who sent what about a body and its procedures."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.ingest.access import RealReader, sending_party
from services.ingest.notices import store
from services.ingest.notices.schemas import NoticeOut
from services.ingest.procedures.rules.standing import Standing
from services.ingest.procedures.schemas import Find, nothing_known_by
from shared.database import Transaction
from shared.http.paging import Page, Paging, cut

router = APIRouter(prefix="/notices", tags=["notices"])


@router.get("", summary="List who sent what about your procedures")
def notices(
    session: Transaction,
    caller: RealReader,
    page: Paging,
    *,
    find: Find | None = None,
    standing: Standing | None = None,
    procedure: Annotated[UUID | None, Query(description="Only notices that belong to this procedure.")] = None,
) -> Page[NoticeOut]:
    """Notices that name the body of your token as a buyer, that it sent itself, and those of others with the same
    identifiers, which stand apart; in the order in which they last changed.
    """
    party = sending_party(caller)
    wanted = store.Wanted(find, standing, procedure)
    rows = store.concerning(session, party, wanted, after=page.after_number_and_id(), fetch=page.fetch)
    if find is not None and not rows and page.after is None:
        raise nothing_known_by(find)
    listed, following = cut(rows, asked=page, key=lambda each: (each.since_change, str(each.id)))
    replaced = store.replaced(session, [each.procedure for each in listed])
    items = [NoticeOut.of(each, in_force=each.id not in replaced) for each in listed]
    return Page(items=items, next=following)
