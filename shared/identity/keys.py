"""The key pair of a client: the private part stays with the sender, the public part goes to the registry.

RSA, as the NL GOV Assurance profile for OAuth 2.0 requires of every client (`private_key_jwt` with RS256); written
as JWK (RFC 7517), known by its thumbprint (RFC 7638).
"""

import base64
import hashlib
import json
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KEY_BITS = 3072


def new_private_key() -> str:
    """A fresh RSA key as unencrypted PKCS#8 PEM; `write_private_key` keeps it unreadable for others."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode("ascii")


def read_private_key(pem: str) -> rsa.RSAPrivateKey:
    """Read an unencrypted PEM; raises ValueError without repeating any of it."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise ValueError("The private key is no unencrypted PEM.") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("The private key is not RSA.")  # noqa: TRY004 - the value is wrong, its Python type is not
    return key


def public_members(key: rsa.RSAPublicKey) -> dict[str, str]:
    """The members of a JWK that make the key: type, modulus and exponent."""
    numbers = key.public_numbers()
    return {"kty": "RSA", "n": _base64url(numbers.n), "e": _base64url(numbers.e)}


def thumbprint(key: rsa.RSAPublicKey) -> str:
    """The JWK thumbprint (RFC 7638, SHA-256), used as the key's `kid`."""
    canonical = json.dumps(public_members(key), separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode("ascii")


def public_key_set(private_key_pem: str) -> dict[str, list[dict[str, str]]]:
    """The JWK Set with the public part of a private key, as a client registers it; raises ValueError."""
    key = read_private_key(private_key_pem).public_key()
    return {"keys": [{"use": "sig", "alg": "RS256", "kid": thumbprint(key), **public_members(key)}]}


def write_private_key(path: Path, private_key_pem: str) -> None:
    """Write the key where only its owner can read it (mode 0600, folder 0700 when it is made here).

    Raises:
        FileExistsError: a key lies there already; it is never overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(private_key_pem)


def write_request(path: Path, *, label: str, oin: str | None, jwks: object) -> None:
    """Write what an administrator needs to register a client: what it is called, for whom, and public keys only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    request = {"label": label, "oin": oin, "jwks": jwks}
    path.write_text(json.dumps(request, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode("ascii")
