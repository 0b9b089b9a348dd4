"""Statements that write one party as an administrator states it, and read it back the same way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import ScalarSelect, delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from services.registry.parties.rules.facts import (
    Neighbours,
    PartyFacts,
    StatedIdentifier,
    StatedListing,
    StatedMembership,
    StatedName,
)
from services.registry.parties.rules.records import Identifier
from services.registry.parties.tables import AnnexIListing, Membership, Party, PartyIdentifier, PartyName
from services.registry.periods.rules import Period
from services.registry.periods.store import as_period, as_range

_UNSYNCHRONISED: Final[Mapping[str, bool]] = {"synchronize_session": False}
_Dated = TypeVar("_Dated", StatedName, StatedIdentifier, StatedMembership, StatedListing)


@dataclass(frozen=True, slots=True)
class StoredParty:
    """A party with all its facts, and what is no administrator's to change."""

    id: int
    uri: str
    version: int
    source: str
    valid_until: date | None
    demo: bool
    facts: PartyFacts


def stored_party(session: Session, uri: str) -> StoredParty | None:
    """One party; None when there is none with this URI."""
    parent, province = aliased(Party), aliased(Party)
    row = session.execute(
        select(Party, parent.uri, province.uri)
        .outerjoin(parent, parent.id == Party.parent_id)
        .outerjoin(province, province.id == Party.province_id)
        .where(Party.uri == uri)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    party, parent_uri, province_uri = row
    return StoredParty(
        id=party.id,
        uri=party.uri,
        version=party.version,
        source=party.source,
        valid_until=party.valid_until,
        demo=party.demo,
        facts=PartyFacts(
            kind=party.kind,
            tier=party.tier,
            names=_names(session, party.id),
            identifiers=_identifiers(session, party.id),
            parent=parent_uri,
            province=province_uri,
            memberships=_memberships(session, party.id),
            annex_i=_listings(session, party.id),
            valid_from=party.valid_from,
        ),
    )


def neighbours_of(session: Session, uri: str, facts: PartyFacts) -> Neighbours:
    """What these facts of this party touch in the register."""
    named = {membership.association for membership in facts.memberships} | {facts.parent, facts.province}
    others = session.execute(
        select(Party.uri, Party.kind).where(Party.uri.in_([party for party in named if party is not None]))
    )
    return Neighbours(
        kinds=dict(others.all()),
        parents=_parents(session) if facts.parent is not None else {},
        held=_held(session, uri, [identifier.identifier for identifier in facts.identifiers]),
        needed_kind=_needed_kind(session, uri),
    )


def insert_party(session: Session, uri: str, facts: PartyFacts, *, source: str) -> None:
    """Add a party with all its facts."""
    number: int = session.execute(
        insert(Party)
        .values(uri=uri, kind=facts.kind, tier=facts.tier, valid_from=facts.valid_from, source=source)
        .returning(Party.id)
    ).scalar_one()
    _place(session, number, facts)
    _insert_dated(session, number, facts)


def replace_facts(session: Session, number: int, facts: PartyFacts) -> None:
    """Let a party be as these facts say, under a new version."""
    values = {"kind": facts.kind, "tier": facts.tier, "valid_from": facts.valid_from, "version": Party.version + 1}
    session.execute(update(Party).where(Party.id == number).values(values), execution_options=_UNSYNCHRONISED)
    _place(session, number, facts)
    for mapped in (PartyName, PartyIdentifier, AnnexIListing):
        session.execute(delete(mapped).where(mapped.party_id == number), execution_options=_UNSYNCHRONISED)
    session.execute(delete(Membership).where(Membership.member_id == number), execution_options=_UNSYNCHRONISED)
    _insert_dated(session, number, facts)


def _place(session: Session, number: int, facts: PartyFacts) -> None:
    """Set the parent and the province; None takes them away."""
    session.execute(
        update(Party)
        .where(Party.id == number)
        .values(parent_id=_id_of(facts.parent), province_id=_id_of(facts.province)),
        execution_options=_UNSYNCHRONISED,
    )


def _insert_dated(session: Session, number: int, facts: PartyFacts) -> None:
    names = [
        {
            "party_id": number,
            "name": name.name,
            "official_name": name.official_name,
            "abbreviation": name.abbreviation,
            "valid": as_range(name.period),
        }
        for name in facts.names
    ]
    session.execute(insert(PartyName), names)
    identifiers = [
        {
            "party_id": number,
            "scheme": identifier.identifier.scheme,
            "value": identifier.identifier.value,
            "valid": as_range(identifier.period),
        }
        for identifier in facts.identifiers
    ]
    if identifiers:
        session.execute(insert(PartyIdentifier), identifiers)
    listings = [
        {"party_id": number, "source": listing.source, "valid": as_range(listing.period)} for listing in facts.annex_i
    ]
    if listings:
        session.execute(insert(AnnexIListing), listings)
    for membership in facts.memberships:
        session.execute(
            insert(Membership).values(
                member_id=number, association_id=_id_of(membership.association), valid=as_range(membership.period)
            )
        )


def _names(session: Session, number: int) -> tuple[StatedName, ...]:
    rows = session.execute(
        select(PartyName.name, PartyName.official_name, PartyName.abbreviation, PartyName.valid).where(
            PartyName.party_id == number
        )
    )
    names = [StatedName(name, official, abbreviation, as_period(valid)) for name, official, abbreviation, valid in rows]
    return _in_order(names, key=lambda name: name.name)


def _identifiers(session: Session, number: int) -> tuple[StatedIdentifier, ...]:
    rows = session.execute(
        select(PartyIdentifier.scheme, PartyIdentifier.value, PartyIdentifier.valid).where(
            PartyIdentifier.party_id == number
        )
    )
    identifiers = [StatedIdentifier(Identifier(scheme, value), as_period(valid)) for scheme, value, valid in rows]
    return _in_order(identifiers, key=lambda stated: f"{stated.identifier.scheme}:{stated.identifier.value}")


def _memberships(session: Session, number: int) -> tuple[StatedMembership, ...]:
    rows = session.execute(
        select(Party.uri, Membership.valid)
        .join(Party, Party.id == Membership.association_id)
        .where(Membership.member_id == number)
    )
    memberships = [StatedMembership(association, as_period(valid)) for association, valid in rows]
    return _in_order(memberships, key=lambda membership: membership.association)


def _listings(session: Session, number: int) -> tuple[StatedListing, ...]:
    rows = session.execute(select(AnnexIListing.source, AnnexIListing.valid).where(AnnexIListing.party_id == number))
    return _in_order(
        [StatedListing(source, as_period(valid)) for source, valid in rows], key=lambda listing: listing.source
    )


def _in_order(facts: Sequence[_Dated], *, key: Callable[[_Dated], str]) -> tuple[_Dated, ...]:
    """Sorted by what it is and then by its first day, so that the same facts always read the same."""
    return tuple(sorted(facts, key=lambda fact: (key(fact), fact.period.valid_from or date.min)))


def _parents(session: Session) -> dict[str, str]:
    parent = aliased(Party)
    rows = session.execute(select(Party.uri, parent.uri).join(parent, parent.id == Party.parent_id))
    return dict(rows.all())


def _needed_kind(session: Session, uri: str) -> str | None:
    number = select(Party.id).where(Party.uri == uri).scalar_subquery()
    named = aliased(Party)
    if session.scalar(select(exists().where(named.province_id == number))):
        return "province"
    if session.scalar(select(exists().where(Membership.association_id == number))):
        return "umbrella-association"
    return None


def _held(session: Session, uri: str, identifiers: Iterable[Identifier]) -> dict[Identifier, list[tuple[str, Period]]]:
    wanted = set(identifiers)
    rows = session.execute(
        select(PartyIdentifier.scheme, PartyIdentifier.value, Party.uri, PartyIdentifier.valid)
        .join(Party, Party.id == PartyIdentifier.party_id)
        .where(PartyIdentifier.value.in_([identifier.value for identifier in wanted]), Party.uri != uri)
    )
    held: dict[Identifier, list[tuple[str, Period]]] = {}
    for scheme, value, holder, valid in rows:
        if Identifier(scheme, value) in wanted:
            held.setdefault(Identifier(scheme, value), []).append((holder, as_period(valid)))
    return held


def _id_of(uri: str | None) -> ScalarSelect[int] | None:
    return None if uri is None else select(Party.id).where(Party.uri == uri).scalar_subquery()
