"""Signing in and out."""

import logging
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from httpx import codes
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.faults import Missing, Refused
from dashboard.page.language import Language
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import Filters
from dashboard.sessions.cookies import Cookies
from dashboard.sessions.session import Person, Session
from dashboard.sessions.sessions import ParkedForms, Sessions
from dashboard.signing_in.guard import ThisForm
from dashboard.signing_in.openid import LONGEST_CODE, Issuer, PendingSignIns, SignedIn, SignInFailed
from dashboard.signing_in.own_addresses import own_address
from shared.identity.trusted_issuers import pseudonym

router = APIRouter()
_log = logging.getLogger(__name__)


class Asked(Filters):
    """Where to go afterwards, and at which issuer."""

    return_to: Annotated[str | None, Field(max_length=4000)] = None
    issuer: Annotated[str | None, Field(max_length=500)] = None


@router.get("/aanmelden")
def sign_in(page: ThisPage, asked: Annotated[Asked, Query()]) -> Response:
    """Go to the issuer; when there are more, choose one first."""
    issuers: Mapping[str, Issuer] = page.request.app.state.issuers
    return_to = own_address(asked.return_to)
    if page.session is not None:
        return _to(return_to)
    chosen = issuers.get(asked.issuer) if asked.issuer else None
    if chosen is None and len(issuers) == 1 and asked.issuer is None:
        [chosen] = issuers.values()
    if chosen is None:
        return page.html("signing_in/templates/choose.html", issuers=issuers, return_to=return_to)
    pending, address = chosen.begin(return_to, page.language)
    on_their_way: PendingSignIns = page.request.app.state.pending_sign_ins
    cookies: Cookies = page.request.app.state.cookies
    answer = _to(address)
    cookies.write(answer, "signing-in", on_their_way.add(pending))
    return answer


class Answered(Filters):
    """What the issuer sends somebody back with; it may say more than is looked at."""

    model_config = Filters.model_config | {"extra": "ignore"}

    state: Annotated[str, Field(max_length=500)] = ""
    code: Annotated[str, Field(max_length=LONGEST_CODE)] = ""
    iss: Annotated[str | None, Field(max_length=500)] = None


@router.get("/aanmelden/terug")
def come_back(request: Request, answered: Annotated[Answered, Query()]) -> Response:
    """Somebody comes back from the issuer: a new session under a new secret, whatever the browser brought."""
    state = request.app.state
    cookies: Cookies = state.cookies
    on_their_way: PendingSignIns = state.pending_sign_ins
    pending = on_their_way.take(cookies.read(request.cookies, "signing-in"))
    page = _page_in(request, "nl" if pending is None else pending.language)
    try:
        if pending is None:
            raise SignInFailed("nobody was on their way with this cookie")  # noqa: TRY301 - ends in the same page
        issuer: Issuer = state.issuers[pending.issuer]
        signed_in = issuer.finish(pending, state=answered.state, code=answered.code, issuer=answered.iss)
        session = _session(page, issuer, signed_in)
    except (SignInFailed, Refused) as failed:
        _log.warning("a sign-in failed: %s", failed)
        told = failed.detail if isinstance(failed, Refused) else None
        answer: Response = page.html("signing_in/templates/failed.html", status=codes.BAD_REQUEST, told=told)
    else:
        answer = _to(pending.return_to)
        sessions: Sessions = state.sessions
        _give_back(request, session)
        cookies.write(answer, "session", sessions.start(session, instead_of=cookies.read(request.cookies, "session")))
        cookies.forget(answer, "parked")
    cookies.forget(answer, "signing-in")
    return answer


@router.post("/afmelden")
def sign_out(form: ThisForm) -> Response:
    """End the session."""
    request = form.page.request
    cookies: Cookies = request.app.state.cookies
    sessions: Sessions = request.app.state.sessions
    sessions.end(cookies.read(request.cookies, "session") or "")
    answer = _to(form.page.link("/"))
    cookies.forget(answer, "session")
    return answer


def _session(page: Page, issuer: Issuer, signed_in: SignedIn) -> Session:
    """What the registry says of whoever holds this token; raises Refused when it does not take it."""
    me = _me(page, signed_in)
    party = me.get("party") or {}
    person = Person(
        issuer=issuer.terms.issuer,
        subject=signed_in.subject,
        roles=signed_in.roles,
        scopes=frozenset(me["scopes"]),
        pseudonym=pseudonym(issuer.terms.issuer, signed_in.subject),
        party=party.get("key"),
        party_name=party.get("name"),
    )
    return Session(person, signed_in.tokens, csrf=token_urlsafe(32), renew=issuer.renew)


def _me(page: Page, signed_in: SignedIn) -> Answer:
    services = page.services_of(lambda _service: {"Authorization": f"Bearer {signed_in.tokens.access}"})
    try:
        return services.read("registry", "/me")
    except Missing as missing:
        raise SignInFailed("the registry does not answer") from missing


def _give_back(request: Request, session: Session) -> None:
    """What was being filled in when an earlier session ended."""
    forms: ParkedForms = request.app.state.parked_forms
    cookies: Cookies = request.app.state.cookies
    parked = forms.take(cookies.read(request.cookies, "parked"), identity=session.person.identity)
    if parked is not None:
        session.park(parked.path, parked.fields)


def _page_in(request: Request, language: Language) -> Page:
    request.scope["ppds.language"] = language
    return Page(request)


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=codes.SEE_OTHER)
