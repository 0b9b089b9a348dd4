"""Themes: what each means, in which lists it stands, and which policy, indicators and goals rest on it."""

from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from services.kpi.access import Anyone
from services.kpi.definitions.known import KnownCards
from services.kpi.definitions.operations import in_force
from services.kpi.definitions.store import theme_choices
from services.kpi.themes.schemas import ThemeOut, ThemesOut, theme_shown, themes_shown
from shared.database import snapshot
from shared.dutch_day import today
from shared.errors import NotFound
from shared.http.contract import JSON
from shared.nearest import meant
from shared.reference.themes import AGENDA, local_themes, theme, themes_of

router = APIRouter(tags=["themes"])


@router.get("/themes", summary="List the themes", response_model=ThemesOut)
def list_themes(request: Request, _caller: Anyone) -> Response:
    """The themes of the list in force, the local ones it names, and the lists in whose names figures can be read."""
    known: KnownCards = request.app.state.known.definitions
    day = today()
    with snapshot(request.app.state.engine) as connection:
        state = known.state(connection)
        cards = known.cards(connection, state)
        users = _users(connection, day)

    def write() -> str:
        themes = [*themes_of(AGENDA), *local_themes()]
        return themes_shown(themes, in_force(cards, on=day), users=users).model_dump_json(by_alias=True)

    key = ("themes", day, tuple(sorted(users.items())))
    return Response(known.written(state, key, write), media_type=JSON)


@router.get("/themes/{code}", summary="Read a theme", response_model=ThemeOut)
def read_theme(
    request: Request,
    _caller: Anyone,
    code: Annotated[str, Path(max_length=60, description="Code of a theme, as circular.")],
) -> Response:
    """Definition, lists, policy documents, indicators and goals of a theme."""
    try:
        shown = theme(code)
    except KeyError as cause:
        alike = meant(code, [each.code for each in (*themes_of(AGENDA), *local_themes())])
        raise NotFound(
            nl=f"Thema {code[:60]!r} bestaat niet. {alike.nl}GET /v1/themes noemt ze alle.",
            en=f"Theme {code[:60]!r} does not exist. {alike.en}GET /v1/themes lists them all.",
        ) from cause
    known: KnownCards = request.app.state.known.definitions
    day = today()
    with snapshot(request.app.state.engine) as connection:
        cards = known.cards(connection, known.state(connection))
        users = _users(connection, day)
    told = theme_shown(shown, in_force(cards, on=day), users=users)
    return Response(told.model_dump_json(by_alias=True), media_type=JSON)


def _users(connection: Connection, day: date) -> dict[str, int]:
    """How many bodies have each theme among the ones they added, on a day."""
    return Counter(each.theme for each in theme_choices(connection) if each.added and each.holds_within(day, day))
