"""Statements on the keys that sign access tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from services.registry.signing_keys.tables import SigningKeyRow
from shared.identity.signing_keys import PublicKey, SigningKey


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A signing key without its private part: `next` will sign, `current` signs, `previous` is published only."""

    kid: str
    state: Literal["next", "current", "previous"]
    made_at: datetime
    signs_from: datetime
    signs_until: datetime | None
    published_until: datetime | None


def current_key(session: Session) -> tuple[str, str] | None:
    """`kid` and PEM of the newest key that may sign now."""
    row = SigningKeyRow
    signing = (row.signs_from <= func.now(), or_(row.signs_until.is_(None), row.signs_until > func.now()))
    newest = select(row.kid, row.private_pem).where(*signing).order_by(row.signs_from.desc(), row.kid).limit(1)
    kid_and_pem = session.execute(newest).one_or_none()
    return None if kid_and_pem is None else (kid_and_pem[0], kid_and_pem[1])


def any_key(session: Session) -> bool:
    """Whether there is a key without an end, whenever it begins: a transaction that is older than a key sees it too."""
    return session.scalar(select(SigningKeyRow.kid).where(SigningKeyRow.signs_until.is_(None)).limit(1)) is not None


def insert_key(session: Session, key: SigningKey, *, signs_after: timedelta = timedelta(0)) -> None:
    """Add a key that is published now and signs after this period."""
    row = SigningKeyRow(kid=key.kid, private_pem=key.pem(), public_jwk=key.public().as_jwk())
    session.add(row)
    session.flush()
    later = {"signs_from": func.now() + signs_after}
    session.execute(update(SigningKeyRow).where(SigningKeyRow.kid == key.kid).values(later))


def end_present_key(session: Session, *, signs_for: timedelta, published_for: timedelta) -> None:
    """Let the key that has no end yet sign and be published for these periods from now."""
    ends = {"signs_until": func.now() + signs_for, "published_until": func.now() + published_for}
    session.execute(update(SigningKeyRow).where(SigningKeyRow.signs_until.is_(None)).values(ends))


def forget_old_keys(session: Session) -> None:
    """Take away keys that are published no more."""
    session.execute(delete(SigningKeyRow).where(SigningKeyRow.published_until < func.now()))


def key_records(session: Session) -> Sequence[KeyRecord]:
    """The keys that are published, the newest first."""
    row = SigningKeyRow
    state = case(
        (row.signs_from > func.now(), "next"),
        (or_(row.signs_until.is_(None), row.signs_until > func.now()), "current"),
        else_="previous",
    )
    published = or_(row.published_until.is_(None), row.published_until > func.now())
    columns = (row.kid, state, row.made_at, row.signs_from, row.signs_until, row.published_until)
    rows = session.execute(select(*columns).where(published).order_by(row.signs_from.desc(), row.kid))
    return [KeyRecord(*values) for values in rows]


def published_keys(session: Session) -> tuple[PublicKey, ...]:
    """Public parts of the keys with which a token that is still valid may be signed, and of the next one."""
    row = SigningKeyRow
    published = or_(row.published_until.is_(None), row.published_until > func.now())
    rows = session.scalars(select(row.public_jwk).where(published).order_by(row.signs_from, row.kid))
    return tuple(PublicKey.parse(jwk) for jwk in rows)
