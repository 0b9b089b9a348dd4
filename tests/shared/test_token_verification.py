"""Which tokens hold: every claim, signature and key is demanded."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from jose import jwt
from jose.utils import base64url_encode

from shared.identity.access import Caller, InvalidToken, TokenVerifier
from shared.identity.signing_keys import KnownKeys, PublicKey, SigningKey
from tests.shared.tokens import AUDIENCE, ISSUER, claims_of, key, token, verifier


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


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat", "jti", "scope", "sandbox"])
def test_each_claim_is_demanded(claim: str) -> None:
    with pytest.raises(InvalidToken):
        verifier().caller(token({claim: None}))


@pytest.mark.parametrize("claim", ["azp", "party", "party_kind", "nbf", "service"])
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
        {"service": "true"},
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
    other = token({"scope": "audit:read"}).split(".")[1]

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
