"""What is still asked about a body's procedures, and the form that asks only that."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from httpx import codes
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.faults import Refused, Told
from dashboard.asking.services import part
from dashboard.forms.contracts import data_contract
from dashboard.forms.keeping import STATES, Kept, keep, known
from dashboard.forms.maker import FormMaker
from dashboard.forms.problems import by_place, summary_of
from dashboard.page.page import Page
from dashboard.page.period import Filters
from dashboard.signing_in.guard import Posted, allowed, posted
from dashboard.supplements.view import asked, begun, labelled, merged, with_choices

router = APIRouter()
CONTRACT: Final = "ppds-supplement"
COLLECTION: Final = "supplements"
_PAGE: Final = 50
Buyer = Annotated[Page, Depends(allowed("ingest:read", "ingest:write"))]


class Place(Filters):
    """Where in the list one is."""

    cursor: Annotated[str | None, Field(max_length=500)] = None


@router.get("/werk/aanvullingen")
def to_do(page: Buyer, place: Annotated[Place, Query()]) -> HTMLResponse:
    """The procedures about which something is still asked."""
    tasks = page.as_person.read("ingest", "/supplement-tasks", limit=_PAGE, cursor=place.cursor)
    effort = page.as_person.read("ingest", "/supplement-effort")
    return page.html("supplements/templates/to_do.html", tasks=tasks, effort=effort)


@router.get("/werk/aanvullingen/{procedure}")
def form(page: Buyer, procedure: UUID, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """What is known of a procedure and from where, and the questions that remain."""
    about = _about(page, procedure)
    record = _so_far(page, about)
    if (parked := page.parked()) is not None:
        record = merged(data_contract(page, CONTRACT), about, record, parked)
        record = begun(about, record)
    return _shown(page, about, record)


@router.post("/werk/aanvullingen/{procedure}")
def save(sent: Annotated[Posted, Depends(posted)], procedure: UUID) -> HTMLResponse:
    """Keep the answers; what is asked next follows from them."""
    page = allowed("ingest:read", "ingest:write")(sent.page)
    about = _about(page, procedure)
    record = merged(data_contract(page, CONTRACT), about, _so_far(page, about), sent.fields)
    if sent.text("_again") is not None:
        return _shown(page, about, begun(about, record))
    state = sent.text("_state")
    record |= {"state": state if state in STATES else "draft"}
    if (reason := sent.text("_reason")) is not None:
        record["reason"] = reason
    version = about["senderVersion"]
    stated = sent.text("_version")
    if stated is not None and stated.isdecimal():
        version = int(stated)
    try:
        kept = keep(page, COLLECTION, record["senderKey"], record, version=version)
    except Refused as refused:
        if refused.status in (codes.UNAUTHORIZED, codes.FORBIDDEN):
            raise
        told = list(refused.told) or [Told("", refused.detail)]
        return _shown(page, about, begun(about, record), told=told, status=codes.UNPROCESSABLE_ENTITY)
    after = _about(page, procedure)
    return _shown(page, after, _so_far(page, after), told=kept.remarks, kept=kept)


def _about(page: Page, procedure: UUID) -> Answer:
    return page.as_person.read("ingest", "/supplements", procedure=procedure)


def _so_far(page: Page, about: Answer) -> dict[str, Any]:
    """The newest supplement of the procedure, when there is one that was not withdrawn."""
    record = known(page, COLLECTION, about["senderKey"]) if about["senderKey"] else None
    content: Mapping[str, Any] | None = None if record is None or record.state == "withdrawn" else record.content
    return begun(about, {**content, "senderKey": about["senderKey"]} if content else None)


def _shown(
    page: Page,
    about: Answer,
    record: Mapping[str, Any],
    *,
    told: Sequence[Told] = (),
    kept: Kept | None = None,
    status: int = codes.OK,
) -> HTMLResponse:
    contract = data_contract(page, CONTRACT)
    maker = FormMaker(contract, page.language, page.say)
    listed = part(lambda: page.services.read("kpi", "/product-chains")).answer or {"items": ()}
    chains = {"/purchase/productChain": tuple((each["code"], page.text(each["names"])) for each in listed["items"])}
    questions = [
        with_choices(labelled(each, _question(page, each.question, each.lot), page.text(each.question["why"])), chains)
        for each in asked(maker, contract, about, record, by_place(told))
    ]
    return page.html(
        "supplements/templates/supplement.html",
        status=status,
        about=about,
        questions=questions,
        kept=kept,
        problems=summary_of(told, tuple(each.part for each in questions)),
    )


def _question(page: Page, question: Answer, lot: str | None) -> str:
    asked_of = page.text(question["question"])
    return asked_of if lot is None else page.say("%(question)s (perceel %(lot)s)") % {"question": asked_of, "lot": lot}
