"""Tokens of people: what a trusted issuer's token means here, and what it can never mean."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, Security
from fastapi.testclient import TestClient
from jose import jwt
from pydantic import ValidationError

from shared.http.problems.answers import install
from shared.identity.access import Caller, InvalidToken, TokenVerifier, needs
from shared.identity.organisations import Organisation
from shared.identity.signing_keys import KnownKeys, SigningKey
from shared.identity.token_verification import PeopleSource
from shared.identity.trusted_issuers import TrustedIssuer, pseudonym
from shared.settings import ServiceSettings
from tests.people import AUDIENCE, ISSUER, issuer_key, person_token, trusted_issuers

OWN, SERVICE = "http://registry.test", "http://ingest.test"
BODY = "https://identifier.ppds.example/id/test/voorbeeldstad"
OWN_KEY = SigningKey.generate()
REGISTER = {
    BODY: Organisation(BODY, "municipality"),
    "00000099000000009000": Organisation(BODY, "municipality"),
}


def trusted(**others: object) -> TrustedIssuer:
    return TrustedIssuer.model_validate({**trusted_issuers()[0], **others})


def verifier(*issuers: TrustedIssuer, revoked: str = "") -> TokenVerifier:
    people = {terms.issuer: PeopleSource(terms, terms.known_keys()) for terms in issuers or (trusted(),)}
    return TokenVerifier(
        {OWN: KnownKeys((OWN_KEY.public(),))},
        SERVICE,
        people=people,
        organisation=REGISTER.get,
        is_revoked=lambda stamp: stamp.token_id == revoked,
    )


def test_a_person_is_a_pseudonym_with_the_scopes_of_the_roles() -> None:
    caller = verifier().caller(person_token("registry:parties", "audit:read", subject="jansen@example.org"))

    assert (
        caller.person == caller.actor == caller.client_id == caller.subject == pseudonym(ISSUER, "jansen@example.org")
    )
    assert caller.scopes == {"registry:parties", "audit:read"}
    assert "jansen" not in repr(caller)
    assert (caller.party, caller.sandbox) == (None, False)


def test_the_same_name_at_two_issuers_is_two_people_and_each_stays_the_same() -> None:
    assert pseudonym(ISSUER, "jansen") == pseudonym(ISSUER, "jansen")
    assert pseudonym(ISSUER, "jansen") != pseudonym("https://other.example", "jansen")


@pytest.mark.parametrize(
    "claims",
    [
        {"scope": "registry:clients", "sandbox": False},
        {"roles": ["registry:clients "]},
        {"roles": ["administrator", 7, None]},
        {"roles": {"registry:clients": True}},
        {"roles": None, "scp": "registry:clients"},
    ],
    ids=str,
)
def test_only_a_role_of_the_mapping_gives_a_scope(claims: dict[str, object]) -> None:
    assert verifier().caller(person_token("kpi:read", **claims)).scopes <= {"kpi:read"}  # type: ignore[arg-type]


def test_a_role_may_be_called_otherwise_and_lie_within_another_claim() -> None:
    keycloak = trusted(roles_claim="realm_access.roles", roles={"beheerder": ["registry:parties", "audit:read"]})
    token = person_token(realm_access={"roles": ["beheerder", "registry:clients"]})

    assert verifier(keycloak).caller(token).scopes == {"registry:parties", "audit:read"}


def test_one_role_may_stand_as_text() -> None:
    assert verifier().caller(person_token(roles="kpi:read")).scopes == {"kpi:read"}


def test_what_the_token_says_of_itself_about_party_and_sandbox_counts_for_nothing() -> None:
    claims: dict[str, object] = {"party": BODY, "party_kind": "ministry", "azp": "harvester", "sandbox": True}
    own_words = person_token("kpi:read")
    stated = issuer_key().sign({**_claims_of(own_words), **claims})
    caller = verifier().caller(stated)

    assert (caller.party, caller.party_kind, caller.sandbox) == (None, None, False)
    assert caller.client_id.startswith("person:")


@pytest.mark.parametrize("organisation", [BODY, "00000099000000009000"])
def test_the_organisation_becomes_the_party_of_the_register(organisation: str) -> None:
    caller = verifier().caller(person_token("registry:body", party=organisation))

    assert (caller.party, caller.party_kind, caller.sandbox) == (BODY, "municipality", False)


@pytest.mark.parametrize("organisation", ["https://nobody.example", "", 7, [BODY]], ids=str)
def test_an_organisation_that_is_no_party_is_refused(organisation: object) -> None:
    with pytest.raises(InvalidToken, match="organisation"):
        verifier().caller(person_token("registry:body", organisation=organisation))


def test_an_issuer_that_is_not_asked_for_organisations_names_none() -> None:
    silent = trusted(organisation_claim=None)

    assert verifier(silent).caller(person_token("registry:body", party=BODY)).party is None


@pytest.mark.parametrize(
    "claims",
    [{"iss": "https://elsewhere.example"}, {"aud": SERVICE}, {"sub": None}, {"jti": None}, {"exp": 1}, {"aud": OWN}],
    ids=str,
)
def test_a_token_of_another_issuer_or_for_another_is_refused(claims: dict[str, object]) -> None:
    now_wrong = {**_claims_of(person_token("kpi:read")), **claims}
    token = issuer_key().sign({name: value for name, value in now_wrong.items() if value is not None})

    with pytest.raises(InvalidToken):
        verifier().caller(token)


def test_without_an_audience_of_its_own_a_token_must_be_for_this_service() -> None:
    general = trusted(audience=None)

    assert verifier(general).caller(person_token("kpi:read", aud=SERVICE)).person
    with pytest.raises(InvalidToken):
        verifier(general).caller(person_token("kpi:read", aud=AUDIENCE))


def test_a_trusted_issuer_cannot_speak_for_the_registry() -> None:
    forged = issuer_key().sign(
        {**_claims_of(person_token()), "iss": OWN, "aud": SERVICE, "scope": "registry:clients", "sandbox": False}
    )

    with pytest.raises(InvalidToken, match="kid"):
        verifier().caller(forged)


def test_the_registry_cannot_make_a_person() -> None:
    claims = {**_claims_of(person_token()), "iss": OWN, "aud": SERVICE, "scope": "registry:clients", "person": "x"}
    claims |= {"sandbox": False}

    assert verifier().caller(OWN_KEY.sign(claims)).person is None


def test_a_persons_token_can_be_revoked() -> None:
    with pytest.raises(InvalidToken, match="revoked"):
        verifier(revoked="seven").caller(person_token(jti="seven"))


router = APIRouter()


@router.get("/persons")
def persons(caller: Annotated[Caller, Security(needs("registry:parties", person=True))]) -> str:
    return caller.actor


@router.get("/bodies")
def bodies(
    caller: Annotated[Caller, Security(needs("registry:body", person=True, instead="registry:parties"))],
) -> str:
    return caller.actor


@pytest.fixture(scope="module")
def http() -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(router)
    app.state.verifier = verifier()
    install(app)
    with TestClient(app, headers={"Accept-Language": "en"}) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_where_a_person_is_needed_a_client_with_the_scope_is_refused_with_a_code(http: TestClient) -> None:
    claims = {**_claims_of(person_token()), "iss": OWN, "aud": SERVICE, "scope": "registry:parties", "sandbox": False}
    answer = http.get("/persons", headers=bearer(OWN_KEY.sign(claims)))

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert 'error="insufficient_scope", scope="registry:parties"' in answer.headers["www-authenticate"]
    assert [error["code"] for error in answer.json()["errors"]] == ["person-needed"]
    assert http.get("/persons", headers=bearer(person_token("registry:parties"))).json().startswith("person:")


def test_a_wider_scope_does_as_well_where_the_route_says_so(http: TestClient) -> None:
    answers = [
        http.get("/bodies", headers=bearer(person_token(*scopes))).status_code
        for scopes in (("registry:body",), ("registry:parties",), ("registry:clients",), ())
    ]

    assert answers == [200, 200, 403, 403]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"roles": {}}, "roles"),
        ({"roles": {"beheerder": ["registry:everything"]}}, "no scopes: registry:everything"),
        ({"jwks": None}, "either jwks_uri or jwks"),
        ({"jwks_uri": "https://issuer.test.example/jwks"}, "either jwks_uri or jwks"),
        ({"jwks": {"keys": []}}, "one to"),
        ({"issuer": "issuer.test.example"}, "issuer"),
        ({"audience": ""}, "audience"),
        ({"algorithm": "none"}, "algorithm"),
    ],
    ids=str,
)
def test_a_wrong_configuration_is_refused_with_the_reason(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        trusted(**changes)


def settings(**others: object) -> ServiceSettings:
    https = {f"{service}_url": f"https://{service}.example.org" for service in ("registry", "ingest", "kpi")}
    return ServiceSettings.model_validate({"database_url": "postgresql+psycopg://x", **https, **others})


def test_issuers_are_read_from_the_environment_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "PPDS_TRUSTED_ISSUERS",
        '[{"issuer": "https://id.example.org", "jwks_uri": "https://id.example.org/jwks",'
        ' "roles": {"beheerder": ["registry:parties"]}}]',
    )

    (issuer,) = settings().trusted_issuers
    assert issuer.roles == {"beheerder": ("registry:parties",)}


def test_a_test_issuer_is_refused_in_production() -> None:
    assert settings(trusted_issuers=trusted_issuers()).trusted_issuers
    with pytest.raises(ValidationError, match="test issuer"):
        settings(trusted_issuers=trusted_issuers(), environment="production")


def test_an_issuer_without_https_is_refused_in_production() -> None:
    plain = {**trusted_issuers()[0], "test": False, "jwks": None, "jwks_uri": "http://id.example.org/jwks"}

    assert settings(trusted_issuers=[plain]).trusted_issuers
    with pytest.raises(ValidationError, match="not https"):
        settings(trusted_issuers=[plain], environment="production")


def test_an_issuer_stands_once_and_is_not_the_registry_itself() -> None:
    (issuer,) = trusted_issuers()
    with pytest.raises(ValidationError, match="not both or two"):
        settings(trusted_issuers=[issuer, issuer])
    with pytest.raises(ValidationError, match="not both or two"):
        settings(trusted_issuers=[{**issuer, "issuer": "https://registry.example.org"}])


def _claims_of(token: str) -> dict[str, object]:
    return dict(jwt.get_unverified_claims(token))
