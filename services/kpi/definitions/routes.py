"""Indicators and dimensions: their definitions, public."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from services.kpi.access import Anyone
from services.kpi.definitions.known import KnownCards
from services.kpi.definitions.operations import chosen_card, in_force
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.definitions.schemas import DimensionsOut, IndicatorOut, dimensions_shown, indicator_shown
from services.kpi.definitions.store import codes_named, theme_choices
from shared.database import snapshot
from shared.dutch_day import today
from shared.http.contract import JSON
from shared.http.paging import Page

router = APIRouter()

Code = Annotated[str, Path(max_length=40, description="Code of an indicator, as SOR-P01.")]


@router.get("/indicators", summary="List the indicators", tags=["indicators"], response_model=Page[IndicatorOut])
def list_indicators(
    request: Request,
    _caller: Anyone,
    core: Annotated[bool | None, Query(description="Only the core indicators, or only the optional ones.")] = None,
) -> Response:
    """Every definition, in the version that holds today; `validUntil` says until when, once that is known."""
    known, day = _known(request), today()
    with snapshot(request.app.state.engine) as connection:
        state = known.state(connection)
        cards = known.cards(connection, state)

    def write() -> str:
        current = [kept for kept in in_force(cards, on=day) if core in {None, kept.card.core}]
        page = Page[IndicatorOut](items=[indicator_shown(kept, cards) for kept in current], next=None)
        return page.model_dump_json(by_alias=True)

    return Response(known.written(state, ("indicators", day, core), write), media_type=JSON)


@router.get("/indicators/{code}", summary="Read a definition", tags=["indicators"], response_model=IndicatorOut)
def read_indicator(
    request: Request,
    _caller: Anyone,
    code: Code,
    version: Annotated[str | None, Query(max_length=40, description="Default the one that holds today.")] = None,
) -> Response:
    """What the indicator counts, from which sources, and what to mind when reading it."""
    known = _known(request)
    with snapshot(request.app.state.engine) as connection:
        cards = known.cards(connection, known.state(connection))
    chosen = chosen_card(cards, code, version=version)
    if version is None:
        [chosen] = in_force([kept for kept in cards if kept.card.code == code], on=today())
    return Response(indicator_shown(chosen, cards).model_dump_json(by_alias=True), media_type=JSON)


@router.get("/dimensions", summary="List the dimensions", tags=["dimensions"], response_model=DimensionsOut)
def list_dimensions(request: Request, _caller: Anyone) -> Response:
    """Names, codes and labels of every dimension; whether its groups add up; and the groupings that have an answer."""
    known, day = _known(request), today()
    with snapshot(request.app.state.engine) as connection:
        state = known.state(connection)
        cards = known.cards(connection, state)
        listed = {each: codes_named(connection, each) for each in DIMENSIONS.values() if each.listed_in}
        choices = theme_choices(connection)

    def write() -> str:
        return dimensions_shown(cards, listed=listed, choices=choices, on=day).model_dump_json(by_alias=True)

    named = tuple((each.name, *names.items()) for each, names in listed.items())
    return Response(known.written(state, ("dimensions", day, choices, named), write), media_type=JSON)


def _known(request: Request) -> KnownCards:
    known: KnownCards = request.app.state.known.definitions
    return known
