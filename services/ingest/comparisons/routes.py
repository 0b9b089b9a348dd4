"""/v1/registration-comparisons: which procurements stand in notices, in what the body registered, or in both."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from services.ingest.access import RealReader
from services.ingest.comparisons import store
from services.ingest.comparisons.schemas import ComparedOut, ComparisonOut, CountsOut
from services.ingest.mandates.operations.reading_rights import body_to_read
from shared.database import Transaction
from shared.errors import NotFound
from shared.http.paging import PageAsked, Paging, bad_cursor, cut
from shared.http.periods import demand_order
from shared.http.schema import Day
from shared.identity.organisations import demand_party
from shared.procurement.own_record import RecordKind

router = APIRouter(tags=["registrations"])


@router.get("/registration-comparisons", summary="Compare notices with registrations")
def comparison(
    request: Request,
    session: Transaction,
    caller: RealReader,
    page: Paging,
    *,
    awarded_from: Annotated[Day, Query(alias="awardedFrom", description="A day, inclusive.")],
    awarded_until: Annotated[Day, Query(alias="awardedUntil", description="A day, inclusive.")],
    buyer: Annotated[
        str | None, Query(max_length=300, description="Key of the body that bought; left out: your own.")
    ] = None,
) -> ComparisonOut:
    """Procurements of your own body, or of one that gave you its mandate for registrations, awarded in a period.

    A registration and a notice are one procurement when the key of the one is a number of the other: the own number
    (BT-22), that of the procedure (BT-04) or of a publication. Each stands here once, in order of days.
    """
    demand_party(session, buyer, parameter="buyer")
    demand_order({"awardedUntil": (awarded_from, awarded_until)})
    body = body_to_read(request, caller, buyer, kind=RecordKind.REGISTRATION)
    if body is None:
        raise NotFound(
            nl="Van deze organisatie mag u geen registraties zien.", en="You may not see registrations of this body."
        )
    asked = store.Asked(body, awarded_from, awarded_until)
    rows = store.compared(session, asked, after=_after(page), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (str(each.on), str(each.id)))
    return ComparisonOut(
        buyer=body,
        counts=CountsOut.of(store.counts(session, asked)),
        items=[ComparedOut.of(each) for each in listed],
        next=following,
    )


def _after(page: PageAsked) -> tuple[date, UUID] | None:
    match page.after:
        case None:
            return None
        case (str(day), str(last)):
            try:
                return date.fromisoformat(day), UUID(last)
            except ValueError as cause:
                raise bad_cursor() from cause
    raise bad_cursor()
