"""/v1/notices: who sent what about a body and its procedures."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.ingest.access import RealReader, sending_party
from services.ingest.notices import store
from services.ingest.notices.schemas import NoticeOut
from services.ingest.procedures.rules.identity import reference_key
from services.ingest.procedures.rules.standing import Standing
from shared.database import Transaction
from shared.http.paging import Page, Paging, cut

router = APIRouter(prefix="/notices", tags=["notices"])


@router.get("", summary="List who sent what about your procedures")
def notices(
    session: Transaction,
    caller: RealReader,
    page: Paging,
    *,
    notice: Annotated[
        str | None, Query(max_length=300, description="Notice id (with or without version) or publication number.")
    ] = None,
    ocid: Annotated[str | None, Query(max_length=300, description="OCDS process.")] = None,
    standing: Standing | None = None,
    procedure: Annotated[UUID | None, Query(description="Only notices that belong to this procedure.")] = None,
) -> Page[NoticeOut]:
    """Notices that name the body of your token as a buyer, that it sent itself, and those of others with the same
    identifiers, which stand apart; in the order in which they last changed.
    """
    party = sending_party(caller)
    wanted = store.Wanted(None if notice is None else reference_key(notice), ocid, standing, procedure)
    rows = store.concerning(session, party, wanted, after=page.after_number_and_id(), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.since_change, str(each.id)))
    return Page(items=[NoticeOut.of(each) for each in listed], next=following)
