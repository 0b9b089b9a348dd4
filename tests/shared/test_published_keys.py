"""Keys of an issuer: fetched when needed, kept while it is down, forgotten in time."""

import pytest

from shared.identity.signing_keys import KeysUnavailable, usable_keys
from tests.shared.tokens import Issuer, key


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

    assert [usable_key.kid for usable_key in usable_keys({"keys": [*others, key().public().as_jwk()]})] == [key().kid]
