"""After the signature: what was promised in contracts, what came of it, and what is overdue or unseen."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.asking.answers import Answer
from dashboard.asking.services import part
from dashboard.charts.kinds import promises
from dashboard.charts.kinds.figures import labels
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import OfYear, years

router = APIRouter()

_RATES = ("ALG-P10", "ALG-P10a", "ALG-P08", "ALG-P09")
_EFFECTS = ("KLI-E02", "CIR-E01", "CIR-E02", "SOR-E01", "SOR-E02", "MIL-E02a", "MIL-E02b", "MRA-E01a", "MRA-E01b")
_BY_THEME = ("ALG-P10", "ALG-P10a")
Tier = Literal[
    "central",
    "province",
    "municipality",
    "water-authority",
    "joint-arrangement",
    "public-law-body",
    "special-sector",
    "other",
]


class Asked(OfYear):
    """Which year, of which tier."""

    tier: Tier | Literal[""] | None = None


@router.get("/contractfase")
def contract_phase(page: ThisPage, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """Promised against delivered, by theme and tier."""
    tier = asked.tier or None
    of_rates = _figures(page, _RATES, asked, tier=tier)
    of_themes = _figures(page, _BY_THEME, asked, tier=tier, groupBy="theme")
    of_tiers = _figures(page, _RATES, asked, groupBy="tier")
    of_effects = _figures(page, _EFFECTS, asked, tier=tier)
    page.services.ahead("kpi", "/dimensions")
    page.services.ahead("kpi", "/indicators")
    rates = part(of_rates)
    return page.html(
        "contract_phase/templates/contract_phase.html",
        asked=asked,
        years=years(),
        tiers=labels(page, "tier"),
        themes=labels(page, "theme"),
        names={each["code"]: each["names"] for each in page.services.read("kpi", "/indicators")["items"]},
        rates=rates,
        by_theme=part(of_themes),
        by_tier=part(of_tiers),
        effects=part(of_effects),
        drawn=None
        if rates.missing
        else [
            promises.chart(page, promises.Asked(year=asked.year, by="theme", tier=tier)),
            promises.chart(page, promises.Asked(year=asked.year, by="tier")),
        ],
    )


def _figures(page: Page, codes: tuple[str, ...], asked: OfYear, **filters: str | None) -> Callable[[], Answer]:
    return page.services.ahead("kpi", "/values", {"indicators": codes, **asked.period, **filters})
