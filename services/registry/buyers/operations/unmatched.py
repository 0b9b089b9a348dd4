"""Asking ingest over HTTP which buyers no party of the register is."""

from __future__ import annotations

import secrets
import time
from typing import Final

import httpx
from pydantic import Field, ValidationError

from services.registry.settings import Settings
from shared.errors import Unavailable
from shared.http.paging import PageAsked, bad_cursor, encode_cursor
from shared.http.schema import ApiModel, OptionalDay
from shared.identity.signing_keys import SigningKey

SCOPE: Final = "registry:read"
CLIENT: Final = "registry"
_TOKEN_LIFE: Final = 60


class StatedKey(ApiModel):
    """By what a buyer can be linked, as ingest says it."""

    scheme: str = Field(description="`oin`, `kvk`, `rsin`, `tooi`, `roo`, `other` or `name`.")
    value: str


class StatedBuyer(ApiModel, extra="ignore"):
    """An unmatched buyer, as ingest says it."""

    id: str
    name: str | None
    keys: list[StatedKey]
    procedures: int
    lots: int
    first_on: OptionalDay
    last_on: OptionalDay


class StatedPage(ApiModel, extra="ignore"):
    """A page of ingest's list."""

    items: list[StatedBuyer]
    next: str | None


def ask_ingest(http: httpx.Client, settings: Settings, *, key: SigningKey, page: PageAsked) -> StatedPage:
    """A page of unmatched buyers; `key` signs the registry's own token, for it issues those of everybody else too.

    Raises BadInput for a cursor that ingest did not give, Unavailable when ingest does not answer.
    """
    asked: dict[str, str] = {"limit": str(page.limit)}
    if page.after is not None:
        asked["cursor"] = encode_cursor(*page.after)
    try:
        answer = http.get(
            f"{settings.ingest_url}/v1/unmatched-buyers",
            params=asked,
            headers={"Authorization": f"Bearer {_own_token(settings, key)}"},
        )
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise bad_cursor()
        answer.raise_for_status()
        return StatedPage.model_validate_json(answer.content)
    except (httpx.HTTPError, ValidationError) as problem:
        raise Unavailable(
            nl="De inname antwoordt nu niet; de lijst van onbekende kopers komt daarvandaan.",
            en="Ingest does not answer now; the list of unmatched buyers comes from there.",
        ) from problem


def _own_token(settings: Settings, key: SigningKey) -> str:
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": settings.issuer,
        "sub": CLIENT,
        "azp": CLIENT,
        "client_id": CLIENT,
        "aud": [settings.ingest_url],
        "iat": now,
        "nbf": now,
        "exp": now + _TOKEN_LIFE,
        "jti": secrets.token_urlsafe(24),
        "scope": SCOPE,
        "sandbox": False,
    }
    return key.sign(claims, kind="at+jwt")
