"""The absence of a claim never widens a right: over every endpoint, each claim is left out of each kind of token.

A token without it is refused, or sees no more and may do no more than the token with it. The tokens are signed with the
registry's own key and with that of the issuer of people: only what they say differs.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Final

import httpx
import pytest
from jose import jwt
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from shared.identity.signing_keys import SigningKey
from shared.settings import ServiceName
from tests.conformance.matrix import ROWS, Row
from tests.conformance.world import World, asked
from tests.flow.house import settled
from tests.people import issuer_key
from tests.services import ALL, eventually

READING: Final = ("ingest:read", "ingest:write", "ingest:any-buyer", "registry:read", "kpi:read")
REFUSED: Final = {401, 403, 404}
OF_THE_MOMENT: Final = {"missing", "mandatesKnownAt", "askedAt", "asOf", "instance"}
"""Members that say when something was, or what stands in the way: more of them is no right."""

Claims = Mapping[str, object]


def kinds_of_tokens(world: World, service: ServiceName) -> Mapping[str, tuple[SigningKey, Claims]]:
    """Right tokens for a service, each with its signing key: of a body, a provider, a test body, a service, people."""
    services, own = world.services, registry_key(world)
    of_clients = {
        "body": services.tokens(service, *READING, party=world.values["key", "a"]),
        "provider": services.tokens(service, *READING, party=world.values["key", "provider"]),
        "service": services.tokens(service, *READING, "registry:clients", "audit:read", "kpi:events"),
    }
    found: dict[str, tuple[SigningKey, Claims]] = {
        name: (own, jwt.get_unverified_claims(source.token())) for name, source in of_clients.items()
    }
    sent = world.callers[service, "sandbox"].get("/me").request.headers["authorization"]
    found["test body"] = (own, jwt.get_unverified_claims(sent.removeprefix("Bearer ")))
    for name in ("steward", "administrator"):
        sent = world.callers[service, name].get("/me").request.headers["authorization"]
        found[name] = (issuer_key(), jwt.get_unverified_claims(sent.removeprefix("Bearer ")))
    return found


def registry_key(world: World) -> SigningKey:
    engine = create_engine(world.services.database_url, poolclass=NullPool)
    with engine.connect() as connection:
        statement = text("select kid, private_pem from registry.signing_key order by signs_from desc limit 1")
        kid, pem = connection.execute(statement).one()
    engine.dispose()
    return SigningKey.from_pem(pem, kid=kid)


def without(claims: Claims) -> Iterator[tuple[str, Claims]]:
    """The claims with one of them left out, each in turn; of scopes and roles each one too, and the party with kind."""
    for name in claims:
        yield name, {other: value for other, value in claims.items() if other != name}
    yield "party and kind", {name: value for name, value in claims.items() if name not in {"party", "party_kind"}}
    for scope in str(claims.get("scope", "")).split():
        yield (
            scope,
            {**claims, "scope": " ".join(granted for granted in str(claims["scope"]).split() if granted != scope)},
        )
    roles = claims.get("roles")
    if isinstance(roles, list):
        for role in roles:
            yield role, {**claims, "roles": [other for other in roles if other != role]}


def sees_no_more(less: object, full: object) -> bool:
    """Whether an answer holds nothing that the other does not: fewer items, unknown for known, no for yes."""
    if less is None or less is False or less == full:
        return True
    if isinstance(less, str) and isinstance(full, str) and less.startswith("/v1/"):
        return less.partition("?")[0] == full.partition("?")[0]  # an address is no right: what it gives is asked apart
    if isinstance(less, dict) and isinstance(full, dict):
        return all(sees_no_more(value, full.get(name)) for name, value in less.items() if name not in OF_THE_MOMENT)
    if isinstance(less, list) and isinstance(full, list):
        return all(any(sees_no_more(item, other) for other in full) for item in less)
    return False


def content_of(answer: httpx.Response) -> object:
    return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text


@pytest.mark.parametrize("service", ALL)
def test_a_token_without_a_claim_sees_and_does_no_more_than_with_it(world: World, service: ServiceName) -> None:
    rows = [row for row in ROWS if row.service == service and row.expected["anonymous"] == 401]
    assert rows
    eventually(lambda: settled(world.services.database_url))
    wider: list[str] = []
    with ExitStack() as stack:
        for kind, (key, claims) in kinds_of_tokens(world, service).items():
            full = stack.enter_context(_caller(world, service, key, claims))
            answers = [asked(world, row, full) for row in rows]
            for name, fewer in without(claims):
                less = stack.enter_context(_caller(world, service, key, fewer))
                # Who is refused for the token itself is refused everywhere: one answer says so.
                if less.get("/me").status_code == 401:
                    continue
                for row, answer in zip(rows, answers, strict=True):
                    if _is_wider(asked(world, row, less), answer):
                        wider.append(f"{kind} without {name}: {_named(row)}")
    assert wider == []


def test_the_comparison_tells_more_from_less() -> None:
    full = {"items": [{"id": 1, "party": "a"}, {"id": 2, "party": None}], "may": True}
    assert sees_no_more({"items": [{"id": 1, "party": None}], "may": False}, full)
    assert not sees_no_more({"items": [{"id": 3}], "may": True}, full)
    assert not sees_no_more({"items": [{"id": 2, "party": "b"}]}, full)
    assert not sees_no_more({"may": True}, {"may": False})


def _is_wider(less: httpx.Response, full: httpx.Response) -> bool:
    if less.status_code in REFUSED:
        return False
    if full.status_code in REFUSED:
        return True
    if less.is_success and full.is_success and less.request.method == "GET":
        return not sees_no_more(content_of(less), content_of(full))
    return False


def _caller(world: World, service: ServiceName, key: SigningKey, claims: Claims) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key.sign(claims)}"}
    return httpx.Client(base_url=f"{world.services.urls[service]}/v1", headers=headers, timeout=60, trust_env=False)


def _named(row: Row) -> str:
    return f"{row.method} {row.path} of {row.about}"
