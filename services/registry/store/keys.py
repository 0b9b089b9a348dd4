"""Statements on the keys that sign access tokens."""

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from services.registry.tables import SigningKeyRow
from shared.signing_keys import PublicKey, SigningKey


def lock_keys(session: Session) -> None:
    """Let no other process make a key until this transaction ends."""
    session.execute(text("select pg_advisory_xact_lock(hashtext('registry.signing_key'))"))


def current_key(session: Session) -> tuple[str, str] | None:
    """`kid` and PEM of the newest key that may sign now."""
    row = SigningKeyRow
    signing = (row.signs_from <= func.now(), or_(row.signs_until.is_(None), row.signs_until > func.now()))
    newest = select(row.kid, row.private_pem).where(*signing).order_by(row.signs_from.desc(), row.kid).limit(1)
    found = session.execute(newest).one_or_none()
    return None if found is None else (found[0], found[1])


def insert_key(session: Session, key: SigningKey) -> None:
    """Add a key that signs from now on."""
    session.add(SigningKeyRow(kid=key.kid, private_pem=key.pem(), public_jwk=key.public().as_jwk()))
    session.flush()


def published_keys(session: Session) -> tuple[PublicKey, ...]:
    """Public parts of the keys with which a token that is still valid may be signed, and of the next one."""
    row = SigningKeyRow
    published = or_(row.published_until.is_(None), row.published_until > func.now())
    rows = session.scalars(select(row.public_jwk).where(published).order_by(row.signs_from, row.kid))
    return tuple(PublicKey.parse(jwk) for jwk in rows)
