"""A key that anybody can break protects nothing: it is refused when it is registered."""

import math

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.identity.key_soundness import demand_sound
from shared.identity.signing_keys import PublicKey, SigningKey, UnusableKey


@pytest.fixture(scope="module")
def modulus() -> int:
    return SigningKey.generate().private.public_key().public_numbers().n


def key_with(modulus: int, exponent: int = 65537) -> PublicKey:
    return PublicKey("k", frozenset({"RS256"}), rsa.RSAPublicNumbers(exponent, modulus).public_key())


def test_a_key_as_programs_make_it_is_taken(modulus: int) -> None:
    demand_sound((key_with(modulus),))


@pytest.mark.parametrize("exponent", [3, 17, 65539])
def test_another_exponent_is_refused(modulus: int, exponent: int) -> None:
    with pytest.raises(UnusableKey, match="65537"):
        demand_sound((key_with(modulus, exponent),))


@pytest.mark.parametrize("factor", [3, 251, 65521])
def test_a_modulus_with_a_small_factor_is_refused(modulus: int, factor: int) -> None:
    with pytest.raises(UnusableKey, match="two large primes"):
        demand_sound((key_with(modulus * factor),))


@pytest.mark.parametrize("power", [2, 3, 5])
def test_a_modulus_that_is_a_power_is_refused(modulus: int, power: int) -> None:
    root = math.isqrt(modulus) | 1
    with pytest.raises(UnusableKey, match="two large primes"):
        demand_sound((key_with(root**power),))


def test_one_unsound_key_among_sound_ones_is_found(modulus: int) -> None:
    with pytest.raises(UnusableKey):
        demand_sound((key_with(modulus), key_with(modulus * 7)))
