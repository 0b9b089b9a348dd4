"""Statements on mandates, the bodies they name and the rights that follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import Range, aggregate_order_by
from sqlalchemy.orm import Session, aliased

from services.registry.mandates.rules import BodyInMandate, DataKind, Proposal, Side, Standing
from services.registry.mandates.tables import Mandate, MandateBody, MandateRight
from services.registry.participations.tables import Participation
from services.registry.parties.tables import Party
from shared.tables.registry import party_current

ZONE: Final = "Europe/Amsterdam"
_NO_SYNC: Final = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class MandateRecord:
    """A mandate with the bodies it names, in the order of their keys."""

    id: UUID
    mandatary: str
    kinds: tuple[DataKind, ...]
    valid_from: date
    valid_until: date | None
    basis: str
    proposed_by: str
    proposed_at: datetime
    version: int
    bodies: tuple[BodyInMandate, ...]


@dataclass(frozen=True, slots=True)
class SendingRight:
    """A body for which a party may send, what, until which day, and under which mandate."""

    buyer: str
    kinds: tuple[DataKind, ...]
    until: date | None
    mandate: UUID


def sides(session: Session, uris: Iterable[str], *, on: date) -> dict[str, Side]:
    """What matters of these parties for a mandate; those that are not in the register are left out."""
    ended = func.coalesce(Party.valid_until <= on, False)
    rows = session.execute(select(Party.uri, Party.kind, ended, Party.demo).where(Party.uri.in_(list(uris))))
    return {uri: Side(kind, has_ended, demo) for uri, kind, has_ended, demo in rows}


def names_of(session: Session, uris: Iterable[str]) -> dict[str, str]:
    """Names of parties by their keys."""
    rows = session.execute(
        select(party_current.c.party, party_current.c.name).where(party_current.c.party.in_(list(uris)))
    )
    return dict(rows.all())


def standing_rights(session: Session, mandatary: str, bodies: Iterable[str]) -> list[Standing]:
    """What mandates of this mandatary cover for these bodies, granted or proposed."""
    giver, taker = aliased(Party), aliased(Party)
    rows = session.execute(
        select(
            MandateRight.mandate,
            giver.uri,
            MandateRight.kind,
            func.lower(MandateRight.valid),
            func.upper(MandateRight.valid),
        )
        .join(giver, giver.id == MandateRight.party_id)
        .join(taker, taker.id == MandateRight.mandatary_id)
        .where(taker.uri == mandatary, giver.uri.in_(list(bodies)))
    )
    return [Standing(*row) for row in rows]


def insert_mandate(session: Session, number: UUID, proposal: Proposal, *, proposed_by: str, at: datetime) -> None:
    """Write a proposal, with the days that no other mandate of the same mandatary may cover for these bodies."""
    uris = [proposal.mandatary, *proposal.bodies]
    ids = dict(session.execute(select(Party.uri, Party.id).where(Party.uri.in_(uris))).all())
    valid = Range(proposal.valid_from, proposal.valid_until)
    session.execute(
        insert(Mandate).values(
            id=number,
            mandatary_id=ids[proposal.mandatary],
            kinds=list(proposal.kinds),
            valid=valid,
            basis=proposal.basis,
            proposed_by=proposed_by,
            proposed_at=at,
        )
    )
    session.execute(insert(MandateBody), [{"mandate": number, "party_id": ids[body]} for body in proposal.bodies])
    rights = [
        {
            "mandate": number,
            "party_id": ids[body],
            "kind": kind,
            "mandatary_id": ids[proposal.mandatary],
            "valid": valid,
        }
        for body in proposal.bodies
        for kind in proposal.kinds
    ]
    session.execute(insert(MandateRight), rights)


def lock_mandate(session: Session, number: UUID) -> MandateRecord | None:
    """One mandate, held until the end of the transaction; None when there is none."""
    session.execute(select(Mandate.id).where(Mandate.id == number).with_for_update())
    return mandate_record(session, number)


def mandate_record(session: Session, number: UUID) -> MandateRecord | None:
    """One mandate, None when there is none with this id."""
    records = _records(session, select(Mandate).where(Mandate.id == number))
    return records[0] if records else None


def mandates_page(
    session: Session,
    *,
    party: str | None,
    involved: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[MandateRecord]:
    """Mandates in the order in which they were proposed.

    Args:
        session: of the caller's transaction.
        party: only those in which this party has a part, on either side.
        involved: only those in which this party has a part as well: the party of who asks.
        after: the last one of the page before.
        limit: how many at most.
    """
    statement = select(Mandate).order_by(Mandate.proposed_at, Mandate.id).limit(limit)
    for uri in (party, involved):
        if uri is not None:
            statement = statement.where(_has_part(uri))
    if after is not None:
        statement = statement.where(tuple_(Mandate.proposed_at, Mandate.id) > tuple_(*after))
    return _records(session, statement)


def grant(
    session: Session, number: UUID, bodies: Iterable[str], *, granted_by: str, basis: str | None, at: datetime
) -> None:
    """Let a mandate hold for these bodies from now on, within its period."""
    session.execute(
        update(MandateBody)
        .where(MandateBody.mandate == number, MandateBody.party_id.in_(_ids(bodies)))
        .values(granted_by=granted_by, granted_at=at, grant_basis=basis),
        execution_options=_NO_SYNC,
    )
    _next_version(session, number)


def withdraw(session: Session, number: UUID, bodies: Iterable[str], *, withdrawn_by: str, on: date) -> None:
    """Let a mandate hold no longer for these bodies from this day on; the days after it are free for another."""
    uris = list(bodies)
    session.execute(
        update(MandateBody)
        .where(MandateBody.mandate == number, MandateBody.party_id.in_(_ids(uris)))
        .values(withdrawn_by=withdrawn_by, withdrawn_on=on),
        execution_options=_NO_SYNC,
    )
    covered = (MandateRight.mandate == number, MandateRight.party_id.in_(_ids(uris)))
    session.execute(
        delete(MandateRight).where(*covered, func.lower(MandateRight.valid) >= on), execution_options=_NO_SYNC
    )
    session.execute(
        update(MandateRight)
        .where(*covered, MandateRight.valid.overlaps(Range(on, None)))
        .values(valid=func.daterange(func.lower(MandateRight.valid), on)),
        execution_options=_NO_SYNC,
    )
    _next_version(session, number)


def sending_rights(session: Session, party: str, *, on: date) -> list[SendingRight]:
    """For whom a party may send on a day under a mandate, per body and mandate: bodies that take part today.

    Nobody sends for a body that was never admitted, was suspended or has left.
    """
    giver, taker = aliased(Party), aliased(Party)
    granted_on = func.date(func.timezone(ZONE, MandateBody.granted_at))
    rows = session.execute(
        select(
            giver.uri,
            func.array_agg(aggregate_order_by(MandateRight.kind, MandateRight.kind)),
            func.upper(MandateRight.valid),
            MandateRight.mandate,
        )
        .join(MandateBody, _same_body())
        .join(giver, giver.id == MandateRight.party_id)
        .join(taker, taker.id == MandateRight.mandatary_id)
        .join(Participation, Participation.party_id == giver.id)
        .where(
            taker.uri == party,
            MandateRight.valid.contains(on),
            granted_on <= on,
            Participation.state == "admitted",
        )
        .group_by(giver.uri, MandateRight.mandate, MandateRight.valid)
        .order_by(giver.uri, MandateRight.mandate)
    )
    return [SendingRight(buyer, tuple(kinds), until, mandate) for buyer, kinds, until, mandate in rows]


def running_mandates(session: Session, party: str, *, on: date) -> list[UUID]:
    """Mandates on either side of a party that are granted, not withdrawn and not over on this day.

    One that begins later counts: a party that ends leaves none behind.
    """
    number = select(Party.id).where(Party.uri == party).scalar_subquery()
    rows = session.scalars(
        select(MandateRight.mandate)
        .distinct()
        .join(MandateBody, _same_body())
        .where(
            or_(MandateRight.party_id == number, MandateRight.mandatary_id == number),
            MandateBody.granted_at.is_not(None),
            MandateRight.valid.overlaps(Range(on, None)),
        )
        .order_by(MandateRight.mandate)
    )
    return list(rows)


def _same_body() -> ColumnElement[bool]:
    return (MandateBody.mandate == MandateRight.mandate) & (MandateBody.party_id == MandateRight.party_id)


def _has_part(uri: str) -> ColumnElement[bool]:
    number = select(Party.id).where(Party.uri == uri).scalar_subquery()
    named = select(MandateBody.mandate).where(MandateBody.party_id == number)
    return or_(Mandate.mandatary_id == number, Mandate.id.in_(named))


def _ids(uris: Iterable[str]) -> Select[int]:
    return select(Party.id).where(Party.uri.in_(list(uris)))


def _next_version(session: Session, number: UUID) -> None:
    session.execute(
        update(Mandate).where(Mandate.id == number).values(version=Mandate.version + 1), execution_options=_NO_SYNC
    )


def _records(session: Session, statement: Select[Mandate]) -> list[MandateRecord]:
    mandates = session.scalars(statement.execution_options(populate_existing=True)).all()
    bodies = _bodies(session, [mandate.id for mandate in mandates])
    takers = dict(
        session.execute(
            select(Party.id, Party.uri).where(Party.id.in_({mandate.mandatary_id for mandate in mandates}))
        ).all()
    )
    return [
        MandateRecord(
            id=mandate.id,
            mandatary=takers[mandate.mandatary_id],
            kinds=tuple(mandate.kinds),
            valid_from=mandate.valid.lower or date.min,
            valid_until=mandate.valid.upper,
            basis=mandate.basis,
            proposed_by=mandate.proposed_by,
            proposed_at=mandate.proposed_at,
            version=mandate.version,
            bodies=tuple(bodies.get(mandate.id, ())),
        )
        for mandate in mandates
    ]


def _bodies(session: Session, numbers: Sequence[UUID]) -> Mapping[UUID, list[BodyInMandate]]:
    rows = session.execute(
        select(MandateBody.mandate, Party.uri, MandateBody.granted_at, MandateBody.withdrawn_on)
        .join(Party, Party.id == MandateBody.party_id)
        .where(MandateBody.mandate.in_(numbers))
        .order_by(MandateBody.mandate, Party.uri)
    )
    by_mandate: dict[UUID, list[BodyInMandate]] = {}
    for mandate, uri, granted_at, withdrawn_on in rows:
        granted_on = None if granted_at is None else granted_at.astimezone(ZoneInfo(ZONE)).date()
        by_mandate.setdefault(mandate, []).append(BodyInMandate(uri, granted_on, withdrawn_on))
    return by_mandate
