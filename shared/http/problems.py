"""From what went wrong to an HTTP answer: the one table from error to status, and problem+json (RFC 9457).

NL API Design Rules: problem-details (every 4xx and 5xx), invalid-input (400, never 422), all-errors (all at once).
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Final, Literal

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
    FieldError,
    MalformedAuthorization,
    NotFound,
    Place,
    PpdsError,
    PreconditionFailed,
    PreconditionRequired,
    Refused,
    TooLarge,
    TooManyRequests,
    TooSlow,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)

MEDIA_TYPE: Final = "application/problem+json"
REALM: Final = "ppds"
MOST_ERRORS: Final = 100
"""More faults than this in one request are cut off: a body of a million faults must not give a million sentences."""

STATUS: Final[Mapping[type[PpdsError], int]] = {
    BadInput: 400,
    MalformedAuthorization: 400,
    Unauthenticated: 401,
    Refused: 403,
    NotFound: 404,
    TooSlow: 408,
    Conflict: 409,
    PreconditionFailed: 412,
    TooLarge: 413,
    UnsupportedMedia: 415,
    PreconditionRequired: 428,
    TooManyRequests: 429,
    Unavailable: 503,
}

TITLE: Final[Mapping[int, tuple[str, str]]] = {
    400: ("De aanvraag klopt niet", "The request is not valid"),
    401: ("Niet aangemeld", "Not authenticated"),
    403: ("Geweigerd", "Refused"),
    404: ("Niet gevonden", "Not found"),
    405: ("Deze methode bestaat hier niet", "This method does not exist here"),
    406: ("Deze vorm is niet beschikbaar", "This form is not available"),
    408: ("Te traag", "Too slow"),
    409: ("Botst met wat er al staat", "Collides with what already stands"),
    412: ("Intussen gewijzigd", "Changed in the meantime"),
    413: ("Te groot", "Too large"),
    415: ("Deze vorm wordt hier niet gelezen", "This form is not read here"),
    428: ("Er ontbreekt een voorwaarde", "A condition is missing"),
    429: ("Te veel aanvragen", "Too many requests"),
    431: ("De kopregels zijn te groot", "The header fields are too large"),
    500: ("Er ging iets mis bij ons", "Something went wrong on our side"),
    503: ("Nu niet beschikbaar", "Not available now"),
}

_DUTCH: Final[Mapping[str, str]] = {
    "missing": "Dit veld is verplicht.",
    "extra_forbidden": "Dit veld bestaat hier niet.",
    "string_type": "Hier hoort tekst.",
    "string_too_short": "De tekst is te kort: ten minste {min_length} tekens.",
    "string_too_long": "De tekst is te lang: ten hoogste {max_length} tekens.",
    "string_pattern_mismatch": "De tekst heeft niet de vorm {pattern}.",
    "int_type": "Hier hoort een geheel getal.",
    "int_parsing": "Hier hoort een geheel getal.",
    "int_from_float": "Hier hoort een geheel getal.",
    "float_parsing": "Hier hoort een getal.",
    "decimal_parsing": "Hier hoort een getal.",
    "finite_number": "Hier hoort een eindig getal.",
    "bool_parsing": "Hier hoort true of false.",
    "bool_type": "Hier hoort true of false.",
    "date_from_datetime_parsing": "Hier hoort een dag, als 2025-12-31.",
    "date_parsing": "Hier hoort een dag, als 2025-12-31.",
    "datetime_parsing": "Hier hoort een tijdstip, als 2025-12-31T23:59:59Z.",
    "datetime_from_date_parsing": "Hier hoort een tijdstip, als 2025-12-31T23:59:59Z.",
    "timezone_aware": "Het tijdstip mist de tijdzone, als 2025-12-31T23:59:59Z.",
    "uuid_parsing": "Hier hoort een UUID.",
    "enum": "Hier hoort een van: {expected}.",
    "literal_error": "Hier hoort een van: {expected}.",
    "greater_than_equal": "Ten minste {ge}.",
    "less_than_equal": "Ten hoogste {le}.",
    "greater_than": "Meer dan {gt}.",
    "less_than": "Minder dan {lt}.",
    "list_type": "Hier hoort een lijst.",
    "too_short": "De lijst is te kort: ten minste {min_length}.",
    "too_long": "De lijst is te lang: ten hoogste {max_length}.",
    "model_attributes_type": "Hier hoort een object.",
    "dict_type": "Hier hoort een object.",
}

_PLACES: Final[Mapping[str, Place]] = {"body": "body", "query": "query", "path": "path", "header": "header"}
_log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Let this app answer every error it knows with a problem."""
    app.add_exception_handler(PpdsError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(IntegrityError, _collision)
    app.add_exception_handler(OperationalError, _database_away)
    app.add_exception_handler(PoolExhausted, _database_away)


def language(accept_language: str | None) -> Literal["nl", "en"]:
    """Dutch or English by `Accept-Language` (RFC 9110 section 12.5.4); Dutch when neither is preferred."""
    weights = {"nl": 0.0, "en": 0.0}
    for part in (accept_language or "").lower().split(","):
        name, _, parameters = part.strip().partition(";")
        primary = name.partition("-")[0]
        if primary in weights:
            weights[primary] = max(weights[primary], _quality(parameters))
    return "en" if weights["en"] > weights["nl"] else "nl"


def problem(
    status: int,
    *,
    nl: str,
    en: str,
    accept_language: str | None,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem answer in the language the caller prefers."""
    chosen = language(accept_language)
    title = TITLE.get(status, TITLE[400] if status < 500 else TITLE[500])  # noqa: PLR2004 - the border of RFC 9110
    content: dict[str, object] = {
        "type": "about:blank",
        "title": title[0] if chosen == "nl" else title[1],
        "status": status,
        "detail": nl if chosen == "nl" else en,
    }
    if errors:
        content["errors"] = [
            {
                "in": error.location_in,
                "location": error.location,
                "code": error.code,
                "detail": error.sentence(chosen),
            }
            for error in errors[:MOST_ERRORS]
        ]
    return Response(
        orjson.dumps(content),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": chosen, **(headers or {})},
    )


def answer(error: PpdsError, *, accept_language: str | None) -> Response:
    """The problem answer for an error of the field."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return problem(
        status,
        nl=error.nl,
        en=error.en,
        accept_language=accept_language,
        errors=error.errors,
        headers=_headers(error),
    )


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, PpdsError)  # noqa: S101 - the handler is installed for this class
    return answer(error, accept_language=request.headers.get("accept-language"))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    accept_language = request.headers.get("accept-language")
    dutch = language(accept_language) == "nl"
    faults = error.errors()
    summary = BadInput(
        nl=f"De aanvraag heeft {len(faults)} fout(en); zie errors.",
        en=f"The request has {len(faults)} error(s); see errors.",
        errors=tuple(_fault(fault, dutch=dutch) for fault in faults[:MOST_ERRORS]),
    )
    return answer(summary, accept_language=accept_language)


def _fault(fault: Mapping[str, object], *, dutch: bool) -> FieldError:
    where = fault["loc"]
    steps = [str(step) for step in where] if isinstance(where, tuple | list) else []
    place = _PLACES.get(steps[0] if steps else "body", "header")
    inner = steps[1:]
    kind = str(fault["type"])
    pointer = "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in inner)
    sentence = _sentence(kind, fault) if dutch else str(fault["msg"]).removeprefix("Value error, ")
    where_in = pointer if place == "body" else ".".join(inner)
    return FieldError(place, where_in, kind.replace("_", "-"), sentence, nl=sentence if dutch else None)


def _sentence(kind: str, fault: Mapping[str, object]) -> str:
    context = fault.get("ctx")
    phrase = _DUTCH.get(kind)
    if phrase is None:
        return str(fault["msg"]).removeprefix("Value error, ")
    return phrase.format_map(context if isinstance(context, dict) else {})


def _http(request: Request, error: Exception) -> Response:
    """What the framework itself raises: no such path, no such method, an unreadable body."""
    assert isinstance(error, HTTPException)  # noqa: S101
    nl, en = _FRAMEWORK.get(error.status_code, (TITLE[400][0] + ".", TITLE[400][1] + "."))
    return problem(
        error.status_code,
        nl=nl,
        en=en,
        accept_language=request.headers.get("accept-language"),
        headers=error.headers,
    )


_FRAMEWORK: Final[Mapping[int, tuple[str, str]]] = {
    404: (
        "Dit adres bestaat niet. Let op: een adres eindigt hier nooit op een schuine streep.",
        "This address does not exist. Note that addresses never end in a slash here.",
    ),
    405: (
        "Deze methode bestaat niet voor dit adres; de kopregel Allow noemt welke wel.",
        "This method does not exist for this address; the header Allow names those that do.",
    ),
    413: ("De aanvraag is te groot.", "The request is too large."),
}


def _unstorable(request: Request, error: Exception) -> Response:
    # A value that passed validation and that the database cannot hold: a number outside its range, a NUL character.
    _log.warning("a request held a value that cannot be stored: %s", type(error.__cause__).__name__)
    refusal = BadInput(
        nl="Een waarde in de aanvraag kan niet worden opgeslagen (een te groot getal of een verboden teken).",
        en="A value in the request cannot be stored (a number too large or a forbidden character).",
    )
    return answer(refusal, accept_language=request.headers.get("accept-language"))


def _collision(request: Request, error: Exception) -> Response:
    if not isinstance(error, IntegrityError) or not isinstance(error.orig, UniqueViolation):
        raise error
    refusal = Conflict(
        nl="Dit bestaat al; een andere aanvraag was net eerder.",
        en="This exists already; another request came just before.",
    )
    return answer(refusal, accept_language=request.headers.get("accept-language"))


def _database_away(request: Request, error: Exception) -> Response:
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
