"""Indicators: the list, and of each its card in plain words, its series, its groups and the way to the source."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.services import part
from dashboard.charts.chart import Chart
from dashboard.charts.kinds import bars, lines
from dashboard.charts.kinds.figures import Sliced, labels
from dashboard.indicators.view import required, row_words
from dashboard.page.faults import NotThere
from dashboard.page.looking_up import found
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import Filters, OfYear, years
from shared.nearest import nearest

router = APIRouter()

_YEARS_BACK = 4
_MOST_GROUPS = 200


class Asked(Sliced, OfYear):
    """Which year, which version of the definition, which part of the rows, and grouped by what."""

    version: str | None = Field(None, max_length=20)
    by: str | None = Field(None, max_length=40)


@router.get("/indicatoren")
def indicators(page: ThisPage, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """Every indicator by theme."""
    cards = page.services.read("kpi", "/indicators")["items"]
    themes = {each["code"]: each["names"] for each in page.services.read("kpi", "/themes")["items"]}
    return page.html("indicators/templates/indicators.html", cards=cards, themes=themes)


@router.get("/indicatoren/{code}")
def indicator(page: ThisPage, code: str, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """One indicator: what it counts, its value, through time, by tier and by any dimension it has."""
    of_versions = page.services.ahead("kpi", f"/indicators/{code}/versions")
    page.services.ahead("kpi", "/dimensions")
    card = _card(page, code, asked.version)
    versions = part(of_versions)
    tiers = labels(page, "tier")
    if not card["computable"]:
        return page.html(
            "indicators/templates/indicator.html",
            card=card,
            asked=asked,
            years=years(),
            now=None,
            versions=versions,
            tiers=tiers,
        )
    needed = required(card, asked)
    by = _by(page, card, asked.by) or next(iter(needed), "tier" if "tier" in card["dimensions"] else None)
    grouped = tuple(dict.fromkeys((*((by,) if by else ()), *needed)))
    stated = {**asked.period, "version": asked.version, **asked.part, "limit": _MOST_GROUPS}
    of_now = page.services.ahead("kpi", f"/indicators/{code}/values", {**stated, "groupBy": needed})
    of_groups = page.services.ahead("kpi", f"/indicators/{code}/values", {**stated, "groupBy": grouped})
    now, groups = part(of_now), part(of_groups)
    return page.html(
        "indicators/templates/indicator.html",
        card=card,
        asked=asked,
        years=years(),
        now=now,
        needed=needed,
        trace=page.link(f"/herleiden/{code}", **asked.period, version=asked.version, **asked.part),
        by=by,
        groups=groups,
        words=row_words(page, grouped),
        charts=[] if now.missing else _charts(page, code, asked, grouped, needed),
        versions=versions,
        dimensions={each["name"]: each["names"] for each in page.services.read("kpi", "/dimensions")["items"]},
        tiers=tiers,
    )


def _charts(page: Page, code: str, asked: Asked, grouped: Sequence[str], needed: Sequence[str]) -> list[Chart]:
    """Its line, its line by tier, and bars by what was asked; of what needs two dimensions there is none."""
    shared = {"indicator": code, "version": asked.version, **asked.part}
    through = {**shared, "from": f"{asked.year - _YEARS_BACK}-01", "until": f"{asked.year}-12"}
    drawn = []
    if not needed:
        drawn.append(lines.chart(page, lines.Asked.model_validate(through)))
        if "tier" in grouped:
            by_tier = {**through, "by": "tier", "granularity": "year"}
            drawn.append(lines.chart(page, lines.Asked.model_validate(by_tier)))
    if len(grouped) == 1:
        drawn.append(bars.chart(page, bars.Asked.model_validate({**shared, "year": asked.year, "by": grouped[0]})))
    return drawn


def _by(page: Page, card: Answer, by: str | None) -> str | None:
    if not by or by in card["dimensions"]:
        return by or None
    alike = nearest(by, card["dimensions"]) or card["dimensions"][0]
    raise NotThere(by, [(f"/indicatoren/{card['code']}?by={alike}", f"{page.text(card['names'])}: {alike}")])


def _card(page: Page, code: str, version: str | None) -> Answer:
    return found(
        lambda: page.services.read("kpi", f"/indicators/{code}", version=version),
        wanted=code,
        room="/indicatoren",
        known=lambda: {
            each["code"]: page.text(each["names"]) for each in page.services.read("kpi", "/indicators")["items"]
        },
    )
