"""Contracts of one's own body, or those in which one is the supplier: what is due, what became of it, what is asked."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from dashboard.asking.taking import FileKind, file_of
from dashboard.page.language import sentence
from dashboard.page.page import Page
from dashboard.page.period import Filters
from dashboard.signing_in.guard import NotYours, OwnPage

router = APIRouter()
_PAGE: Final = 50
STATUSES: Final[Mapping[str, str]] = {
    "met": sentence("gehaald"),
    "not-met": sentence("niet gehaald"),
    "not-shown": sentence("was nodig, niet aangetoond"),
    "not-yet-due": sentence("nog niet nodig"),
    "undated": sentence("zonder dag"),
}
EVENTS: Final[Mapping[str, str]] = {
    "notice": sentence("aankondiging"),
    "awarded": sentence("gegund"),
    "signed": sentence("getekend"),
    "starts": sentence("begint"),
    "due": sentence("afspraak uiterlijk"),
    "measured": sentence("gemeten"),
    "changed": sentence("gewijzigd"),
    "modified": sentence("gewijzigd"),
    "completed": sentence("afgerond"),
    "ends": sentence("eindigt"),
}


def _of_contracts(page: OwnPage) -> Page:
    if page.session is None or not (page.session.may(["ingest:read"]) or page.session.may(["ingest:supplier"])):
        raise NotYours(("ingest:read",))
    return page


Reader = Annotated[Page, Depends(_of_contracts)]


class Asked(Filters):
    """Which contracts."""

    overdue: bool | None = None
    due_until: date | None = Field(None, alias="dueUntil")
    cursor: Annotated[str | None, Field(max_length=500)] = None


@router.get("/werk/contracten")
def contracts(page: Reader, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """The contracts, those with something overdue or due soon when that is asked."""
    query = asked.model_dump(mode="json", by_alias=True)
    listed = page.as_person.read("ingest", "/contracts", limit=_PAGE, **query)
    return page.html("contracts/templates/contracts.html", listed=listed, asked=query)


@router.get("/werk/contracten/{contract}")
def contract(page: Reader, contract: UUID, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """All of one contract: its commitments and how they stand, what was reported, in order of days."""
    whole = page.as_person.read("ingest", f"/contract-timelines/{contract}")
    return page.html("contracts/templates/contract.html", whole=whole, statuses=STATUSES, events=EVENTS)


@router.get("/werk/contracten/{contract}/uitvraag.{kind}")
def request_sheet(page: Reader, contract: UUID, kind: FileKind) -> Response:
    """The table in which a supplier fills in what was not reported on yet."""
    return file_of(page.as_person, "ingest", f"/request-sheets/{contract}", kind, name=f"uitvraag-{contract}")
