"""A small issuer of people's tokens, for trying out, for demonstrations and for tests by hand.

Whoever asks becomes whoever they say they are: it proves nothing about anybody. It does not start in production, and
services refuse to trust it there (`test` in PPDS_TRUSTED_ISSUERS). `ppds up` and `make demo` run it on 127.0.0.1.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Final, Literal, Self
from urllib.parse import parse_qsl

import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.errors import PpdsError
from shared.identity.signing_keys import SigningKey
from shared.settings import BaseUrl

APP: Final = "deploy.development_issuer:create"
AUDIENCE: Final = "ppds"
LIFE: Final = 3600
LARGEST_FORM: Final = 8192
LONGEST_VALUE: Final = 500

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "beheerder": (
        "registry:read",
        "registry:parties",
        "registry:clients",
        "registry:lists",
        "audit:read",
        "kpi:read",
        "kpi:propose",
        "kpi:adopt",
        "kpi:publish",
    ),
    "bronhouder": ("registry:read", "registry:body", "ingest:read", "kpi:read", "kpi:body"),
    "auditor": ("registry:read", "audit:read", "audit:sign", "kpi:read"),
}
"""Which scopes the roles of the test issuer give: an administrator, somebody of one body, an auditor."""

router = APIRouter()


class IssuerRefused(PpdsError):
    """The test issuer gave no token, or does not run there; the text says which."""


class IssuerSettings(BaseSettings):
    """What the test issuer needs to know."""

    model_config = SettingsConfigDict(env_prefix="PPDS_", extra="ignore", frozen=True)

    test_issuer_url: BaseUrl = Field("http://127.0.0.1:8009", description="Address of the test issuer.")
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
    app.state.key = SigningKey.generate()
    app.include_router(router)
    return app


def trusted_issuer(url: str) -> dict[str, object]:
    """The element of PPDS_TRUSTED_ISSUERS by which services in development trust this issuer."""
    return {
        "issuer": url,
        "jwks_uri": f"{url}/jwks",
        "audience": AUDIENCE,
        "roles": {role: list(scopes) for role, scopes in ROLES.items()},
        "organisation_claim": "organisation",
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
            "token_endpoint": f"{url}/token",
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
            "response_types_supported": [],
        }
    )


@router.get("/jwks")
def jwks(request: Request) -> JSONResponse:
    """Its public key."""
    key: SigningKey = request.app.state.key
    return JSONResponse({"keys": [key.public().as_jwk()]})


@router.post("/token")
async def token(request: Request) -> JSONResponse:
    """A token of whoever the form says: `role` (one or more), `subject`, and the `organisation` they belong to."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return _refusal("the form is too large")
    try:
        fields = parse_qsl(body.decode("ascii"), encoding="utf-8", errors="strict")
    except ValueError:
        return _refusal("the body is no form")
    roles = [value for name, value in fields if name == "role"]
    if unknown := sorted(set(roles) - set(ROLES)):
        return _refusal(f"there is no role {' '.join(unknown)[:LONGEST_VALUE]}; roles: {' '.join(ROLES)}")
    if not roles:
        return _refusal(f"role is missing; roles: {' '.join(ROLES)}")
    single = dict(fields)
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": request.app.state.url,
        "sub": single.get("subject", roles[0]),
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + LIFE,
        "jti": secrets.token_urlsafe(24),
        "roles": roles,
    }
    if "organisation" in single:
        claims["organisation"] = single["organisation"]
    key: SigningKey = request.app.state.key
    content = {"access_token": key.sign(claims), "token_type": "Bearer", "expires_in": LIFE}
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def _refusal(reason: str) -> JSONResponse:
    return JSONResponse({"error": "invalid_request", "error_description": reason}, status_code=400)
