"""Reading and writing erasures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.buyers.tables import BuyerLink
from services.registry.erasures.tables import Erasure, ErasureMark, ErasureSecret
from services.registry.parties.tables import Party, PartyIdentifier, PartyName
from shared.procurement.erased import normalised

Holder: TypeAlias = str
"""URI of a party."""
_GONE: Final = "[verwijderd]"


@dataclass(frozen=True, slots=True)
class ErasureRecord:
    """An erasure; whom it is about stands nowhere."""

    id: int
    reason: str
    recorded_by: str
    recorded_at: datetime


def secret(session: Session) -> bytes:
    """The secret of the marks of this installation."""
    return session.execute(select(ErasureSecret.secret)).scalar_one()


def insert_erasure(session: Session, marks: Iterable[tuple[str, bytes]], *, reason: str, actor: str) -> ErasureRecord:
    """Add an erasure with its marks (kind, mark).

    One at a time until the commit, so that ids follow the order of commits.
    """
    locks.take(session, locks.ERASURES)
    adding = insert(Erasure).values(reason=reason, recorded_by=actor).returning(*_COLUMNS)
    record = ErasureRecord(*session.execute(adding).one())
    rows = [{"erasure": record.id, "kind": kind, "mark": mark} for kind, mark in sorted(set(marks))]
    session.execute(insert(ErasureMark), rows)
    return record


def erasure(session: Session, erasure_id: int) -> ErasureRecord | None:
    """One erasure."""
    row = session.execute(select(*_COLUMNS).where(Erasure.id == erasure_id)).one_or_none()
    return None if row is None else ErasureRecord(*row)


def holders(session: Session) -> Mapping[tuple[str, str], set[Holder]]:
    """Which party has or had each number ("identifiers") and each name ("names"), in the form that marks compare."""
    holders: defaultdict[tuple[str, str], set[Holder]] = defaultdict(set)
    numbers = select(Party.uri, PartyIdentifier.value).join_from(Party, PartyIdentifier)
    for uri, value in session.execute(numbers):
        holders["identifiers", normalised(value)].add(uri)
    names = select(Party.uri, PartyName.name, PartyName.official_name).join_from(Party, PartyName)
    for uri, *called in session.execute(names):
        for name in called:
            if name:
                holders["names", normalised(name)].add(uri)
    return holders


def linked(session: Session) -> Mapping[str, set[Holder]]:
    """The party to which a buyer is linked by each number or name today, in the form that marks compare."""
    holders: defaultdict[str, set[Holder]] = defaultdict(set)
    standing = select(Party.uri, BuyerLink.value).join_from(Party, BuyerLink).where(BuyerLink.unlinked_at.is_(None))
    for uri, value in session.execute(standing):
        holders[normalised(value)].add(uri)
    return holders


def empty_undone_links(session: Session, words: Collection[str]) -> None:
    """Take these numbers and names, in the form that marks compare, out of links of buyers that were undone."""
    columns = (BuyerLink.id, BuyerLink.value, BuyerLink.reason, BuyerLink.unlinking_reason)
    for link, value, *reasons in session.execute(select(*columns).where(BuyerLink.unlinked_at.is_not(None))).all():
        texts = [_GONE if text and any(word in normalised(text) for word in words) else text for text in reasons]
        now = _GONE if normalised(value) in words else value
        if [now, *texts] != [value, *reasons]:
            session.execute(
                update(BuyerLink)
                .where(BuyerLink.id == link)
                .values(value=now, reason=texts[0], unlinking_reason=texts[1]),
                execution_options={"synchronize_session": False},
            )


def erasures_page(session: Session, *, after: int | None, limit: int) -> Sequence[ErasureRecord]:
    """Erasures, the newest first."""
    statement = select(*_COLUMNS).order_by(Erasure.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(Erasure.id < after)
    return [ErasureRecord(*row) for row in session.execute(statement)]


_COLUMNS = (Erasure.id, Erasure.reason, Erasure.recorded_by, Erasure.recorded_at)
