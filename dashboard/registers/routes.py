"""Registers for those who keep them: the list, each record with what may be done, and the form of every act."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from httpx import codes

from dashboard.asking.answers import Answer
from dashboard.asking.faults import Refused
from dashboard.page.faults import NotThere
from dashboard.page.language import sentence
from dashboard.page.page import Page
from dashboard.registers.kept import access, asking, meaning, parties, publishing, trails
from dashboard.registers.naming import named
from dashboard.registers.posted import Unfit, query_of, request_of
from dashboard.registers.register import Act, Register
from dashboard.registers.view import acts_for, addressed, initial, may, row_of
from dashboard.signing_in.guard import NotYours, OwnPage, ThisForm
from shared.nearest import nearest

router = APIRouter()

REGISTERS: Final = {
    each.key: each for module in (parties, access, meaning, publishing, asking, trails) for each in module.REGISTERS
}
GROUPS: Final = (
    (parties, sentence("Wie is wie")),
    (access, sentence("Wie mag wat")),
    (meaning, sentence("Wat cijfers betekenen")),
    (publishing, sentence("Wanneer cijfers vaststaan")),
    (asking, sentence("Wat van de markt gevraagd wordt")),
    (trails, sentence("Wie deed wat")),
)
_DONE: Final = "gedaan"


@router.get("/werk/registers")
def registers(page: OwnPage) -> HTMLResponse:
    """Every register that this person may see, in groups."""
    groups = [
        (page.say(words), [each for each in module.REGISTERS if may(page, each.scopes)]) for module, words in GROUPS
    ]
    return page.html("registers/templates/registers.html", groups=[group for group in groups if group[1]])


@router.get("/werk/registers/{key}")
def register(page: OwnPage, key: str, request: Request) -> HTMLResponse:
    """A page of one register, newest or in its own order, with what may be started here."""
    shown = _register(page, key)
    asked = {name: request.query_params.get(name) for name in (*(each.place for each in shown.filters), "cursor")}
    stated = {name: value for name, value in asked.items() if value}
    answer = page.as_person.ask(shown.service, shown.path, {**shown.query, **stated, "limit": _limit(shown)})
    return page.html(
        "registers/templates/register.html",
        register=shown,
        rows=[row_of(page, shown, each) for each in answer["items"]],
        next=answer.get("next"),
        asked=asked,
        start=acts_for(page, shown, None),
        done=request.query_params.get(_DONE),
    )


@router.get("/werk/registers/{key}/record")
def record(page: OwnPage, key: str, id: str, request: Request) -> HTMLResponse:  # noqa: A002 - its name in the address
    """One record whole, with the acts that may be taken on it."""
    shown = _register(page, key)
    found = _record(page, shown, id)
    return page.html(
        "registers/templates/record.html",
        register=shown,
        row=row_of(page, shown, found),
        whole=orjson.dumps(dict(found), option=orjson.OPT_INDENT_2).decode(),
        acts=acts_for(page, shown, found),
        done=request.query_params.get(_DONE),
    )


@router.get("/werk/registers/{key}/handeling/{act}")
def form(page: OwnPage, key: str, act: str, id: str | None = None) -> HTMLResponse:  # noqa: A002 - as above
    """The form of an act."""
    shown, wanted = _act(page, key, act)
    found = None if id is None else _record(page, shown, id)
    kept = dict(page.parked() or ())
    values = {each.place: kept.get(each.place, initial(each, found)) for each in wanted.fields}
    return _form(page, shown, wanted, found, values=values)


@router.post("/werk/registers/{key}/handeling/{act}")
def take(page: OwnPage, form: ThisForm, key: str, act: str, id: str | None = None) -> Response:  # noqa: A002 - as above
    """Take an act: the request goes to the service with the person's own token, and its answer comes back here."""
    shown, wanted = _act(page, key, act)
    values = dict(form.fields)
    found = None if id is None else _record(page, shown, id)
    bodies = named(page.as_person, wanted, values)
    if bodies.several:
        faults = {place: page.say(words) for place, words in bodies.faults.items()}
        return _form(page, shown, wanted, found, values=values, faults=faults, several=bodies.several)
    try:
        page.as_person.call(
            wanted.method,
            shown.service,
            addressed(wanted.path, found, bodies.values),
            query=tuple(query_of(wanted, values).items()),
            headers=_headers(page, shown, wanted, found, values),
            **_body(wanted, bodies.values),
        )
    except Unfit as unfit:
        faults = {place: page.say(words) for place, words in unfit.faults.items()}
        return _form(page, shown, wanted, found, values=values, faults=faults)
    except Refused as refused:
        return _refused(page, shown, wanted, found, values, refused)
    where = f"/werk/registers/{key}"
    if found is not None and shown.record is not None:
        return RedirectResponse(page.link(f"{where}/record", id=id, gedaan=act), status_code=codes.SEE_OTHER)
    return RedirectResponse(page.link(where, gedaan=act), status_code=codes.SEE_OTHER)


def _refused(
    page: Page, shown: Register, act: Act, found: Answer | None, values: Mapping[str, str], refused: Refused
) -> HTMLResponse:
    """The form again, each fault at its field; what belongs to none stands on top."""
    places = {each.pointer: each.place for each in act.fields}
    faults: dict[str, str] = {}
    others: list[str] = []
    for told in refused.told:
        place = next((place for pointer, place in places.items() if told.location.startswith(pointer)), None)
        if place is None:
            others.append(told.detail)
        else:
            faults[place] = told.detail
    if not refused.told:
        others.append(refused.detail)
    return _form(page, shown, act, found, values=values, faults=faults, others=others)


def _form(
    page: Page,
    shown: Register,
    act: Act,
    found: Answer | None,
    *,
    values: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    others: list[str] | None = None,
    several: Mapping[str, list[tuple[str, str]]] | None = None,
) -> HTMLResponse:
    wrong = bool(faults or others)
    return page.html(
        "registers/templates/act.html",
        status=codes.BAD_REQUEST if wrong else codes.OK,
        register=shown,
        act=act,
        row=None if found is None else row_of(page, shown, found),
        values=values,
        faults=faults or {},
        others=others or [],
        several=several or {},
    )


def _register(page: Page, key: str) -> Register:
    shown: Register | None = REGISTERS.get(key)
    if shown is None:
        alike = nearest(key, REGISTERS)
        raise NotThere(key, [(f"/werk/registers/{alike}", page.say(REGISTERS[alike].words))] if alike else [])
    if not may(page, shown.scopes):
        raise NotYours(shown.scopes)
    return shown


def _act(page: Page, key: str, act: str) -> tuple[Register, Act]:
    shown = _register(page, key)
    wanted = shown.act(act)
    if wanted is None:
        raise NotThere(act)
    if not may(page, wanted.scopes):
        raise NotYours(wanted.scopes)
    return shown, wanted


def _record(page: Page, shown: Register, id_: str) -> Answer:
    """A record by its own address; of a register without one, from its list."""
    if shown.record is not None:
        found = page.as_person.read(shown.service, addressed(shown.record, {shown.id: id_}, {}))
        return {shown.id: id_, **found}
    for each in page.as_person.items(shown.service, shown.path, **shown.query):
        if str(each.get(shown.id)) == id_:
            return each
    raise NotThere(id_)


def _headers(page: Page, shown: Register, act: Act, found: Answer | None, values: Mapping[str, str]) -> dict[str, str]:
    headers = {} if act.document is None else {"Content-Type": act.media}
    if act.versioned:
        path = act.path.rpartition("/")[0]
        answer = page.as_person.call("GET", shown.service, addressed(path, found, values))
        headers["If-Match"] = answer.headers.get("ETag", "")
    return headers


def _limit(shown: Register) -> int | None:
    return None if shown.path in {"/signing-keys", "/reference-lists", "/terms", "/factor-sets"} else 50


def _body(act: Act, values: Mapping[str, str]) -> dict[str, Any]:
    if act.document is not None:
        return {"content": values.get(act.document, "").replace("\r\n", "\n").encode()}
    return {"json": request_of(act, values)} if act.fields else {}
