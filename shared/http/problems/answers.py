"""From what went wrong to an HTTP answer: problem+json (RFC 9457).

NL API Design Rules: problem-details (every 4xx and 5xx), invalid-input (400, never 422), all-errors (all at once).
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg.errors import UniqueViolation
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.errors import (
    BadInput,
    Conflict,
    MalformedAuthorization,
    PpdsError,
    Refused,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from shared.http.problems.addresses import problem_address
from shared.http.problems.findings import MOST_FAULTS, as_fault
from shared.http.problems.types import ProblemType, type_for, type_of
from shared.procurement.field_rules import finding_of
from shared.procurement.finding import Finding, Language, Text

MEDIA_TYPE: Final = "application/problem+json"
REALM: Final = "ppds"

_log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Let this app answer every error it knows with a problem; in the loop itself, for none of them waits."""
    app.add_exception_handler(PpdsError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(IntegrityError, _collision)
    app.add_exception_handler(OperationalError, _database_away)
    app.add_exception_handler(PoolExhausted, _database_away)


def language(accept_language: str | None) -> Language:
    """Dutch or English by `Accept-Language` (RFC 9110 section 12.5.4); Dutch when neither is preferred."""
    weights = {"nl": 0.0, "en": 0.0}
    for part in (accept_language or "").lower().split(","):
        name, _, parameters = part.strip().partition(";")
        primary = name.partition("-")[0]
        if primary in weights:
            weights[primary] = max(weights[primary], _quality(parameters))
    return "en" if weights["en"] > weights["nl"] else "nl"


def problem(
    kind: ProblemType,
    *,
    nl: str,
    en: str,
    accept_language: str | None,
    errors: Sequence[Finding] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem answer in the language the caller prefers."""
    chosen = language(accept_language)
    content: dict[str, object] = {
        "type": problem_address(kind.name),
        "title": getattr(kind.title, chosen),
        "status": kind.status,
        "detail": nl if chosen == "nl" else en,
    }
    if errors:
        content["errors"] = [as_fault(error, chosen) for error in errors[:MOST_FAULTS]]
    return Response(
        orjson.dumps(content),
        status_code=kind.status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": chosen, **(headers or {})},
    )


def answer(error: PpdsError, *, accept_language: str | None) -> Response:
    """The problem answer for an error of the field."""
    return problem(
        type_of(error),
        nl=error.nl,
        en=error.en,
        accept_language=accept_language,
        errors=error.errors,
        headers=_headers(error),
    )


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, PpdsError)  # noqa: S101 - the handler is installed for this class
    return answer(error, accept_language=request.headers.get("accept-language"))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    refusal = BadInput(errors=tuple(finding_of(fault) for fault in error.errors()))
    return answer(refusal, accept_language=request.headers.get("accept-language"))


async def _http(request: Request, error: Exception) -> Response:
    """What the framework itself raises: no such path, no such method, an unreadable body."""
    assert isinstance(error, HTTPException)  # noqa: S101
    kind = type_for(error.status_code)
    said = _FRAMEWORK.get(error.status_code, kind.remedy)
    return problem(
        kind,
        nl=said.nl,
        en=said.en,
        accept_language=request.headers.get("accept-language"),
        headers=error.headers,
    )


_FRAMEWORK: Final[Mapping[int, Text]] = {
    404: Text(
        "Dit adres bestaat niet. Let op: een adres eindigt hier nooit op een schuine streep.",
        "This address does not exist. Note that addresses never end in a slash here.",
    ),
    405: Text(
        "Deze methode bestaat niet voor dit adres; de kopregel Allow noemt welke wel.",
        "This method does not exist for this address; the header Allow names those that do.",
    ),
    413: Text("De aanvraag is te groot.", "The request is too large."),
}


async def _unstorable(request: Request, error: Exception) -> Response:
    # A value that passed validation and that the database cannot hold: a number outside its range, a NUL character.
    _log.warning("a request held a value that cannot be stored: %s", type(error.__cause__).__name__)
    refusal = BadInput(
        nl="Een waarde in de aanvraag kan niet worden opgeslagen (een te groot getal of een verboden teken).",
        en="A value in the request cannot be stored (a number too large or a forbidden character).",
    )
    return answer(refusal, accept_language=request.headers.get("accept-language"))


async def _collision(request: Request, error: Exception) -> Response:
    if not isinstance(error, IntegrityError) or not isinstance(error.orig, UniqueViolation):
        raise error
    refusal = Conflict(
        nl="Dit bestaat al; een andere aanvraag was net eerder.",
        en="This exists already; another request came just before.",
    )
    return answer(refusal, accept_language=request.headers.get("accept-language"))


async def _database_away(request: Request, error: Exception) -> Response:
    _log.error("the database did not answer: %s", type(error.__cause__ or error).__name__)
    refusal = Unavailable(
        nl="De opslag is nu niet bereikbaar of te druk; probeer het over enkele seconden opnieuw.",
        en="Storage cannot be reached now or is too busy; try again in a few seconds.",
    )
    return answer(refusal, accept_language=request.headers.get("accept-language"))


def _headers(error: PpdsError) -> dict[str, str]:
    if isinstance(error, TooManyRequests | Unavailable):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, MalformedAuthorization):
        return {"WWW-Authenticate": _challenge("invalid_request", None)}
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": _challenge(error.error, error.scope)}
    if isinstance(error, Refused) and error.scope:
        return {"WWW-Authenticate": _challenge("insufficient_scope", error.scope)}
    return {}


def _challenge(error: str | None, scope: str | None) -> str:
    """RFC 6750 section 3.1: a request without any token, or by another scheme, gets no error code."""
    parts = [f'realm="{REALM}"']
    if error:
        parts.append(f'error="{error}"')
    if scope:
        parts.append(f'scope="{scope}"')
    return "Bearer " + ", ".join(parts)


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
