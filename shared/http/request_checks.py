"""What a request must be before its route sees it: in a form that is read, at an address that can be kept."""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import Scope

from shared.errors import BadInput, TooLarge, UnsupportedMedia
from shared.http.contract import Operation, is_listed, media_type
from shared.http.json_bodies import NUL_CHARACTER
from shared.http.problems.answers import problem
from shared.http.problems.findings import MOST_FAULTS
from shared.http.problems.types import type_for
from shared.nearest import meant
from shared.procurement.finding import Rule, Severity, Text

UNKNOWN_PARAMETER: Final = Rule(
    "unknown-parameter",
    Severity.ERROR,
    "De parameter {name} bestaat op dit adres niet.",
    "The parameter {name} does not exist at this address.",
    Text("{meant}Wel: {known}.", "{meant}These do: {known}."),
)
_NONE: Final = Text("geen enkele", "none")
_LONGEST_NAME: Final = 60


def check_headers(operation: Operation, headers: Headers, *, method: str) -> None:
    """Refuse a body in a form that this operation does not read."""
    if not operation.consumes or not operation.described or method in ("GET", "HEAD"):
        return
    content_type = headers.get("content-type")
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if content_type is None and has_body:
        raise wrong_media(None, operation.consumes)
    if content_type is not None and not is_listed(media_type(content_type), operation.consumes):
        raise wrong_media(media_type(content_type), operation.consumes)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if operation.json_body and encoding != "identity":
        raise UnsupportedMedia(
            nl="Deze aanvraag wordt niet gecomprimeerd gelezen; laat Content-Encoding weg.",
            en="This request is not read in compressed form; leave out Content-Encoding.",
        )


def check_text(scope: Scope) -> None:
    """Refuse a NUL character in the address: no text in the database can hold it."""
    query: bytes = scope.get("query_string", b"")
    faults = []
    if "\0" in scope["path"]:
        faults.append(NUL_CHARACTER.within("path", ""))
    if b"%00" in query or b"\0" in query:
        faults.append(NUL_CHARACTER.within("query", ""))
    if faults:
        raise BadInput(errors=faults)


def check_parameters(operation: Operation, scope: Scope) -> None:
    """Refuse a parameter that this operation does not know: a filter with a typing mistake would filter nothing."""
    unknown = [name for name in QueryParams(scope["query_string"]) if name not in operation.parameters]
    if operation.described and unknown:
        known = ", ".join(operation.parameters) or _NONE
        named = [(name[:_LONGEST_NAME], meant(name, operation.parameters)) for name in unknown[:MOST_FAULTS]]
        raise BadInput(
            errors=[
                UNKNOWN_PARAMETER.within("query", name, name=repr(name), meant=alike, known=known)
                for name, alike in named
            ]
        )


def wrong_media(given: str | None, consumes: Sequence[str]) -> UnsupportedMedia:
    """The refusal of a body in a form that is not read."""
    known = ", ".join(consumes)
    if given is None:
        return UnsupportedMedia(
            nl=f"De kopregel Content-Type ontbreekt. Hier wordt gelezen: {known}.",
            en=f"The header Content-Type is missing. This is read here: {known}.",
        )
    return UnsupportedMedia(
        nl=f"De vorm in Content-Type wordt hier niet gelezen. Wel: {known}.",
        en=f"The form in Content-Type is not read here. These are: {known}.",
    )


def too_large(limit: int) -> TooLarge:
    """The refusal of a body that is larger than it may be."""
    return TooLarge(
        nl=f"Een JSON-bericht mag hier ten hoogste {limit} bytes zijn.",
        en=f"A JSON body may be at most {limit} bytes here.",
    )


def not_acceptable(operation: Operation, headers: Headers) -> Response:
    """The answer to a request that takes none of the forms there are."""
    known = ", ".join(operation.produces)
    return problem(
        type_for(406),
        nl=f"Dit adres antwoordt niet in een vorm die de kopregel Accept noemt. Wel in: {known}.",
        en=f"This address does not answer in a form that the header Accept names. It does in: {known}.",
        accept_language=headers.get("accept-language"),
    )


def no_such_method(allowed: Sequence[str], headers: Headers) -> Response:
    """The answer to a method that this address does not have."""
    return problem(
        type_for(405),
        nl=f"Deze methode bestaat niet voor dit adres. Wel: {', '.join(allowed)}.",
        en=f"This method does not exist for this address. These do: {', '.join(allowed)}.",
        accept_language=headers.get("accept-language"),
        headers={"Allow": ", ".join(allowed)},
    )
