"""The keys with which the registry signs: made at the first start, kept in the registry's own schema."""

from threading import Lock

from sqlalchemy.orm import Session

from services.registry.store import keys
from shared.audit import record_act
from shared.errors import Unavailable
from shared.signing_keys import SigningKey


class Signer:
    """The key that signs now; the parsed form is kept, because reading a private key takes long."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._key: SigningKey | None = None

    def key(self, session: Session) -> SigningKey:
        """The current key; a key that another process made counts at once. Raises Unavailable when there is none."""
        found = keys.current_key(session)
        if found is None:
            raise Unavailable(
                nl="Er is nog geen sleutel om tokens mee te ondertekenen.",
                en="There is no key to sign tokens with yet.",
            )
        kid, pem = found
        with self._lock:
            if self._key is None or self._key.kid != kid:
                self._key = SigningKey.from_pem(pem, kid=kid)
            return self._key


def ensure_signing_key(session: Session, *, actor: str) -> bool:
    """Make the first key when there is none; says whether it did. Two processes that start at once make one key."""
    if keys.current_key(session) is not None:
        return False
    keys.lock_keys(session)
    if keys.current_key(session) is not None:
        return False
    key = SigningKey.generate()
    keys.insert_key(session, key)
    record_act(session, "registry", actor=actor, act="signing-key.make", subject=key.kid, detail={"algorithm": "RS256"})
    return True
