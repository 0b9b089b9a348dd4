"""After the signature: what was promised in contracts, what came of it, and what is overdue or unseen."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.asking.services import Part, part
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
    rates = _figures(page, _RATES, asked, tier=tier)
    return page.html(
        "contract_phase/templates/contract_phase.html",
        asked=asked,
        years=years(),
        tiers=labels(page, "tier"),
        themes=labels(page, "theme"),
        names={each["code"]: each["names"] for each in page.services.read("kpi", "/indicators")["items"]},
        rates=rates,
        by_theme=_figures(page, _BY_THEME, asked, tier=tier, groupBy="theme"),
        by_tier=_figures(page, _RATES, asked, groupBy="tier"),
        effects=_figures(page, _EFFECTS, asked, tier=tier),
        drawn=None
        if rates.missing
        else [
            promises.chart(page, promises.Asked(year=asked.year, by="theme", tier=tier)),
            promises.chart(page, promises.Asked(year=asked.year, by="tier")),
        ],
    )


def _figures(page: Page, codes: tuple[str, ...], asked: OfYear, **filters: str | None) -> Part:
    return part(lambda: page.services.ask("kpi", "/values", {"indicators": codes, **asked.period, **filters}))
