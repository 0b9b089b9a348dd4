"""Who is calling and what they may, for the routes of every service.

Rules: NL GOV Assurance profile for OAuth 2.0 (R1-R4), RFC 6750. How a token is checked:
`shared.identity.token_verification`.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlows
from fastapi.security import OAuth2

from shared.errors import MalformedAuthorization, PpdsError, Refused, Unauthenticated, Unavailable
from shared.identity.callers import Caller
from shared.identity.scopes import SCOPES
from shared.identity.signing_keys import KeysUnavailable
from shared.identity.token_verification import InvalidToken, TokenVerifier
from shared.procurement.finding import Rule, Severity, Text
from shared.request_limit import RequestLimit

__all__ = [
    "SCOPES",
    "SECURITY_SCHEME",
    "Caller",
    "InvalidToken",
    "TokenVerifier",
    "anonymous_allowed",
    "demand",
    "identify",
    "needs",
]

SECURITY_SCHEME: Final = "registry"
PERSON_NEEDED: Final = Rule(
    "person-needed",
    Severity.ERROR,
    "Dit doet een mens; een client mag het niet.",
    "A person does this; a client's own token is not enough.",
    Text(
        "Gebruik een token van een uitgever van mensen die hier wordt vertrouwd.",
        "Use a person's token of an issuer that is trusted here.",
    ),
)

_scheme = OAuth2(
    flows=OAuthFlows(clientCredentials=OAuthFlowClientCredentials(tokenUrl="/oauth/token", scopes=dict(SCOPES))),
    scheme_name=SECURITY_SCHEME,
    description="Access token of the registry: client credentials with private_key_jwt (NL GOV profile for OAuth 2.0).",
    auto_error=False,
)


def needs(*scopes: str, person: bool = False, instead: str | None = None) -> Callable[..., Coroutine[Any, Any, Caller]]:
    """A dependency that lets in only callers with all these scopes; none means any valid token.

    Use it as `Annotated[Caller, Security(needs("ingest:write"))]`: the scopes then stand in the API's description.

    Args:
        scopes: all of which the token must have.
        person: whether the token must be that of a person, from a trusted issuer.
        instead: a wider scope that does as well.
    """
    if unknown := {*scopes, *([instead] if instead else [])} - set(SCOPES):
        raise ValueError(f"These are no scopes: {', '.join(sorted(unknown))}.")

    async def caller(
        request: Request, _stated: Annotated[str | None, Security(_scheme, scopes=list(scopes))]
    ) -> Caller:
        known = demand(await anonymous_allowed(request), *scopes, instead=instead)
        if person and known.person is None:
            raise _person_needed(scope=" ".join(scopes))
        return known

    return caller


def demand(known: Caller | None, *scopes: str, instead: str | None = None) -> Caller:
    """The caller, when its token has these scopes, or the wider one that does as well.

    Raises:
        Unauthenticated: there is no token.
        Refused: it lacks a scope.
    """
    if known is None:
        raise _token_needed(scope=" ".join(scopes) or None)
    missing = [scope for scope in scopes if scope not in known.scopes]
    if missing and instead not in known.scopes:
        raise Refused(
            nl=f"Het token mist de scope {' '.join(missing)}.",
            en=f"The token lacks the scope {' '.join(missing)}.",
            scope=" ".join(scopes),
        )
    return known


async def anonymous_allowed(request: Request) -> Caller | None:
    """A dependency for what anyone may do: None without a token, and a token that is given must hold.

    The wrapper around an app asked already: see `identify`.
    """
    if not hasattr(request.state, "caller"):
        await identify(request)
    refusal: PpdsError | None = getattr(request.state, "refusal", None)
    if refusal is not None:
        raise refusal
    known: Caller | None = request.state.caller
    return known


async def identify(request: Request) -> Caller | None:
    """Who asks, once per request and before anything else of it is read: None without a token.

    What takes time, or waits for keys or the database, runs in a thread: who was known a moment ago needs none. What it
    finds is kept with the request, a refusal too. A token in the address, two headers or a scheme without a token make
    a malformed request: 400, `invalid_request`. By another scheme than Bearer nobody is known here: 401 without a code,
    as without a token (RFC 6750 section 3.1).
    """
    request.state.caller = None
    try:
        request.state.caller = caller = await _identified(request)
    except PpdsError as refusal:
        request.state.refusal = refusal
        raise
    return caller


async def _identified(request: Request) -> Caller | None:
    token = _token_of(request)
    if token is None:
        return None
    verifier: TokenVerifier = request.app.state.verifier
    caller = verifier.recent_caller(token)
    if caller is None:
        caller = await run_in_threadpool(_verified, verifier, token)
    limit: RequestLimit | None = getattr(request.app.state, "caller_limit", None)
    if limit is not None:
        limit.take(caller.client_id)
    return caller


def _token_of(request: Request) -> str | None:
    if "access_token" in request.query_params:
        raise MalformedAuthorization(
            nl="Een token in het webadres wordt geweigerd: adressen komen in logs. Zet het in de header Authorization.",
            en="A token in the address is refused: addresses end up in logs. Put it in the header Authorization.",
        )
    headers = request.headers.getlist("authorization")
    if not headers:
        return None
    kind, _, token = headers[0].partition(" ")
    if len(headers) == 1 and kind.lower() != "bearer":
        raise _token_needed(scope=None)
    if len(headers) > 1 or not token.strip():
        raise MalformedAuthorization(
            nl="De header Authorization hoort eenmaal voor te komen, als: Bearer <token>.",
            en="The header Authorization must occur once, as: Bearer <token>.",
        )
    return token.strip()


def _verified(verifier: TokenVerifier, token: str) -> Caller:
    try:
        return verifier.caller(token)
    except InvalidToken as problem:
        raise Unauthenticated(
            nl=f"Het token geldt hier niet. {problem.nl}",
            en=f"The token does not hold here. {problem.en}",
            error="invalid_token",
        ) from problem
    except KeysUnavailable as problem:
        raise Unavailable(
            nl="Het token is nu niet te controleren: de sleutels van de uitgever zijn niet te lezen.",
            en="The token cannot be checked now: the keys of its issuer cannot be read.",
        ) from problem


def _token_needed(*, scope: str | None) -> Unauthenticated:
    return Unauthenticated(
        nl="Deze aanvraag vraagt een toegangstoken in de header Authorization (Bearer).",
        en="This request needs an access token in the header Authorization (Bearer).",
        scope=scope,
    )


def _person_needed(*, scope: str) -> Refused:
    return Refused(scope=scope, errors=(PERSON_NEEDED.within("header", "Authorization"),))
