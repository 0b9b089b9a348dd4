"""Side by side: any bodies, tiers or product chains, for one or more indicators, in a year or through the years."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.services import part
from dashboard.charts.kinds import dumbbells, lines
from dashboard.charts.kinds.figures import labels
from dashboard.comparing.view import chosen, named
from dashboard.page.faults import NotThere
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import OfYear, Several, years
from shared.nearest import nearest

router = APIRouter()

_YEARS_BACK = 4
_CORE = "core"


class Asked(OfYear):
    """What stands beside what."""

    indicators: Several = Field((_CORE,), max_length=12)
    tier: Several = Field((), max_length=dumbbells.MOST)
    organisation: Several = Field((), max_length=dumbbells.MOST)
    product_chain: Several = Field((), max_length=dumbbells.MOST, alias="productChain")
    name: str | None = Field(None, max_length=200)


@router.get("/vergelijken")
def compare(page: ThisPage, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """The comparison, and who leads and lags when it is of one indicator."""
    cards = {card["code"]: card for card in page.services.read("kpi", "/indicators")["items"]}
    _known(page, cards, asked.indicators)
    beside = dumbbells.Asked(
        year=asked.year, tier=asked.tier, organisation=asked.organisation, product_chain=asked.product_chain
    )
    codes, left_out = chosen(cards, asked.indicators, by=beside.by)
    beside = beside.model_copy(update={"indicators": codes})
    answer = part(lambda: page.services.ask("kpi", "/values", dumbbells.question(beside))) if codes else None
    only = codes[0] if len(codes) == 1 else None
    return page.html(
        "comparing/templates/compare.html",
        asked=asked,
        by=beside.by,
        cards=cards,
        left_out=left_out,
        years=years(),
        answer=answer,
        named=named(page, beside),
        chart=dumbbells.chart(page, beside) if answer is not None and not answer.missing else None,
        through_time=_through_time(page, beside, only) if only else None,
        ranking=part(lambda: page.services.ask("kpi", f"/indicators/{only}/ranking", _ranked(asked))) if only else None,
        tiers=labels(page, "tier"),
        chains=labels(page, "productChain"),
        found=list(page.services.read("registry", "/parties", name=asked.name, limit=20)["items"])
        if asked.name
        else (),
    )


def _ranked(asked: Asked) -> dict[str, object]:
    return {**asked.period, "tier": asked.tier, "limit": 50}


def _through_time(page: Page, beside: dumbbells.Asked, code: str) -> object:
    return lines.chart(
        page,
        lines.Asked.model_validate(
            {
                "indicator": code,
                "from": f"{beside.year - _YEARS_BACK}-01",
                "until": f"{beside.year}-12",
                "granularity": "year",
                "by": beside.by,
                "tier": beside.tier,
                "organisation": beside.organisation,
                "productChain": beside.product_chain,
            }
        ),
    )


def _known(page: Page, cards: dict[str, Answer], codes: tuple[str, ...]) -> None:
    for code in codes:
        if code != _CORE and code not in cards:
            alike = nearest(code, cards)
            said = [(f"/vergelijken?indicators={alike}", page.text(cards[alike]["names"]))] if alike else []
            raise NotThere(code, said)
