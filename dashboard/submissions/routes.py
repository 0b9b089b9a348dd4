"""What one's body sent, what was found in it, and the table back with a finding in each row."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from dashboard.asking.taking import FileKind, file_of
from dashboard.contracts.routes import Reader
from dashboard.page.language import sentence
from dashboard.page.period import Filters

router = APIRouter()
_PAGE: Final = 50
_FINDINGS: Final = 100
STATES: Final[Mapping[str, str]] = {
    "received": sentence("ontvangen"),
    "processing": sentence("wordt gelezen"),
    "done": sentence("gelezen"),
    "failed": sentence("mislukt"),
}
TABLES: Final = ("ppds-csv", "ppds-xlsx")


class Place(Filters):
    """Where in the list one is."""

    cursor: Annotated[str | None, Field(max_length=500)] = None


class Asked(Place):
    """Which submissions."""

    refused: bool | None = None
    since: date | None = None


class AfterSending(Place):
    """The same, just after a file was sent: `eerder` when it had been sent before."""

    eerder: Literal["ja"] | None = None


@router.get("/werk/aanleveringen")
def submissions(page: Reader, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """What was sent, newest first; those in which something was refused when that is asked."""
    query = asked.model_dump(mode="json")
    listed = page.as_person.read("ingest", "/submissions", limit=_PAGE, **query)
    return page.html("submissions/templates/submissions.html", listed=listed, states=STATES, asked=query)


@router.get("/werk/aanleveringen/{submission}")
def submission(page: Reader, submission: UUID, place: Annotated[AfterSending, Query()]) -> HTMLResponse:
    """One of them, with its findings."""
    services = page.as_person
    sent = services.read("ingest", f"/submissions/{submission}")
    found = services.read("ingest", f"/submissions/{submission}/findings", limit=_FINDINGS, cursor=place.cursor)
    template = "submissions/templates/submission.html"
    return page.html(
        template,
        sent=sent,
        found=found,
        states=STATES,
        is_table=sent["format"] in TABLES,
        busy=sent["state"] in {"received", "processing"},
        before=place.eerder is not None,
    )


@router.get("/werk/aanleveringen/{submission}/tabel.{kind}")
def table(page: Reader, submission: UUID, kind: FileKind) -> Response:
    """The rows as they were sent, with what was found in each."""
    return file_of(page.as_person, "ingest", f"/submissions/{submission}/table", kind, name=str(submission))
