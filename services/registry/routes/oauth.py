"""The token endpoint, the public keys and discovery (RFC 6749, 7517, 8414): outside `/v1` and its conventions."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from services.registry.operations.keys import Signer
from services.registry.operations.tokens import Grant, TokenTerms, grant_token
from services.registry.routes.access import ServiceSettings
from services.registry.settings import Settings
from services.registry.store import keys
from services.registry.token_request import LARGEST_BODY, TokenRefusal, TokenRequest, read_token_request
from shared.auth import SCOPES
from shared.database import Transaction
from shared.signing_keys import SIGNATURE_ALGORITHMS

KEYS_CACHE_SECONDS = 60

router = APIRouter()


async def _token_request(request: Request) -> TokenRequest | TokenRefusal:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            break
    headers = request.headers
    try:
        return read_token_request(
            bytes(body), content_type=headers.get("content-type", ""), authorization=headers.get("authorization")
        )
    except TokenRefusal as refusal:
        return refusal


@router.post("/oauth/token")
def token(
    request: Request,
    asked: Annotated[TokenRequest | TokenRefusal, Depends(_token_request)],
    session: Transaction,
    settings: ServiceSettings,
) -> JSONResponse:
    """Give an access token for a signed assertion."""
    if isinstance(asked, TokenRefusal):
        return _refusal(asked, request)
    signer: Signer = request.app.state.signer
    answer = grant_token(session, asked, signer=signer, terms=terms_of(settings), now=datetime.now(UTC))
    if isinstance(answer, TokenRefusal):
        return _refusal(answer, request)
    return _uncached(_granted(answer))


@router.get("/oauth/jwks")
def jwks(session: Transaction) -> JSONResponse:
    """The public keys that access tokens are signed with."""
    content = {"keys": [key.as_jwk() for key in keys.published_keys(session)]}
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
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(SIGNATURE_ALGORITHMS),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "service_documentation": f"{settings.registry_url}/v1/openapi.json",
    }
    return JSONResponse(content, headers={"Cache-Control": f"public, max-age={KEYS_CACHE_SECONDS}"})


def terms_of(settings: Settings) -> TokenTerms:
    """On which terms tokens are given: for all three services of the data space."""
    audiences = (settings.registry_url, settings.ingest_url, settings.kpi_url)
    return TokenTerms(settings.issuer, settings.token_endpoint, audiences, settings.token_life)


def _granted(grant: Grant) -> dict[str, str | int]:
    return {
        "access_token": grant.token,
        "token_type": "Bearer",
        "expires_in": grant.life,
        "scope": " ".join(grant.scopes),
    }


def _refusal(refusal: TokenRefusal, request: Request) -> JSONResponse:
    content = {"error": refusal.error, "error_description": _plain(refusal.description)}
    if refusal.error != "invalid_client":
        return _uncached(content, status=400)
    # RFC 6749 §5.2: a client that tried the Authorization header is told which scheme that was.
    scheme = request.headers.get("authorization", "").partition(" ")[0]
    challenge = {"WWW-Authenticate": f'{scheme} realm="ppds"'} if scheme.isalpha() and scheme.isascii() else {}
    return _uncached(content, status=401, headers=challenge)


def _uncached(
    content: dict[str, str | int] | dict[str, str], *, status: int = 200, headers: dict[str, str] | None = None
) -> JSONResponse:
    return JSONResponse(
        content, status_code=status, headers={"Cache-Control": "no-store", "Pragma": "no-cache", **(headers or {})}
    )


def _plain(text: str) -> str:
    """Only the characters that RFC 6749 §5.2 allows in error_description."""
    return "".join(one if " " <= one <= "~" and one not in '"\\' else "'" for one in text)
