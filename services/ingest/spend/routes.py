"""/v1/spend-suppliers: with whom a body spent in a year, and who those without a number may be."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from services.ingest.access import RealReader
from services.ingest.mandates.operations.reading_rights import body_to_read
from services.ingest.register.operations import RegisterAtHand
from services.ingest.spend import store
from services.ingest.spend.rules.suppliers import KnownSuppliers, Supplier
from services.ingest.spend.schemas import SpendSupplierOut, SpendSuppliersOut
from shared.database import Transaction
from shared.errors import NotFound
from shared.http.paging import PageAsked, Paging, bad_cursor, cut
from shared.identity.organisations import demand_party
from shared.procurement.buyer_keys import BuyerKey
from shared.procurement.notice import Organisation
from shared.procurement.own_record import RecordKind

router = APIRouter(tags=["spend"])

_SCHEMES: Final = "NL-"


@router.get("/spend-suppliers", summary="List the suppliers of a year of spend")
def list_spend_suppliers(
    request: Request,
    session: Transaction,
    caller: RealReader,
    page: Paging,
    *,
    year: Annotated[int, Query(ge=1990, le=2100, description="Booking year.")],
    buyer: Annotated[
        str | None, Query(max_length=300, description="Key of the body that spent; left out: your own.")
    ] = None,
) -> SpendSuppliersOut:
    """Suppliers of your own body, or of one that gave you its mandate for spend, in the files that count.

    A number is matched with the register as that of a buyer is. A supplier without one is loose: with it stand the
    suppliers with a number, of any year of the body, whose names are most alike.
    """
    demand_party(session, buyer, parameter="buyer")
    body = body_to_read(request, caller, buyer, kind=RecordKind.SPEND)
    if body is None:
        raise NotFound(nl="Van deze organisatie mag u geen uitgaven zien.", en="You may not see spend of this body.")
    rows = store.suppliers(session, body=body, year=year, after=_after(page), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=store.place_of)
    known = KnownSuppliers(store.numbered_suppliers(session, body=body))
    register: RegisterAtHand = request.app.state.register
    parties = register.now(session).register
    items = []
    for each in listed:
        party = None if each.number is None else parties.match(Organisation("supplier", None, (_key(each),)))
        items.append(SpendSupplierOut.told(each, known.candidates(each), party=None if party is None else party.key))
    return SpendSuppliersOut(buyer=body, year=year, items=items, next=following)


def _key(supplier: Supplier) -> BuyerKey:
    return (supplier.scheme or "").removeprefix(_SCHEMES).lower(), supplier.number or ""


def _after(page: PageAsked) -> tuple[str, str, str] | None:
    match page.after:
        case None:
            return None
        case (str(scheme), str(number), str(name)):
            return scheme, number, name
    raise bad_cursor()
