"""The key file of a client: the private part stays with the sender, the public part goes to the registry."""

import json
import os
from pathlib import Path


def write_private_key(path: Path, private_key_pem: str) -> None:
    """Write the key where only its owner can read it (mode 0600, folder 0700 when it is made here).

    Raises:
        FileExistsError: a key lies there already; it is never overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(private_key_pem)


def write_request(path: Path, *, name: str, oin: str | None, jwks: object) -> None:
    """Write what an administrator needs to register a client: a name, for whom, and public keys only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    request = {"name": name, "oin": oin, "jwks": jwks}
    path.write_text(json.dumps(request, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
