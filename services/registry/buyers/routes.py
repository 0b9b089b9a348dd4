"""Unmatched buyers, the links that say which party they are, and objections to harvested data."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response, status

from services.registry.access import PartyAdministrator, ServiceSettings
from services.registry.buyers import store
from services.registry.buyers.operations.links import link_buyer, record_objection, unlink_buyer, withdraw_objection
from services.registry.buyers.operations.unmatched import ask_ingest
from services.registry.buyers.rules import Bodies
from services.registry.buyers.schemas import (
    BuyerLinkOut,
    NewBuyerLink,
    NewObjection,
    ObjectionOut,
    ReasonIn,
    UnmatchedBuyerOut,
)
from shared.database import Transaction
from shared.http.paging import LARGEST_NUMBER, Page, PageAsked, Paging, cut
from shared.identity.organisations import demand_party

router = APIRouter(tags=["buyers"])

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
OfParty = Annotated[str | None, Query(description="Key of a party.", max_length=300)]


@router.get("/unmatched-buyers", summary="List unmatched buyers with candidates, those of the most lots first")
def list_unmatched_buyers(
    _caller: PartyAdministrator, request: Request, session: Transaction, settings: ServiceSettings, paging: Paging
) -> Page[UnmatchedBuyerOut]:
    """Every buyer in notices that no party is, from ingest, with at most five parties it may be."""
    state = request.app.state
    with state.sessions() as brief:  # given back before ingest is asked: no connection waits for another service
        key = state.signer.key(brief)
    unmatched = ask_ingest(state.outbound, settings, key=key, page=paging)
    known = Bodies(store.bodies(session) if unmatched.items else ())
    return Page[UnmatchedBuyerOut](
        items=[
            UnmatchedBuyerOut.of(each, known.candidates(each.name, [(key.scheme, key.value) for key in each.keys]))
            for each in unmatched.items
        ],
        next=unmatched.next,
    )


@router.post("/buyer-links", status_code=status.HTTP_201_CREATED, summary="Link an unmatched buyer to a party")
def create_link(
    asked: NewBuyerLink,
    caller: PartyAdministrator,
    response: Response,
    session: Transaction,
    settings: ServiceSettings,
) -> BuyerLinkOut:
    """Say which party a buyer is. Its procedures, those of the past included, count under that party from now on."""
    link = link_buyer(
        session,
        scheme=asked.scheme,
        value=asked.value,
        party=asked.party,
        reason=asked.reason,
        actor=caller.actor,
    )
    response.headers["Location"] = f"{settings.registry_url}/v1/buyer-links/{link.id}"
    return BuyerLinkOut.of(link)


@router.get("/buyer-links", summary="List links of buyers, the newest first")
def list_links(
    _caller: PartyAdministrator,
    session: Transaction,
    paging: Paging,
    party: OfParty = None,
    *,
    current: Annotated[bool | None, Query(description="Only links that hold (true) or were undone (false).")] = None,
) -> Page[BuyerLinkOut]:
    """Every link that was ever made, with who made and undid it and why."""
    demand_party(session, party)
    rows = store.links_page(session, party=party, current=current, after=_after(paging), limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda link: (link.id,))
    return Page[BuyerLinkOut](items=[BuyerLinkOut.of(link) for link in shown], next=following)


@router.post("/buyer-links/{link}/unlinking", summary="Undo a link")
def undo_link(link: Number, asked: ReasonIn, caller: PartyAdministrator, session: Transaction) -> BuyerLinkOut:
    """Let a buyer be unknown again, in the past as well. The record of the link stays."""
    return BuyerLinkOut.of(unlink_buyer(session, link, reason=asked.reason, actor=caller.actor))


@router.post("/objections", status_code=status.HTTP_201_CREATED, summary="Record an objection to harvested data")
def create_objection(
    asked: NewObjection,
    caller: PartyAdministrator,
    response: Response,
    session: Transaction,
    settings: ServiceSettings,
) -> ObjectionOut:
    """From now on notices of this period that others harvested about the body do not count; its own always do."""
    objection = record_objection(
        session,
        party=asked.party,
        valid_from=asked.valid_from,
        valid_until=asked.valid_until,
        reason=asked.reason,
        actor=caller.actor,
    )
    response.headers["Location"] = f"{settings.registry_url}/v1/objections/{objection.id}"
    return ObjectionOut.of(objection)


@router.get("/objections", summary="List objections to harvested data, the newest first")
def list_objections(
    _caller: PartyAdministrator, session: Transaction, paging: Paging, party: OfParty = None
) -> Page[ObjectionOut]:
    """Every objection that was ever recorded, with who recorded and withdrew it and why."""
    demand_party(session, party)
    rows = store.objections_page(session, party=party, after=_after(paging), limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda objection: (objection.id,))
    return Page[ObjectionOut](items=[ObjectionOut.of(objection) for objection in shown], next=following)


@router.post("/objections/{objection}/withdrawal", summary="Withdraw an objection to harvested data")
def undo_objection(
    objection: Number, asked: ReasonIn, caller: PartyAdministrator, session: Transaction
) -> ObjectionOut:
    """Let harvested notices of the body count again. The record of the objection stays."""
    return ObjectionOut.of(withdraw_objection(session, objection, reason=asked.reason, actor=caller.actor))


def _after(paging: PageAsked) -> int | None:
    return None if paging.after is None else paging.after_number()
