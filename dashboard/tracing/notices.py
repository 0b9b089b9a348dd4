"""One notice: what it says and where, and the bytes behind it."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from dashboard.page.page import ThisPage
from dashboard.page.period import Filters
from dashboard.tracing import words

router = APIRouter()
_ENDINGS: Final = {"application/xml": "xml", "application/json": "json"}


class OfNotice(Filters):
    """Which of its values: those that became this value of the procedure, a lot or a winner."""

    feeds: Annotated[str | None, Field(max_length=40)] = None


@router.get("/bekendmakingen/{notice}")
def notice(page: ThisPage, notice: UUID, asked: Annotated[OfNotice, Query()]) -> HTMLResponse:
    """What a notice says, each value with its place in the source."""
    lineage = page.services.read("ingest", f"/notices/{notice}/lineage")
    fields = lineage["fields"]
    return page.html(
        "tracing/templates/notice.html",
        it=lineage,
        fields=[each for each in fields if not asked.feeds or each["feeds"] == asked.feeds],
        fed=sorted({each["feeds"] for each in fields if each["feeds"]}),
        asked=asked,
        feeds=words.said(page, words.FEEDS),
        stages=words.said(page, words.STAGES),
        standings=words.said(page, words.STANDINGS),
        closed=words.said(page, words.CLOSED),
    )


@router.get("/bekendmakingen/{notice}/bron")
def source(page: ThisPage, notice: UUID, _asked: Annotated[Filters, Query()]) -> Response:
    """The redacted source, to keep: no browser shows it as a page of ours."""
    answer = page.services.call("GET", "ingest", f"/notices/{notice}/source", headers={"Accept": "*/*"})
    stated = answer.headers.get("content-type", "").partition(";")[0]
    media_type = stated if stated in _ENDINGS else "application/octet-stream"
    headers = {"Content-Disposition": f'attachment; filename="{notice}.{_ENDINGS.get(media_type, "bin")}"'}
    return Response(answer.content, media_type=media_type, headers=headers)
