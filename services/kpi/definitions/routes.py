"""Indicators: their definition cards, public."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.kpi.access import Anyone
from services.kpi.definitions.operations import indicator_shown, newest
from services.kpi.definitions.store import kept_cards
from services.kpi.values.operations import chosen_card
from services.kpi.values.schemas import IndicatorOut
from shared.database import Transaction
from shared.http.paging import Page

router = APIRouter(prefix="/indicators", tags=["indicators"])

Code = Annotated[str, Path(max_length=40, description="Code of an indicator, as SOR-P01.")]


@router.get("", summary="List the indicators")
def list_indicators(session: Transaction, _caller: Anyone) -> Page[IndicatorOut]:
    """The newest version of every definition."""
    cards = kept_cards(session.connection())
    return Page(items=[indicator_shown(kept, cards) for kept in newest(cards)], next=None)


@router.get("/{code}", summary="Read a definition")
def read_indicator(
    session: Transaction,
    _caller: Anyone,
    code: Code,
    version: Annotated[str | None, Query(max_length=40, description="A version; default the newest.")] = None,
) -> IndicatorOut:
    """What the indicator counts, from which sources, and what to mind when reading it."""
    cards = kept_cards(session.connection())
    return indicator_shown(chosen_card(cards, code, version=version), cards)
