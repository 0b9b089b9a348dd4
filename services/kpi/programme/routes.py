"""Results of the programme: groups of buyers, and whose purchasing policy anchors the aims; read by anyone."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.kpi.access import Anyone
from services.kpi.programme import store
from services.kpi.programme.rules.reach import by_tier, newest
from services.kpi.programme.schemas import AnchoringsOut, BuyerGroupOut, anchorings_out, buyer_group_out
from shared.database import Transaction
from shared.http.paging import Page, Paging, cut
from shared.reference.codes import Tier

router = APIRouter(tags=["programme"])


@router.get("/buyer-groups", summary="List the groups of buyers")
def list_buyer_groups(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    chain: Annotated[str | None, Query(description="Only groups of this product chain.", max_length=100)] = None,
) -> Page[BuyerGroupOut]:
    """Each group with its members, its strategy and risks, and the procurements in which the strategy was used."""
    groups = [each for each in store.buyer_groups(session.connection()) if chain in {None, each.chain}]
    after = paging.after_number()
    numbered = list(enumerate(groups, 1))[after : after + paging.fetch]
    shown, following = cut(numbered, asked=paging, key=lambda each: (each[0],))
    return Page[BuyerGroupOut](items=[buyer_group_out(each) for _, each in shown], next=following)


@router.get("/policy-anchorings", summary="Read whose purchasing policy anchors the aims")
def read_policy_anchorings(_caller: Anyone, session: Transaction, tier: Tier | None = None) -> AnchoringsOut:
    """Of each body that was assessed the last assessment, and per tier how many of them have it in their policy."""
    found = [each for each in newest(store.anchorings(session.connection())) if tier in {None, each.tier}]
    return anchorings_out(found, list(by_tier(found)))
