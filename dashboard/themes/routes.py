"""Themes: what each wants, what of it is measured this year, what is blind, and the goals it serves."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.asking.answers import Answer
from dashboard.asking.services import part
from dashboard.charts.kinds import heat
from dashboard.charts.kinds.figures import labels
from dashboard.page.looking_up import found
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import OfYear, years
from dashboard.themes.view import measured

router = APIRouter()

_NOTHING: Final[Answer] = {"items": ()}


@router.get("/themas")
def themes(page: ThisPage, asked: Annotated[OfYear, Query()]) -> HTMLResponse:
    """The six themes, how much each is asked in which product chain, and themes that bodies have of their own."""
    answer = page.services.read("kpi", "/themes")
    return page.html(
        "themes/templates/themes.html",
        themes=answer["items"],
        year=asked.year,
        years=years(),
        by_chain=heat.chart(page, heat.Asked(year=asked.year)),
    )


@router.get("/themas/{code}")
def theme(page: ThisPage, code: str, asked: Annotated[OfYear, Query()]) -> HTMLResponse:
    """One theme: definition and policy, its figures of the year, its blind spots and its goals."""
    page.services.ahead("kpi", "/indicators")
    page.services.ahead("kpi", "/dimensions")
    of_goals = page.services.ahead("kpi", "/goals", {"theme": code, "limit": 200})
    told = _theme(page, code)
    cards = {card["code"]: card for card in page.services.read("kpi", "/indicators")["items"]}
    its = measured(told, cards)
    of_own = _figures(page, its.own, asked)
    of_all_themes = _figures(page, its.of_all_themes, asked, theme=code)
    of_spots = _blind(page, its.own, asked)
    return page.html(
        "themes/templates/theme.html",
        theme=told,
        cards=cards,
        its=its,
        year=asked.year,
        years=years(),
        own=part(of_own),
        of_all_themes=part(of_all_themes),
        blind=part(of_spots),
        goals=part(of_goals),
        tiers=labels(page, "tier"),
        by_chain=heat.chart(page, heat.Asked(year=asked.year, theme=code)) if told["kind"] == "theme" else None,
    )


def _theme(page: Page, code: str) -> Answer:
    return found(
        lambda: page.services.read("kpi", f"/themes/{code}"),
        wanted=code,
        room="/themas",
        known=lambda: {
            each["code"]: page.text(each["names"]) for each in page.services.read("kpi", "/themes")["items"]
        },
    )


def _figures(page: Page, codes: tuple[str, ...], asked: OfYear, **filters: str) -> Callable[[], Answer]:
    if not codes:
        return lambda: _NOTHING
    return page.services.ahead("kpi", "/values", {"indicators": codes, **asked.period, **filters})


def _blind(page: Page, codes: tuple[str, ...], asked: OfYear) -> Callable[[], Answer]:
    if not codes:
        return lambda: _NOTHING
    return page.services.ahead("kpi", "/blind-spots", {"indicators": codes, "year": asked.year})
