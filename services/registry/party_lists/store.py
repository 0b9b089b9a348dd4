"""The register as a list of organisations is laid beside it."""

from datetime import date

from sqlalchemy import false, func, select, true
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session, aliased

from services.registry.parties.rules.records import Identifier, KnownParty
from services.registry.parties.tables import Membership, Party, PartyIdentifier, PartyName


def known_parties(session: Session, *, on: date) -> dict[str, KnownParty]:
    """All parties by URI, as they are from a day on."""
    province, parent = aliased(Party), aliased(Party)
    name = (
        select(PartyName)
        .where(PartyName.party_id == Party.id)
        .order_by(func.lower(PartyName.valid).desc().nulls_last())
        .limit(1)
        .correlate(Party)
        .lateral()
    )
    rows = session.execute(
        select(
            Party.id,
            Party.uri,
            Party.kind,
            Party.tier,
            name.c.name,
            name.c.official_name,
            name.c.abbreviation,
            province.uri.label("province"),
            parent.uri.label("parent"),
            Party.valid_from,
            Party.valid_until,
            func.coalesce(Party.valid_until <= on, false()).label("ended"),
            Party.demo,
        )
        .select_from(Party)
        .join(name, true())
        .outerjoin(province, province.id == Party.province_id)
        .outerjoin(parent, parent.id == Party.parent_id)
    ).all()
    identifiers: dict[int, set[Identifier]] = {}
    held = select(PartyIdentifier.party_id, PartyIdentifier.scheme, PartyIdentifier.value)
    for party_id, scheme, value in session.execute(held.where(PartyIdentifier.valid.overlaps(Range(on, None)))):
        identifiers.setdefault(party_id, set()).add(Identifier(scheme, value))
    joined: dict[int, set[str]] = {}
    members = select(Membership.member_id, Party.uri).join(Party, Party.id == Membership.association_id)
    for member, association in session.execute(members.where(Membership.valid.overlaps(Range(on, None)))):
        joined.setdefault(member, set()).add(association)
    return {
        row.uri: KnownParty(
            **row._mapping,  # noqa: SLF001 - public
            identifiers=frozenset(identifiers.get(row.id, ())),
            memberships=frozenset(joined.get(row.id, ())),
        )
        for row in rows
    }
