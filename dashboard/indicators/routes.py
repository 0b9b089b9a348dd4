"""Indicators: the list, and of each its card in plain words, its series and its groups."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.services import part
from dashboard.charts.kinds import bars, lines
from dashboard.page.looking_up import found
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import Filters, OfYear, years

router = APIRouter()


class Asked(OfYear):
    """Which year, and which version of the definition."""

    version: str | None = Field(None, max_length=20)


@router.get("/indicatoren")
def indicators(page: ThisPage, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """Every indicator by theme."""
    cards = page.services.read("kpi", "/indicators")["items"]
    themes = {each["code"]: each["names"] for each in page.services.read("kpi", "/themes")["items"]}
    return page.html("indicators/templates/indicators.html", cards=cards, themes=themes)


@router.get("/indicatoren/{code}")
def indicator(page: ThisPage, code: str, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """One indicator: what it counts, its value, through time and by tier."""
    card = _card(page, code, asked.version)
    if not card["computable"]:
        return page.html("indicators/templates/indicator.html", card=card, year=asked.year, years=years(), now=None)
    now = part(
        lambda: page.services.ask("kpi", f"/indicators/{code}/values", {**asked.period, "version": asked.version})
    )
    return page.html(
        "indicators/templates/indicator.html",
        card=card,
        year=asked.year,
        years=years(),
        now=now,
        through_time=lines.chart(page, lines.Asked(indicator=code)),
        by_tier=bars.chart(page, bars.Asked(indicator=code, year=asked.year)) if "tier" in card["dimensions"] else None,
    )


def _card(page: Page, code: str, version: str | None) -> Answer:
    return found(
        lambda: page.services.read("kpi", f"/indicators/{code}", version=version),
        wanted=code,
        room="/indicatoren",
        known=lambda: {
            each["code"]: page.text(each["names"]) for each in page.services.read("kpi", "/indicators")["items"]
        },
    )
