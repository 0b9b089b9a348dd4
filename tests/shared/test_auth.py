import time
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Annotated

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from fastapi import APIRouter, Depends, FastAPI, Security
from fastapi.testclient import TestClient
from jose import jwt
from jose.utils import base64url_encode

from shared.auth import Caller, InvalidToken, TokenVerifier, anonymous_allowed, needs
from shared.problems import install
from shared.signing_keys import KeysUnavailable, KnownKeys, PublicKey, PublishedKeys, SigningKey, usable_keys

ISSUER, AUDIENCE = "http://registry.test", "http://ingest.test"


@cache
def key(_name: str = "issuer") -> SigningKey:
    return SigningKey.generate()


def verifier(**others: object) -> TokenVerifier:
    issuers = {ISSUER: KnownKeys((key().public(),))}
    return TokenVerifier(issuers, AUDIENCE, **others)  # type: ignore[arg-type]


def token(claims: dict[str, object] | None = None, *, signing: SigningKey | None = None) -> str:
    """A right token but for the claims given: None leaves one out, a period counts from now."""
    return (signing or key()).sign(claims_of(claims or {}))


def claims_of(changes: dict[str, object]) -> dict[str, object]:
    now = int(time.time())
    right = {
        "iss": ISSUER,
        "sub": "sender",
        "azp": "sender",
        "aud": [AUDIENCE],
        "iat": now,
        "nbf": now,
        "exp": now + 900,
        "jti": "one",
        "scope": "ingest:write ingest:read",
        "party": "https://party.example",
        "party_kind": "ministry",
        "sandbox": False,
    }
    stated = {**right, **changes}
    return {
        name: now + int(value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in stated.items()
        if value is not None
    }


def test_a_right_token_says_who_calls() -> None:
    assert verifier().caller(token()) == Caller(
        client_id="sender",
        party="https://party.example",
        party_kind="ministry",
        scopes=frozenset({"ingest:write", "ingest:read"}),
        subject="sender",
        issuer=ISSUER,
        token_id="one",
        sandbox=False,
    )


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat", "jti", "scope"])
def test_each_claim_is_demanded(claim: str) -> None:
    with pytest.raises(InvalidToken):
        verifier().caller(token({claim: None}))


@pytest.mark.parametrize("claim", ["azp", "party", "party_kind", "nbf", "sandbox"])
def test_what_a_foreign_issuer_may_leave_out_is_not_demanded(claim: str) -> None:
    assert verifier().caller(token({claim: None})).client_id == "sender"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://elsewhere.test"},
        {"iss": [ISSUER]},
        {"aud": "http://kpi.test"},
        {"aud": ["http://kpi.test", AUDIENCE + "/"]},
        {"aud": {AUDIENCE: True}},
        {"aud": [AUDIENCE, 7]},
        {"exp": timedelta(0)},
        {"exp": timedelta(seconds=-5)},
        {"exp": timedelta(hours=2)},
        {"exp": "9999999999"},
        {"exp": True},
        {"exp": 1e999},
        {"exp": -1},
        {"iat": timedelta(minutes=1), "exp": timedelta(minutes=5)},
        {"iat": "now"},
        {"iat": []},
        {"nbf": timedelta(minutes=1)},
        {"nbf": "later"},
        {"sub": 7},
        {"sub": ""},
        {"jti": 7},
        {"jti": "a\u0000b"},
        {"scope": ["ingest:write"]},
        {"party": {"a": 1}},
        {"sandbox": "false"},
        {"at_hash": "x"},
    ],
    ids=str,
)
def test_a_wrong_claim_is_refused(claims: dict[str, object]) -> None:
    with pytest.raises(InvalidToken):
        verifier().caller(token(claims))


def test_clocks_may_differ_a_few_seconds_for_the_start_but_not_for_the_end() -> None:
    ahead = timedelta(seconds=5)

    assert verifier().caller(token({"iat": ahead, "nbf": ahead}))


def test_an_unsigned_token_is_refused() -> None:
    for algorithm in ("none", "None", "NONE", ""):
        head = base64url_encode(f'{{"alg":"{algorithm}","kid":"{key().kid}"}}'.encode()).decode()
        body = token().split(".")[1]
        with pytest.raises(InvalidToken):
            verifier().caller(f"{head}.{body}.")


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused() -> None:
    public = key().private.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    for secret in (base64url_encode(pem).decode(), base64url_encode(der).decode(), key().public().as_jwk()["n"]):
        forged = jwt.encode(claims_of({}), secret, algorithm="HS256", headers={"kid": key().kid})
        with pytest.raises(InvalidToken, match="algorithm"):
            verifier().caller(forged)


@pytest.mark.parametrize("algorithm", ["RS384", "RS512"])
def test_other_algorithms_are_refused_even_with_the_right_key(algorithm: str) -> None:
    signed = jwt.encode(claims_of({}), key().pem(), algorithm=algorithm, headers={"kid": key().kid})

    with pytest.raises(InvalidToken, match="algorithm"):
        verifier().caller(signed)


def test_a_foreign_kid_is_refused_and_so_is_a_foreign_key_under_our_kid() -> None:
    foreign = key("foreign")
    with pytest.raises(InvalidToken, match="kid"):
        verifier().caller(token(signing=foreign))
    with pytest.raises(InvalidToken):
        verifier().caller(token(signing=SigningKey(key().kid, foreign.private)))


def test_a_key_of_another_issuer_does_not_count() -> None:
    other = key("other issuer")
    both = {ISSUER: KnownKeys((key().public(),)), "http://other.test": KnownKeys((other.public(),))}
    with pytest.raises(InvalidToken):
        TokenVerifier(both, AUDIENCE).caller(token(signing=other))


def test_a_changed_token_is_refused() -> None:
    head, body, signature = token().split(".")
    other = token({"scope": "kpi:adopt"}).split(".")[1]

    for changed in (f"{head}.{other}.{signature}", f"{head}.{body}.", f"{head}.{body}.{signature[:-8]}AAAAAAAA"):
        with pytest.raises(InvalidToken):
            verifier().caller(changed)


def test_unknown_critical_extensions_are_refused() -> None:
    signed = jwt.encode(claims_of({}), key().pem(), algorithm="RS256", headers={"kid": key().kid, "crit": ["x"]})

    with pytest.raises(InvalidToken, match="crit"):
        verifier().caller(signed)


@pytest.mark.parametrize(
    "garbage",
    ["", "x", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "x" * 100_000, "." * 8000, "W10.W10.", "e30.e30.e30"],
    ids=lambda garbage: garbage[:5],
)
def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(InvalidToken):
        verifier().caller(garbage)


def test_deep_nesting_is_refused() -> None:
    deep = base64url_encode(b"[" * 5500).decode()
    head = token().split(".")[0]

    for hostile in (f"{deep}.e30.", f"{head}.{deep}."):
        with pytest.raises(InvalidToken):
            verifier().caller(hostile)


def test_ps256_holds_for_a_key_that_allows_it_and_only_with_the_right_signature() -> None:
    jwk = {name: value for name, value in key().public().as_jwk().items() if name != "alg"}
    lenient = TokenVerifier({ISSUER: KnownKeys((PublicKey.parse(jwk),))}, AUDIENCE)
    head, body = (
        base64url_encode(f'{{"alg":"PS256","kid":"{key().kid}"}}'.encode()).decode(),
        token().split(".")[1],
    )
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    signature = base64url_encode(key().private.sign(f"{head}.{body}".encode(), scheme, hashes.SHA256())).decode()

    assert lenient.caller(f"{head}.{body}.{signature}").client_id == "sender"
    with pytest.raises(InvalidToken):
        lenient.caller(f"{head}.{body}.{signature[:-4]}AAAA")
    with pytest.raises(InvalidToken, match="algorithm"):
        verifier().caller(f"{head}.{body}.{signature}")


def test_a_revoked_token_is_refused() -> None:
    revoked = verifier(is_revoked=lambda stamp: stamp.token_id == "one")

    with pytest.raises(InvalidToken, match="revoked"):
        revoked.caller(token())
    assert revoked.caller(token({"jti": "two"}))


class Issuer:
    """An issuer whose keys are fetched: counts, changes and fails as a test says."""

    def __init__(self, *keys: SigningKey) -> None:
        self.keys = keys
        self.asked = 0
        self.is_down = False
        self.now = 1000.0

    def fetch(self) -> tuple[PublicKey, ...]:
        self.asked += 1
        if self.is_down:
            raise KeysUnavailable("down")
        return tuple(one.public() for one in self.keys)

    def source(self) -> PublishedKeys:
        return PublishedKeys(self.fetch, cool_down=10, refresh_after=300, clock=lambda: self.now)


def test_keys_are_fetched_once_and_again_for_an_unknown_kid_after_the_cool_down() -> None:
    issuer = Issuer(key())
    source = issuer.source()

    assert [source.find(key().kid) is not None for _ in range(3)] == [True, True, True]
    assert issuer.asked == 1
    new = key("rotated")
    issuer.keys = (key(), new)
    assert source.find(new.kid) is None
    assert [source.find(f"guess {number}") for number in range(50)] == [None] * 50
    assert issuer.asked == 1
    issuer.now += 11
    assert source.find(new.kid) is not None
    assert issuer.asked == 2


def test_known_keys_go_on_serving_while_the_issuer_is_down() -> None:
    issuer = Issuer(key())
    source = issuer.source()
    source.find(key().kid)
    issuer.is_down = True
    issuer.now += 4000

    assert source.find(key().kid) is not None
    assert source.find("unknown") is None


def test_a_withdrawn_key_is_forgotten_in_time() -> None:
    issuer = Issuer(key(), key("withdrawn"))
    source = issuer.source()
    assert source.find(key("withdrawn").kid) is not None
    issuer.keys = (key(),)
    issuer.now += 301

    assert source.find(key("withdrawn").kid) is None


def test_without_any_keys_nobody_can_say_whether_a_token_holds() -> None:
    issuer = Issuer(key())
    issuer.is_down = True
    source = issuer.source()

    with pytest.raises(KeysUnavailable):
        source.find(key().kid)
    issuer.is_down = False
    issuer.now += 11
    assert source.find(key().kid) is not None


def test_keys_of_other_kinds_in_a_published_set_are_passed_over() -> None:
    others = [{"kty": "EC", "crv": "P-256", "kid": "ec", "x": "a", "y": "b"}, {"kty": "oct", "k": "x"}, "nonsense"]

    assert [one.kid for one in usable_keys({"keys": [*others, key().public().as_jwk()]})] == [key().kid]


router = APIRouter()


@router.get("/write")
def write(caller: Annotated[Caller, Security(needs("ingest:write"))]) -> str:
    return caller.client_id


@router.get("/both")
def both(caller: Annotated[Caller, Security(needs("ingest:write", "kpi:read"))]) -> str:
    return caller.client_id


@router.get("/open")
def open_to_all(caller: Annotated[Caller | None, Depends(anonymous_allowed)]) -> str:
    return caller.client_id if caller else "anyone"


@pytest.fixture(scope="module")
def http() -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(router)
    app.state.verifier = verifier()
    install(app)
    with TestClient(app) as client:
        yield client


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def test_a_caller_with_the_scope_comes_in_whatever_the_case_of_bearer(http: TestClient) -> None:
    assert http.get("/write", headers=bearer(token())).json() == "sender"
    assert http.get("/write", headers={"Authorization": f"bearer {token()}"}).json() == "sender"


def test_without_a_token_the_answer_asks_for_one(http: TestClient) -> None:
    answer = http.get("/write")

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "error=" not in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    "header", ["Basic eDp5", "Bearer", "Bearer ", "token", "Bearer a b", "Bearer x.y.z"], ids=lambda header: header
)
def test_another_scheme_or_no_token_is_refused(http: TestClient, header: str) -> None:
    answer = http.get("/write", headers={"Authorization": header})

    assert answer.status_code == 401
    assert "error=" in answer.headers["www-authenticate"]


def test_an_expired_token_is_an_invalid_token(http: TestClient) -> None:
    answer = http.get("/write", headers={**bearer(token({"exp": timedelta(seconds=-1)})), "Accept-Language": "en"})

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert "expired" in answer.json()["detail"]


def test_a_missing_scope_is_403_and_named(http: TestClient) -> None:
    answer = http.get("/both", headers=bearer(token()))

    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert "kpi:read" in answer.headers["www-authenticate"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_in_the_address_is_refused_even_beside_a_right_header(http: TestClient) -> None:
    for headers in ({}, bearer(token())):
        for path in ("/write", "/open"):
            answer = http.get(path, params={"access_token": token()}, headers=headers)
            assert answer.status_code == 401
            assert 'error="invalid_request"' in answer.headers["www-authenticate"]


def test_two_authorization_headers_are_refused(http: TestClient) -> None:
    headers = [("Authorization", f"Bearer {token()}"), ("Authorization", f"Bearer {token()}")]

    assert http.get("/write", headers=headers).status_code == 401


def test_where_anyone_may_call_a_token_that_is_given_must_hold(http: TestClient) -> None:
    assert http.get("/open").json() == "anyone"
    assert http.get("/open", headers=bearer(token())).json() == "sender"
    assert http.get("/open", headers=bearer("x.y.z")).status_code == 401


def test_an_issuer_that_cannot_be_reached_is_no_fault_of_the_caller() -> None:
    issuer = Issuer(key())
    issuer.is_down = True
    app = FastAPI()
    app.include_router(router)
    app.state.verifier = TokenVerifier({ISSUER: issuer.source()}, AUDIENCE)
    install(app)
    with TestClient(app) as client:
        answer = client.get("/write", headers=bearer(token()))

    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_the_scope_of_an_operation_stands_in_its_description(http: TestClient) -> None:
    paths = http.get("/openapi.json").json()["paths"]

    assert paths["/write"]["get"]["security"] == [{"registry": ["ingest:write"]}]
    assert paths["/both"]["get"]["security"] == [{"registry": ["ingest:write", "kpi:read"]}]
    assert "security" not in paths["/open"]["get"]


def test_a_scope_that_does_not_exist_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="ingest:evrything"):
        needs("ingest:evrything")
