"""Indicators and dimensions: their definitions, public."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.kpi.access import Anyone
from services.kpi.definitions.operations import chosen_card, in_force
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.definitions.schemas import DimensionsOut, IndicatorOut, dimensions_shown, indicator_shown
from services.kpi.definitions.store import codes_named, kept_cards, theme_choices
from shared.database import Transaction
from shared.dutch_day import today
from shared.http.paging import Page

router = APIRouter()

Code = Annotated[str, Path(max_length=40, description="Code of an indicator, as SOR-P01.")]


@router.get("/indicators", summary="List the indicators", tags=["indicators"])
def list_indicators(
    session: Transaction,
    _caller: Anyone,
    core: Annotated[bool | None, Query(description="Only the core indicators, or only the optional ones.")] = None,
) -> Page[IndicatorOut]:
    """Every definition, in the version that holds today; `validUntil` says until when, once that is known."""
    cards = kept_cards(session.connection())
    current = [kept for kept in in_force(cards, on=today()) if core in {None, kept.card.core}]
    return Page(items=[indicator_shown(kept, cards) for kept in current], next=None)


@router.get("/indicators/{code}", summary="Read a definition", tags=["indicators"])
def read_indicator(
    session: Transaction,
    _caller: Anyone,
    code: Code,
    version: Annotated[str | None, Query(max_length=40, description="Default the one that holds today.")] = None,
) -> IndicatorOut:
    """What the indicator counts, from which sources, and what to mind when reading it."""
    cards = kept_cards(session.connection())
    chosen = chosen_card(cards, code, version=version)
    if version is None:
        [chosen] = in_force([kept for kept in cards if kept.card.code == code], on=today())
    return indicator_shown(chosen, cards)


@router.get("/dimensions", summary="List the dimensions", tags=["dimensions"])
def list_dimensions(session: Transaction, _caller: Anyone) -> DimensionsOut:
    """Names, codes and labels of every dimension; whether its groups add up; and the groupings that have an answer."""
    connection = session.connection()
    return dimensions_shown(
        kept_cards(connection),
        listed={each: codes_named(connection, each) for each in DIMENSIONS.values() if each.listed_in},
        choices=theme_choices(connection),
        on=today(),
    )
