"""Product chains: which themes count where, and of one chain its themes, money, figures, phases and plans."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.services import part
from dashboard.chains import view
from dashboard.charts.kinds import heat
from dashboard.page.faults import NotThere
from dashboard.page.looking_up import found
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import OfYear, years
from shared.nearest import nearest

router = APIRouter()


class Asked(OfYear):
    """Chains with this theme on their shortlist, and how much was asked in a year."""

    theme: str | None = Field(None, max_length=40)


@router.get("/ketens")
def chains(page: ThisPage, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """Every product chain by cluster, with the themes that come first there."""
    listed = page.services.read("kpi", "/product-chains")
    themes = view.themes(page)
    if asked.theme and asked.theme not in themes:
        alike = nearest(asked.theme, themes)
        raise NotThere(asked.theme, [(f"/ketens?theme={alike}", page.text(themes[alike]))] if alike else [])
    shown = [each for each in listed["items"] if asked.theme in {None, "", *each["shortlist"]}]
    return page.html(
        "chains/templates/chains.html",
        chains=shown,
        version=listed["version"],
        themes=themes,
        asked=asked,
        years=years(),
        by_theme=heat.chart(page, heat.Asked(year=asked.year, theme=asked.theme or None)),
    )


@router.get("/ketens/{code}")
def chain(page: ThisPage, code: str, asked: Annotated[OfYear, Query()]) -> HTMLResponse:
    """One chain in one year."""
    told = _chain(page, code, asked.year)
    cards = {each["code"]: each for each in page.services.read("kpi", "/indicators")["items"]}
    groups = part(lambda: page.services.read("kpi", "/buyer-groups", chain=code))
    return page.html(
        "chains/templates/chain.html",
        chain=told["chain"],
        told=told,
        themes=view.themes(page),
        money=[view.figures(each, told) for each in (*told["volume"], *told["spend"])],
        tables=view.tables(page, told, cards),
        asked_of_market=view.asked_of_market(told["chain"], cards),
        groups=groups,
        cards=cards,
        year=asked.year,
        years=years(),
    )


def _chain(page: Page, code: str, year: int) -> Answer:
    return found(
        lambda: page.services.read("kpi", f"/product-chains/{code}", year=year),
        wanted=code,
        room="/ketens",
        known=lambda: {
            each["code"]: page.text(each["names"]) for each in page.services.read("kpi", "/product-chains")["items"]
        },
    )
