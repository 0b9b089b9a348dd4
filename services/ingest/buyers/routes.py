"""/v1/unmatched-buyers: who buys according to the notices, and is no party of the register."""

from __future__ import annotations

from fastapi import APIRouter

from services.ingest.access import RegisterReader
from services.ingest.buyers.schemas import UnmatchedBuyerOut
from services.ingest.buyers.store import unmatched_buyers
from shared.database import Transaction
from shared.http.paging import Page, PageAsked, Paging, bad_cursor, cut

router = APIRouter(prefix="/unmatched-buyers", tags=["unmatched-buyers"])


@router.get("", summary="List unmatched buyers, those of the most lots first")
def list_unmatched_buyers(session: Transaction, _caller: RegisterReader, page: Paging) -> Page[UnmatchedBuyerOut]:
    """Every buyer whose procedures count under an unknown body. The registry adds candidates and keeps the links."""
    rows = unmatched_buyers(session, after=_after(page), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.lots, each.id))
    return Page(items=[UnmatchedBuyerOut.of(each) for each in listed], next=following)


def _after(page: PageAsked) -> tuple[int, str] | None:
    if page.after is None:
        return None
    match page.after:
        case (int(lots), str(last)):
            return lots, last
    raise bad_cursor()
