"""Who may see a page of work, and which posted forms are believed.

A form counts when the browser says that our own page sent it, when somebody is signed in, and when it carries the
token of that session. Whoever turns out to be signed out loses nothing: what was filled in is kept half an hour.
"""

from collections.abc import Callable
from secrets import compare_digest
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from httpx import codes

from dashboard.asking.faults import TokenNotTaken, Told
from dashboard.page.page import Page, ThisPage
from dashboard.sessions.cookies import Cookies
from dashboard.sessions.session import Fields, Session, SessionOver
from dashboard.sessions.sessions import ParkedForm, ParkedForms, Sessions

CSRF: Final = "csrf"
LARGEST: Final = 262_144
MOST_FIELDS: Final = 3_000


class SignInNeeded(Exception):
    """Nobody is signed in; `parked` is what was filled in, if anything."""

    def __init__(self, parked: Fields | None = None) -> None:
        super().__init__("nobody is signed in")
        self.parked = parked


class NotYours(Exception):
    """Whoever is signed in may not do this; `scopes` they would need."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__(f"needed: {' '.join(scopes)}")
        self.scopes = scopes


class Disbelieved(Exception):
    """A posted form that our own page did not send; nothing was done with it."""


class FormOutdated(Exception):
    """A form of an earlier session of the same person; it is shown again to be sent anew."""


class Posted:
    """A form that somebody sent from one of our pages."""

    def __init__(self, page: Page, session: Session, fields: Fields) -> None:
        self.page = page
        self.session = session
        self.fields = fields

    def text(self, name: str) -> str | None:
        """What stands in a field, without what is around it; None when it is empty."""
        for field, value in self.fields:
            if field == name:
                return value.strip() or None
        return None

    def texts(self, name: str) -> list[str]:
        """Everything that stands in the fields of this name."""
        return [value.strip() for field, value in self.fields if field == name and value.strip()]


def signed_in(page: ThisPage) -> Page:
    """A page of somebody; raises SignInNeeded."""
    if page.session is None:
        raise SignInNeeded
    return page


OwnPage = Annotated[Page, Depends(signed_in)]
"""A page that only somebody who is signed in sees."""


def allowed(*scopes: str) -> Callable[[Page], Page]:
    """A dependency: a page of somebody who has all these scopes; raises SignInNeeded and NotYours."""

    def page_of(page: OwnPage) -> Page:
        if page.session is None or not page.session.may(scopes):
            raise NotYours(scopes)
        return page

    return page_of


async def posted(request: Request, page: ThisPage) -> Posted:
    """The form that was sent; raises Disbelieved, SignInNeeded and FormOutdated."""
    demand_own_page(request)
    fields = await _fields(request)
    typed = tuple((name, value) for name, value in fields if name != CSRF)
    request.state.typed = typed
    session = page.session
    if session is None:
        raise SignInNeeded(typed)
    stated = next((value for name, value in fields if name == CSRF), "")
    if not compare_digest(stated.encode(), session.csrf.encode()):
        session.park(request.scope["path"], typed)
        raise FormOutdated
    return Posted(page, session, typed)


ThisForm = Annotated[Posted, Depends(posted)]


def install(app: FastAPI) -> None:
    """Let each of these end in a page."""
    app.add_exception_handler(SignInNeeded, _sign_in)  # type: ignore[arg-type]
    app.add_exception_handler(SessionOver, _over)  # type: ignore[arg-type]
    app.add_exception_handler(TokenNotTaken, _over)  # type: ignore[arg-type]
    app.add_exception_handler(NotYours, _not_yours)  # type: ignore[arg-type]
    app.add_exception_handler(Disbelieved, _disbelieved)  # type: ignore[arg-type]
    app.add_exception_handler(FormOutdated, _outdated)  # type: ignore[arg-type]


def demand_own_page(request: Request) -> None:
    """Raises Disbelieved for a form that our own page did not send.

    Browsers say from where a form comes; one that says nothing of it is no browser, and nobody's form.
    """
    sites = request.headers.getlist("sec-fetch-site")
    origins = request.headers.getlist("origin")
    own: str = request.app.state.settings.origin
    if not sites and not origins:
        raise Disbelieved
    if any(site != "same-origin" for site in sites) or any(origin != own for origin in origins):
        raise Disbelieved


async def _fields(request: Request) -> Fields:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Disbelieved
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise Disbelieved
    try:
        return tuple(
            parse_qsl(
                body.decode("ascii"),
                keep_blank_values=True,
                encoding="utf-8",
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
        )
    except ValueError as error:
        raise Disbelieved from error


def _sign_in(request: Request, fault: SignInNeeded) -> Response:
    page = Page(request)
    answer = page.html(
        "signing_in/templates/needed.html",
        status=codes.UNAUTHORIZED,
        kept=fault.parked is not None,
        file_chosen=getattr(request.state, "file_chosen", False),
        return_to=page.here(page.language),
    )
    if fault.parked is not None:
        sessions: Sessions = request.app.state.sessions
        forms: ParkedForms = request.app.state.parked_forms
        cookies: Cookies = request.app.state.cookies
        identity = sessions.identity_of_ended(cookies.read(request.cookies, "session"))
        secret = forms.park(ParkedForm(request.scope["path"], fault.parked, identity))
        cookies.write(answer, "parked", secret)
    return answer


def _over(request: Request, _fault: SessionOver | TokenNotTaken) -> Response:
    """The token ended while a page was being made; a form that was being sent is still at hand."""
    form: Fields | None = getattr(request.state, "typed", None)
    sessions: Sessions = request.app.state.sessions
    cookies: Cookies = request.app.state.cookies
    if secret := cookies.read(request.cookies, "session"):
        sessions.end(secret)
    return _sign_in(request, SignInNeeded(form))


def _not_yours(request: Request, fault: NotYours) -> Response:
    return Page(request).html("signing_in/templates/not_yours.html", status=codes.FORBIDDEN, scopes=fault.scopes)


def _disbelieved(request: Request, _fault: Disbelieved) -> Response:
    page = Page(request)
    told = [Told("", page.say("Dit formulier kwam niet van een pagina van dit dashboard; er is niets mee gedaan."))]
    return page.html("page/templates/refused.html", status=codes.FORBIDDEN, told=told)


def _outdated(request: Request, _fault: FormOutdated) -> Response:
    page = Page(request)
    return page.html(
        "signing_in/templates/outdated.html",
        status=codes.FORBIDDEN,
        again=page.here(page.language),
        file_chosen=getattr(request.state, "file_chosen", False),
    )
