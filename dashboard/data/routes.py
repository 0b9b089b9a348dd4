"""The data: what is in per tier and year, what is blind, how fresh it is, what can be downloaded, and how to ask it."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from dashboard.asking.services import part
from dashboard.charts.kinds.figures import labels
from dashboard.data import words
from dashboard.data.asked import AskedFigures
from dashboard.page.bodies import whole
from dashboard.page.looking_up import found
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import OfYear, years

router = APIRouter()
ROOM: Final = "/gegevens"
_SPOTS: Final = 50
_SHOWN_BY_DATA: Final = 12


class AskedSpots(OfYear):
    """Which blind spots."""

    tier: str | None = Field(None, max_length=40)
    indicators: str | None = Field(None, max_length=400)
    cursor: str | None = Field(None, max_length=2000)


class AskedQuality(OfYear):
    """Whose data, and of which rule what fails."""

    organisation: str | None = Field(None, max_length=300)
    rule: str | None = Field(None, max_length=40)
    cursor: str | None = Field(None, max_length=2000)


@router.get(ROOM)
def data(page: ThisPage, asked: Annotated[OfYear, Query()]) -> HTMLResponse:
    """What is in, and where it can be had."""
    services = page.services
    of_seen = services.ahead("kpi", "/coverage", {"year": asked.year})
    of_spots = services.ahead("kpi", "/blind-spots", {"year": asked.year, "limit": _SHOWN_BY_DATA})
    of_publications = services.ahead("kpi", "/publications", {"limit": _SHOWN_BY_DATA})
    of_lists = services.ahead("registry", "/reference-lists")
    of_bulk = services.ahead("ingest", "/bulk")
    services.ahead("kpi", "/dimensions")
    services.ahead("kpi", "/indicators")
    return page.html(
        "data/templates/data.html",
        year=asked.year,
        years=years(),
        seen=part(of_seen),
        spots=part(of_spots),
        publications=part(of_publications),
        lists=part(of_lists),
        bulk=part(of_bulk),
        columns=words.said(page, words.SEEN),
        tiers=labels(page, "tier"),
        units=_units(page),
    )


@router.get(f"{ROOM}/blinde-vlekken")
def blind_spots(page: ThisPage, asked: Annotated[AskedSpots, Query()]) -> HTMLResponse:
    """What is not measured, with what would help and how much it could move."""
    query = asked.model_dump(exclude_none=True)
    return page.html(
        "data/templates/blind_spots.html",
        asked=asked,
        years=years(),
        spots=page.services.ask("kpi", "/blind-spots", {**query, "limit": _SPOTS}),
        tiers=labels(page, "tier"),
        units=_units(page),
    )


@router.get(f"{ROOM}/kwaliteit")
def quality(page: ThisPage, asked: Annotated[AskedQuality, Query()]) -> HTMLResponse:
    """How a body scores on the quality rules, and what fails with what to do; without a body the rules."""
    body = asked.organisation and whole(asked.organisation)
    days = {"from": f"{asked.year}-01-01", "until": f"{asked.year}-12-31"}
    rules = page.services.read("ingest", "/quality/rules")["items"]
    wanted = {"rule": asked.rule, "cursor": asked.cursor, "limit": _SPOTS}
    return page.html(
        "data/templates/quality.html",
        asked=asked.model_copy(update={"organisation": body}),
        years=years(),
        rules=rules,
        says={each["code"]: each["says"] for each in rules},
        kinds=words.said(page, words.QUALITY),
        days=days,
        scores=part(lambda: page.services.ask("ingest", "/quality/scores", {**days, "buyer": body})) if body else None,
        failures=part(lambda: page.services.ask("ingest", "/quality/failures", {**days, "buyer": body, **wanted}))
        if body
        else None,
    )


@router.get(f"{ROOM}/opvragen")
def query(page: ThisPage, asked: Annotated[AskedFigures, Query()]) -> HTMLResponse:
    """Choose figures: the address, how four programs ask it, and the rows."""
    cards = page.services.read("kpi", "/indicators")["items"]
    named = {each["code"]: page.text(each["names"]) for each in cards if each["computable"]}
    indicator = asked.indicator or next(iter(named))
    card = found(
        lambda: page.services.read("kpi", f"/indicators/{indicator}"),
        wanted=indicator,
        room="/indicatoren",
        known=lambda: named,
    )
    path = f"/indicators/{indicator}/values"
    rows = part(lambda: page.services.ask("kpi", path, asked.query))
    return page.html(
        "data/templates/query.html",
        asked=asked,
        indicator=indicator,
        card=card,
        named=named,
        rows=rows,
        dimensions=_dimensions(page),
        groups=labels(page, asked.group_by) if asked.group_by else {},
        tiers=labels(page, "tier"),
        address=page.api("kpi", path, **asked.query),
        steps=words.said(page, words.STEPS),
    )


def _dimensions(page: Page) -> dict[str, str]:
    listed = page.services.read("kpi", "/dimensions")["items"]
    return {each["name"]: page.text(each["names"]) for each in listed}


def _units(page: Page) -> dict[str, str]:
    return {each["code"]: each["unit"] for each in page.services.read("kpi", "/indicators")["items"]}
