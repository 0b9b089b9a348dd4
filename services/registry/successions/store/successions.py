"""Statements on successions of parties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from services.registry.parties.tables import Party
from services.registry.successions.rules import Standing, Succession
from services.registry.successions.tables import SuccessionEvent, SuccessionParty
from shared.reference.codes import SuccessionKind
from shared.tables.registry import succession_current


@dataclass(frozen=True, slots=True)
class RecordedSuccession:
    """An event as the register has it."""

    id: int
    kind: SuccessionKind
    effective_on: date
    source: str
    recorded_at: datetime
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    withdrawn_at: datetime | None
    withdrawal_reason: str | None
    version: int

    @property
    def ended(self) -> tuple[str, ...]:
        """The predecessors that keep no key."""
        return tuple(uri for uri in self.predecessors if uri not in self.successors)


def standings(session: Session, uris: Iterable[str]) -> dict[str, Standing]:
    """What a succession needs to know of these parties; unknown ones are left out."""
    going, staying = aliased(SuccessionParty), aliased(SuccessionParty)
    stays = exists().where(
        staying.event_id == going.event_id, staying.party_id == going.party_id, staying.role == "successor"
    )
    stands = exists().where(SuccessionEvent.id == going.event_id, SuccessionEvent.withdrawn_at.is_(None))
    succeeded = exists().where(going.party_id == Party.id, going.role == "predecessor", ~stays, stands)
    rows = session.execute(
        select(Party.uri, Party.valid_from, Party.valid_until, succeeded, Party.demo).where(Party.uri.in_(list(uris)))
    )
    return {uri: Standing(begin, end, gone, demo) for uri, begin, end, gone, demo in rows}


def edges(session: Session) -> list[tuple[str, str]]:
    """Predecessor and successor of every event that stands, without those that kept their key."""
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


def withdraw_succession(session: Session, number: int, *, reason: str, actor: str) -> None:
    """Write beside an event that it was recorded by mistake; from now on it is in no answer about successors."""
    session.execute(
        update(SuccessionEvent)
        .where(SuccessionEvent.id == number)
        .values(
            withdrawn_at=func.now(), withdrawn_by=actor, withdrawal_reason=reason, version=SuccessionEvent.version + 1
        ),
        execution_options={"synchronize_session": False},
    )


def went_on(session: Session, uris: Iterable[str], *, since: date) -> list[tuple[str, int]]:
    """Which of these parties ended in an event that stands, on this day or later; each with the number of the event."""
    going, staying = aliased(SuccessionParty), aliased(SuccessionParty)
    stays = exists().where(
        staying.event_id == going.event_id, staying.party_id == going.party_id, staying.role == "successor"
    )
    rows = session.execute(
        select(Party.uri, SuccessionEvent.id)
        .join(going, going.party_id == Party.id)
        .join(SuccessionEvent, SuccessionEvent.id == going.event_id)
        .where(
            Party.uri.in_(list(uris)),
            going.role == "predecessor",
            ~stays,
            SuccessionEvent.withdrawn_at.is_(None),
            SuccessionEvent.effective_on >= since,
        )
        .order_by(SuccessionEvent.id, Party.uri)
    )
    return [(uri, number) for uri, number in rows]


def touch(session: Session, uris: Iterable[str]) -> None:
    """Give these parties a new version: what is shown of them changed."""
    session.execute(
        update(Party).where(Party.uri.in_(list(uris))).values(version=Party.version + 1),
        execution_options={"synchronize_session": False},
    )


def successions_page(
    session: Session, *, party: str | None, kind: str | None, withdrawn: bool, after: int, limit: int
) -> Sequence[RecordedSuccession]:
    """Events in the order in which they were recorded: those that stand, or those that were withdrawn."""
    asked = select(SuccessionEvent).where(SuccessionEvent.id > after).order_by(SuccessionEvent.id).limit(limit)
    gone = SuccessionEvent.withdrawn_at.is_not(None)
    asked = asked.where(gone if withdrawn else ~gone)
    if kind is not None:
        asked = asked.where(SuccessionEvent.kind == kind)
    if party is not None:
        with_it = select(SuccessionParty.event_id).join(Party, Party.id == SuccessionParty.party_id)
        asked = asked.where(SuccessionEvent.id.in_(with_it.where(Party.uri == party)))
    events = session.scalars(asked).all()
    return _with_parties(session, events)


def recorded_succession(session: Session, number: int) -> RecordedSuccession | None:
    """One event; None when there is none with this number."""
    statement = select(SuccessionEvent).where(SuccessionEvent.id == number)
    events = session.scalars(statement, execution_options={"populate_existing": True}).all()
    recorded = _with_parties(session, events)
    return recorded[0] if recorded else None


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
            withdrawn_at=event.withdrawn_at,
            withdrawal_reason=event.withdrawal_reason,
            version=event.version,
        )
        for event in events
    ]


def _ids(session: Session, uris: Iterable[str]) -> dict[str, int]:
    rows = session.execute(select(Party.uri, Party.id).where(Party.uri.in_(list(uris))))
    return dict(rows.all())
