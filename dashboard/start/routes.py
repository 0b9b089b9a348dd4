"""The first page: the six themes at a glance, what is measured, and what is blind."""

from collections import Counter
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.asking.services import part
from dashboard.page.page import ThisPage
from dashboard.page.period import OfYear, years

router = APIRouter()

_EVERY_THEME: Final = "ALG-P15"
"""The one figure that is asked on every theme: lots in which it is used."""
_SPOTS: Final = 2_000


@router.get("/")
def start(page: ThisPage, asked: Annotated[OfYear, Query()]) -> HTMLResponse:
    """Six themes, the figures that every body is asked for, and the blind spots."""
    services = page.services
    of_themes = services.ahead("kpi", "/themes")
    of_core = services.ahead("kpi", "/values", {"indicators": "core", **asked.period})
    of_all = services.ahead("kpi", f"/indicators/{_EVERY_THEME}/values", {**asked.period, "groupBy": "theme"})
    of_cards = services.ahead("kpi", "/indicators")
    of_spots = services.ahead("kpi", "/blind-spots", {"year": asked.year, "limit": _SPOTS})
    themes, core, asked_for, cards, blind = map(part, (of_themes, of_core, of_all, of_cards, of_spots))
    known = {each["code"]: each for each in (cards.answer or {"items": ()})["items"]}
    return page.html(
        "start/templates/start.html",
        year=asked.year,
        years=years(),
        themes=themes,
        core=core,
        asked_for=asked_for,
        by_theme={row.get("theme"): row for row in (asked_for.answer or {"rows": ()})["rows"]},
        blind=blind,
        spots=Counter(
            known[spot["indicator"]]["theme"]
            for spot in (blind.answer or {"items": ()})["items"]
            if spot["indicator"] in known
        ),
        names={code: card["names"] for code, card in known.items()},
    )
