"""The keys with which the registry signs: made at the first start, changed for new ones without a stop.

A new key is published first and signs a little later, when every verifier can know it; the old one stays published
until the last token it signed has expired. Rule: NL GOV Assurance profile for OAuth 2.0 (A6).
"""

import threading
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.signing_keys import store
from services.registry.signing_keys.store import KeyRecord
from shared.errors import Conflict, Unavailable
from shared.identity.signing_keys import SigningKey
from shared.identity.token_verification import LONGEST_LIFE
from shared.log.audit import record_act
from shared.procurement.finding import Rule, Severity, Text

ROTATION_UNDER_WAY: Final = Rule(
    "rotation-under-way",
    Severity.ERROR,
    "Er is al een nieuwe sleutel gepubliceerd, die binnenkort gaat ondertekenen.",
    "A new key is published already and will sign shortly.",
    Text("Wissel daarna opnieuw.", "Change it again after that."),
)

KEYS_CACHE_SECONDS: Final = 60
"""How long anyone may keep the published keys."""

PUBLISHED_AHEAD: Final = timedelta(seconds=2 * KEYS_CACHE_SECONDS)
PUBLISHED_AFTER: Final = timedelta(seconds=LONGEST_LIFE + KEYS_CACHE_SECONDS)


class Signer:
    """The key that signs now; the parsed form is kept, because reading a private key takes long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: SigningKey | None = None

    def key(self, session: Session) -> SigningKey:
        """The current key; a key that another process made counts at once. Raises Unavailable when there is none."""
        stored = store.current_key(session)
        if stored is None:
            raise Unavailable(
                nl="Er is nog geen sleutel om tokens mee te ondertekenen.",
                en="There is no key to sign tokens with yet.",
            )
        kid, pem = stored
        with self._lock:
            if self._key is None or self._key.kid != kid:
                self._key = SigningKey.from_pem(pem, kid=kid)
            return self._key


def ensure_signing_key(session: Session, *, actor: str) -> bool:
    """Make the first key when there is none; says whether it did. Two processes that start at once make one key."""
    if store.any_key(session):
        return False
    locks.take(session, locks.SIGNING_KEYS)
    # Not "does a key sign now": now is when this transaction began, perhaps before another made the key.
    if store.any_key(session):
        return False
    key = SigningKey.generate()
    store.insert_key(session, key)
    record_act(session, "registry", actor=actor, act="signing-key.make", subject=key.kid, detail={"algorithm": "RS256"})
    return True


def rotate_signing_key(session: Session, *, actor: str) -> KeyRecord:
    """Make the key that signs after the present one; gives the new key.

    Raises Conflict while an earlier change of keys is under way: its new key does not sign yet.
    """
    locks.take(session, locks.SIGNING_KEYS)
    present = store.key_records(session)
    if any(key.state == "next" for key in present):
        nl = "Er is al een nieuwe sleutel gepubliceerd, die binnenkort gaat ondertekenen; wissel daarna opnieuw."
        en = "A new key is published already and will sign shortly; change it again after that."
        raise Conflict(
            nl=nl,
            en=en,
            errors=(ROTATION_UNDER_WAY.at(""),),
        )
    key = SigningKey.generate()
    store.forget_old_keys(session)
    store.end_present_key(session, signs_for=PUBLISHED_AHEAD, published_for=PUBLISHED_AHEAD + PUBLISHED_AFTER)
    store.insert_key(session, key, signs_after=PUBLISHED_AHEAD)
    new = next(record for record in store.key_records(session) if record.kid == key.kid)
    record_act(
        session,
        "registry",
        actor=actor,
        act="signing-key.rotate",
        subject=key.kid,
        detail={"algorithm": "RS256", "signsFrom": new.signs_from.isoformat()},
    )
    return new
