"""Statements on parties, their names, identifiers and Annex I listings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, delete, false, func, insert, literal, null, or_, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session, aliased

from services.registry.change_log import ChangeParty
from services.registry.parties.rules.records import Identifier, PartyChange, PartyRecord
from services.registry.parties.rules.words import PartyKind
from services.registry.parties.tables import AnnexIListing, Membership, Party, PartyIdentifier, PartyName
from shared.reference.codes import Tier
from shared.tables.registry import membership_current, party_current, party_identifier_current

ALWAYS: Range[date] = Range(None, None)


@dataclass(frozen=True, slots=True)
class PartyFilter:
    """Which parties are asked for; None asks nothing. `name` matches a part of the name, whatever its capitals."""

    name: str | None = None
    tier: Tier | None = None
    kind: PartyKind | None = None
    identifier: Identifier | None = None
    parent: str | None = None
    member_of: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedParty:
    """A party as others may see it, today."""

    party: str
    name: str
    kind: PartyKind
    tier: Tier | None
    province: str | None
    annex_i_central: bool
    demo: bool
    valid_from: date | None
    valid_until: date | None
    participation: str | None


_PUBLISHED = [party_current.c[field.name] for field in fields(PublishedParty)]


@dataclass(frozen=True, slots=True)
class PartyMarks:
    """What decides which clients a party may have."""

    id: int
    kind: PartyKind
    demo: bool
    ended: bool


def insert_parties(session: Session, records: Sequence[PartyRecord], *, source: str, demo: bool = False) -> None:
    """Add parties with their names and identifiers, known since before the register."""
    if not records:
        return
    marks = {"source": source, "demo": demo}
    rows = [
        {"uri": record.uri, "kind": record.kind, "tier": record.tier, "valid_until": record.valid_until, **marks}
        for record in records
    ]
    ids = dict(session.execute(insert(Party).returning(Party.uri, Party.id), rows).all())
    names = [
        {
            "party_id": ids[record.uri],
            "name": record.name,
            "official_name": record.official_name,
            "abbreviation": record.abbreviation,
            "valid": ALWAYS,
        }
        for record in records
    ]
    session.execute(insert(PartyName), names)
    _insert_identifiers(session, {ids[record.uri]: record.identifiers for record in records}, valid=ALWAYS)
    _set_provinces(session, {record.uri: record.province for record in records if record.province is not None})
    _set_parents(session, {record.uri: record.parent for record in records if record.parent is not None})
    for record in records:
        _join(session, ids[record.uri], record.memberships, valid=Range(None, record.valid_until))


def change_party(session: Session, change: PartyChange, *, on: date) -> None:
    """Let a party be from this day on as the list says; what it was stays with its dates."""
    known, record = change.known, change.record
    session.execute(
        update(Party)
        .where(Party.id == known.id)
        .values(
            kind=record.kind,
            tier=record.tier,
            valid_until=null() if "reopened" in change.aspects else Party.valid_until,
            version=Party.version + 1,
        )
    )
    if "name" in change.aspects:
        _rename(session, change, on=on)
    if "province" in change.aspects:
        _set_provinces(session, {record.uri: record.province})
    if "parent" in change.aspects and record.parent is not None:
        _set_parents(session, {record.uri: record.parent})
    _join(session, known.id, change.new_memberships, valid=Range(on, None))
    for identifier in change.new_identifiers:
        same_scheme = (PartyIdentifier.party_id == known.id, PartyIdentifier.scheme == identifier.scheme)
        _close(session, PartyIdentifier, *same_scheme, on=on)
        _insert_identifiers(session, {known.id: (identifier,)}, valid=Range(on, None))


def end_parties(session: Session, uris: Iterable[str], *, on: date) -> None:
    """Let parties exist no longer from this day on; their memberships end with them.

    Their names and identifiers stay: they still tell who bought in the past (decision 0009).
    """
    ended = list(
        session.scalars(
            update(Party)
            .where(Party.uri.in_(list(uris)))
            .values(valid_until=on, version=Party.version + 1)
            .returning(Party.id),
            execution_options={"synchronize_session": False},
        )
    )
    _close(session, Membership, or_(Membership.member_id.in_(ended), Membership.association_id.in_(ended)), on=on)


def list_in_annex_i(session: Session, uris: Iterable[str], *, source: str) -> None:
    """State that these parties are central government authorities of Annex I, since before the register."""
    listed = select(Party.id, literal(ALWAYS, AnnexIListing.valid.type), literal(source)).where(
        Party.uri.in_(list(uris))
    )
    session.execute(insert(AnnexIListing).from_select(["party_id", "valid", "source"], listed))


def note_changed_parties(session: Session, change_id: int, uris: Iterable[str]) -> None:
    """Write beside a change which parties it touched."""
    rows = [{"change": change_id, "party": uri} for uri in sorted(uris)]
    if rows:
        session.execute(insert(ChangeParty), rows)


def parties_page(session: Session, asked: PartyFilter, *, after: str | None, limit: int) -> Sequence[PublishedParty]:
    """Published parties in the order of their keys."""
    view = party_current
    conditions: list[ColumnElement[bool]] = []
    if after is not None:
        conditions.append(view.c.party > after)
    if asked.name is not None:
        conditions.append(view.c.name.icontains(asked.name, autoescape=True))
    if asked.tier is not None:
        conditions.append(view.c.tier == asked.tier)
    if asked.kind is not None:
        conditions.append(view.c.kind == asked.kind)
    if asked.identifier is not None:
        held = party_identifier_current
        same = (held.c.scheme == asked.identifier.scheme, held.c.value == asked.identifier.value)
        conditions.append(view.c.party.in_(select(held.c.party).where(*same)))
    if asked.parent is not None:
        child, parent = aliased(Party), aliased(Party)
        children = select(child.uri).join(parent, parent.id == child.parent_id).where(parent.uri == asked.parent)
        conditions.append(view.c.party.in_(children))
    if asked.member_of is not None:
        members = membership_current
        inside = select(members.c.member).where(members.c.association == asked.member_of)
        conditions.append(view.c.party.in_(inside))
    rows = session.execute(select(*_PUBLISHED).where(*conditions).order_by(view.c.party).limit(limit))
    return [PublishedParty(**row) for row in rows.mappings()]


def published_party(session: Session, uri: str) -> PublishedParty | None:
    """One party, None when there is none with this URI."""
    row = session.execute(select(*_PUBLISHED).where(party_current.c.party == uri)).mappings().one_or_none()
    return None if row is None else PublishedParty(**row)


def published_identifiers(session: Session, uris: Iterable[str], *, on: date) -> dict[str, list[Identifier]]:
    """Identifiers that hold on a day, per party."""
    held = (
        select(PartyIdentifier.scheme, PartyIdentifier.value, Party.uri)
        .join(Party, Party.id == PartyIdentifier.party_id)
        .where(Party.uri.in_(list(uris)), PartyIdentifier.valid.contains(on))
        .order_by(Party.uri, PartyIdentifier.scheme, PartyIdentifier.value)
    )
    by_party: dict[str, list[Identifier]] = {}
    for scheme, value, party in session.execute(held):
        by_party.setdefault(party, []).append(Identifier(scheme, value))
    return by_party


def party_marks(session: Session, uri: str, *, on: date) -> PartyMarks | None:
    """What decides which clients a party may have; None when there is no such party."""
    ended = func.coalesce(Party.valid_until <= on, false()).label("ended")
    marks = select(Party.id, Party.kind, Party.demo, ended)
    row = session.execute(marks.where(Party.uri == uri)).mappings().one_or_none()
    return None if row is None else PartyMarks(**row)


def holder_of(session: Session, identifier: Identifier) -> str | None:
    """The party that has an identifier today."""
    held = party_identifier_current
    same = (held.c.scheme == identifier.scheme, held.c.value == identifier.value)
    return session.scalar(select(held.c.party).where(*same))


def _rename(session: Session, change: PartyChange, *, on: date) -> None:
    known, record = change.known, change.record
    _close(session, PartyName, PartyName.party_id == known.id, on=on)
    session.execute(
        insert(PartyName).values(
            party_id=known.id,
            name=record.name,
            official_name=record.official_name or known.official_name,
            abbreviation=record.abbreviation or known.abbreviation,
            valid=Range(on, None),
        )
    )


def _close(
    session: Session, mapped: type[PartyName | PartyIdentifier | Membership], *which: ColumnElement[bool], on: date
) -> None:
    """End on this day what holds on it or later. What began on it or later leaves nothing behind: it never held."""
    running = (*which, mapped.valid.overlaps(Range(on, None)))
    for statement in (
        delete(mapped).where(*running, func.lower(mapped.valid) >= on),
        update(mapped).where(*running).values(valid=func.daterange(func.lower(mapped.valid), on)),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})


def _insert_identifiers(
    session: Session, identifiers: Mapping[int, Iterable[Identifier]], *, valid: Range[date]
) -> None:
    rows = [
        {"party_id": party_id, "scheme": identifier.scheme, "value": identifier.value, "valid": valid}
        for party_id, held in identifiers.items()
        for identifier in held
    ]
    if rows:
        session.execute(insert(PartyIdentifier), rows)


def _set_provinces(session: Session, provinces: Mapping[str, str | None]) -> None:
    by_province: dict[str, list[str]] = {}
    for uri, province in provinces.items():
        if province is not None:
            by_province.setdefault(province, []).append(uri)
    for province, uris in by_province.items():
        province_id = select(Party.id).where(Party.uri == province).scalar_subquery()
        session.execute(update(Party).where(Party.uri.in_(uris)).values(province_id=province_id))


def _set_parents(session: Session, parents: Mapping[str, str]) -> None:
    by_parent: dict[str, list[str]] = {}
    for uri, parent in parents.items():
        by_parent.setdefault(parent, []).append(uri)
    for parent, uris in by_parent.items():
        parent_id = select(Party.id).where(Party.uri == parent).scalar_subquery()
        session.execute(update(Party).where(Party.uri.in_(uris)).values(parent_id=parent_id))


def _join(session: Session, member: int, associations: Iterable[str], *, valid: Range[date]) -> None:
    joined = select(literal(member), Party.id, literal(valid, Membership.valid.type)).where(
        Party.uri.in_(list(associations))
    )
    if associations:
        session.execute(insert(Membership).from_select(["member_id", "association_id", "valid"], joined))
