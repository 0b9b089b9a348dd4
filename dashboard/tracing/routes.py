"""From a figure down to the notice and up again: how it was computed, the rows behind it, and one procedure."""

from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.asking.services import part
from dashboard.page.looking_up import found
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import Filters
from dashboard.tracing import words
from dashboard.tracing.filters import OfRows

router = APIRouter()
_ROWS: Final = 25
_TED: Final = "https://ted.europa.eu/nl/notice/-/detail/"


@router.get("/herleiden/{indicator}")
def trace(page: ThisPage, indicator: str, asked: Annotated[OfRows, Query()]) -> HTMLResponse:
    """How one figure was computed, and the rows behind it."""
    explained = page.services.ask("kpi", "/explanations", {"indicator": _known(page, indicator), **asked.of_figure})
    rows = part(
        lambda: page.services.ask("kpi", f"/indicators/{indicator}/evidence", {**asked.of_rows, "limit": _ROWS})
    )
    return page.html(
        "tracing/templates/trace.html",
        told=explained,
        rows=rows,
        asked=asked,
        filters=asked.stated,
        certainties=words.said(page, words.CERTAINTIES),
        verdicts=words.said(page, words.VERDICTS),
        formulas=words.said(page, words.FORMULAS),
        counted=words.counted(page, explained["figure"]["counts"]),
    )


@router.get("/aanbestedingen/{procedure}")
def procedure(page: ThisPage, procedure: UUID, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """One procedure: as it stands, what it counts for, the notices it was made of, and how it became so."""
    stands = page.services.read("ingest", f"/procedures/{procedure}")
    lineage = part(lambda: page.services.read("ingest", f"/procedures/{procedure}/lineage"))
    notices = () if lineage.answer is None else lineage.answer["notices"]
    return page.html(
        "tracing/templates/procedure.html",
        it=stands,
        counts_for=part(lambda: page.services.read("kpi", f"/procedures/{procedure}/counts-for")),
        lineage=lineage,
        noticed={each["noticeId"]: each["id"] for each in notices},
        history=part(lambda: page.services.read("ingest", f"/procedures/{procedure}/history")),
        themes={each["code"]: each["names"] for each in page.services.read("kpi", "/themes")["items"]},
        ted=ted_address,
        answers=words.said(page, words.ANSWERS),
        states=words.said(page, words.STATES),
        certainties=words.said(page, words.CERTAINTIES),
        verdicts=words.said(page, words.VERDICTS),
        stages=words.said(page, words.STAGES),
    )


def ted_address(number: str) -> str:
    """Where TED shows the notice with this publication number."""
    return f"{_TED}{quote(number.lstrip('0'), safe='')}"


def _known(page: Page, indicator: str) -> str:
    card = found(
        lambda: page.services.read("kpi", f"/indicators/{indicator}"),
        wanted=indicator,
        room="/herleiden",
        known=lambda: {
            each["code"]: page.text(each["names"]) for each in page.services.read("kpi", "/indicators")["items"]
        },
    )
    return str(card["code"])
