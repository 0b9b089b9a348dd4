"""A form for every record of one's own: new, a next version, or withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from httpx import codes
from pydantic import Field

from dashboard.asking.faults import Refused, Told
from dashboard.forms.contracts import data_contract
from dashboard.forms.keeping import STATES, Kept, keep, known
from dashboard.forms.maker import FormMaker, record_of
from dashboard.forms.problems import by_place, summary_of
from dashboard.page.faults import NotThere
from dashboard.page.page import Page
from dashboard.page.period import Filters
from dashboard.records.kinds import FORMS, RecordForm
from dashboard.signing_in.guard import NotYours, OwnPage, Posted, posted
from shared.nearest import nearest

router = APIRouter()


class Asked(Filters):
    """Which record; without a key a new one, that begins with what is stated of it."""

    key: Annotated[str | None, Field(max_length=100)] = None
    contract: Annotated[str | None, Field(max_length=100)] = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form shows: the record so far, its version, and what was said of it."""

    content: Mapping[str, Any]
    version: int | None = None
    told: Sequence[Told] = ()
    kept: Kept | None = None
    state: str | None = None


@router.get("/werk/formulier/{kind}")
def form(page: OwnPage, kind: str, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """The form of a record; with a key filled in with its newest version."""
    stated = _form_of(page, kind)
    if (parked := page.parked()) is not None:
        contract = data_contract(page, stated.contract)
        return _shown(page, stated, Filled(record_of(contract, parked), version=_version(dict(parked))))
    if asked.key is None:
        begun = {"contract": asked.contract} if asked.contract and kind == "nakoming" else {}
        return _shown(page, stated, Filled(begun))
    record = known(page, stated.collection, asked.key)
    if record is None:
        raise NotThere(asked.key)
    return _shown(page, stated, Filled(record.content, version=record.version, state=record.state))


@router.post("/werk/formulier/{kind}")
def save(sent: Annotated[Posted, Depends(posted)], kind: str) -> HTMLResponse:
    """Keep what was filled in; what the service says is wrong stands at its field."""
    page = sent.page
    stated = _form_of(page, kind)
    contract = data_contract(page, stated.contract)
    filled = Filled(record_of(contract, sent.fields), version=_version(dict(sent.fields)), state=sent.text("_was"))
    if sent.text("_again") is not None:
        return _shown(page, stated, filled)
    key = str(filled.content.get("senderKey") or "")
    if not key:
        told = [Told("/senderKey", page.say("Geef het record een eigen sleutel; die blijft gelijk voor elke versie."))]
        return _shown(page, stated, replace(filled, told=told), status=codes.UNPROCESSABLE_ENTITY)
    try:
        kept = keep(page, stated.collection, key, _whole(page, stated, sent, filled), version=filled.version)
    except Refused as refused:
        if refused.status in (codes.UNAUTHORIZED, codes.FORBIDDEN):
            raise
        told = list(refused.told) or [Told("", refused.detail)]
        return _shown(page, stated, replace(filled, told=told), status=codes.UNPROCESSABLE_ENTITY)
    shown = Filled(filled.content, version=kept.version, told=kept.remarks, kept=kept, state=kept.state)
    return _shown(page, stated, shown)


def _whole(page: Page, stated: RecordForm, sent: Posted, filled: Filled) -> dict[str, Any]:
    """The record to keep: what was filled in, how far it is, and what of the version before has no field."""
    state = sent.text("_state")
    whole = {**filled.content, "state": state if state in STATES else "draft"}
    if (reason := sent.text("_reason")) is not None:
        whole["reason"] = reason
    if filled.version is not None:
        before = known(page, stated.collection, str(filled.content["senderKey"]))
        if before is not None and "buyer" in before.content:
            whole["buyer"] = before.content["buyer"]
    return whole


def _form_of(page: Page, kind: str) -> RecordForm:
    stated = FORMS.get(kind)
    if stated is None:
        alike = nearest(kind, FORMS)
        raise NotThere(kind, [(f"/werk/formulier/{alike}", page.say(FORMS[alike].words))] if alike else [])
    if page.session is None or not (
        page.session.may(["ingest:write"]) or (stated.suppliers and page.session.may(["ingest:supplier"]))
    ):
        raise NotYours(("ingest:write",))
    return stated


def _version(fields: Mapping[str, str]) -> int | None:
    stated = fields.get("_version", "")
    return int(stated) if stated.isdecimal() else None


def _shown(page: Page, stated: RecordForm, filled: Filled, *, status: int = codes.OK) -> HTMLResponse:
    maker = FormMaker(data_contract(page, stated.contract), page.language, page.say)
    parts = maker.parts(filled.content, problems=by_place(filled.told))
    return page.html(
        "records/templates/record.html",
        status=status,
        form=stated,
        filled=filled,
        fields_parts=parts,
        problems=summary_of(filled.told, parts),
    )
