"""Statements on what a succession ended: noting it before, and giving it back when the succession is taken back."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import Select, insert, literal, null, or_, select, text, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from services.registry.parties.tables import Membership, Party
from services.registry.successions.tables import SuccessionMembership, SuccessionParty

_RESTORED: Final = """
with kept as (
    select k.member_id, k.association_id, k.valid,
        k.valid * daterange(null, least(member.valid_until, association.valid_until)) as restored
    from registry.succession_membership k
    join registry.party member on member.id = k.member_id
    join registry.party association on association.id = k.association_id
    where k.event_id = :event
        and not exists (
            select from registry.membership other
            where other.member_id = k.member_id and other.association_id = k.association_id and other.valid && k.valid
                and (lower(k.valid) >= :day or other.valid <> k.valid * daterange(null, :day))
        )
), lengthened as (
    update registry.membership m set valid = kept.restored
    from kept
    where m.member_id = kept.member_id and m.association_id = kept.association_id and not isempty(kept.restored)
        and m.valid = kept.valid * daterange(null, :day)
)
insert into registry.membership (member_id, association_id, valid)
select member_id, association_id, restored from kept where lower(valid) >= :day and not isempty(restored)
"""
"""A membership that stands as the event left it gets its days back; one that somebody changed since stays as it is."""


def note_endings(session: Session, number: int, uris: Collection[str], *, on: date) -> None:
    """Write beside an event which parties and memberships it is about to end, and as what they stand now."""
    session.execute(
        update(SuccessionParty)
        .where(
            SuccessionParty.event_id == number,
            SuccessionParty.role == "predecessor",
            SuccessionParty.party_id.in_(_ids(uris).where(Party.valid_until.is_(None))),
        )
        .values(ended=True),
        execution_options={"synchronize_session": False},
    )
    running = select(literal(number), Membership.member_id, Membership.association_id, Membership.valid).where(
        or_(Membership.member_id.in_(_ids(uris)), Membership.association_id.in_(_ids(uris))),
        Membership.valid.overlaps(Range(on, None)),
    )
    columns = ["event_id", "member_id", "association_id", "valid"]
    session.execute(insert(SuccessionMembership).from_select(columns, running))


def give_back(session: Session, number: int, *, on: date) -> list[str]:
    """Let the parties that an event ended on this day, and that still end on it, exist on; gives their URIs.

    Their memberships go on as they were, as far as the other side still exists.
    """
    by_event = select(SuccessionParty.party_id).where(SuccessionParty.event_id == number, SuccessionParty.ended)
    restored = session.scalars(
        update(Party)
        .where(Party.id.in_(by_event), Party.valid_until == on)
        .values(valid_until=null(), version=Party.version + 1)
        .returning(Party.uri),
        execution_options={"synchronize_session": False},
    ).all()
    session.execute(text(_RESTORED), {"event": number, "day": on})
    return sorted(restored)


def _ids(uris: Collection[str]) -> Select[int]:
    return select(Party.id).where(Party.uri.in_(list(uris)))
