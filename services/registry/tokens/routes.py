"""The authorization server (RFC 6749, 7517, 7662, 7009, 8414): outside `/v1` and its conventions."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from services.registry.access import ServiceSettings
from services.registry.settings import Settings
from services.registry.signing_keys import store as signing_keys_store
from services.registry.signing_keys.operations import KEYS_CACHE_SECONDS, Signer
from services.registry.tokens.operations.client_proof import Endpoint, OAuthLimits
from services.registry.tokens.operations.granting import Grant, TokenTerms, grant_token
from services.registry.tokens.operations.issued import introspect, revoke
from services.registry.tokens.rules import LARGEST_BODY, FormBody, TokenRefusal, read_token_question, read_token_request
from shared.database import Transaction
from shared.identity.json_web_tokens import SIGNATURE_ALGORITHMS
from shared.identity.scopes import SCOPES

router = APIRouter()


async def _form(request: Request) -> FormBody:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            break
    headers = request.headers
    return FormBody(bytes(body), headers.get("content-type", ""), headers.get("authorization"))


Form = Annotated[FormBody, Depends(_form)]


@router.post("/oauth/token")
def token(request: Request, form: Form, session: Transaction, settings: ServiceSettings) -> JSONResponse:
    """Give an access token for a signed assertion."""

    def granted() -> dict[str, object]:
        grant = grant_token(
            session,
            read_token_request(form),
            endpoint=_endpoint(request, settings.token_endpoint),
            signer=_signer(request),
            terms=_terms_of(settings),
        )
        return _granted(grant)

    return _answered(request, granted)


@router.post("/oauth/introspect")
def introspect_token(request: Request, form: Form, session: Transaction, settings: ServiceSettings) -> JSONResponse:
    """Say whether a token of ours holds now, and what it says (RFC 7662)."""
    endpoint = _endpoint(request, settings.token_endpoint, settings.introspection_endpoint, settings.issuer)
    return _answered(
        request, lambda: introspect(session, read_token_question(form), endpoint=endpoint, terms=_terms_of(settings))
    )


@router.post("/oauth/revoke")
def revoke_token(request: Request, form: Form, session: Transaction, settings: ServiceSettings) -> JSONResponse:
    """Withdraw a token that the client itself was given (RFC 7009)."""
    endpoint = _endpoint(request, settings.token_endpoint, settings.revocation_endpoint, settings.issuer)

    def revoked() -> dict[str, object]:
        revoke(session, read_token_question(form), endpoint=endpoint, terms=_terms_of(settings))
        return {}

    return _answered(request, revoked)


@router.get("/oauth/jwks")
def jwks(session: Transaction) -> JSONResponse:
    """The public keys that access tokens are signed with."""
    content = {"keys": [key.as_jwk() for key in signing_keys_store.published_keys(session)]}
    return JSONResponse(content, headers={"Cache-Control": f"public, max-age={KEYS_CACHE_SECONDS}"})


@router.get("/.well-known/openid-configuration")
@router.get("/.well-known/oauth-authorization-server")
def discovery(settings: ServiceSettings) -> JSONResponse:
    """What this authorization server can do (RFC 8414)."""
    content = {
        "issuer": settings.issuer,
        "token_endpoint": settings.token_endpoint,
        "jwks_uri": f"{settings.issuer}/oauth/jwks",
        "scopes_supported": list(SCOPES),
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        **_sign_in("token"),
        "introspection_endpoint": settings.introspection_endpoint,
        **_sign_in("introspection"),
        "revocation_endpoint": settings.revocation_endpoint,
        **_sign_in("revocation"),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "service_documentation": f"{settings.registry_url}/v1/openapi.json",
    }
    return JSONResponse(content, headers={"Cache-Control": f"public, max-age={KEYS_CACHE_SECONDS}"})


def _terms_of(settings: Settings) -> TokenTerms:
    """On which terms tokens are given: for all three services of the data space."""
    return TokenTerms(settings.issuer, settings.audiences, settings.token_life)


def _answered(request: Request, answering: Callable[[], dict[str, object]]) -> JSONResponse:
    """What was asked, or why not. A refusal is an answer too: the assertion it used up stays used up."""
    try:
        return _uncached(answering())
    except TokenRefusal as refusal:
        return _refusal(refusal, request)


def _endpoint(request: Request, *audiences: str) -> Endpoint:
    limits: OAuthLimits = request.app.state.oauth_limits
    return Endpoint(audiences, limits, request.client.host if request.client else "")


def _signer(request: Request) -> Signer:
    signer: Signer = request.app.state.signer
    return signer


def _sign_in(endpoint: str) -> dict[str, list[str]]:
    """How a client signs in there: the same everywhere."""
    return {
        f"{endpoint}_endpoint_auth_methods_supported": ["private_key_jwt"],
        f"{endpoint}_endpoint_auth_signing_alg_values_supported": list(SIGNATURE_ALGORITHMS),
    }


def _granted(grant: Grant) -> dict[str, object]:
    return {
        "access_token": grant.token,
        "token_type": "Bearer",
        "expires_in": grant.life,
        "scope": " ".join(grant.scopes),
    }


def _refusal(refusal: TokenRefusal, request: Request) -> JSONResponse:
    content: dict[str, object] = {"error": refusal.error, "error_description": _plain(refusal.description)}
    if refusal.retry_after is not None:
        return _uncached(content, status=429, headers={"Retry-After": str(refusal.retry_after)})
    if refusal.error != "invalid_client":
        return _uncached(content, status=400)
    # RFC 6749 §5.2: a client that tried the Authorization header is told which scheme that was.
    scheme = request.headers.get("authorization", "").partition(" ")[0]
    challenge = {"WWW-Authenticate": f'{scheme} realm="ppds"'} if scheme.isalpha() and scheme.isascii() else {}
    return _uncached(content, status=401, headers=challenge)


def _uncached(content: dict[str, object], *, status: int = 200, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        content, status_code=status, headers={"Cache-Control": "no-store", "Pragma": "no-cache", **(headers or {})}
    )


def _plain(text: str) -> str:
    """Only the characters that RFC 6749 §5.2 allows in error_description."""
    return "".join(character if " " <= character <= "~" and character not in '"\\' else "'" for character in text)
