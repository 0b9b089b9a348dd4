"""Whether an RSA key that somebody registers can protect anything (RFC 8017, NIST SP 800-56B §6.4).

Looked at when a key is registered, not at every signature: it takes some milliseconds.
"""

import math
from functools import cache
from typing import Final

from shared.identity.signing_keys import PublicKey, UnusableKey

PUBLIC_EXPONENT: Final = 65537
_FACTOR_BITS: Final = 16


def demand_sound(keys: tuple[PublicKey, ...]) -> None:
    """Raise UnusableKey unless each key has the exponent 65537 and a modulus that is not plainly broken.

    Broken: even, with a prime factor below 2**16, or a whole power of another number.
    """
    for key in keys:
        numbers = key.rsa.public_numbers()
        if numbers.e != PUBLIC_EXPONENT:
            raise UnusableKey(
                f"The exponent (e) of the key {key.kid} is not {PUBLIC_EXPONENT}; make a new key with that exponent.",
                nl=f"De exponent (e) van de sleutel {key.kid} is niet {PUBLIC_EXPONENT}; maak een nieuwe met die"
                " exponent.",
            )
        if math.gcd(numbers.n, _product(2**_FACTOR_BITS)) > 1 or _is_power(numbers.n):
            raise UnusableKey(
                f"The modulus (n) of the key {key.kid} is no product of two large primes; make a new key with a"
                " well-known program.",
                nl=f"De modulus (n) van de sleutel {key.kid} is geen product van twee grote priemgetallen; maak een"
                " nieuwe met een bekend programma.",
            )


@cache
def _product(below: int) -> int:
    return math.prod(_primes(below))


@cache
def _primes(below: int) -> tuple[int, ...]:
    return tuple(number for number in range(2, below) if all(number % d for d in range(2, math.isqrt(number) + 1)))


def _is_power(number: int) -> bool:
    """Whether a number without factors below 2**16 is a whole power; each power is one of a prime exponent too."""
    most = number.bit_length() // _FACTOR_BITS
    return any(_root(number, power) ** power == number for power in _primes(most + 1))


def _root(number: int, power: int) -> int:
    """The largest whole number of which this power is no more than the number (Newton's method)."""
    root = 1 << -(-number.bit_length() // power)
    while (smaller := ((power - 1) * root + number // root ** (power - 1)) // power) < root:
        root = smaller
    return root
