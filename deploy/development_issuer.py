"""A small issuer of people's tokens, for trying out, for demonstrations and for tests by hand.

Whoever asks becomes whoever they say they are: it proves nothing about anybody. It does not start in production, and
services refuse to trust it there (`test` in PPDS_TRUSTED_ISSUERS). `ppds up` and `make demo` run it on 127.0.0.1.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Final, Literal, Self

import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy import issuer_sign_in
from deploy.issuer_grants import (
    CLIENT,
    CODE_SECONDS,
    LONGEST_VALUE,
    REFRESH_SECONDS,
    ROLES,
    Grant,
    Grants,
    Person,
    challenge_of,
    form_of,
    unknown_roles,
)
from shared.errors import PpdsError
from shared.identity.signing_keys import SigningKey
from shared.settings import BaseUrl

APP: Final = "deploy.development_issuer:create"
CALLBACK: Final = "/aanmelden/terug"
AUDIENCE: Final = "ppds"
LIFE: Final = 3600


router = APIRouter()


class IssuerRefused(PpdsError):
    """The test issuer gave no token, or does not run there; the text says which."""


class IssuerSettings(BaseSettings):
    """What the test issuer needs to know."""

    model_config = SettingsConfigDict(env_prefix="PPDS_", extra="ignore", frozen=True)

    test_issuer_url: BaseUrl = Field("http://127.0.0.1:8009", description="Address of the test issuer.")
    dashboard_url: BaseUrl = Field("http://127.0.0.1:8004", description="Address of the pages that people sign in to.")
    environment: Literal["development", "production"] = Field("development", description="Refuses production.")

    @model_validator(mode="after")
    def _never_in_production(self) -> Self:
        if self.environment == "production":
            message = "the test issuer makes anybody an administrator and does not run in production"
            raise ValueError(message)
        return self


def create() -> FastAPI:
    """For `uvicorn --factory`: settings come from the environment."""
    return build_issuer(IssuerSettings())


def build_issuer(settings: IssuerSettings) -> FastAPI:
    """Make the issuer, with a key of its own that lives as long as the process."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.url = settings.test_issuer_url
    app.state.callback = settings.dashboard_url + CALLBACK
    app.state.key = SigningKey.generate()
    app.state.codes = Grants(seconds=CODE_SECONDS)
    app.state.refreshes = Grants(seconds=REFRESH_SECONDS)
    app.include_router(router)
    app.include_router(issuer_sign_in.router)
    return app


def trusted_issuer(url: str) -> dict[str, object]:
    """The element of PPDS_TRUSTED_ISSUERS by which services in development trust this issuer."""
    return {
        "issuer": url,
        "jwks_uri": f"{url}/jwks",
        "audience": AUDIENCE,
        "roles": {role: list(scopes) for role, scopes in ROLES.items()},
        "organisation_claim": "organisation",
        "sign_in": {
            "client_id": CLIENT,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
        },
        "test": True,
    }


def person_token(url: str, *, roles: Sequence[str], subject: str, organisation: str | None) -> str:
    """Ask the test issuer at this address for a person's token; raises IssuerRefused."""
    form = {"role": list(roles), "subject": subject, **({"organisation": organisation} if organisation else {})}
    try:
        answer = httpx.post(f"{url}/token", data=form, timeout=10.0, trust_env=False)
    except httpx.TransportError as error:
        raise IssuerRefused(
            nl=f"Op {url} antwoordt geen testuitgever; ppds up en make demo draaien er een.",
            en=f"No test issuer answers at {url}; ppds up and make demo run one.",
        ) from error
    if answer.is_success:
        return str(answer.json()["access_token"])
    raise IssuerRefused(
        nl=f"De testuitgever weigerde: {answer.text[:LONGEST_VALUE]}",
        en=f"The test issuer refused: {answer.text[:LONGEST_VALUE]}",
    )


@router.get("/.well-known/openid-configuration")
def discovery(request: Request) -> JSONResponse:
    """Where its parts are (OpenID Connect Discovery)."""
    url: str = request.app.state.url
    return JSONResponse(
        {
            "issuer": url,
            "jwks_uri": f"{url}/jwks",
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "token_endpoint_auth_methods_supported": ["none"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
            "response_types_supported": ["code"],
            "ui_locales_supported": ["nl", "en"],
        }
    )


@router.get("/jwks")
def jwks(request: Request) -> JSONResponse:
    """Its public key."""
    key: SigningKey = request.app.state.key
    return JSONResponse({"keys": [key.public().as_jwk()]})


@router.post("/token")
async def token(request: Request) -> JSONResponse:
    """A token: for a code or a refresh token, or by hand of whoever the form says.

    By hand there is no `grant_type`: `role` (one or more), `subject`, and the `organisation` they belong to.
    """
    try:
        fields = await form_of(request)
    except ValueError as error:
        return _refusal(str(error))
    single = dict(fields)
    if "grant_type" in single:
        return _granted(request, single)
    roles = tuple(value for name, value in fields if name == "role")
    if fault := unknown_roles(roles):
        return _refusal(fault)
    return _tokens(request, Person(roles, single.get("subject", roles[0]), single.get("organisation")))


def _granted(request: Request, form: Mapping[str, str]) -> JSONResponse:
    codes: Grants = request.app.state.codes
    refreshes: Grants = request.app.state.refreshes
    if form["grant_type"] == "authorization_code":
        grant = codes.take(form.get("code", ""))
        fits = (
            grant is not None
            and grant.client_id == form.get("client_id")
            and grant.redirect_uri == form.get("redirect_uri")
            and secrets.compare_digest(grant.challenge, challenge_of(form.get("code_verifier", "")))
        )
    elif form["grant_type"] == "refresh_token":
        grant = refreshes.take(form.get("refresh_token", ""))
        fits = grant is not None and grant.client_id == form.get("client_id")
    else:
        return _refusal("grant_type is authorization_code or refresh_token", error="unsupported_grant_type")
    if grant is None or not fits:
        return _refusal("it was used before, is too old, or was given to another", error="invalid_grant")
    again = Grant(grant.person, grant.client_id, grant.nonce)
    return _tokens(request, grant.person, grant=grant, refresh_token=refreshes.give(again))


def _tokens(
    request: Request, person: Person, *, grant: Grant | None = None, refresh_token: str | None = None
) -> JSONResponse:
    now = int(time.time())
    same = {"iss": request.app.state.url, "sub": person.subject, "iat": now, "exp": now + LIFE}
    claims: dict[str, object] = {
        **same,
        "aud": AUDIENCE,
        "jti": secrets.token_urlsafe(24),
        "roles": list(person.roles),
    }
    if person.organisation is not None:
        claims["organisation"] = person.organisation
    key: SigningKey = request.app.state.key
    content = {"access_token": key.sign(claims), "token_type": "Bearer", "expires_in": LIFE}
    if grant is not None:
        content["id_token"] = key.sign({**same, "aud": grant.client_id, "nonce": grant.nonce})
        content["refresh_token"] = refresh_token
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def _refusal(reason: str, *, error: str = "invalid_request") -> JSONResponse:
    return JSONResponse({"error": error, "error_description": reason}, status_code=400)
