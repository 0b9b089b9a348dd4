"""The types of problem: the one table from error to type, status, title and what to do (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.errors import (
    BadInput,
    Conflict,
    MalformedAuthorization,
    NotFound,
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
from shared.procurement.finding import Text


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A type of problem by its name in its address; `error` is what raises it, None when the framework does."""

    name: str
    status: int
    title: Text
    remedy: Text
    error: type[PpdsError] | None = None


PROBLEM_TYPES: Final = (
    ProblemType(
        "invalid-request",
        400,
        Text("De aanvraag klopt niet", "The request is not valid"),
        Text(
            "Herstel wat in errors staat; elke fout noemt zijn plaats.",
            "Correct what errors says; each fault names its place.",
        ),
        BadInput,
    ),
    ProblemType(
        "malformed-authorization",
        400,
        Text("De aanmelding klopt niet", "The authorization is malformed"),
        Text(
            "Stuur het token in een header Authorization: Bearer.",
            "Send the token in one header Authorization: Bearer.",
        ),
        MalformedAuthorization,
    ),
    ProblemType(
        "not-authenticated",
        401,
        Text("Niet aangemeld", "Not authenticated"),
        Text(
            "Vraag een nieuw toegangstoken aan bij het register en stuur dat mee.",
            "Ask the registry for a new access token and send it along.",
        ),
        Unauthenticated,
    ),
    ProblemType(
        "refused",
        403,
        Text("Geweigerd", "Refused"),
        Text(
            "Vraag de beheerder om de scope of het mandaat dat hiervoor nodig is.",
            "Ask the administrator for the scope or mandate that this needs.",
        ),
        Refused,
    ),
    ProblemType(
        "not-found",
        404,
        Text("Niet gevonden", "Not found"),
        Text(
            "Controleer het adres; wat van een ander is, bestaat voor u niet.",
            "Check the address; what belongs to another does not exist for you.",
        ),
        NotFound,
    ),
    ProblemType(
        "method-not-allowed",
        405,
        Text("Deze methode bestaat hier niet", "This method does not exist here"),
        Text("Gebruik een methode uit de header Allow.", "Use a method of the header Allow."),
    ),
    ProblemType(
        "not-acceptable",
        406,
        Text("Deze vorm is niet beschikbaar", "This form is not available"),
        Text(
            "Vraag een vorm die dit adres geeft, of laat Accept weg.",
            "Ask for a form that this address gives, or leave out Accept.",
        ),
    ),
    ProblemType(
        "too-slow",
        408,
        Text("Te traag", "Too slow"),
        Text("Stuur de inhoud sneller of in delen.", "Send the content faster, or in parts."),
        TooSlow,
    ),
    ProblemType(
        "conflict",
        409,
        Text("Botst met wat er al staat", "Collides with what already stands"),
        Text("Lees eerst wat er staat en pas de aanvraag daarop aan.", "Read what stands and make the request fit it."),
        Conflict,
    ),
    ProblemType(
        "changed-meanwhile",
        412,
        Text("Intussen gewijzigd", "Changed in the meantime"),
        Text(
            "Haal de nieuwste versie op en stuur haar ETag mee in If-Match.",
            "Fetch the newest version and send its ETag in If-Match.",
        ),
        PreconditionFailed,
    ),
    ProblemType(
        "too-large",
        413,
        Text("Te groot", "Too large"),
        Text("Stuur het in delen.", "Send it in parts."),
        TooLarge,
    ),
    ProblemType(
        "unsupported-media",
        415,
        Text("Deze vorm wordt hier niet gelezen", "This form is not read here"),
        Text(
            "Stuur een vorm die het adres volgens de API-beschrijving leest, met het juiste Content-Type.",
            "Send a form that the API description names for this address, with its Content-Type.",
        ),
        UnsupportedMedia,
    ),
    ProblemType(
        "range-beyond-end",
        416,
        Text("Dit bereik ligt voorbij het eind", "This range lies beyond the end"),
        Text(
            "Content-Range zegt hoe lang het bestand is; vraag een deel daarvan.",
            "Content-Range says how long the file is; ask for a part of that.",
        ),
    ),
    ProblemType(
        "condition-missing",
        428,
        Text("Er ontbreekt een voorwaarde", "A condition is missing"),
        Text("Stuur If-Match met de ETag van uw versie mee.", "Send If-Match with the ETag of your version."),
        PreconditionRequired,
    ),
    ProblemType(
        "too-many-requests",
        429,
        Text("Te veel aanvragen", "Too many requests"),
        Text("Wacht zo lang als Retry-After zegt.", "Wait as long as Retry-After says."),
        TooManyRequests,
    ),
    ProblemType(
        "headers-too-large",
        431,
        Text("De kopregels zijn te groot", "The header fields are too large"),
        Text("Stuur minder of kortere kopregels.", "Send fewer or shorter header fields."),
    ),
    ProblemType(
        "internal-error",
        500,
        Text("Er ging iets mis bij ons", "Something went wrong on our side"),
        Text(
            "Probeer het later opnieuw, of meld het met het nummer dat erbij staat.",
            "Try again later, or report it with the number it names.",
        ),
    ),
    ProblemType(
        "unavailable",
        503,
        Text("Nu niet beschikbaar", "Not available now"),
        Text("Wacht zo lang als Retry-After zegt.", "Wait as long as Retry-After says."),
        Unavailable,
    ),
)
_OF_ERROR: Final[Mapping[type[PpdsError], ProblemType]] = {
    problem.error: problem for problem in PROBLEM_TYPES if problem.error is not None
}
_OF_STATUS: Final[Mapping[int, ProblemType]] = {problem.status: problem for problem in reversed(PROBLEM_TYPES)}


def type_of(error: PpdsError) -> ProblemType:
    """The type of problem that this error is."""
    return next(_OF_ERROR[kind] for kind in type(error).__mro__ if kind in _OF_ERROR)


def type_for(status: int) -> ProblemType:
    """The type of problem that the framework means by this status; of any other status its class."""
    return _OF_STATUS.get(status, _OF_STATUS[400] if status < 500 else _OF_STATUS[500])  # noqa: PLR2004 - RFC 9110
