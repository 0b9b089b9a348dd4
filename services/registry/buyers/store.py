"""Statements on links of buyers and objections to harvested data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, insert, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.dialects.postgresql import insert as insert_unless
from sqlalchemy.orm import Session

from services.registry.buyers.rules import Body
from services.registry.buyers.tables import BuyerLink, Objection
from services.registry.parties.tables import Party, PartyIdentifier, PartyName
from shared.procurement.buyer_keys import BuyerKey


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A link of a buyer, undone or not."""

    id: int
    scheme: str
    value: str
    party: str
    reason: str
    linked_by: str
    linked_at: datetime
    unlinked_by: str | None
    unlinked_at: datetime | None
    unlinking_reason: str | None


@dataclass(frozen=True, slots=True)
class ObjectionRecord:
    """An objection to harvested data, withdrawn or not. `valid_until` is the first day it no longer covers."""

    id: int
    party: str
    valid_from: date | None
    valid_until: date | None
    reason: str
    recorded_by: str
    recorded_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawal_reason: str | None


def bodies(session: Session) -> list[Body]:
    """Every party that may buy, with all names and numbers it has or had."""
    named: dict[int, list[str]] = {}
    names = select(PartyName.party_id, PartyName.name, PartyName.official_name)
    for party_id, name, official in session.execute(names.order_by(func.lower(PartyName.valid).desc().nulls_last())):
        named.setdefault(party_id, []).extend(each for each in (name, official) if each)
    numbered: dict[int, list[BuyerKey]] = {}
    held = select(PartyIdentifier.party_id, PartyIdentifier.scheme, PartyIdentifier.value)
    for party_id, scheme, value in session.execute(held):
        numbered.setdefault(party_id, []).append((scheme, value))
    buying = select(Party.id, Party.uri, Party.kind).where(Party.tier.is_not(None))
    return [
        Body(uri, named[party_id][0], kind, tuple(named[party_id]), tuple(numbered.get(party_id, ())))
        for party_id, uri, kind in session.execute(buying)
        if party_id in named
    ]


def insert_link(session: Session, key: BuyerKey, *, party_id: int, reason: str, actor: str) -> int | None:
    """Add a link; None when the key is linked already."""
    scheme, value = key
    statement = (
        insert_unless(BuyerLink)
        .values(scheme=scheme, value=value, party_id=party_id, reason=reason, linked_by=actor)
        .on_conflict_do_nothing(
            index_elements=[BuyerLink.scheme, BuyerLink.value], index_where=BuyerLink.unlinked_at.is_(None)
        )
        .returning(BuyerLink.id)
    )
    return session.execute(statement).scalar_one_or_none()


def undo_link(session: Session, link: int, *, reason: str, actor: str) -> bool:
    """Write that a link no longer holds; False when it was undone already."""
    undone = (
        update(BuyerLink)
        .where(BuyerLink.id == link, BuyerLink.unlinked_at.is_(None))
        .values(unlinked_by=actor, unlinked_at=func.now(), unlinking_reason=reason)
        .returning(BuyerLink.id)
    )
    return session.execute(undone, execution_options={"synchronize_session": False}).scalar_one_or_none() is not None


def link_record(session: Session, link: int) -> LinkRecord | None:
    """One link."""
    row = session.execute(_links().where(BuyerLink.id == link)).mappings().one_or_none()
    return None if row is None else LinkRecord(**row)


def links_page(
    session: Session, *, party: str | None, current: bool | None, after: int | None, limit: int
) -> Sequence[LinkRecord]:
    """Links, the newest first."""
    conditions: list[ColumnElement[bool]] = []
    if party is not None:
        conditions.append(Party.uri == party)
    if current is not None:
        conditions.append(BuyerLink.unlinked_at.is_(None) if current else BuyerLink.unlinked_at.is_not(None))
    if after is not None:
        conditions.append(BuyerLink.id < after)
    rows = session.execute(_links().where(*conditions).order_by(BuyerLink.id.desc()).limit(limit))
    return [LinkRecord(**row) for row in rows.mappings()]


def insert_objection(session: Session, *, party_id: int, period: Range[date], reason: str, actor: str) -> int:
    """Add an objection."""
    statement = insert(Objection).values(party_id=party_id, period=period, reason=reason, recorded_by=actor)
    return int(session.execute(statement.returning(Objection.id)).scalar_one())


def objects_within(session: Session, *, party_id: int, period: Range[date]) -> bool:
    """Whether the party objects to part of this period already."""
    same = (Objection.party_id == party_id, Objection.withdrawn_at.is_(None), Objection.period.overlaps(period))
    return session.scalar(select(Objection.id).where(*same).limit(1)) is not None


def withdraw_objection(session: Session, objection: int, *, reason: str, actor: str) -> bool:
    """Write that an objection no longer holds; False when it was withdrawn already."""
    withdrawn = (
        update(Objection)
        .where(Objection.id == objection, Objection.withdrawn_at.is_(None))
        .values(withdrawn_by=actor, withdrawn_at=func.now(), withdrawal_reason=reason)
        .returning(Objection.id)
    )
    return session.execute(withdrawn, execution_options={"synchronize_session": False}).scalar_one_or_none() is not None


def objection_record(session: Session, objection: int) -> ObjectionRecord | None:
    """One objection."""
    row = session.execute(_objections().where(Objection.id == objection)).mappings().one_or_none()
    return None if row is None else ObjectionRecord(**row)


def objections_page(session: Session, *, party: str | None, after: int | None, limit: int) -> Sequence[ObjectionRecord]:
    """Objections, the newest first."""
    conditions: list[ColumnElement[bool]] = []
    if party is not None:
        conditions.append(Party.uri == party)
    if after is not None:
        conditions.append(Objection.id < after)
    rows = session.execute(_objections().where(*conditions).order_by(Objection.id.desc()).limit(limit))
    return [ObjectionRecord(**row) for row in rows.mappings()]


def _links() -> Select[*tuple[object, ...]]:
    link = BuyerLink
    return select(
        link.id,
        link.scheme,
        link.value,
        Party.uri.label("party"),
        link.reason,
        link.linked_by,
        link.linked_at,
        link.unlinked_by,
        link.unlinked_at,
        link.unlinking_reason,
    ).join(Party, Party.id == link.party_id)


def _objections() -> Select[*tuple[object, ...]]:
    objection = Objection
    return select(
        objection.id,
        Party.uri.label("party"),
        func.lower(objection.period).label("valid_from"),
        func.upper(objection.period).label("valid_until"),
        objection.reason,
        objection.recorded_by,
        objection.recorded_at,
        objection.withdrawn_by,
        objection.withdrawn_at,
        objection.withdrawal_reason,
    ).join(Party, Party.id == objection.party_id)
