"""Statements on successions of parties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from services.registry.succession import Standing, Succession
from services.registry.tables import Party, SuccessionEvent, SuccessionParty
from shared.tables.registry import succession_current


@dataclass(frozen=True, slots=True)
class RecordedSuccession:
    """An event as the register has it."""

    id: int
    kind: str
    effective_on: date
    source: str
    recorded_at: datetime
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinship:
    """Another party that one went over into, or came from, and on which day."""

    party: str
    kind: str
    effective_on: date


def standings(session: Session, uris: Iterable[str]) -> dict[str, Standing]:
    """What a succession needs to know of these parties; unknown ones are left out."""
    going, staying = aliased(SuccessionParty), aliased(SuccessionParty)
    stays = exists().where(
        staying.event_id == going.event_id, staying.party_id == going.party_id, staying.role == "successor"
    )
    succeeded = exists().where(going.party_id == Party.id, going.role == "predecessor", ~stays)
    rows = session.execute(
        select(Party.uri, Party.valid_from, Party.valid_until, succeeded, Party.sandbox, Party.demo).where(
            Party.uri.in_(list(uris))
        )
    )
    return {uri: Standing(begin, end, gone, sandbox, demo) for uri, begin, end, gone, sandbox, demo in rows}


def edges(session: Session) -> list[tuple[str, str]]:
    """Predecessor and successor of every event, without those that kept their key."""
    view = succession_current
    pairs = select(view.c.predecessor, view.c.successor).where(view.c.predecessor != view.c.successor)
    return [(before, after) for before, after in session.execute(pairs)]


def insert_succession(session: Session, stated: Succession, *, source: str, actor: str) -> int:
    """Write an event with its parties; gives its number."""
    number: int = session.execute(
        insert(SuccessionEvent)
        .values(kind=stated.kind, effective_on=stated.effective_on, source=source, recorded_by=actor)
        .returning(SuccessionEvent.id)
    ).scalar_one()
    ids = _ids(session, {*stated.predecessors, *stated.successors})
    rows = [
        *({"event_id": number, "role": "predecessor", "party_id": ids[uri]} for uri in stated.predecessors),
        *({"event_id": number, "role": "successor", "party_id": ids[uri]} for uri in stated.successors),
    ]
    session.execute(insert(SuccessionParty), rows)
    return number


def touch(session: Session, uris: Iterable[str]) -> None:
    """Give these parties a new version: what is shown of them changed."""
    session.execute(
        update(Party).where(Party.uri.in_(list(uris))).values(version=Party.version + 1),
        execution_options={"synchronize_session": False},
    )


def successions_page(
    session: Session, *, party: str | None, kind: str | None, after: int, limit: int
) -> Sequence[RecordedSuccession]:
    """Events in the order in which they were recorded."""
    asked = select(SuccessionEvent).where(SuccessionEvent.id > after).order_by(SuccessionEvent.id).limit(limit)
    if kind is not None:
        asked = asked.where(SuccessionEvent.kind == kind)
    if party is not None:
        with_it = select(SuccessionParty.event_id).join(Party, Party.id == SuccessionParty.party_id)
        asked = asked.where(SuccessionEvent.id.in_(with_it.where(Party.uri == party)))
    events = session.scalars(asked).all()
    return _with_parties(session, events)


def recorded_succession(session: Session, number: int) -> RecordedSuccession | None:
    """One event; None when there is none with this number."""
    events = session.scalars(select(SuccessionEvent).where(SuccessionEvent.id == number)).all()
    found = _with_parties(session, events)
    return found[0] if found else None


def predecessors_of(session: Session, uri: str) -> list[Kinship]:
    """The other parties that went over into this one, the newest event first."""
    view = succession_current
    rows = select(view.c.predecessor, view.c.kind, view.c.effective_on).where(
        view.c.successor == uri, view.c.predecessor != uri
    )
    return [Kinship(*row) for row in session.execute(rows.order_by(view.c.effective_on.desc(), view.c.predecessor))]


def successors_of(session: Session, uri: str) -> list[Kinship]:
    """The other parties that this one went over into, the newest event first."""
    view = succession_current
    rows = select(view.c.successor, view.c.kind, view.c.effective_on).where(
        view.c.predecessor == uri, view.c.successor != uri
    )
    return [Kinship(*row) for row in session.execute(rows.order_by(view.c.effective_on.desc(), view.c.successor))]


def _with_parties(session: Session, events: Sequence[SuccessionEvent]) -> list[RecordedSuccession]:
    named = (
        select(SuccessionParty.event_id, SuccessionParty.role, Party.uri)
        .join(Party, Party.id == SuccessionParty.party_id)
        .where(SuccessionParty.event_id.in_([event.id for event in events]))
        .order_by(Party.uri)
    )
    sides: dict[tuple[int, str], list[str]] = {}
    for event_id, role, uri in session.execute(named):
        sides.setdefault((event_id, role), []).append(uri)
    return [
        RecordedSuccession(
            id=event.id,
            kind=event.kind,
            effective_on=event.effective_on,
            source=event.source,
            recorded_at=event.recorded_at,
            predecessors=tuple(sides.get((event.id, "predecessor"), ())),
            successors=tuple(sides.get((event.id, "successor"), ())),
        )
        for event in events
    ]


def _ids(session: Session, uris: Iterable[str]) -> dict[str, int]:
    rows = session.execute(select(Party.uri, Party.id).where(Party.uri.in_(list(uris))))
    return dict(rows.all())
