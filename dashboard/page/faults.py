"""Pages for what goes wrong: each says what, which part is missing, what may have been meant, and where to go on."""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from httpx import codes
from starlette.exceptions import HTTPException

from dashboard.asking.faults import Missing, Refused, Told
from dashboard.page.language import with_language
from dashboard.page.page import Page
from shared.nearest import nearest

_LONGEST: Final = 200
_log = logging.getLogger(__name__)


class NotThere(Exception):
    """Nothing of this name is known; `alike` are addresses and names of what may have been meant."""

    def __init__(self, wanted: str, alike: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(f"nothing is known by {wanted!r}")
        self.wanted = wanted[:_LONGEST]
        self.alike = tuple(alike)


def install(app: FastAPI) -> None:
    """Let every fault end in a page."""
    app.add_exception_handler(Missing, _missing)  # type: ignore[arg-type]
    app.add_exception_handler(Refused, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(NotThere, _not_there)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _unknown_filter)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _broken)


def _missing(request: Request, fault: Missing) -> Response:
    answer = Page(request).html("page/templates/missing.html", status=503, service=fault.service)
    answer.headers["Retry-After"] = "10"
    return answer


def _refused(request: Request, fault: Refused) -> Response:
    page = Page(request)
    if fault.status == codes.NOT_FOUND:
        return _nothing(page, fault.detail)
    told = fault.told or (Told("", fault.detail),)
    return page.html("page/templates/refused.html", status=codes.BAD_REQUEST, told=told)


def _not_there(request: Request, fault: NotThere) -> Response:
    return _nothing(Page(request), fault.wanted, fault.alike)


def _nothing(page: Page, wanted: str, alike: tuple[tuple[str, str], ...] = ()) -> Response:
    return page.html("page/templates/not_there.html", status=codes.NOT_FOUND, detail=wanted, alike=alike)


def _unknown_filter(request: Request, fault: RequestValidationError) -> Response:
    page = Page(request)
    known = _known_filters(request)
    told = [_told(page.say, each, known) for each in fault.errors()]
    return page.html("page/templates/refused.html", status=400, told=told)


def _told(say: Callable[[str], str], error: dict[str, object], known: list[str]) -> Told:
    place = error.get("loc")
    name = str(place[-1])[:_LONGEST] if isinstance(place, tuple) and place else ""
    if error.get("type") != "extra_forbidden":
        value = str(error.get("input"))[:_LONGEST]
        return Told(name, say("De waarde %(value)s past hier niet.") % {"value": repr(value)})
    meant = nearest(name, known)
    if meant:
        return Told(name, say("Dit filter bestaat hier niet. Bedoelt u %(meant)s?") % {"meant": meant})
    if known:
        return Told(name, say("Dit filter bestaat hier niet; er zijn: %(known)s.") % {"known": ", ".join(known)})
    return Told(name, say("Deze pagina heeft geen filters."))


def _known_filters(request: Request) -> list[str]:
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return []
    names: list[str] = []
    waiting: list[Dependant] = [route.dependant]
    while waiting:
        each = waiting.pop()
        waiting += each.dependencies
        for field in each.query_params:
            fields = getattr(field.field_info.annotation, "model_fields", None)
            names += [each.alias or name for name, each in fields.items()] if fields is not None else [field.alias]
    return names


def _http(request: Request, fault: HTTPException) -> Response:
    page = Page(request)
    if fault.status_code == codes.NOT_FOUND:
        return _nothing(page, request.scope["path"][:_LONGEST])
    answer = page.html("page/templates/refused.html", status=fault.status_code, told=[Told("", str(fault.detail))])
    answer.headers.update(fault.headers or {})
    return answer


def _broken(request: Request, fault: Exception) -> Response:
    _log.error("a page failed", exc_info=fault)
    # Whoever answers the last faults stands outside of what takes the language off the address.
    return Page(Request(with_language(request.scope))).html("page/templates/broken.html", status=500)
