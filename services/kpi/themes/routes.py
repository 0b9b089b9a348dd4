"""Themes: what each means, in which lists it stands, and which policy, indicators and goals rest on it."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from services.kpi.access import Anyone
from services.kpi.definitions.operations import in_force
from services.kpi.definitions.store import kept_cards, theme_choices
from services.kpi.themes.schemas import ThemeOut, ThemesOut, theme_shown, themes_shown
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import NotFound
from shared.nearest import meant
from shared.reference.themes import AGENDA, local_themes, theme, themes_of

router = APIRouter(tags=["themes"])


@router.get("/themes", summary="List the themes")
def list_themes(session: Transaction, _caller: Anyone) -> ThemesOut:
    """The themes of the list in force, the local ones it names, and the lists in whose names figures can be read."""
    cards = in_force(kept_cards(session.connection()), on=today())
    return themes_shown([*themes_of(AGENDA), *local_themes()], cards, users=_users(session))


@router.get("/themes/{code}", summary="Read a theme")
def read_theme(
    session: Transaction,
    _caller: Anyone,
    code: Annotated[str, Path(max_length=60, description="Code of a theme, as circular.")],
) -> ThemeOut:
    """Definition, lists, policy documents, indicators and goals of a theme."""
    try:
        shown = theme(code)
    except KeyError as cause:
        alike = meant(code, [each.code for each in (*themes_of(AGENDA), *local_themes())])
        raise NotFound(
            nl=f"Thema {code[:60]!r} bestaat niet. {alike.nl}GET /v1/themes noemt ze alle.",
            en=f"Theme {code[:60]!r} does not exist. {alike.en}GET /v1/themes lists them all.",
        ) from cause
    return theme_shown(shown, in_force(kept_cards(session.connection()), on=today()), users=_users(session))


def _users(session: Session) -> dict[str, int]:
    """How many bodies have each theme among the ones they added, today."""
    day = today()
    return Counter(
        each.theme for each in theme_choices(session.connection()) if each.added and each.holds_within(day, day)
    )
